"""Holding places for some minutes: taken, extended once, given back, reaped by whoever needs them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.claiming import claim, end_hold, find_buckets, overdue_holds_in
from casamuseo.visit.errors import BadParty, HoldIsOver, HoldWasExtended, NoRoom, RequestKeyReused
from casamuseo.visit.models import Bucket, Hold
from casamuseo.visit.planning import Plan
from casamuseo.visit.terms import Channel, HoldState

MOST = 60
"""The largest party that books by itself; more is a tour."""
MINUTES = {Channel.WEB: 15, Channel.API: 15, Channel.TILL: 5, Channel.DESK: 60}


def hold_places(
    plan: Plan, *, party: int, channel: Channel, request_key: str, at: datetime
) -> Hold:
    """Keep places for a party while it makes up its mind.

    The same `request_key` again gives the same hold. Refuses with NoRoom, BadParty, or
    RequestKeyReused where the key came with another visit before.
    """
    if not 1 <= party <= MOST:
        raise BadParty(most=MOST)
    buckets = find_buckets(plan.wants)
    hold = Hold(
        request_key=request_key,
        channel=channel,
        party=party,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        is_whole_day=plan.is_whole_day,
        enters_from=plan.enters_from,
        enters_until=plan.enters_until,
        created_at=at,
        expires_at=at + timedelta(minutes=MINUTES[channel]),
    )
    try:
        # A repeated request is rare, and the key's constraint finds it: nobody asks before.
        with_room_made(hold, buckets, places=party, at=at)
    except (IntegrityError, NoRoom):
        known = Hold.objects.filter(request_key=request_key).first()
        if known is None:
            raise
        return _same_or_refuse(known, plan, party)
    return hold


def with_room_made(hold: Hold, buckets: list[Bucket], *, places: int, at: datetime) -> None:
    """Save a new hold with its claims; where there is no room, reap what has run out and try once more."""
    try:
        _take(hold, buckets, places=places, at=at)
    except NoRoom:
        overdue = overdue_holds_in(buckets, at=at)
        if not overdue:
            raise
        for other in overdue:
            end_hold(other, state=HoldState.EXPIRED, at=at)
        hold.pk = None
        _take(hold, buckets, places=places, at=at)


def extend_hold(hold: Hold, *, minutes: int = 15, at: datetime) -> Hold:
    """Keep the places longer, once. Refuses with HoldWasExtended or HoldIsOver."""
    until = at + timedelta(minutes=minutes)
    extended = Hold.objects.filter(
        pk=hold.pk, state=HoldState.ACTIVE, was_extended=False, expires_at__gt=at
    ).update(expires_at=until, was_extended=True)
    hold.refresh_from_db()
    if not extended:
        raise (
            HoldWasExtended if hold.was_extended and hold.state == HoldState.ACTIVE else HoldIsOver
        )
    return hold


def release_hold(hold: Hold, *, at: datetime) -> bool:
    """Give the places of an active hold back; False where it was over already."""
    return end_hold(hold, state=HoldState.RELEASED, at=at)


def _take(hold: Hold, buckets: list[Bucket], *, places: int, at: datetime) -> None:
    with writing():
        hold.save(force_insert=True)
        claim(hold, buckets, places=places, at=at)


def _same_or_refuse(known: Hold, plan: Plan, party: int) -> Hold:
    if (known.party, known.starts_at, known.ends_at) != (party, plan.starts_at, plan.ends_at):
        raise RequestKeyReused
    return known
