"""Taking places and giving them back, so that no quarter of an hour is ever sold twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Sum

from casamuseo.kernel.writing import writing
from casamuseo.visit.errors import NoRoom
from casamuseo.visit.models import Bucket, Claim, Hold, Order, Resource
from casamuseo.visit.terms import HoldState, OrderState


@dataclass(frozen=True, slots=True)
class Want:
    """A quarter of an hour of a resource; for the kind `day`, the opening of that day."""

    resource: Resource
    starts_at: datetime


def find_buckets(wants: Sequence[Want]) -> list[Bucket]:
    """The buckets of these wants, in the order of their keys; those nobody asked for yet are made.

    Call it before the transaction in which they are claimed.
    """
    found = _existing(wants)
    if len(found) < len(wants):
        known = {(bucket.resource_id, bucket.starts_at) for bucket in found}
        missing = [
            Bucket(
                resource=want.resource,
                starts_at=want.starts_at,
                capacity=want.resource.capacity,
            )
            for want in wants
            if (want.resource.pk, want.starts_at) not in known
        ]
        with writing():
            Bucket.objects.bulk_create(missing, ignore_conflicts=True)
        found = _existing(wants)
    return found


def claim(hold: Hold, buckets: Sequence[Bucket], *, places: int, at: datetime) -> None:
    """Take places in every one of these buckets, or refuse with NoRoom and let nothing stand.

    Call it last in the transaction: from here to the commit the rows are held against all others.
    """
    Claim.objects.bulk_create(
        Claim(hold=hold, bucket=bucket, places=places, at=at) for bucket in buckets
    )
    keys = [bucket.pk for bucket in buckets]
    # Locked in one order by everybody, or two overlapping stays would wait for each other.
    locked = Bucket.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk")
    # The condition is the lock: whoever comes second updates fewer rows.
    took = Bucket.objects.filter(
        pk__in=locked, is_open=True, taken__lte=F("capacity") - places
    ).update(taken=F("taken") + places)
    if took != len(keys):
        raise NoRoom(_fullest(keys, places), asked=places)


def give_back(hold: Hold, *, at: datetime, places: int | None = None) -> None:
    """Give all places of a hold back, or this many in every bucket; new lines in the ledger.

    Call it inside a transaction, after winning the hold's change of state.
    """
    owned = list(
        hold.claims.values("bucket")
        .annotate(sum=Sum("places"))
        .filter(sum__gt=0)
        .order_by("bucket")
    )
    back = [
        (row["bucket"], row["sum"] if places is None else min(places, row["sum"])) for row in owned
    ]
    Claim.objects.bulk_create(
        Claim(hold=hold, bucket_id=bucket, places=-count, at=at) for bucket, count in back
    )
    for bucket, count in back:
        Bucket.objects.filter(pk=bucket).update(taken=F("taken") - count)


def end_hold(hold: Hold, *, state: HoldState, at: datetime) -> bool:
    """Release or expire an active hold and give its places back; False where somebody was faster.

    An order that was still awaiting its payment expires with it.
    """
    with writing():
        ended = Hold.objects.filter(pk=hold.pk, state=HoldState.ACTIVE).update(state=state)
        if ended:
            awaiting = Order.objects.filter(hold=hold, state=OrderState.AWAITING_PAYMENT)
            awaiting.update(state=OrderState.EXPIRED)
            give_back(hold, at=at)
    return bool(ended)


def overdue_holds_in(buckets: Sequence[Bucket], *, at: datetime) -> list[Hold]:
    """Holds that have run out and still keep places in one of these buckets."""
    keys = [bucket.pk for bucket in buckets]
    return list(Hold.objects.overdue(at).filter(claims__bucket__in=keys).distinct().order_by("pk"))


def _existing(wants: Sequence[Want]) -> list[Bucket]:
    asked = Q()
    by_resource: dict[int, list[datetime]] = {}
    for want in wants:
        by_resource.setdefault(want.resource.pk, []).append(want.starts_at)
    for resource, times in by_resource.items():
        asked |= Q(resource=resource, starts_at__in=times)
    return list(Bucket.objects.filter(asked).order_by("pk"))


def _fullest(keys: Sequence[int], places: int) -> Bucket | None:
    full = Bucket.objects.filter(pk__in=keys).filter(
        Q(is_open=False) | Q(taken__gt=F("capacity") - places)
    )
    return full.order_by(F("capacity") - F("taken")).first()
