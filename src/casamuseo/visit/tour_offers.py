"""What can be offered where nobody is free: other times, other languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from casamuseo.visit.actions.guiding import guide_book
from casamuseo.visit.models import Bucket, Hold
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import ResourceKind


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
