"""Tours on request, from the request to the invoice; every step is taken once, by whoever comes first."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import IntegrityError
from django.db.models import Sum

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.changing import cancel_order
from casamuseo.visit.actions.claiming import find_buckets
from casamuseo.visit.actions.grouping import (
    as_group,
    as_whole,
    buckets_of,
    lock,
    or_after_reaping,
    resize,
    take,
)
from casamuseo.visit.actions.guiding import (
    COMING,
    Asking,
    ask,
    free_guides,
    free_hold,
    guide_book,
)
from casamuseo.visit.actions.ordering import new_address, new_code
from casamuseo.visit.actions.ticketing import TOUR, issue_ticket, revoke_tickets
from casamuseo.visit.actions.tour_letters import GroupNews, tell_group, tell_guide
from casamuseo.visit.errors import (
    BadParty,
    HoldIsOver,
    NoRoom,
    NotOpen,
    Overtaken,
    TooFarAhead,
)
from casamuseo.visit.errors_tours import (
    ContactMissing,
    GuideHasNotAccepted,
    GuideNotFree,
    NoGuide,
    NoLanguage,
    NotThere,
    PriceMissing,
    TourIsNear,
    TourIsPaid,
)
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.models import (
    Bucket,
    Conflict,
    Guide,
    GuideAssignment,
    Hold,
    Order,
    OrderLine,
    Ticket,
    TourFee,
    TourRequest,
    VisitCount,
    VisitNotes,
)
from casamuseo.visit.quoting import TourPrice, fee_for, listed_price, price_by, price_of_tour
from casamuseo.visit.rules import day_of, the_house, visit_rules
from casamuseo.visit.terms import (
    AssignmentState,
    Channel,
    ConflictState,
    CountSource,
    GroupKind,
    HoldState,
    OrderState,
    PayAt,
    ResourceKind,
    TicketState,
    TourState,
)

MOST = 200
"""The largest group that can ask."""
NOTICE = timedelta(hours=24)
"""How much earlier a tour is asked for."""
HORIZON = 365
"""Days ahead for which a tour can be asked for."""
KEPT = timedelta(days=7)
"""How long a tentative tour keeps its places, unless it begins sooner."""
USUAL_MINUTES = 60
EARLY = timedelta(minutes=30)
"""How much earlier than its tour a group is let in."""

ASKED = [TourState.RECEIVED, TourState.QUOTED]
AGREED = [TourState.CONFIRMED, TourState.FINAL_COUNT]


@dataclass(frozen=True, slots=True)
class TourAsked:
    """What somebody asks for."""

    kind: GroupKind
    language: str
    """In which the tour is to be given."""
    wanted_at: datetime
    people: int
    """Everybody who comes, teachers among them."""
    contact_language: str
    teachers: int = 0
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    organisation: str = ""
    needs: str = ""
    site: str = ""


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
    _refuse_party(asked.people, asked.teachers)
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
    _refuse_closed(asked.wanted_at, minutes=minutes)
    tour = _new_tour(asked, fee=fee, minutes=minutes, request_key=request_key, at=at)
    try:
        with writing():
            tour.save(force_insert=True)
            _note("request", tour, by=by, at=at, people=tour.people)
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
    _refuse_closed(starts_at, minutes=duration_minutes)
    cents = agreed_cents
    if cents is None:
        if fee is None:
            raise PriceMissing
        day = day_of(starts_at)
        price = price_by(fee, people=tour.people, teachers=tour.teachers, day=day)
        cents = price.total_cents
    days = timedelta(days=fee.final_count_days if fee else 0)
    with writing():
        _step(
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
        _note("quote", tour, by=by, at=at, cents=cents, starts_at=starts_at.isoformat())
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
    _refuse_closed(tour.starts_at, minutes=tour.duration_minutes)
    chosen = guide or _next_guide(tour, at=at)
    until = min(at + KEPT, tour.starts_at)
    buckets = _buckets_of_stay(tour.starts_at, minutes=tour.duration_minutes)
    asking = ask(tour, chosen, at=at, until=until)

    def keep() -> None:
        hold = _new_hold(tour, starts_at=tour.starts_at, until=until, at=at)
        with writing():
            hold.save(force_insert=True)
            _step(tour, TourState.TENTATIVE, was=[TourState.QUOTED], hold=hold, expires_at=until)
            _note("keep", tour, by=by, at=at, until=until.isoformat())
            fresh = _again(asking)
            fresh.save(by=by, at=at)
            _take(hold, buckets, fresh, people=tour.people, at=at)

    _try(keep, [*buckets, *asking.buckets], guide=chosen, at=at)
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


def _confirm(
    tour: TourRequest, kept: Hold, price: TourPrice, *, pay_at: PayAt, by: str, at: datetime
) -> Order:
    with writing():
        # The tour's row first, here and everywhere: whoever waits, waits there and holds nothing.
        _step(tour, TourState.CONFIRMED, was=[TourState.TENTATIVE], expires_at=None)
        assignment = guide_of(tour)
        if assignment is None or assignment.state != AssignmentState.ACCEPTED:
            raise GuideHasNotAccepted
        for hold in (kept, assignment.hold):
            active = Hold.objects.filter(pk=hold.pk, state=HoldState.ACTIVE, expires_at__gt=at)
            if not active.update(state=HoldState.CONVERTED):
                raise HoldIsOver
        order = _new_order(tour, price, hold=kept, pay_at=pay_at, at=at)
        _step(tour, TourState.CONFIRMED, was=[TourState.CONFIRMED], order=order)
        issue_ticket(order, hold=kept, product=TOUR, at=at)
        _note("confirm", tour, by=by, at=at, order=order.code)
        tell_group(tour, "confirmed", at=at)
    return order


def change_party(
    tour: TourRequest,
    *,
    people: int,
    teachers: int | None = None,
    is_final: bool = False,
    by: str,
    at: datetime,
) -> TourRequest:
    """More or fewer come; `is_final` makes it the final count.

    Fewer give their places back at once, and cost less until the day of the final count; more need
    places that are free. Refuses with NoRoom, BadParty, TourIsPaid or NotThere; then nothing changes.
    """
    teachers = tour.teachers if teachers is None else teachers
    _refuse_party(people, teachers)
    was = AGREED if is_final else [*ASKED, *COMING]
    if tour.state not in was:
        raise NotThere(tour.state)
    if people > tour.people and tour.order is not None and tour.order.kept_cents():
        raise TourIsPaid
    cents = _requoted(tour, people=people, teachers=teachers, at=at)

    before, state = tour.people, TourState(tour.state)

    def change() -> None:
        with writing():
            _step(
                tour,
                TourState.FINAL_COUNT if is_final else state,
                was=[state],
                only_if={"people": before},
                people=people,
                teachers=teachers,
                quote_cents=cents,
            )
            action = "final-count" if is_final else "change-party"
            _note(action, tour, by=by, at=at, people=people, before=before, cents=cents)
            if tour.hold is not None:
                if tour.order is not None:
                    _rewrite_order(tour, tour.order, at=at)
                Hold.objects.filter(pk=tour.hold.pk).update(party=people)
                resize(tour.hold, people=people, at=at)

    try:
        or_after_reaping(change, buckets_of(tour.hold) if tour.hold else [], at=at)
    finally:
        tour.refresh_from_db()
    return tour


def move_tour(
    tour: TourRequest, *, starts_at: datetime, guide: Guide | None = None, by: str, at: datetime
) -> TourRequest:
    """Another time, with its own claims on the house and a guide, who is asked anew.

    Without `guide`, the one they have, or else the next free one. Refuses with NoRoom, NoGuide,
    GuideNotFree, NotOpen or NotThere; then the tour stays where it was.
    """
    if tour.state not in COMING or tour.hold is None:
        raise NotThere(tour.state)
    _refuse_closed(starts_at, minutes=tour.duration_minutes)
    old, old_assignment = tour.hold, guide_of(tour)
    own = old_assignment.hold if old_assignment else None
    until = min(at + KEPT, starts_at) if tour.state == TourState.TENTATIVE else None
    chosen = guide or _same_or_next(tour, old_assignment, starts_at=starts_at, at=at)
    buckets = _buckets_of_stay(starts_at, minutes=tour.duration_minutes)
    asking = ask(tour, chosen, at=at, until=until, starts_at=starts_at, but_for=own)
    left = buckets_of(old) + (buckets_of(own) if own else [])
    state = TourState(tour.state)

    def move() -> None:
        hold = _new_hold(tour, starts_at=starts_at, until=until, at=at)
        days = tour.fee.final_count_days if tour.fee else 0
        with writing():
            hold.save(force_insert=True)
            _step(
                tour,
                state,
                was=[state],
                only_if={"hold": old},
                hold=hold,
                starts_at=starts_at,
                expires_at=until,
                final_count_on=day_of(starts_at) - timedelta(days=days),
            )
            _note("move", tour, by=by, at=at, to=starts_at.isoformat())
            _settle_conflicts(tour, state=ConflictState.MOVED, at=at)
            if old_assignment is not None:
                _end_assignment(old_assignment, AssignmentState.WITHDRAWN, at=at)
                if old_assignment.guide_id != chosen.pk:
                    tell_guide(old_assignment, "withdrawn", at=at)
            fresh = _again(asking)
            fresh.save(by=by, at=at)
            if tour.order is not None:
                _move_order(tour.order, hold, at=at)
                tell_group(tour, "confirmed", at=at)
            lock([*left, *buckets, *fresh.buckets])
            for given_up in (old, own):
                if given_up is not None:
                    free_hold(given_up, at=at)
            _take(hold, buckets, fresh, people=tour.people, at=at)

    try:
        _try(move, [*buckets, *asking.buckets], guide=chosen, at=at)
    finally:
        tour.refresh_from_db()
    return tour


def arrive(tour: TourRequest, *, people: int, by: str, at: datetime) -> TourRequest:
    """So many have come: they count as visitors, less those whom the gate has counted already.

    Refuses with NotThere or BadParty.
    """
    if not 1 <= people <= MOST:
        raise BadParty(most=MOST)
    with writing():
        _step(tour, TourState.ARRIVED, was=AGREED, arrived=people)
        _note("arrive", tour, by=by, at=at, people=people)
        if tour.order is not None:
            usable = tour.order.tickets.filter(state__in=[TicketState.VALID, TicketState.PART_USED])
            usable.update(state=TicketState.USED)
        uncounted = people - scanned(tour)
        if uncounted:
            VisitCount.objects.create(
                at=at,
                on=day_of(at),
                source=CountSource.TOUR,
                category=tour.kind,
                language=tour.language,
                quantity=uncounted,
                tour=tour,
                request_key=f"tour-{tour.address}",
            )
    return tour


def scanned(tour: TourRequest) -> int:
    """How many of the group the gate has counted in with their ticket."""
    if tour.order is None:
        return 0
    counts = VisitCount.objects.filter(scan__ticket__order=tour.order)
    return counts.aggregate(sum=Sum("quantity"))["sum"] or 0


def finish_tour(tour: TourRequest, *, by: str, at: datetime) -> TourRequest:
    """The tour has been given. Refuses with NotThere."""
    with writing():
        _step(tour, TourState.DONE, was=[TourState.ARRIVED])
        tour.assignments.filter(state__in=LIVE).update(state=AssignmentState.DONE)
        _note("finish", tour, by=by, at=at)
    return tour


def invoice_tour(tour: TourRequest, *, by: str, at: datetime) -> TourRequest:
    """The invoice has been sent. Refuses with NotThere."""
    with writing():
        _step(tour, TourState.INVOICED, was=[TourState.DONE])
        _note("invoice", tour, by=by, at=at)
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
        _step(tour, TourState.NO_SHOW, was=AGREED)
        _note("miss", tour, by=by, at=at)
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
                _step(
                    tour,
                    TourState.QUOTED,
                    was=[TourState.TENTATIVE],
                    only_if={"expires_at__lte": at},
                    hold=None,
                    expires_at=None,
                )
                _note("expire", tour, by="worker", at=at)
                assignment = guide_of(tour)
                if assignment is not None:
                    _end_assignment(assignment, AssignmentState.WITHDRAWN, at=at)
                    tell_guide(assignment, "withdrawn", at=at)
                    free_hold(assignment.hold, state=HoldState.EXPIRED, at=at)
                if hold is not None:
                    free_hold(hold, state=HoldState.EXPIRED, at=at)
        except NotThere:  # confirmed in the same instant
            continue
        expired += 1
    return expired


def guide_walk_up(
    language: str,
    *,
    people: int,
    contact_language: str,
    request_key: str,
    guide: Guide | None = None,
    by: str,
    at: datetime,
) -> TourRequest:
    """Give people who are at the door the next free guide in their language, from now on.

    They have their own tickets; only the guide's time is claimed, and the fee is paid at the till.
    The same key again gives the same tour. Refuses with NoGuide, GuideNotFree or BadParty.
    """
    known = TourRequest.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    _refuse_party(people, 0)
    fee = fee_for(GroupKind.WALK_UP, people=people)
    minutes = fee.duration_minutes if fee else USUAL_MINUTES
    asked = TourAsked(
        kind=GroupKind.WALK_UP,
        language=language,
        wanted_at=at,
        people=people,
        contact_language=contact_language,
    )
    tour = _new_tour(asked, fee=fee, minutes=minutes, request_key=request_key, at=at)
    chosen = guide or _next_guide(tour, at=at)
    asking = ask(tour, chosen, at=at, until=None)

    def begin() -> None:
        tour.pk = None
        tour.state, tour.arrived = TourState.ARRIVED, people
        with writing():
            if fee is not None:
                _charge_fee(tour, fee, at=at)
            tour.save(force_insert=True)
            fresh = _again(asking, state=AssignmentState.ACCEPTED)
            fresh.save(by=by, at=at)
            _note("walk-up", tour, by=by, at=at, people=people, guide=chosen.key)
            take({fresh.assignment.hold: as_whole(fresh.buckets)}, at=at)

    try:
        _try(begin, asking.buckets, guide=chosen, at=at)
    except IntegrityError:
        return TourRequest.objects.get(request_key=request_key)
    return tour


@dataclass(frozen=True, slots=True)
class OtherOffers:
    """What can be offered where nobody is free: other times in the language, other languages then."""

    times: tuple[datetime, ...]
    languages: tuple[str, ...]


def other_offers(
    language: str,
    *,
    starts_at: datetime,
    minutes: int,
    people: int,
    at: datetime,
    most: int = 4,
) -> OtherOffers:
    """Other times with a guide of that language and room in the house; other languages at that time."""
    book = guide_book(starts_at, days=16, at=at)
    times: list[datetime] = []
    for tried, time in enumerate(
        book.other_times(language, starts_at=starts_at, minutes=minutes, at=at)
    ):
        if len(times) == most or tried == 4 * most:
            break
        if time != starts_at and has_room(time, minutes=minutes, people=people, at=at):
            times.append(time)
    others = [
        other for other in book.languages(starts_at=starts_at, minutes=minutes) if other != language
    ]
    return OtherOffers(tuple(times), tuple(others))


def has_room(starts_at: datetime, *, minutes: int, people: int, at: datetime) -> bool:
    """Whether a group would fit into the house then; what overdue holds keep is free."""
    ends_at = starts_at + timedelta(minutes=minutes)
    wants = visit_rules().stay(starts_at, ends_at)
    known = Bucket.objects.filter(
        resource__in={want.resource.pk for want in wants},
        starts_at__gte=starts_at - timedelta(minutes=15),
        starts_at__lt=ends_at,
    )
    stale = dict(
        known.filter(claims__hold__in=Hold.objects.overdue(at))
        .annotate(places=Sum("claims__places"))
        .values_list("pk", "places")
    )
    free = {
        (bucket.resource_id, bucket.starts_at): bucket.capacity
        - bucket.taken
        + stale.get(bucket.pk, 0)
        if bucket.is_open
        else -1
        for bucket in known
    }
    for want in wants:
        capacity = want.resource.capacity
        is_house = want.resource.kind == ResourceKind.HOUSE
        needed = people if is_house else min(people, capacity)
        if free.get((want.resource.pk, want.starts_at), capacity) < needed:
            return False
    return True


def guide_of(tour: TourRequest) -> GuideAssignment | None:
    """The guide who is asked for the tour or has accepted it."""
    live = tour.assignments.filter(state__in=LIVE)
    return live.select_related("guide", "hold", "tour").first()


class _GuideTaken(NoRoom):
    """The house has room, but the guide's time went to somebody else."""


