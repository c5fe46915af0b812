"""Closing and opening quarters of an hour: what is taken stays taken, nothing more is given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.models import Bucket, Hold, Resource
from casamuseo.visit.terms import HoldState


def shut(
    resources: Collection[Resource], times: Collection[datetime], *, at: datetime
) -> list[int]:
    """Close these resources at these times; the keys of the buckets that were open until now.

    Buckets that nobody asked for yet are made, closed: somebody who is just being given a place finds
    the door shut. Whoever was still choosing chooses again; whoever is paying is told when the money
    comes. Call inside a transaction.
    """
    if not resources or not times:
        return []
    there = Bucket.objects.filter(resource__in=resources, starts_at__in=times)
    _end_holds(there, at=at)
    known = set(there.values_list("resource", "starts_at"))
    Bucket.objects.bulk_create(
        [
            Bucket(resource=resource, starts_at=time, capacity=resource.capacity, is_open=False)
            for resource in resources
            for time in times
            if (resource.pk, time) not in known
        ],
        ignore_conflicts=True,
    )
    newly = _locked(there.filter(is_open=True))
    there.filter(is_open=True).update(is_open=False)
    # Who came in between the two is done with their claims by now, or waits and will find it shut.
    _end_holds(there, at=at)
    return newly


def unshut(resources: Collection[Resource], times: Collection[datetime]) -> None:
    """Open these resources at these times again. Call inside a transaction."""
    closed = Bucket.objects.filter(resource__in=resources, starts_at__in=times, is_open=False)
    _locked(closed)
    closed.update(is_open=True)


def release_unlimited(begins: datetime, ends: datetime, *, at: datetime) -> None:
    """Give back what is only held in a span of a house that limits nothing: no bucket tells of it."""
    _end(Hold.objects.filter(starts_at__gte=begins, starts_at__lt=ends, claims=None), at=at)


def _locked(buckets: QuerySet[Bucket]) -> list[int]:
    """The keys of these buckets, locked in the one order in which everybody locks them."""
    if connection.features.has_select_for_update:
        buckets = buckets.select_for_update()
    return list(buckets.order_by("pk").values_list("pk", flat=True))


def _end_holds(buckets: QuerySet[Bucket], *, at: datetime) -> None:
    """Give back what was only held; a tour's holds are its own, and it becomes a conflict."""
    _end(Hold.objects.filter(claims__bucket__in=buckets), at=at)


def _end(holds: QuerySet[Hold], *, at: datetime) -> None:
    own = holds.filter(state=HoldState.ACTIVE, tour__isnull=True, assignment__isnull=True)
    for hold in own.distinct().order_by("pk"):
        end_hold(hold, state=HoldState.RELEASED, at=at)
