"""Claims of more than one size under one hold: a group in the house and its small rooms, a space, a guide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import F, Sum

from casamuseo.visit.actions.claiming import claim, end_hold, overdue_holds_in
from casamuseo.visit.errors import NoRoom
from casamuseo.visit.models import Bucket, Claim, Hold, Resource
from casamuseo.visit.terms import HoldState, ResourceKind

Takings = Mapping[Hold, Mapping[Bucket, int]]
"""How many places each hold takes of each bucket."""

Done = TypeVar("Done")


def as_group(buckets: Sequence[Bucket], *, people: int) -> dict[Bucket, int]:
    """What a group takes: a place for each; of a small room the whole, where it sees it in turns."""
    keys = {bucket.resource_id for bucket in buckets}
    rooms = set(
        Resource.objects.filter(pk__in=keys, kind=ResourceKind.ROOM).values_list("pk", flat=True)
    )
    return {
        bucket: min(people, bucket.capacity) if bucket.resource_id in rooms else people
        for bucket in buckets
    }


def as_whole(buckets: Sequence[Bucket]) -> dict[Bucket, int]:
    """All there is of each bucket, so that nobody else comes in."""
    return {bucket: bucket.capacity for bucket in buckets}


def take(takings: Takings, *, at: datetime) -> None:
    """Claim all of this or refuse with NoRoom. Call it last in the transaction."""
    lock([bucket for wanted in takings.values() for bucket in wanted])
    for hold, wanted in takings.items():
        by_places: defaultdict[int, list[Bucket]] = defaultdict(list)
        for bucket, places in wanted.items():
            by_places[places].append(bucket)
        for places, buckets in sorted(by_places.items()):
            claim(hold, buckets, places=places, at=at)


def resize(hold: Hold, *, people: int, at: datetime) -> None:
    """Claim for so many people what the hold has claimed for more or for fewer; NoRoom where it cannot grow.

    Call it last in the transaction.
    """
    buckets = buckets_of(hold)
    lock(buckets)
    kept = _kept(hold)
    back: dict[Bucket, int] = {}
    more: dict[Bucket, int] = {}
    for bucket, wanted in as_group(buckets, people=people).items():
        change = wanted - kept[bucket.pk]
        if change < 0:
            back[bucket] = -change
        elif change > 0:
            more[bucket] = change
    Claim.objects.bulk_create(
        Claim(hold=hold, bucket=bucket, places=-places, at=at) for bucket, places in back.items()
    )
    for bucket, places in back.items():
        Bucket.objects.filter(pk=bucket.pk).update(taken=F("taken") - places)
    take({hold: more}, at=at)


def buckets_of(hold: Hold) -> list[Bucket]:
    """The buckets of which the hold still keeps something."""
    return list(Bucket.objects.filter(pk__in=_kept(hold)).order_by("pk"))


def or_after_reaping(
    attempt: Callable[[], Done], buckets: Sequence[Bucket], *, at: datetime
) -> Done:
    """Do it; where there is no room, end the holds that have run out there and try once more."""
    try:
        return attempt()
    except NoRoom:
        overdue = overdue_holds_in(buckets, at=at)
        if not overdue:
            raise
        for hold in overdue:
            end_hold(hold, state=HoldState.EXPIRED, at=at)
        return attempt()


def lock(buckets: Sequence[Bucket]) -> None:
    """Hold all the rows in the order in which everybody locks them, before the first is changed."""
    keys = {bucket.pk for bucket in buckets}
    if connection.features.has_select_for_update and len(keys) > 1:
        rows = Bucket.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        list(rows.values_list("pk"))


def _kept(hold: Hold) -> dict[int, int]:
    """What a hold still keeps of each bucket, by the bucket's primary key."""
    sums = hold.claims.values("bucket").annotate(sum=Sum("places")).filter(sum__gt=0)
    return {row["bucket"]: row["sum"] for row in sums}
