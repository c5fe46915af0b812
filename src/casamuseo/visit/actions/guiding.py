"""Guides: who they are, when they can come, being asked for a tour, accepting, declining, falling ill."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError
from django.db.models import Q, QuerySet

from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.claiming import Want, find_buckets, give_back
from casamuseo.visit.actions.grouping import as_whole, or_after_reaping, take
from casamuseo.visit.actions.tour_letters import tell_group, tell_guide
from casamuseo.visit.errors import NoRoom, Overtaken
from casamuseo.visit.errors_tours import BadAvailability, GuideNotFree, KeyIsTaken, NotThere
from casamuseo.visit.guidebook import LIVE, GuideBook, guide_quarters
from casamuseo.visit.models import (
    Bucket,
    Guide,
    GuideAssignment,
    GuideAvailability,
    Hold,
    Resource,
    TourRequest,
)
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import AssignmentState, Channel, HoldState, ResourceKind, TourState

COMING = [TourState.TENTATIVE, TourState.CONFIRMED, TourState.FINAL_COUNT]
"""Tours that need a guide."""


def add_guide(
    key: str,
    *,
    name: str,
    languages: Sequence[str],
    email: str = "",
    member: Member | None = None,
    by: str,
    at: datetime,
) -> Guide:
    """A new guide, and the resource of capacity one that their time is. Refuses with KeyIsTaken."""
    try:
        with writing():
            resource = Resource.objects.create(
                key=f"guide-{key}", kind=ResourceKind.GUIDE, capacity=1, name=Text.of(es=name)
            )
            guide = Guide.objects.create(
                key=key,
                name=name,
                languages=list(languages),
                email=email,
                member=member,
                resource=resource,
                feed_token=_new_token(),
            )
            _note("add", guide, by=by, at=at, languages=list(languages))
    except IntegrityError:
        raise KeyIsTaken(key) from None
    return guide


def change_guide(
    guide: Guide,
    *,
    name: str,
    languages: Sequence[str],
    email: str,
    member: Member | None,
    is_active: bool,
    by: str,
    at: datetime,
) -> Guide:
    """Write a guide anew; one who is no longer active keeps the tours that they accepted.

    Refuses with KeyIsTaken where the member guides under another name already.
    """
    try:
        with writing():
            Guide.objects.filter(pk=guide.pk).update(
                name=name,
                languages=list(languages),
                email=email,
                member=member,
                is_active=is_active,
            )
            _note("change", guide, by=by, at=at, languages=list(languages), is_active=is_active)
    except IntegrityError:
        raise KeyIsTaken(str(member)) from None
    guide.refresh_from_db()
    return guide


def rotate_feed(guide: Guide, *, by: str, at: datetime) -> str:
    """Give the guide's calendar feed another secret address; the old one is worth nothing at once."""
    token = _new_token()
    with writing():
        Guide.objects.filter(pk=guide.pk).update(feed_token=token)
        _note("rotate-feed", guide, by=by, at=at)
    guide.feed_token = token
    return token


def add_hours(
    guide: Guide,
    *,
    weekday: int | None = None,
    on: date | None = None,
    begins: time,
    ends: time,
    is_absence: bool = False,
    note: str = "",
    by: str,
    at: datetime,
) -> GuideAvailability:
    """When the guide can come, every week or on one day; an absence takes hours away.

    It touches no tour that is already theirs: `report_absence` does. Refuses with BadAvailability.
    """
    if begins >= ends or (weekday is None) == (on is None):
        raise BadAvailability
    with writing():
        row = GuideAvailability.objects.create(
            guide=guide,
            weekday=weekday,
            on=on,
            begins=begins,
            ends=ends,
            is_absence=is_absence,
            note=note,
        )
        _note("add-hours", guide, by=by, at=at, on=str(on or weekday), is_absence=is_absence)
    return row


def remove_hours(row: GuideAvailability, *, by: str, at: datetime) -> None:
    """Take hours, or an absence, off the guide's list."""
    with writing():
        if GuideAvailability.objects.filter(pk=row.pk).delete()[0]:
            _note("remove-hours", row.guide, by=by, at=at, on=str(row.on or row.weekday))


def guide_book(
    starts_at: datetime, *, days: int = 1, at: datetime, but_for: Hold | None = None
) -> GuideBook:
    """The guides from this moment on, for so many days."""
    return GuideBook.of_house(
        visit_rules(),
        begins=starts_at - timedelta(days=1),
        ends=starts_at + timedelta(days=days),
        at=at,
        but_for=but_for,
    )


