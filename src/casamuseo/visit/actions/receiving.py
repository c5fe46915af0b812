"""The group is at the door: counted in; and people without a tour get the next free guide."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Sum

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.grouping import as_whole, take
from casamuseo.visit.actions.guiding import ask
from casamuseo.visit.actions.tour_orders import charge_fee
from casamuseo.visit.actions.tour_places import afresh, attempt, next_guide
from casamuseo.visit.actions.tour_steps import (
    AGREED,
    MOST,
    USUAL_MINUTES,
    TourAsked,
    new_tour,
    record,
    refuse_party,
    step,
)
from casamuseo.visit.errors import BadParty
from casamuseo.visit.models import Guide, TourRequest, VisitCount
from casamuseo.visit.quoting import fee_for
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import AssignmentState, CountSource, GroupKind, TicketState, TourState


def arrive(tour: TourRequest, *, people: int, by: str, at: datetime) -> TourRequest:
    """So many have come: they count as visitors, less those whom the gate has counted already.

    Refuses with NotThere or BadParty.
    """
    if not 1 <= people <= MOST:
        raise BadParty(most=MOST)
    with writing():
        step(tour, TourState.ARRIVED, was=AGREED, arrived=people)
        record("arrive", tour, by=by, at=at, people=people)
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
    refuse_party(people, 0)
    fee = fee_for(GroupKind.WALK_UP, people=people)
    minutes = fee.duration_minutes if fee else USUAL_MINUTES
    asked = TourAsked(
        kind=GroupKind.WALK_UP,
        language=language,
        wanted_at=at,
        people=people,
        contact_language=contact_language,
    )
    tour = new_tour(asked, fee=fee, minutes=minutes, request_key=request_key, at=at)
    chosen = guide or next_guide(tour, at=at)
    asking = ask(tour, chosen, at=at, until=None)

    def begin() -> None:
        tour.pk = None
        tour.state, tour.arrived = TourState.ARRIVED, people
        with writing():
            if fee is not None:
                charge_fee(tour, fee, at=at)
            tour.save(force_insert=True)
            fresh = afresh(asking, state=AssignmentState.ACCEPTED)
            fresh.save(by=by, at=at)
            record("walk-up", tour, by=by, at=at, people=people, guide=chosen.key)
            take({fresh.assignment.hold: as_whole(fresh.buckets)}, at=at)

    try:
        attempt(begin, asking.buckets, guide=chosen, at=at)
    except IntegrityError:
        return TourRequest.objects.get(request_key=request_key)
    return tour
