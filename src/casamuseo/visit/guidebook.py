"""Which guide is free when: languages, availability and what their time is already claimed for, read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from casamuseo.visit.models import (
    Bucket,
    Claim,
    Guide,
    GuideAssignment,
    GuideAvailability,
    Hold,
    Resource,
)
from casamuseo.visit.planning import VisitRules, quarters
from casamuseo.visit.terms import AssignmentState

CHANGEOVER = timedelta(minutes=10)
"""Between two tours of a guide."""
LIVE = [AssignmentState.PROPOSED, AssignmentState.ACCEPTED]
"""Assignments that keep a guide's time."""
EVERY = timedelta(minutes=30)
"""How far apart other times are offered."""
DAYS_OFFERED = 14

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class GuideBook:
    """The guides, their hours and their tours, over a span of days; answers without a query."""

    rules: VisitRules
    guides: tuple[Guide, ...]
    busy: frozenset[tuple[int, datetime]]
    """Resource and quarter of an hour."""
    tours_on: Counter[tuple[int, date]]
    """How many tours a guide has on a day."""

    @classmethod
    def of_house(
        cls,
        rules: VisitRules,
        *,
        begins: datetime,
        ends: datetime,
        at: datetime,
        but_for: Hold | None = None,
    ) -> GuideBook:
        """What is known of this span. `but_for` is a claim that would be given up."""
        guides = Guide.objects.filter(is_active=True).prefetch_related("availability")
        live = GuideAssignment.objects.filter(
            state__in=LIVE,
            tour__starts_at__gte=begins - timedelta(days=1),
            tour__starts_at__lt=ends,
        ).values_list("guide", "tour__starts_at")
        return cls(
            rules,
            tuple(guides),
            _busy(begins, ends, at=at, but_for=but_for),
            Counter((guide, _day(rules, start)) for guide, start in live),
        )

    def free(self, language: str, *, starts_at: datetime, minutes: int) -> list[Guide]:
        """Who could guide then: whoever has the fewest tours on that day comes first."""
        day = _day(self.rules, starts_at)
        free = [
            guide
            for guide in self.guides
            if language in guide.languages
            and self.is_there(guide, starts_at=starts_at, minutes=minutes)
            and not self.is_busy(guide, starts_at=starts_at, minutes=minutes)
        ]
        return sorted(free, key=lambda guide: (self.tours_on[guide.pk, day], guide.name))

    def languages(self, *, starts_at: datetime, minutes: int) -> list[str]:
        """The languages in which somebody could guide then."""
        known = {language for guide in self.guides for language in guide.languages}
        return [
            language
            for language in sorted(known)
            if self.free(language, starts_at=starts_at, minutes=minutes)
        ]

    def is_there(self, guide: Guide, *, starts_at: datetime, minutes: int) -> bool:
        """Whether the guide's hours cover the tour from beginning to end."""
        zone = self.rules.calendar.zone
        begins = starts_at.astimezone(zone)
        ends = begins + timedelta(minutes=minutes)
        if ends.date() != begins.date():
            return False
        spans = hours_on(list(guide.availability.all()), begins.date())
        return any(first <= begins.time() and ends.time() <= last for first, last in spans)

    def is_busy(self, guide: Guide, *, starts_at: datetime, minutes: int) -> bool:
        """Whether another tour, with the time to change over, has a quarter of this one."""
        needed = guide_quarters(starts_at, minutes=minutes)
        return any((guide.resource_id, quarter) in self.busy for quarter in needed)

    def other_times(
        self, language: str, *, starts_at: datetime, minutes: int, at: datetime
    ) -> Iterator[datetime]:
        """When else somebody could guide in this language: the nearest to the wished time first."""
        first = _day(self.rules, starts_at)
        for ahead in range(DAYS_OFFERED):
            day = first + timedelta(days=ahead)
            # On another day, the time that is most like the wished one.
            wished = starts_at + timedelta(days=ahead)
            for start in sorted(
                self._starts_on(day, minutes=minutes), key=lambda each: abs(each - wished)
            ):
                if start > at and self.free(language, starts_at=start, minutes=minutes):
                    yield start

    def _starts_on(self, day: date, *, minutes: int) -> Iterator[datetime]:
        hours = self.rules.calendar.on(day)
        if hours.opens is None or hours.closes is None:
            return
        start, closes = (_moment(self.rules, day, wall) for wall in (hours.opens, hours.closes))
        while start + timedelta(minutes=minutes) <= closes:
            yield start
            start += EVERY


def guide_quarters(starts_at: datetime, *, minutes: int) -> list[datetime]:
    """The quarters of an hour that a tour takes of its guide."""
    return list(quarters(starts_at, starts_at + timedelta(minutes=minutes) + CHANGEOVER))


def hours_on(rows: Sequence[GuideAvailability], day: date) -> list[Span]:
    """A guide's hours on a day: of the week and of the day, joined, less the absences."""
    today = [row for row in rows if row.on == day or row.weekday == day.isoweekday()]
    there = _joined(sorted((row.begins, row.ends) for row in today if not row.is_absence))
    for absence in (row for row in today if row.is_absence):
        there = [
            (first, last)
            for span in there
            for first, last in (
                (span[0], min(span[1], absence.begins)),
                (max(span[0], absence.ends), span[1]),
            )
            if first < last
        ]
    return there


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _busy(
    begins: datetime, ends: datetime, *, at: datetime, but_for: Hold | None
) -> frozenset[tuple[int, datetime]]:
    """Quarters of guides that are taken, but for what has run out or would be given up."""
    buckets = Bucket.objects.filter(
        resource__in=Resource.objects.filter(guide__isnull=False),
        starts_at__gte=begins - timedelta(hours=1),
        starts_at__lt=ends + timedelta(hours=12),
    )
    free = set(
        Claim.objects.filter(bucket__in=buckets, hold__in=Hold.objects.overdue(at)).values_list(
            "bucket", flat=True
        )
    )
    if but_for is not None:
        free |= set(but_for.claims.values_list("bucket", flat=True))
    taken = buckets.filter(taken__gt=0).values_list("pk", "resource", "starts_at")
    return frozenset((resource, start) for pk, resource, start in taken if pk not in free)


def _day(rules: VisitRules, moment: datetime) -> date:
    return moment.astimezone(rules.calendar.zone).date()


def _moment(rules: VisitRules, day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, tzinfo=rules.calendar.zone).astimezone(UTC)
