"""The programme: what is held, when, in which space, for how many; and what follows when it is not."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.db.models import Sum

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.changing import MOVABLE
from casamuseo.visit.actions.claiming import Want, end_hold, find_buckets, give_back
from casamuseo.visit.actions.conflicts import open_conflicts
from casamuseo.visit.actions.grouping import as_whole, or_after_reaping, take
from casamuseo.visit.errors import NoRoom, TooLateToBook
from casamuseo.visit.errors_tours import (
    KeyIsTaken,
    MoreAreSold,
    OutOfOrder,
    SessionCancelled,
    SpaceIsTaken,
)
from casamuseo.visit.models import (
    Bucket,
    Hold,
    Order,
    Programme,
    ProgrammeSession,
    Resource,
)
from casamuseo.visit.planning import Plan, quarters
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import Channel, HoldState, ProgrammeKind, ResourceKind

DOORS_OPEN = timedelta(minutes=30)
"""How long before a session its visitors are let in."""


def plan_session(session: ProgrammeSession, *, at: datetime | None = None) -> Plan:
    """What a place at a session claims, for `hold_places`.

    Refuses with SessionCancelled and, where `at` is given, with TooLateToBook once it is over.
    """
    if session.is_cancelled:
        raise SessionCancelled
    if at is not None and at >= session.ends_at:
        raise TooLateToBook(session.starts_at)
    return Plan(
        session.starts_at,
        session.ends_at,
        is_whole_day=False,
        enters_from=session.starts_at - DOORS_OPEN,
        enters_until=session.ends_at,
        wants=(Want(session.resource, session.starts_at),),
    )


def places_left(sessions: Sequence[ProgrammeSession], *, at: datetime) -> dict[int, int]:
    """How many places each session has left, by its primary key; what overdue holds keep is free."""
    resources = [session.resource_id for session in sessions]
    buckets = Bucket.objects.filter(resource__in=resources)
    stale = dict(
        buckets.filter(claims__hold__in=Hold.objects.overdue(at))
        .annotate(places=Sum("claims__places"))
        .values_list("pk", "places")
    )
    free = {
        (bucket.resource_id, bucket.starts_at): bucket.capacity
        - bucket.taken
        + stale.get(bucket.pk, 0)
        for bucket in buckets
    }
    return {
        session.pk: 0
        if session.is_cancelled
        else free.get((session.resource_id, session.starts_at), session.resource.capacity)
        for session in sessions
    }


@dataclass(frozen=True, slots=True)
class ProgrammeAsked:
    """What somebody writes of a programme."""

    kind: ProgrammeKind
    title: Text
    summary: Text
    amount: Decimal = Decimal(0)
    tax_code: str = ""
    begins_on: date | None = None
    ends_on: date | None = None


def add_programme(key: str, *, asked: ProgrammeAsked, by: str, at: datetime) -> Programme:
    """Write a new programme, not yet published. Refuses with OutOfOrder or KeyIsTaken."""
    _refuse_backwards(asked)
    try:
        with writing():
            programme = Programme.objects.create(
                key=key, order=Programme.objects.count(), **_fields(asked)
            )
            _note("add", "programme", key, by=by, at=at)
    except IntegrityError:
        raise KeyIsTaken(key) from None
    return programme


def change_programme(
    programme: Programme, *, asked: ProgrammeAsked, by: str, at: datetime
) -> Programme:
    """Write a programme anew; what was sold keeps its price. Refuses with OutOfOrder."""
    _refuse_backwards(asked)
    written = _fields(asked) | {
        "title": programme.title.revised_to(asked.title),
        "summary": programme.summary.revised_to(asked.summary),
    }
    with writing():
        Programme.objects.filter(pk=programme.pk).update(**written)
        _note("change", "programme", programme.key, by=by, at=at)
        Edition.rise()
    programme.refresh_from_db()
    return programme


def publish_programme(programme: Programme, *, by: str, at: datetime) -> None:
    """Show a programme on the website."""
    _show(programme, is_published=True, action="publish", by=by, at=at)


def withdraw_programme(programme: Programme, *, by: str, at: datetime) -> None:
    """Take a programme off the website; what was sold stays sold."""
    _show(programme, is_published=False, action="withdraw", by=by, at=at)


def add_session(
    programme: Programme,
    *,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    space: Resource | None,
    by: str,
    at: datetime,
) -> ProgrammeSession:
    """Plan a time at which it is held, with its own places; its space is claimed whole for its length.

    Refuses with OutOfOrder or SpaceIsTaken; then nothing stands.
    """
    _refuse_crooked(starts_at, ends_at)
    buckets = _buckets_of_space(space, starts_at, ends_at)

    def plan() -> ProgrammeSession:
        with writing():
            session = _new_session(programme, starts_at, ends_at, capacity=capacity, space=space)
            if space is not None:
                session.space_hold = _hold_space(space, starts_at, ends_at, at=at)
            session.save()
            where = space.key if space else ""
            _note(
                "add", "programmesession", session.key, by=by, at=at, capacity=capacity, space=where
            )
            Edition.rise()
            if session.space_hold is not None:
                take({session.space_hold: as_whole(buckets)}, at=at)
        return session

    try:
        return or_after_reaping(plan, buckets, at=at)
    except NoRoom:
        raise SpaceIsTaken from None


def change_capacity(session: ProgrammeSession, *, capacity: int, by: str, at: datetime) -> None:
    """Give a session more places, or fewer than it had. Refuses with MoreAreSold."""
    with writing():
        bucket = Bucket.objects.filter(resource=session.resource_id, starts_at=session.starts_at)
        # The condition is the lock: nobody takes a place between the question and the answer.
        if bucket.exists() and not bucket.filter(taken__lte=capacity).update(capacity=capacity):
            raise MoreAreSold(taken=bucket.get().taken)
        Resource.objects.filter(pk=session.resource_id).update(capacity=capacity)
        _note("change", "programmesession", session.key, by=by, at=at, capacity=capacity)
        Edition.rise()


def cancel_session(session: ProgrammeSession, *, reason: Text, by: str, at: datetime) -> int:
    """Call a session off: nothing more is sold, its space is free, what was sold waits for a person.

    Nothing sold is deleted; how many orders wait. Refuses with SessionCancelled the second time.
    """
    # Made if nobody has asked for a place yet: whoever does so at this moment finds it shut.
    keys = [bucket.pk for bucket in find_buckets(plan_session(session).wants)]
    with writing():
        called_off = ProgrammeSession.objects.filter(pk=session.pk, is_cancelled=False)
        if not called_off.update(is_cancelled=True):
            raise SessionCancelled
        # Who has not finished finds it shut; money on its way becomes `paid_unplaced`, for a person.
        Bucket.objects.filter(pk__in=keys).update(is_open=False)
        being_held = Hold.objects.filter(state=HoldState.ACTIVE, claims__bucket__in=keys)
        for hold in being_held.distinct():
            end_hold(hold, state=HoldState.RELEASED, at=at)
        sold = Order.objects.filter(session=session, state__in=MOVABLE)
        waiting = len(open_conflicts(sold, [], reason=reason, at=at))
        _note("cancel", "programmesession", session.key, by=by, at=at, orders=waiting)
        Edition.rise()
        _free_space(session, at=at)
    session.refresh_from_db()
    return waiting


def _free_space(session: ProgrammeSession, *, at: datetime) -> None:
    hold = session.space_hold
    if hold is None:
        return
    keeping = Hold.objects.filter(pk=hold.pk, state=HoldState.CONVERTED)
    if keeping.update(state=HoldState.RELEASED):
        give_back(hold, at=at)


def _new_session(
    programme: Programme,
    starts_at: datetime,
    ends_at: datetime,
    *,
    capacity: int,
    space: Resource | None,
) -> ProgrammeSession:
    key = f"{programme.key[:50]}-{day_of(starts_at):%Y-%m-%d}-{secrets.token_hex(3)}"
    own = Resource.objects.create(
        key=f"event-{key}",
        kind=ResourceKind.EVENT,
        name=programme.title,
        capacity=capacity,
        is_demonstration=programme.is_demonstration,
    )
    return ProgrammeSession(
        key=key,
        programme=programme,
        starts_at=starts_at,
        ends_at=ends_at,
        resource=own,
        space=space,
    )


def _hold_space(space: Resource, starts_at: datetime, ends_at: datetime, *, at: datetime) -> Hold:
    return Hold.objects.create(
        request_key=f"space-{secrets.token_urlsafe(16)}",
        channel=Channel.DESK,
        party=space.capacity,
        starts_at=starts_at,
        ends_at=ends_at,
        enters_from=starts_at,
        enters_until=ends_at,
        state=HoldState.CONVERTED,
        created_at=at,
        expires_at=ends_at,
    )


def _buckets_of_space(
    space: Resource | None, starts_at: datetime, ends_at: datetime
) -> list[Bucket]:
    if space is None:
        return []
    return find_buckets([Want(space, quarter) for quarter in quarters(starts_at, ends_at)])


def _show(programme: Programme, *, is_published: bool, action: str, by: str, at: datetime) -> None:
    with writing():
        changed = Programme.objects.filter(pk=programme.pk, is_published=not is_published)
        if changed.update(is_published=is_published):
            _note(action, "programme", programme.key, by=by, at=at)
            Edition.rise()
    programme.refresh_from_db()


def _refuse_backwards(asked: ProgrammeAsked) -> None:
    if asked.begins_on and asked.ends_on and asked.ends_on < asked.begins_on:
        raise OutOfOrder


def _refuse_crooked(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at >= ends_at or next(quarters(starts_at, ends_at)) != starts_at:
        raise OutOfOrder


def _fields(asked: ProgrammeAsked) -> dict[str, Any]:
    # Not `asdict`, which would take the texts apart as well.
    return {field.name: getattr(asked, field.name) for field in fields(asked)}


def _note(action: str, model: str, key: str, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind=f"visit.{model}", key=key, facts=facts
    )