def _take(
    hold: Hold, buckets: Sequence[Bucket], asking: Asking, *, people: int, at: datetime
) -> None:
    """Claim the house and the guide, last in the transaction."""
    lock([*buckets, *asking.buckets])
    take({hold: as_group(buckets, people=people)}, at=at)
    try:
        take({asking.assignment.hold: as_whole(asking.buckets)}, at=at)
    except NoRoom:
        raise _GuideTaken(asked=1) from None


def _try(
    step: Callable[[], None], buckets: Sequence[Bucket], *, guide: Guide, at: datetime
) -> None:
    """Take a step that claims; where it is refused, the tour in hand says again what stands."""
    try:
        or_after_reaping(step, buckets, at=at)
    except _GuideTaken:
        raise GuideNotFree(guide.name) from None


def _again(asking: Asking, *, state: AssignmentState = AssignmentState.PROPOSED) -> Asking:
    """The same question as rows that were never saved: each attempt writes its own."""
    hold, assignment = copy(asking.assignment.hold), copy(asking.assignment)
    hold.pk = assignment.pk = None
    assignment.hold, assignment.state = hold, state
    if state == AssignmentState.ACCEPTED:
        assignment.answered_at = assignment.proposed_at
    return Asking(assignment, asking.buckets)


def _next_guide(tour: TourRequest, *, at: datetime) -> Guide:
    minutes = tour.duration_minutes
    free = free_guides(tour.language, starts_at=tour.starts_at, minutes=minutes, at=at)
    if not free:
        raise NoGuide(tour.language, tour.starts_at)
    return free[0]


