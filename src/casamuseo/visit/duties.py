"""What the worker does for the visit: reaps what has run out, keeps rooms shut, checks the ledger."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import QuerySet

from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.calendaring import keep_to_capacity
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.closing import keep_rooms_shut
from casamuseo.visit.actions.forgetting import forget_contacts
from casamuseo.visit.models import Hold, Resource, ledger_faults
from casamuseo.visit.terms import HoldState, ResourceKind

log = logging.getLogger(__name__)

MOST = 200
"""Holds reaped in one turn: the worker has other duties, too."""

NIGHT_IS_DONE = "check_ledger"
"""The change that a night's check leaves behind."""


def reap_now() -> None:
    """The duty: give back the places of holds whose time has run out."""
    reap(at=clock.now())


def forget_contacts_now() -> None:
    """The duty: erase who ordered, once the visit is long past."""
    forget_contacts(at=clock.now())


def check_nightly_now() -> None:
    """The duty: once a night, whatever moment the worker started at."""
    at = clock.now()
    if House.objects.exists() and not _was_done_today(at):
        keep_house(at=at)


def reap(*, at: datetime) -> int:
    """Expire overdue holds; how many. A tour's own holds end with the tour."""
    reaped = 0
    for hold in _to_reap(at)[:MOST]:
        reaped += end_hold(hold, state=HoldState.EXPIRED, at=at)
    return reaped


def keep_house(*, at: datetime) -> int:
    """What is done each night; the number of faults that the ledger has.

    Rooms closed for long are closed on the days that have come into view, capacities are those that
    were last said, and the ledger is added up. A fault is logged and kept; the doctor shows it.
    """
    keep_rooms_shut(at=at)
    with writing():
        for resource in Resource.objects.exclude(kind=ResourceKind.GUIDE):
            keep_to_capacity(resource, capacity=resource.capacity, at=at)
    faults = ledger_faults()
    for bucket, claimed in faults:
        log.error("Ledger: bucket %s has %s taken, %s claimed", bucket, bucket.taken, claimed)
    wrong = [
        {"bucket": bucket.pk, "taken": bucket.taken, "claimed": claimed}
        for bucket, claimed in faults[:100]
    ]
    Change.objects.create(
        at=at,
        actor="worker",
        action=NIGHT_IS_DONE,
        kind="visit.bucket",
        key="*",
        facts={"faults": len(faults), "wrong": wrong},
    )
    return len(faults)


def _to_reap(at: datetime) -> QuerySet[Hold]:
    overdue = Hold.objects.overdue(at).filter(tour__isnull=True, assignment__isnull=True)
    return overdue.order_by("expires_at", "pk")


def _was_done_today(at: datetime) -> bool:
    last = Change.objects.filter(kind="visit.bucket", key="*", action=NIGHT_IS_DONE)
    newest = last.order_by("-pk").values_list("at", flat=True).first()
    return newest is not None and newest.date() == at.date()
