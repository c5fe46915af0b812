"""What a day looks like at a moment: sold, in and left, who arrives, and what waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from casamuseo.house.models import Closure
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.actions.closing import closures_at
from casamuseo.visit.actions.conflicts import AGREED
from casamuseo.visit.availability import DayLeft, availability
from casamuseo.visit.calendar import Standing
from casamuseo.visit.models import (
    Conflict,
    Device,
    GuideAssignment,
    Order,
    ProgrammeSession,
    Refund,
    Ticket,
    TourRequest,
    VisitCount,
)
from casamuseo.visit.planning import VisitRules
from casamuseo.visit.terms import AssignmentState, ConflictState, OrderState, RefundState, TourState

SILENT_AFTER = timedelta(minutes=10)
"""How long a device at the door may say nothing while the house is open."""
UNPAID_SINCE = timedelta(days=30)
"""For how long a booking that nobody came to pay for is still asked about."""
GUIDE_SOON = timedelta(days=14)
"""How long before a tour somebody should know who guides it."""

COMING = [*AGREED, TourState.ARRIVED, TourState.DONE, TourState.INVOICED]
"""Tours that belong on a day's board."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which visits begin, or the whole day: how many are sold, are in, could still come."""

    starts_at: datetime | None
    """None for those whose ticket is for the whole day."""
    sold: int
    came: int
    left: int
    is_past: bool


