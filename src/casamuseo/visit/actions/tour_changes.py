"""More people or fewer, or another time: nothing changes unless all of it can."""

from __future__ import annotations

from datetime import datetime, timedelta

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.grouping import buckets_of, lock, or_after_reaping, resize
from casamuseo.visit.actions.guiding import COMING, ask, free_hold, guide_book
from casamuseo.visit.actions.tour_letters import tell_group, tell_guide
from casamuseo.visit.actions.tour_orders import move_with_tour, rewrite_order
from casamuseo.visit.actions.tour_places import (
    KEPT,
    afresh,
    attempt,
    buckets_of_stay,
    new_hold,
    take_both,
)
from casamuseo.visit.actions.tour_steps import (
    AGREED,
    ASKED,
    end_assignment,
    guide_of,
    record,
    refuse_closed,
    refuse_party,
    settle_conflicts,
    step,
)
from casamuseo.visit.errors_tours import NoGuide, NotThere, TourIsPaid
from casamuseo.visit.models import Guide, GuideAssignment, Hold, TourRequest
from casamuseo.visit.quoting import listed_price
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import AssignmentState, ConflictState, TourState


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
    refuse_party(people, teachers)
    was = AGREED if is_final else [*ASKED, *COMING]
    if tour.state not in was:
        raise NotThere(tour.state)
    if people > tour.people and tour.order is not None and tour.order.kept_cents():
        raise TourIsPaid
    cents = _requoted(tour, people=people, teachers=teachers, at=at)

    before, state = tour.people, TourState(tour.state)

    def change() -> None:
        with writing():
            step(
                tour,
                TourState.FINAL_COUNT if is_final else state,
                was=[state],
                only_if={"people": before},
                people=people,
                teachers=teachers,
                quote_cents=cents,
            )
            action = "final-count" if is_final else "change-party"
            record(action, tour, by=by, at=at, people=people, before=before, cents=cents)
            if tour.hold is not None:
                if tour.order is not None:
                    rewrite_order(tour, tour.order, at=at)
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
    refuse_closed(starts_at, minutes=tour.duration_minutes)
    old, old_assignment = tour.hold, guide_of(tour)
    own = old_assignment.hold if old_assignment else None
    until = min(at + KEPT, starts_at) if tour.state == TourState.TENTATIVE else None
    chosen = guide or _same_or_next(tour, old_assignment, starts_at=starts_at, at=at)
    buckets = buckets_of_stay(starts_at, minutes=tour.duration_minutes)
    asking = ask(tour, chosen, at=at, until=until, starts_at=starts_at, but_for=own)
    left = buckets_of(old) + (buckets_of(own) if own else [])
    state = TourState(tour.state)

    def move() -> None:
        hold = new_hold(tour, starts_at=starts_at, until=until, at=at)
        days = tour.fee.final_count_days if tour.fee else 0
        with writing():
            hold.save(force_insert=True)
            step(
                tour,
                state,
                was=[state],
                only_if={"hold": old},
                hold=hold,
                starts_at=starts_at,
                expires_at=until,
                final_count_on=day_of(starts_at) - timedelta(days=days),
            )
            record("move", tour, by=by, at=at, to=starts_at.isoformat())
            settle_conflicts(tour, state=ConflictState.MOVED, at=at)
            if old_assignment is not None:
                end_assignment(old_assignment, AssignmentState.WITHDRAWN, at=at)
                if old_assignment.guide_id != chosen.pk:
                    tell_guide(old_assignment, "withdrawn", at=at)
            fresh = afresh(asking)
            fresh.save(by=by, at=at)
            if tour.order is not None:
                move_with_tour(tour.order, hold, at=at)
                tell_group(tour, "confirmed", at=at)
            lock([*left, *buckets, *fresh.buckets])
            for given_up in (old, own):
                if given_up is not None:
                    free_hold(given_up, at=at)
            take_both(hold, buckets, fresh, people=tour.people, at=at)

    try:
        attempt(move, [*buckets, *asking.buckets], guide=chosen, at=at)
    finally:
        tour.refresh_from_db()
    return tour


def _same_or_next(
    tour: TourRequest, assignment: GuideAssignment | None, *, starts_at: datetime, at: datetime
) -> Guide:
    own = assignment.hold if assignment else None
    book = guide_book(starts_at, at=at, but_for=own)
    free = book.free(tour.language, starts_at=starts_at, minutes=tour.duration_minutes)
    if not free:
        raise NoGuide(tour.language, starts_at)
    return assignment.guide if assignment and assignment.guide in free else free[0]


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