def free_guides(language: str, *, starts_at: datetime, minutes: int, at: datetime) -> list[Guide]:
    """Who could guide then in this language: whoever has the fewest tours on that day comes first."""
    return guide_book(starts_at, at=at).free(language, starts_at=starts_at, minutes=minutes)


@dataclass(frozen=True, slots=True)
class Asking:
    """An assignment that is about to be written, and the time that it will claim."""

    assignment: GuideAssignment
    buckets: tuple[Bucket, ...]

    def save(self, *, by: str, at: datetime) -> None:
        """Write it down with its letter; the claim is the caller's last step in the transaction."""
        self.assignment.hold.save(force_insert=True)
        self.assignment.hold_id = self.assignment.hold.pk
        try:
            self.assignment.save(force_insert=True)
        except IntegrityError:
            raise Overtaken from None
        tour, guide = self.assignment.tour, self.assignment.guide
        _note_tour("propose-guide", tour, by=by, at=at, guide=guide.key)
        if self.assignment.state == AssignmentState.PROPOSED:
            tell_guide(self.assignment, "proposed", at=at)


def ask(
    tour: TourRequest,
    guide: Guide,
    *,
    at: datetime,
    until: datetime | None,
    starts_at: datetime | None = None,
    but_for: Hold | None = None,
) -> Asking:
    """Prepare to ask a guide: `until` when the time is kept, or for good (None).

    Refuses with GuideNotFree, for language, hours or another tour.
    """
    starts_at = starts_at or tour.starts_at
    minutes = tour.duration_minutes
    book = guide_book(starts_at, at=at, but_for=but_for)
    if guide not in book.free(tour.language, starts_at=starts_at, minutes=minutes):
        raise GuideNotFree(guide.name)
    times = guide_quarters(starts_at, minutes=minutes)
    buckets = find_buckets([Want(guide.resource, quarter) for quarter in times])
    ends_at = starts_at + timedelta(minutes=minutes)
    hold = Hold(
        request_key=f"guide-{secrets.token_urlsafe(16)}",
        channel=Channel.DESK,
        party=1,
        starts_at=starts_at,
        ends_at=ends_at,
        enters_from=starts_at,
        enters_until=ends_at,
        state=HoldState.ACTIVE if until else HoldState.CONVERTED,
        created_at=at,
        expires_at=until or ends_at,
    )
    assignment = GuideAssignment(tour=tour, guide=guide, hold=hold, proposed_at=at)
    return Asking(assignment, tuple(buckets))


def propose_guide(tour: TourRequest, guide: Guide, *, by: str, at: datetime) -> GuideAssignment:
    """Ask a guide for a tour that has none, and claim their time.

    Refuses with NotThere, GuideNotFree, or Overtaken where the tour has a guide already.
    """
    if tour.state not in COMING:
        raise NotThere(tour.state)
    until = tour.expires_at if tour.state == TourState.TENTATIVE else None

    def propose() -> GuideAssignment:
        asking = ask(tour, guide, at=at, until=until)
        with writing():
            # The tour must still need one when the guide is written down.
            if not TourRequest.objects.filter(pk=tour.pk, state=tour.state).update(
                state=tour.state
            ):
                raise Overtaken
            asking.save(by=by, at=at)
            take({asking.assignment.hold: as_whole(asking.buckets)}, at=at)
        return asking.assignment

    try:
        return or_after_reaping(propose, ask(tour, guide, at=at, until=until).buckets, at=at)
    except NoRoom:
        raise GuideNotFree(guide.name) from None


def propose_next(tour: TourRequest, *, by: str, at: datetime) -> GuideAssignment | None:
    """Ask the next free guide who has not said no to this tour; None where there is nobody.

    The tour then stands in the queue of those without a guide: whether the group gets another offer, a
    person decides.
    """
    said_no = set(tour.assignments.exclude(state__in=LIVE).values_list("guide", flat=True))
    minutes = tour.duration_minutes
    for guide in free_guides(tour.language, starts_at=tour.starts_at, minutes=minutes, at=at):
        if guide.pk in said_no:
            continue
        try:
            return propose_guide(tour, guide, by=by, at=at)
        except GuideNotFree:
            continue
    return None


def accept_tour(assignment: GuideAssignment, *, by: str, at: datetime) -> None:
    """The guide will come; a group whose tour was only kept gets its offer now.

    Refuses with Overtaken where the question no longer stands.
    """
    with writing():
        _lock_tours(assignment.tour)
        _answer(assignment, AssignmentState.ACCEPTED, was=[AssignmentState.PROPOSED], at=at)
        _note_tour("accept", assignment.tour, by=by, at=at, guide=assignment.guide.key)
        if assignment.tour.state == TourState.TENTATIVE:
            tell_group(assignment.tour, "quoted", at=at)


