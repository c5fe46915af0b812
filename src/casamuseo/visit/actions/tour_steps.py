"""What every step of a tour is made of: taken once, by whoever comes first, and written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casamuseo.kernel.models import Change
from casamuseo.visit.actions.ordering import new_address, new_code
from casamuseo.visit.errors import BadParty, NotOpen
from casamuseo.visit.errors_tours import NotThere
from casamuseo.visit.guidebook import LIVE
from casamuseo.visit.models import Conflict, GuideAssignment, TourFee, TourRequest
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import AssignmentState, ConflictState, GroupKind, TourState

MOST = 200
"""The largest group that can ask."""
USUAL_MINUTES = 60
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


def step(
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


def record(action: str, tour: TourRequest, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="visit.tourrequest", key=tour.code, facts=facts
    )


def guide_of(tour: TourRequest) -> GuideAssignment | None:
    """The guide who is asked for the tour or has accepted it."""
    live = tour.assignments.filter(state__in=LIVE)
    return live.select_related("guide", "hold", "tour").first()


def end_assignment(assignment: GuideAssignment, state: AssignmentState, *, at: datetime) -> None:
    GuideAssignment.objects.filter(pk=assignment.pk, state__in=LIVE).update(
        state=state, answered_at=at
    )


def settle_conflicts(tour: TourRequest, *, state: ConflictState, at: datetime) -> None:
    waiting = Conflict.objects.filter(tour=tour, state=ConflictState.OPEN)
    waiting.update(state=state, settled_at=at)


def new_tour(
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


def refuse_party(people: int, teachers: int) -> None:
    if not 1 <= people <= MOST or not 0 <= teachers < people + (people == 1):
        raise BadParty(most=MOST)


def refuse_closed(starts_at: datetime, *, minutes: int) -> None:
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