def _same_or_next(
    tour: TourRequest, assignment: GuideAssignment | None, *, starts_at: datetime, at: datetime
) -> Guide:
    own = assignment.hold if assignment else None
    book = guide_book(starts_at, at=at, but_for=own)
    free = book.free(tour.language, starts_at=starts_at, minutes=tour.duration_minutes)
    if not free:
        raise NoGuide(tour.language, starts_at)
    return assignment.guide if assignment and assignment.guide in free else free[0]


def _step(
    tour: TourRequest,
    state: TourState,
    *,
    was: Sequence[TourState],
    only_if: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Take a step of the tour. The condition is the lock: of two who take it, one does.

    Call inside a transaction; refuses with NotThere.
    """
    waiting = TourRequest.objects.filter(pk=tour.pk, state__in=was, **(only_if or {}))
    if not waiting.update(state=state, **fields):
        tour.refresh_from_db()
        raise NotThere(tour.state)
    for name, value in {"state": state, **fields}.items():
        setattr(tour, name, value)


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
            _step(tour, state, was=was, expires_at=None)
            _note(action, tour, by=by, at=at, reason=reason)
            tell_group(tour, news[action], at=at, reason=reason)
            _settle_conflicts(tour, state=ConflictState.REFUNDED, at=at)
            assignment = guide_of(tour)
            if assignment is not None:
                _end_assignment(assignment, AssignmentState.WITHDRAWN, at=at)
                tell_guide(assignment, "withdrawn", at=at)
            own = [assignment.hold] if assignment else []
            holds = [*own, *([tour.hold] if tour.hold else [])]
            # Locked in the order in which everybody does: the order, then the buckets.
            list(Order.objects.select_for_update().filter(tour=tour).values_list("pk"))
            lock([bucket for hold in holds for bucket in buckets_of(hold)])
            if tour.order is not None:
                cancel_order(tour.order, by=by, at=at)
            for hold in holds:
                free_hold(hold, at=at)
    finally:
        tour.refresh_from_db()
    return tour


def _end_assignment(assignment: GuideAssignment, state: AssignmentState, *, at: datetime) -> None:
    GuideAssignment.objects.filter(pk=assignment.pk, state__in=LIVE).update(
        state=state, answered_at=at
    )


def _settle_conflicts(tour: TourRequest, *, state: ConflictState, at: datetime) -> None:
    waiting = Conflict.objects.filter(tour=tour, state=ConflictState.OPEN)
    waiting.update(state=state, settled_at=at)


def _requoted(tour: TourRequest, *, people: int, teachers: int, at: datetime) -> int | None:
    """What the tour costs with another number of people; an agreed or a paid price stays."""
    cents = tour.quote_cents
    before = listed_price(tour, people=tour.people, teachers=tour.teachers)
    after = listed_price(tour, people=people, teachers=teachers)
    is_by_the_list = before is not None and before.total_cents == cents
    if after is None or cents is None or not is_by_the_list:
        return cents
    if tour.order is not None and tour.order.kept_cents():
        return cents
    is_late = tour.final_count_on is not None and day_of(at) > tour.final_count_on
    return max(cents, after.total_cents) if is_late else after.total_cents


def _new_tour(
    asked: TourAsked, *, fee: TourFee | None, minutes: int, request_key: str, at: datetime
) -> TourRequest:
    return TourRequest(
        address=new_address(),
        code=new_code(),
        request_key=request_key,
        kind=asked.kind,
        language=asked.language,
        contact_language=asked.contact_language,
        contact_name=asked.contact_name,
        contact_email=asked.contact_email,
        contact_phone=asked.contact_phone,
        organisation=asked.organisation,
        needs=asked.needs,
        site=asked.site,
        wanted_at=asked.wanted_at,
        starts_at=asked.wanted_at,
        duration_minutes=minutes,
        people=asked.people,
        teachers=asked.teachers,
        fee=fee,
        created_at=at,
    )


def _new_hold(
    tour: TourRequest, *, starts_at: datetime, until: datetime | None, at: datetime
) -> Hold:
    ends_at = starts_at + timedelta(minutes=tour.duration_minutes)
    return Hold(
        request_key=f"tour-{secrets.token_urlsafe(16)}",
        channel=Channel.DESK,
        party=tour.people,
        starts_at=starts_at,
        ends_at=ends_at,
        enters_from=starts_at - EARLY,
        enters_until=ends_at,
        state=HoldState.ACTIVE if until else HoldState.CONVERTED,
        created_at=at,
        expires_at=until or ends_at,
    )


def _new_order(
    tour: TourRequest, price: TourPrice, *, hold: Hold, pay_at: PayAt, at: datetime
) -> Order:
    """The order of a tour, with its lines. Its letters are the tour's, so it has no address of its own."""
    total = price.total_cents
    order = Order.objects.create(
        address=new_address(),
        code=new_code(),
        request_key=f"tour-{tour.address}",
        hold=hold,
        channel=Channel.DESK,
        language=tour.contact_language,
        contact_name=(tour.organisation or tour.contact_name)[:120],
        site=tour.site,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        party=tour.people,
        total_cents=total,
        currency=the_house().currency,
        pay_at=pay_at if total else PayAt.FREE,
        state=OrderState.CONFIRMED_UNPAID if total else OrderState.PAID,
        created_at=at,
    )
    _write_lines(order, price)
    return order


def _write_lines(order: Order, price: TourPrice) -> None:
    lines = price.lines()
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)


