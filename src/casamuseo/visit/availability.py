"""What is left: for each day, and for each slot of a day; few queries, however much is sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from casamuseo.visit.actions.claiming import Want
from casamuseo.visit.calendar import DayHours
from casamuseo.visit.errors import NotOpen, TooLateToBook
from casamuseo.visit.models import Bucket
from casamuseo.visit.planning import VisitRules
from casamuseo.visit.terms import HoldState


@dataclass(frozen=True, slots=True)
class SlotLeft:
    """A slot and how many people still fit in it; 0 where it is full or past."""

    starts_at: datetime
    left: int
    is_past: bool


@dataclass(frozen=True, slots=True)
class DayLeft:
    """A day: its hours, and what is left of it, as one number or slot by slot."""

    hours: DayHours
    is_past: bool
    left: int
    slots: tuple[SlotLeft, ...] = ()

    @property
    def day(self) -> date:
        return self.hours.day

    @property
    def can_be_booked(self) -> bool:
        return self.hours.is_open and not self.is_past and self.left > 0


def availability(rules: VisitRules, *, first: date, days: int, at: datetime) -> list[DayLeft]:
    """What is left from this day on, day by day. Overdue holds count as free."""
    wants = {day: _plans(rules, day, at) for day in (first + timedelta(n) for n in range(days))}
    left = _left_of([want for plans in wants.values() for _, all_ in plans for want in all_], at)
    return [_day_left(rules, day, plans, left, at) for day, plans in wants.items()]


Plans = list[tuple[datetime, tuple[Want, ...]]]
Left = dict[tuple[int, datetime], int]


def _plans(rules: VisitRules, day: date, at: datetime) -> Plans:
    """Every visit that can still begin on this day, with what it claims."""
    slots: list[datetime | None] = [*rules.slots_on(day)]
    plans: Plans = []
    for slot in slots or [None]:
        try:
            plan = rules.plan(day, slot=slot, at=at, ahead=10_000)
        except (NotOpen, TooLateToBook):
            continue
        plans.append((plan.starts_at, plan.wants))
    return plans


def _left_of(wants: list[Want], at: datetime) -> Left:
    """What is left of each bucket; those that do not exist yet are wholly free."""
    if not wants:
        return {}
    resources = {want.resource.pk: want.resource for want in wants}
    times = [want.starts_at for want in wants]
    buckets = Bucket.objects.filter(
        resource__in=resources, starts_at__range=(min(times), max(times))
    )
    # A hold whose time is over keeps nothing from anybody: the next who needs the place takes it.
    overdue = Q(claims__hold__state=HoldState.ACTIVE, claims__hold__expires_at__lte=at)
    stale = dict(
        buckets.filter(overdue)
        .annotate(places=Sum("claims__places", filter=overdue))
        .values_list("pk", "places")
    )
    left = {(want.resource.pk, want.starts_at): want.resource.capacity for want in wants}
    for pk, resource, starts_at, capacity, taken, is_open in buckets.values_list(
        "pk", "resource", "starts_at", "capacity", "taken", "is_open"
    ):
        if (resource, starts_at) in left:
            free = capacity - taken + stale.get(pk, 0)
            left[resource, starts_at] = free if is_open else 0
    return left


def _day_left(rules: VisitRules, day: date, plans: Plans, left: Left, at: datetime) -> DayLeft:
    hours = rules.calendar.on(day)
    by_start = {
        starts_at: max(
            0, min((left[want.resource.pk, want.starts_at] for want in wants), default=0)
        )
        for starts_at, wants in plans
    }
    slots = tuple(
        SlotLeft(slot, by_start.get(slot, 0), is_past=slot not in by_start)
        for slot in rules.slots_on(day)
    )
    return DayLeft(hours, is_past=not plans, left=max(by_start.values(), default=0), slots=slots)
