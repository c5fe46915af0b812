"""Places that are closed to visitors for a while, as the public pages say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casamuseo.house.models import Closure, Place
from casamuseo.kernel.editions import per_edition
from casamuseo.kernel.texts import Text
from casamuseo.web.calendars import calendar


@dataclass(frozen=True, slots=True)
class ClosedPlace:
    """A place that nobody enters at the moment."""

    place: Place
    reason: Text
    last_day: date | None
    """The last day on which it is closed, by the house's calendar; None where nobody knows."""
    is_today_only: bool


@dataclass(frozen=True, slots=True)
class ClosedPlaces:
    """What is closed at a moment, by the places' keys, and until when that is true."""

    by_key: dict[str, ClosedPlace]
    changes_at: datetime | None

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.by_key)

    def until(self, *others: datetime | None) -> datetime | None:
        """The first moment at which this or something else on a page is no longer true."""
        return min(filter(None, (self.changes_at, *others)), default=None)


def closed_at(moment: datetime) -> ClosedPlaces:
    """The places that are closed at an aware moment; no query while the edition stands."""
    edges = [
        edge
        for closure in _closures()
        for edge in (closure.begins_at, closure.ends_at)
        if edge is not None and edge > moment
    ]
    closed = {
        closure.place.key: _told(closure, moment)
        for closure in _closures()
        if closure.begins_at <= moment and (closure.ends_at is None or moment < closure.ends_at)
    }
    # "Closed today" is no longer true tomorrow.
    if closed:
        edges.append(_midnight_after(moment))
    return ClosedPlaces(closed, min(edges, default=None))


@per_edition
def _closures() -> tuple[Closure, ...]:
    return tuple(Closure.objects.select_related("place").order_by("place__order", "begins_at"))


def _told(closure: Closure, moment: datetime) -> ClosedPlace:
    zone = calendar().zone
    last = None
    if closure.ends_at is not None:
        last = (closure.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    today = moment.astimezone(zone).date()
    return ClosedPlace(closure.place, closure.reason, last, is_today_only=last == today)


def _midnight_after(moment: datetime) -> datetime:
    zone = calendar().zone
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
