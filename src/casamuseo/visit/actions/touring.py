"""Tours on request, from the request to the invoice; every step is taken once, by whoever comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.changing import cancel_order
from casamuseo.visit.actions.grouping import buckets_of, lock
from casamuseo.visit.actions.guiding import COMING, ask, free_hold
from casamuseo.visit.actions.ticketing import TOUR, issue_ticket, revoke_tickets
from casamuseo.visit.actions.tour_letters import GroupNews, tell_group, tell_guide
from casamuseo.visit.actions.tour_orders import new_order
from casamuseo.visit.actions.tour_places import (
    KEPT,
    afresh,
    attempt,
    buckets_of_stay,
    new_hold,
    next_guide,
    take_both,
)
from casamuseo.visit.actions.tour_steps import (
    AGREED,
    ASKED,
    USUAL_MINUTES,
    TourAsked,
    end_assignment,
    guide_of,
    new_tour,
    record,
    refuse_closed,
    refuse_party,
    settle_conflicts,
    step,
)
from casamuseo.visit.errors import HoldIsOver, TooFarAhead
from casamuseo.visit.errors_tours import (
    ContactMissing,
    GuideHasNotAccepted,
    NoLanguage,
    NotThere,
    PriceMissing,
    TourIsNear,
)
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.models import Guide, Hold, Order, TourFee, TourRequest, VisitNotes
from casamuseo.visit.quoting import TourPrice, fee_for, price_by, price_of_tour
from casamuseo.visit.rules import day_of, the_house
from casamuseo.visit.terms import (
    AssignmentState,
    ConflictState,
    HoldState,
    OrderState,
    PayAt,
    TicketState,
    TourState,
)

OVER = [OrderState.REFUNDED, OrderState.CANCELLED]
"""Orders that have ended before their tour."""
NOTICE = timedelta(hours=24)
"""How much earlier a tour is asked for."""
HORIZON = 365
"""Days ahead for which a tour can be asked for."""


def request_tour(
    asked: TourAsked,
    *,
    request_key: str,
    at: datetime,
    by: str = "website",
    notice: timedelta = NOTICE,
) -> TourRequest:
    """Write down what a group asks for; the same key again gives the same request.

    Refuses with BadParty, ContactMissing, NoLanguage, TourIsNear, TooFarAhead or NotOpen.
    """
    known = TourRequest.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    refuse_party(asked.people, asked.teachers)
    if not (asked.contact_email or asked.contact_phone):
        raise ContactMissing
    if asked.language not in tour_languages():
        raise NoLanguage(asked.language)
    if asked.wanted_at < at + notice:
        raise TourIsNear
    if asked.wanted_at > at + timedelta(days=HORIZON):
        raise TooFarAhead(day_of(asked.wanted_at))
    fee = fee_for(asked.kind, people=asked.people)
    minutes = fee.duration_minutes if fee else USUAL_MINUTES
    refuse_closed(asked.wanted_at, minutes=minutes)
    tour = new_tour(asked, fee=fee, minutes=minutes, request_key=request_key, at=at)
    try:
        with writing():
            tour.save(force_insert=True)
            record("request", tour, by=by, at=at, people=tour.people)
            tell_group(tour, "received", at=at)
    except IntegrityError:
        return TourRequest.objects.get(request_key=request_key)
    return tour


def tour_languages() -> list[str]:
    """The languages in which the house gives tours: as it says, or else those it speaks."""
    notes = VisitNotes.objects.first()
    return list((notes and notes.tour_languages) or the_house().languages)


def quote_tour(
    tour: TourRequest,
    *,
    starts_at: datetime,
    duration_minutes: int,
    fee: TourFee | None,
    agreed_cents: int | None = None,
    note: str = "",
    by: str,
    at: datetime,
) -> TourRequest:
    """Say what the tour costs, and when it could be; nothing is kept for it yet.

    `agreed_cents` takes the place of the list. Refuses with PriceMissing, NotOpen or NotThere.
    """
    refuse_closed(starts_at, minutes=duration_minutes)
    cents = agreed_cents
    if cents is None:
        if fee is None:
            raise PriceMissing
        day = day_of(starts_at)
        price = price_by(fee, people=tour.people, teachers=tour.teachers, day=day)
        cents = price.total_cents
    days = timedelta(days=fee.final_count_days if fee else 0)
    with writing():
        step(
            tour,
            TourState.QUOTED,
            was=ASKED,
            starts_at=starts_at,
            duration_minutes=duration_minutes,
            fee=fee,
            quote_cents=cents,
            quote_note=note[:300],
            quoted_at=at,
            final_count_on=day_of(starts_at) - days,
        )
        record("quote", tour, by=by, at=at, cents=cents, starts_at=starts_at.isoformat())
    return tour


def keep_tour(
    tour: TourRequest, *, guide: Guide | None = None, by: str, at: datetime
) -> TourRequest:
    """Tentative: the house and a guide's time are kept for the group until a day; the guide is asked.

    Without `guide`, the next free one in the language. Refuses with NoRoom, NoGuide, GuideNotFree,
    NotOpen or NotThere; then nothing is kept.
    """
    if tour.state != TourState.QUOTED:
        raise NotThere(tour.state)
    refuse_closed(tour.starts_at, minutes=tour.duration_minutes)
    chosen = guide or next_guide(tour, at=at)
    until = min(at + KEPT, tour.starts_at)
    buckets = buckets_of_stay(tour.starts_at, minutes=tour.duration_minutes)
    asking = ask(tour, chosen, at=at, until=until)

    def keep() -> None:
        hold = new_hold(tour, starts_at=tour.starts_at, until=until, at=at)
        with writing():
            hold.save(force_insert=True)
            step(tour, TourState.TENTATIVE, was=[TourState.QUOTED], hold=hold, expires_at=until)
            record("keep", tour, by=by, at=at, until=until.isoformat())
            fresh = afresh(asking)
            fresh.save(by=by, at=at)
            take_both(hold, buckets, fresh, people=tour.people, at=at)

    attempt(keep, [*buckets, *asking.buckets], guide=chosen, at=at)
    return tour


def confirm_tour(
    tour: TourRequest, *, pay_at: PayAt = PayAt.INVOICE, by: str, at: datetime
) -> Order:
    """The group comes: what was kept is theirs, with an order to be paid and a ticket.

    Refuses with NotThere, HoldIsOver or GuideHasNotAccepted: never a silent yes.
    """
    price = price_of_tour(tour)
    if tour.hold is None or price is None or tour.state != TourState.TENTATIVE:
        raise NotThere(tour.state)
    try:
        return _confirm(tour, tour.hold, price, pay_at=pay_at, by=by, at=at)
    finally:
        tour.refresh_from_db()


def finish_tour(tour: TourRequest, *, by: str, at: datetime) -> TourRequest:
    """The tour has been given. Refuses with NotThere."""
    with writing():
        step(tour, TourState.DONE, was=[TourState.ARRIVED])
        tour.assignments.filter(state__in=LIVE).update(state=AssignmentState.DONE)
        record("finish", tour, by=by, at=at)
    return tour


def invoice_tour(tour: TourRequest, *, by: str, at: datetime) -> TourRequest:
    """The invoice has been sent. Refuses with NotThere."""
    with writing():
        step(tour, TourState.INVOICED, was=[TourState.DONE])
        record("invoice", tour, by=by, at=at)
    return tour


def decline_request(tour: TourRequest, *, reason: str, by: str, at: datetime) -> TourRequest:
    """The house cannot give the tour. Refuses with NotThere once it is confirmed."""
    return _end(
        tour,
        TourState.DECLINED,
        was=[*ASKED, TourState.TENTATIVE],
        action="decline",
        reason=reason,
        by=by,
        at=at,
    )


def cancel_tour(tour: TourRequest, *, reason: str = "", by: str, at: datetime) -> TourRequest:
    """The tour will not be: everything it kept is free again.

    Refuses with NotThere, or NotCancellable where money is kept: that goes back first.
    """
    return _end(
        tour,
        TourState.CANCELLED,
        was=[*ASKED, *COMING],
        action="cancel",
        reason=reason,
        by=by,
        at=at,
    )


def miss_tour(tour: TourRequest, *, by: str, at: datetime) -> TourRequest:
    """The group did not come; its order stands, for the house to claim or to cancel.

    Refuses with NotThere before the tour was to begin.
    """
    if at < tour.starts_at:
        raise NotThere(tour.state)
    with writing():
        step(tour, TourState.NO_SHOW, was=AGREED)
        record("miss", tour, by=by, at=at)
        tour.assignments.filter(state__in=LIVE).update(state=AssignmentState.DONE)
        if tour.order is not None:
            revoke_tickets(tour.order, state=TicketState.VOID)
        if tour.hold is not None:
            free_hold(tour.hold, at=at)
    return tour


def expire_kept(*, at: datetime) -> int:
    """Give back what tentative tours keep beyond their time; their offer stands without it. How many."""
    expired = 0
    overdue = TourRequest.objects.filter(state=TourState.TENTATIVE, expires_at__lte=at)
    for tour in overdue.select_related("hold"):
        try:
            with writing():
                hold = tour.hold
                step(
                    tour,
                    TourState.QUOTED,
                    was=[TourState.TENTATIVE],
                    only_if={"expires_at__lte": at},
                    hold=None,
                    expires_at=None,
                )
                record("expire", tour, by="worker", at=at)
                assignment = guide_of(tour)
                if assignment is not None:
                    end_assignment(assignment, AssignmentState.WITHDRAWN, at=at)
                    tell_guide(assignment, "withdrawn", at=at)
                    free_hold(assignment.hold, state=HoldState.EXPIRED, at=at)
                if hold is not None:
                    free_hold(hold, state=HoldState.EXPIRED, at=at)
        except NotThere:  # confirmed in the same instant
            continue
        expired += 1
    return expired


def _confirm(
    tour: TourRequest, kept: Hold, price: TourPrice, *, pay_at: PayAt, by: str, at: datetime
) -> Order:
    with writing():
        # The tour's row first, here and everywhere: whoever waits, waits there and holds nothing.
        step(tour, TourState.CONFIRMED, was=[TourState.TENTATIVE], expires_at=None)
        assignment = guide_of(tour)
        if assignment is None or assignment.state != AssignmentState.ACCEPTED:
            raise GuideHasNotAccepted
        for hold in (kept, assignment.hold):
            active = Hold.objects.filter(pk=hold.pk, state=HoldState.ACTIVE, expires_at__gt=at)
            if not active.update(state=HoldState.CONVERTED):
                raise HoldIsOver
        order = new_order(tour, price, hold=kept, pay_at=pay_at, at=at)
        step(tour, TourState.CONFIRMED, was=[TourState.CONFIRMED], order=order)
        issue_ticket(order, hold=kept, product=TOUR, at=at)
        record("confirm", tour, by=by, at=at, order=order.code)
        tell_group(tour, "confirmed", at=at)
    return order


def _end(
    tour: TourRequest,
    state: TourState,
    *,
    was: Sequence[TourState],
    action: Literal["decline", "cancel"],
    reason: str,
    by: str,
    at: datetime,
) -> TourRequest:
    news: dict[str, GroupNews] = {"decline": "declined", "cancel": "cancelled"}
    try:
        with writing():
            step(tour, state, was=was, expires_at=None)
            record(action, tour, by=by, at=at, reason=reason)
            tell_group(tour, news[action], at=at, reason=reason)
            settle_conflicts(tour, state=ConflictState.REFUNDED, at=at)
            assignment = guide_of(tour)
            if assignment is not None:
                end_assignment(assignment, AssignmentState.WITHDRAWN, at=at)
                tell_guide(assignment, "withdrawn", at=at)
            own = [assignment.hold] if assignment else []
            holds = [*own, *([tour.hold] if tour.hold else [])]
            # Locked in the order in which everybody does: the order, then the buckets.
            list(Order.objects.select_for_update().filter(tour=tour).values_list("pk"))
            lock([bucket for hold in holds for bucket in buckets_of(hold)])
            if tour.order is not None and tour.order.state not in OVER:
                cancel_order(tour.order, by=by, at=at, with_tour=True)
            for hold in holds:
                free_hold(hold, at=at)
    finally:
        tour.refresh_from_db()
    return tour