def decline_tour(
    assignment: GuideAssignment, *, reason: str = "", by: str, at: datetime
) -> GuideAssignment | None:
    """The guide will not come, though perhaps they had accepted: the next free one is asked.

    That one, or None. Refuses with Overtaken where the question no longer stands.
    """
    with writing():
        _lock_tours(assignment.tour)
        _answer(assignment, AssignmentState.DECLINED, was=LIVE, at=at, reason=reason)
        _note_tour("decline", assignment.tour, by=by, at=at, guide=assignment.guide.key)
        free_hold(assignment.hold, at=at)
        return _next_if_needed(assignment.tour, by=by, at=at)


def withdraw_guide(
    assignment: GuideAssignment, *, reason: str = "", asks_next: bool = True, by: str, at: datetime
) -> GuideAssignment | None:
    """The house takes the tour away from its guide and asks the next free one, unless told not to.

    That one, or None. Refuses with Overtaken where they do not have it any more.
    """
    with writing():
        _lock_tours(assignment.tour)
        _answer(assignment, AssignmentState.WITHDRAWN, was=LIVE, at=at, reason=reason)
        _note_tour("withdraw-guide", assignment.tour, by=by, at=at, guide=assignment.guide.key)
        tell_guide(assignment, "withdrawn", at=at)
        free_hold(assignment.hold, at=at)
        return _next_if_needed(assignment.tour, by=by, at=at) if asks_next else None


@dataclass(frozen=True, slots=True)
class Replaced:
    """A tour that lost its guide, and whom we have asked instead: perhaps nobody."""

    tour: TourRequest
    assignment: GuideAssignment | None


def report_absence(
    guide: Guide, *, begins: datetime, ends: datetime, reason: str, by: str, at: datetime
) -> list[Replaced]:
    """The guide cannot come, within one day of the house: for each of their tours the next one is asked.

    No group is written to; a person decides what to tell them. Refuses with BadAvailability.
    """
    zone = visit_rules().calendar.zone
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    if first.date() != last.date():
        raise BadAvailability
    with writing():
        add_hours(
            guide,
            on=first.date(),
            begins=first.time(),
            ends=last.time(),
            is_absence=True,
            note=reason,
            by=by,
            at=at,
        )
        lost = [
            each
            for each in _live(guide)
            if each.hold.starts_at < ends and begins < each.hold.ends_at
        ]
        _lock_tours(*(each.tour for each in lost))
        return [
            Replaced(each.tour, withdraw_guide(each, reason=reason, by=by, at=at)) for each in lost
        ]


def tours_without_guide(begins: datetime, ends: datetime) -> QuerySet[TourRequest]:
    """Tours of a span that are to be given and have nobody to give them."""
    return TourRequest.objects.filter(
        state__in=COMING, starts_at__gte=begins, starts_at__lt=ends
    ).exclude(Q(assignments__state__in=LIVE))


def free_hold(hold: Hold, *, state: HoldState = HoldState.RELEASED, at: datetime) -> None:
    """Give back what a hold still keeps. Call it inside a transaction, last."""
    keeping = Hold.objects.filter(pk=hold.pk).keeping_places()
    if keeping.update(state=state):
        give_back(hold, at=at)


def _lock_tours(*tours: TourRequest) -> None:
    """Whoever changes a tour or its guide holds the tour's row first, so that nobody waits in a circle."""
    keys = [tour.pk for tour in tours]
    list(
        TourRequest.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk")
    )


def _live(guide: Guide) -> list[GuideAssignment]:
    live = guide.assignments.filter(state__in=LIVE, tour__state__in=COMING)
    return list(live.select_related("tour", "hold", "guide").order_by("hold__starts_at"))


def _next_if_needed(tour: TourRequest, *, by: str, at: datetime) -> GuideAssignment | None:
    tour.refresh_from_db()
    return propose_next(tour, by=by, at=at) if tour.state in COMING else None


def _answer(
    assignment: GuideAssignment,
    state: AssignmentState,
    *,
    was: Sequence[AssignmentState],
    at: datetime,
    reason: str = "",
) -> None:
    answered = GuideAssignment.objects.filter(pk=assignment.pk, state__in=was).update(
        state=state, answered_at=at, reason=reason[:200]
    )
    if not answered:
        raise Overtaken
    assignment.refresh_from_db()


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _note(action: str, guide: Guide, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="visit.guide", key=guide.key, facts=facts
    )


def _note_tour(action: str, tour: TourRequest, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="visit.tourrequest", key=tour.code, facts=facts
    )