def _rewrite_order(tour: TourRequest, order: Order, *, at: datetime) -> None:
    """Another number of people on the order and on a new ticket; another price, where nothing is paid."""
    order.refresh_from_db()
    fields: dict[str, Any] = {"party": tour.people}
    price = price_of_tour(tour)
    if price is not None and not order.kept_cents():
        total = price.total_cents
        fields["total_cents"] = total
        fields["state"] = OrderState.CONFIRMED_UNPAID if total else OrderState.PAID
        if order.pay_at == PayAt.FREE and total:
            fields["pay_at"] = PayAt.DOOR
        order.lines.all().delete()
        _write_lines(order, price)
    stands = Order.objects.filter(pk=order.pk, state=order.state, total_cents=order.total_cents)
    if not stands.update(**fields):
        raise Overtaken
    order.refresh_from_db()
    _new_ticket(order, order.hold, at=at)


def _move_order(order: Order, hold: Hold, *, at: datetime) -> None:
    stands = Order.objects.filter(
        pk=order.pk,
        state__in=[OrderState.CONFIRMED_UNPAID, OrderState.PAID, OrderState.PART_REFUNDED],
    )
    if not stands.update(hold=hold, starts_at=hold.starts_at, ends_at=hold.ends_at):
        raise Overtaken
    order.refresh_from_db()
    _new_ticket(order, hold, at=at)


