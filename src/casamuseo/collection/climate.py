"""What readings tell: excursions beyond the limits, gaps in which nothing was read, and a drawable course.

All of it is derived: a limit that is changed tells another story of the same readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casamuseo.collection.locating import Arrangement
from casamuseo.collection.models import ClimateLimit, Reading, Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.house.models import Place

GAP = 3
"""Where a logger has not read for so many times its interval, there is a gap."""
DRAWN = 360
"""Points of a course, whatever the number of readings."""


@dataclass(frozen=True, slots=True)
class Excursion:
    """A time during which what was read lay beyond a limit."""

    begins_at: datetime
    ends_at: datetime
    """When it was first read within again; the last reading beyond where none followed in time."""
    extreme: float
    is_above: bool
    is_over: bool
    """False where the last reading of all still lies beyond."""

    @property
    def lasted(self) -> timedelta:
        return self.ends_at - self.begins_at


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing was read: neither good nor bad, but not known."""

    begins_at: datetime
    ends_at: datetime

    @property
    def lasted(self) -> timedelta:
        return self.ends_at - self.begins_at


@dataclass(slots=True)
class Point:
    """Some readings that follow each other, as one point of the drawing."""

    begins_at: datetime
    lowest: float
    highest: float
    total: float
    count: int

    @property
    def mean(self) -> float:
        return self.total / self.count


@dataclass(slots=True)
class Course:
    """The readings of one quantity between two moments, and what they say."""

    begins_at: datetime
    ends_at: datetime
    points: list[Point] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    excursions: list[Excursion] = field(default_factory=list)
    count: int = 0
    last: tuple[datetime, float] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which values something should stay, and by which place's rule."""

    lowest: float | None = None
    highest: float | None = None
    place: Place | None = None

    def beyond(self, value: float) -> int:
        """1 above the highest, -1 below the lowest, 0 within. The limit itself lies within."""
        if self.highest is not None and value > self.highest:
            return 1
        if self.lowest is not None and value < self.lowest:
            return -1
        return 0


def course(
    sensor: Sensor, *, quantity: Quantity, begins_at: datetime, ends_at: datetime, limits: Limits
) -> Course:
    """The readings of a logger between two moments, the first included. One query for any number."""
    rows = (
        Reading.objects.filter(sensor=sensor, quantity=quantity, at__gte=begins_at, at__lt=ends_at)
        .order_by("at")
        .values_list("at", "value")
    )
    return derive(
        rows.iterator(chunk_size=5000),
        begins_at=begins_at,
        ends_at=ends_at,
        every=timedelta(minutes=sensor.every_minutes),
        limits=limits,
    )


def derive(
    rows: Iterable[tuple[datetime, float]],
    *,
    begins_at: datetime,
    ends_at: datetime,
    every: timedelta,
    limits: Limits,
) -> Course:
    """One pass over readings in their order: points to draw, gaps, excursions."""
    found = Course(begins_at, ends_at)
    width = max((ends_at - begins_at) / DRAWN, every)
    patience = GAP * every
    running: _Running | None = None
    before: datetime | None = None
    for at, value in rows:
        is_after_gap = before is not None and at - before > patience
        if before is not None and is_after_gap:
            found.gaps.append(Gap(before, at))
            # Nobody knows how it was meanwhile: what lay beyond is told up to its last reading.
            _end(found, running, at=before)
            running = None
        side = limits.beyond(value)
        if running is not None and running.side != side:
            _end(found, running, at=at)
            running = None
        if side and running is None:
            running = _Running(side, at, value)
        elif running is not None:
            running.extreme = (max if side > 0 else min)(running.extreme, value)
        _draw(found, at, value, width=width, is_after_gap=is_after_gap)
        found.count += 1
        found.last = (at, value)
        before = at
    if running is not None and before is not None:
        _end(found, running, at=before, is_over=False)
    return found


@dataclass(slots=True)
class _Running:
    side: int
    begins_at: datetime
    extreme: float


def _end(found: Course, running: _Running | None, *, at: datetime, is_over: bool = True) -> None:
    if running is not None:
        found.excursions.append(
            Excursion(running.begins_at, at, running.extreme, running.side > 0, is_over)
        )


def _draw(
    found: Course, at: datetime, value: float, *, width: timedelta, is_after_gap: bool
) -> None:
    last = found.points[-1] if found.points else None
    if last is None or is_after_gap or at - last.begins_at >= width:
        found.points.append(Point(at, value, value, value, 1))
        return
    last.lowest = min(last.lowest, value)
    last.highest = max(last.highest, value)
    last.total += value
    last.count += 1


def limits_of(places: Sequence[Place]) -> Mapping[tuple[int, str], Limits]:
    """For each place and quantity the limit that holds: its own, or that of what it stands in.

    Three queries for any number of places.
    """
    own = {(limit.place_id, limit.quantity): limit for limit in ClimateLimit.objects.order_by()}
    if not own:
        return {}
    arrangement = Arrangement()
    found: dict[tuple[int, str], Limits] = {}
    for place in places:
        for step in arrangement.chain(arrangement.places[place.pk]):
            for quantity in Quantity.values:
                limit = own.get((step.pk, quantity))
                if limit is not None:
                    found.setdefault(
                        (place.pk, quantity), Limits(limit.lowest, limit.highest, step)
                    )
    return found