@dataclass(frozen=True, slots=True)
class Session:
    """Something of the programme that is held on the day."""

    session: ProgrammeSession
    sold: int

    @property
    def left(self) -> int:
        return max(0, self.session.resource.capacity - self.sold)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a person, of each kind."""

    conflicts: int
    paid_unplaced: int
    unpaid: int
    """To be paid at the door, today or on a day that has passed without them."""
    refunds: int
    """Money that is to go back and has not gone yet."""
    tours_received: int
    guides_missing: int
    guides_silent: int
    final_counts: int
    devices: tuple[Device, ...]

    def __bool__(self) -> bool:
        return bool(
            self.conflicts
            or self.paid_unplaced
            or self.unpaid
            or self.refunds
            or self.tours_received
            or self.guides_missing
            or self.guides_silent
            or self.final_counts
            or self.devices
        )


@dataclass(frozen=True, slots=True)
class Board:
    """Everything of the day that somebody at the house wants to see at a glance."""

    day: date
    standing: Standing
    slots: tuple[Slot, ...]
    visitors: dict[str, int]
    """How many came in, by how they were counted."""
    tours: tuple[TourRequest, ...]
    sessions: tuple[Session, ...]
    closures: tuple[Closure, ...]
    waiting: Waiting

    @property
    def sold(self) -> int:
        return sum(slot.sold for slot in self.slots)

    @property
    def came(self) -> int:
        return sum(slot.came for slot in self.slots)

    @property
    def left(self) -> int:
        return sum(slot.left for slot in self.slots)


def board(rules: VisitRules, *, at: datetime) -> Board:
    """The board of the day in which the moment lies; a fixed number of queries."""
    day = rules.date_at(at)
    begins, ends = (rules.calendar.moment(each, time()) for each in (day, day + timedelta(days=1)))
    standing = rules.calendar.at(at)
    return Board(
        day,
        standing,
        _slots(rules, day, begins, ends, at=at),
        _visitors(day),
        tuple(_tours(begins, ends)),
        _sessions(begins, ends),
        tuple(closures_at(at)),
        _waiting(begins, ends, day=day, is_open=standing.kind == "open", at=at),
    )


def _slots(
    rules: VisitRules, day: date, begins: datetime, ends: datetime, *, at: datetime
) -> tuple[Slot, ...]:
    of_day: DayLeft = availability(rules, first=day, days=1, at=at)[0]
    orders = Order.objects.filter(
        starts_at__gte=begins, starts_at__lt=ends, state__in=PLACED, session=None
    ).order_by()
    sold: dict[datetime | None, int] = {}
    for starts_at, is_whole_day, places in orders.values_list("starts_at", "is_whole_day").annotate(
        places=Sum("party")
    ):
        key = None if is_whole_day else starts_at
        sold[key] = sold.get(key, 0) + places
    came: dict[datetime | None, int] = {}
    used = Ticket.objects.filter(
        order__starts_at__gte=begins, order__starts_at__lt=ends, order__session=None, used__gt=0
    ).order_by()
    for starts_at, is_whole_day, people in used.values_list(
        "order__starts_at", "order__is_whole_day"
    ).annotate(people=Sum("used")):
        key = None if is_whole_day else starts_at
        came[key] = came.get(key, 0) + people
    left: dict[datetime | None, tuple[int, bool]] = {
        slot.starts_at: (slot.left, slot.is_past) for slot in of_day.slots
    }
    if not left and of_day.hours.is_open:
        left[None] = (of_day.left, of_day.is_past)
    # What was sold for a time that is none any more stays on the board.
    keys = sorted({*sold, *came, *left}, key=lambda key: (key is not None, key or begins))
    return tuple(
        Slot(key, sold.get(key, 0), came.get(key, 0), *left.get(key, (0, True))) for key in keys
    )


def _visitors(day: date) -> dict[str, int]:
    rows = VisitCount.objects.filter(on=day).order_by().values_list("source")
    return dict(rows.annotate(sum=Sum("quantity")))


def _tours(begins: datetime, ends: datetime) -> QuerySet[TourRequest]:
    live = GuideAssignment.objects.filter(
        state__in=[AssignmentState.PROPOSED, AssignmentState.ACCEPTED, AssignmentState.DONE]
    ).select_related("guide")
    return (
        TourRequest.objects.filter(starts_at__gte=begins, starts_at__lt=ends, state__in=COMING)
        .prefetch_related(Prefetch("assignments", queryset=live, to_attr="live_assignments"))
        .order_by("starts_at", "pk")
    )


def _sessions(begins: datetime, ends: datetime) -> tuple[Session, ...]:
    sold = Sum("orders__party", filter=Q(orders__state__in=PLACED), default=0)
    sessions = (
        ProgrammeSession.objects.filter(
            starts_at__gte=begins, starts_at__lt=ends, is_cancelled=False
        )
        .select_related("programme", "resource")
        .annotate(places=sold)
        .order_by("starts_at", "pk")
    )
    return tuple(Session(session, session.places) for session in sessions)


def _waiting(
    begins: datetime, ends: datetime, *, day: date, is_open: bool, at: datetime
) -> Waiting:
    unplaced, unpaid = OrderState.PAID_UNPLACED, OrderState.CONFIRMED_UNPAID
    owed = Q(state=unpaid, starts_at__gte=begins - UNPAID_SINCE, starts_at__lt=ends)
    waiting = Order.objects.filter(Q(state=unplaced) | owed)
    orders = dict(waiting.order_by().values_list("state").annotate(count=Count("pk")))
    tours = _tours_waiting(begins, day=day, at=at)
    devices: tuple[Device, ...] = ()
    if is_open:
        devices = tuple(
            Device.objects.filter(
                enrolled_at__isnull=False, revoked_at=None, seen_at__lt=at - SILENT_AFTER
            )
        )
    return Waiting(
        conflicts=Conflict.objects.filter(state=ConflictState.OPEN).count(),
        paid_unplaced=orders.get(unplaced, 0),
        unpaid=orders.get(unpaid, 0),
        refunds=Refund.objects.filter(
            state__in=[RefundState.APPROVED, RefundState.IN_TRANSIT]
        ).count(),
        tours_received=tours["received"],
        guides_missing=tours["missing"],
        guides_silent=tours["silent"],
        final_counts=tours["counts"],
        devices=devices,
    )


def _tours_waiting(begins: datetime, *, day: date, at: datetime) -> dict[str, int]:
    """Tours without an answer, without a guide, without a final count."""
    answers = GuideAssignment.objects.filter(tour=OuterRef("pk"))
    asked = Exists(answers.filter(state=AssignmentState.PROPOSED))
    has_guide = Exists(answers.filter(state=AssignmentState.ACCEPTED))
    soon = Q(state__in=AGREED, starts_at__gte=begins, starts_at__lt=at + GUIDE_SOON)
    counts = TourRequest.objects.filter(Q(state=TourState.RECEIVED) | Q(state__in=AGREED))
    due = Q(state=TourState.CONFIRMED, final_count_on__lte=day, starts_at__gte=at)
    return counts.annotate(asked=asked, has_guide=has_guide).aggregate(
        received=Count("pk", filter=Q(state=TourState.RECEIVED)),
        missing=Count("pk", filter=soon & Q(asked=False, has_guide=False)),
        silent=Count("pk", filter=soon & Q(asked=True, has_guide=False)),
        counts=Count("pk", filter=due),
    )