def _new_ticket(order: Order, hold: Hold, *, at: datetime) -> None:
    """A ticket in the place of the one they have; those who are in already are in."""
    usable = [TicketState.VALID, TicketState.PART_USED]
    old = order.tickets.filter(state__in=usable).first()
    revoke_tickets(order, state=TicketState.MOVED)
    new = issue_ticket(order, hold=hold, product=TOUR, at=at)
    if old is None:
        return
    Ticket.objects.filter(pk=old.pk).update(replaced_by=new)
    if old.used:
        state = TicketState.USED if old.used >= new.party else TicketState.PART_USED
        Ticket.objects.filter(pk=new.pk).update(used=old.used, state=state)


def _charge_fee(tour: TourRequest, fee: TourFee, *, at: datetime) -> None:
    """An order for the fee alone: whoever is at the door has bought their own tickets."""
    day = day_of(at)
    price = replace(price_by(fee, people=tour.people, teachers=0, day=day), admission=None)
    hold = _new_hold(tour, starts_at=tour.starts_at, until=None, at=at)
    hold.save(force_insert=True)
    tour.hold = hold
    tour.quote_cents = price.total_cents
    tour.order = _new_order(tour, price, hold=hold, pay_at=PayAt.DOOR, at=at)


def _buckets_of_stay(starts_at: datetime, *, minutes: int) -> list[Bucket]:
    ends_at = starts_at + timedelta(minutes=minutes)
    return find_buckets(visit_rules().stay(starts_at, ends_at))


def _refuse_party(people: int, teachers: int) -> None:
    if not 1 <= people <= MOST or not 0 <= teachers < people + (people == 1):
        raise BadParty(most=MOST)


def _refuse_closed(starts_at: datetime, *, minutes: int) -> None:
    """A tour lies within the hours of one day."""
    zone = visit_rules().calendar.zone
    begins = starts_at.astimezone(zone)
    ends = begins + timedelta(minutes=minutes)
    hours = visit_rules().calendar.on(begins.date())
    if (
        hours.opens is None
        or hours.closes is None
        or ends.date() != begins.date()
        or not hours.opens <= begins.time()
        or not ends.time() <= hours.closes
    ):
        raise NotOpen(begins.date())


def _note(action: str, tour: TourRequest, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="visit.tourrequest", key=tour.code, facts=facts
    )
