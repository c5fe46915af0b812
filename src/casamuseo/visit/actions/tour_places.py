"""What a tour keeps: its places in the house and its guide's time, both or neither."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime, timedelta

from casamuseo.visit.actions.claiming import find_buckets
from casamuseo.visit.actions.grouping import as_group, as_whole, lock, or_after_reaping, take
from casamuseo.visit.actions.guiding import Asking, free_guides
from casamuseo.visit.errors import NoRoom
from casamuseo.visit.errors_tours import GuideNotFree, NoGuide
from casamuseo.visit.models import Bucket, Guide, Hold, TourRequest
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import AssignmentState, Channel, HoldState

KEPT = timedelta(days=7)
"""How long a tentative tour keeps its places, unless it begins sooner."""
EARLY = timedelta(minutes=30)
"""How much earlier than its tour a group is let in."""


class GuideTaken(NoRoom):
    """The house has room, but the guide's time went to somebody else."""


def attempt(
    step: Callable[[], None], buckets: Sequence[Bucket], *, guide: Guide, at: datetime
) -> None:
    """Take a step that claims; where it is refused, the tour in hand says again what stands."""
    try:
        or_after_reaping(step, buckets, at=at)
    except GuideTaken:
        raise GuideNotFree(guide.name) from None


def take_both(
    hold: Hold, buckets: Sequence[Bucket], asking: Asking, *, people: int, at: datetime
) -> None:
    """Claim the house and the guide, last in the transaction."""
    lock([*buckets, *asking.buckets])
    take({hold: as_group(buckets, people=people)}, at=at)
    try:
        take({asking.assignment.hold: as_whole(asking.buckets)}, at=at)
    except NoRoom:
        raise GuideTaken(asked=1) from None


def afresh(asking: Asking, *, state: AssignmentState = AssignmentState.PROPOSED) -> Asking:
    """The same question as rows that were never saved: each attempt writes its own."""
    hold, assignment = copy(asking.assignment.hold), copy(asking.assignment)
    hold.pk = assignment.pk = None
    assignment.hold, assignment.state = hold, state
    if state == AssignmentState.ACCEPTED:
        assignment.answered_at = assignment.proposed_at
    return Asking(assignment, asking.buckets)


def next_guide(tour: TourRequest, *, at: datetime) -> Guide:
    minutes = tour.duration_minutes
    free = free_guides(tour.language, starts_at=tour.starts_at, minutes=minutes, at=at)
    if not free:
        raise NoGuide(tour.language, tour.starts_at)
    return free[0]


def new_hold(
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


def buckets_of_stay(starts_at: datetime, *, minutes: int) -> list[Bucket]:
    ends_at = starts_at + timedelta(minutes=minutes)
    return find_buckets(visit_rules().stay(starts_at, ends_at))
