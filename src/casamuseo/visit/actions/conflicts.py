"""What was sold and is no longer allowed: listed, offered another time, taken from the list again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.actions.telling import tell
from casamuseo.visit.models import Claim, Conflict, Order, TourRequest
from casamuseo.visit.planning import VisitRules
from casamuseo.visit.terms import (
    ConflictState,
    TicketState,
    TourState,
)

AGREED = [TourState.TENTATIVE, TourState.CONFIRMED, TourState.FINAL_COUNT]
"""Tours that keep places and have not come yet."""


def sold_between(begins: datetime, ends: datetime, *, at: datetime) -> list[Order]:
    """Orders with a place in a span that nobody has used up yet; those of a tour are its own matter."""
    return list(
        Order.objects.filter(
            starts_at__gte=begins,
            starts_at__lt=ends,
            ends_at__gt=at,
            state__in=PLACED,
            tour__isnull=True,
        )
        .select_related("session")
        .exclude(tickets__state=TicketState.USED)
        .order_by("pk")
    )


def tours_between(begins: datetime, ends: datetime) -> list[TourRequest]:
    """Tours that keep places in a span."""
    return list(
        TourRequest.objects.filter(
            starts_at__gte=begins, starts_at__lt=ends, state__in=AGREED
        ).order_by("pk")
    )


def is_allowed(one: Order | TourRequest, rules: VisitRules) -> bool:
    """Whether the calendar lets an order or a tour be where it is."""
    calendar = rules.calendar
    day = rules.date_at(one.starts_at)
    hours = calendar.on(day)
    if isinstance(one, Order):
        if one.session is not None:
            if one.session.is_cancelled:
                return False
            # A concert may be held when the house is closed, but not on a day that was called off.
            exception = calendar.exceptions.get(day)
            return exception is None or not exception.is_closed
        if one.is_whole_day:
            return hours.is_open
        ends_at = one.ends_at
    else:
        ends_at = one.starts_at + timedelta(minutes=one.duration_minutes)
    if hours.opens is None or hours.closes is None:
        return False
    opens, closes = (calendar.moment(day, wall) for wall in (hours.opens, hours.closes))
    last = calendar.moment(day, hours.last_entry or hours.closes)
    return opens <= one.starts_at <= last and ends_at <= closes


def open_conflicts(
    orders: Iterable[Order], tours: Iterable[TourRequest], *, reason: Text, at: datetime
) -> list[Conflict]:
    """Put orders and tours on the list, each once. Call inside a transaction.

    Returns the new ones only: what waits already is not listed again.
    """
    by_order = {order.pk: order for order in orders}
    by_tour = {tour.pk: tour for tour in tours}
    waiting = Conflict.objects.filter(state=ConflictState.OPEN)
    known = set(waiting.filter(order__in=by_order).values_list("order", flat=True))
    known_tours = set(waiting.filter(tour__in=by_tour).values_list("tour", flat=True))
    fresh = [
        Conflict(order=order, reason=reason, opened_at=at)
        for pk, order in by_order.items()
        if pk not in known
    ]
    fresh += [
        Conflict(tour=tour, reason=reason, opened_at=at)
        for pk, tour in by_tour.items()
        if pk not in known_tours
    ]
    return Conflict.objects.bulk_create(fresh)


def settle_allowed(
    rules: VisitRules, *, begins: datetime, ends: datetime, at: datetime, by: Member | None = None
) -> int:
    """Take from the list what the calendar allows again; how many that were.

    Call inside a transaction, after the quarters of an hour were opened.
    """
    settled = []
    for conflict in _waiting_between(begins, ends):
        one = conflict.order or conflict.tour
        if one is None or not is_allowed(one, rules):
            continue
        hold = one.hold_id
        if hold is not None and _has_shut_claims(hold):
            continue
        settled.append(conflict.pk)
    return Conflict.objects.filter(pk__in=settled, state=ConflictState.OPEN).update(
        state=ConflictState.HONOURED, settled_at=at, settled_by=by
    )


def offer(conflicts: Collection[Conflict], *, at: datetime) -> int:
    """Write to those who left an address and were not written to: another time, or the money back.

    How many letters that are.
    """
    told = 0
    with writing():
        for conflict in conflicts:
            order = conflict.order
            if order is None or not order.contact_email:
                continue
            unwritten = Conflict.objects.filter(
                pk=conflict.pk, state=ConflictState.OPEN, told_at=None
            )
            if unwritten.update(told_at=at):
                tell(order, "conflict", at=at)
                told += 1
    return told


def _waiting_between(begins: datetime, ends: datetime) -> list[Conflict]:
    waiting = Conflict.objects.filter(state=ConflictState.OPEN).select_related(
        "order__session", "tour"
    )
    in_span = {"starts_at__gte": begins, "starts_at__lt": ends}
    orders = waiting.filter(**{f"order__{key}": value for key, value in in_span.items()})
    tours = waiting.filter(**{f"tour__{key}": value for key, value in in_span.items()})
    return [*orders, *tours]


def _has_shut_claims(hold: int) -> bool:
    return Claim.objects.filter(hold=hold, bucket__is_open=False).exists()
