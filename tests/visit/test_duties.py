"""The worker reaps what has run out and adds up the ledger each night; the doctor sees its faults."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from casamuseo.kernel import clock, doctor, worker
from casamuseo.kernel.models import Change
from casamuseo.visit.duties import check_nightly_now, keep_house, reap, reap_now
from casamuseo.visit.models import Bucket, Hold, Resource
from casamuseo.visit.terms import HoldState
from tests.cast import NOON
from tests.visit.cast import SLOT, a_hold, a_slotted_house, an_order

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=2)


def test_what_has_run_out_is_given_back() -> None:
    a_slotted_house()
    overdue, kept = a_hold(key="overdue"), an_order(key="kept")

    assert reap(at=NOON) == 0
    assert reap(at=LATER) == 1

    overdue.refresh_from_db()
    kept.hold.refresh_from_db()
    assert (overdue.state, kept.hold.state) == (HoldState.EXPIRED, HoldState.CONVERTED)
    assert set(Bucket.objects.values_list("taken", flat=True)) == {2}


def test_the_worker_reaps_and_checks() -> None:
    names = {duty.name for duty in worker.duties()}

    assert {"casamuseo.visit.duties.reap_now", "casamuseo.visit.duties.check_nightly_now"} <= names


def test_the_duty_reaps_at_this_moment() -> None:
    a_slotted_house()
    a_hold()

    with clock.stopped(LATER):
        reap_now()

    assert Hold.objects.get().state == HoldState.EXPIRED


def test_a_ledger_that_adds_up_is_found_in_order() -> None:
    a_slotted_house()
    an_order()

    assert keep_house(at=NOON) == 0
    assert Change.objects.get(action="check_ledger").facts == {"faults": 0, "wrong": []}
    assert list(doctor.findings(only=("ledger",))) == []


def test_a_fault_is_logged_kept_and_shown_by_the_doctor(
    caplog: pytest.LogCaptureFixture,
) -> None:
    a_slotted_house()
    an_order(party=2)
    Bucket.objects.filter(starts_at=SLOT).update(taken=5)

    with caplog.at_level(logging.ERROR):
        assert keep_house(at=NOON) == 1

    bucket = Bucket.objects.get(starts_at=SLOT)
    assert caplog.messages == [f"Ledger: bucket {bucket} has 5 taken, 2 claimed"]
    facts = Change.objects.get(action="check_ledger").facts
    assert facts == {"faults": 1, "wrong": [{"bucket": bucket.pk, "taken": 5, "claimed": 2}]}
    assert [finding.code for finding in doctor.findings(only=("ledger",))] == [
        "ledger-does-not-add-up"
    ]


def test_the_night_is_done_once() -> None:
    a_slotted_house()

    for moment in (NOON, NOON + timedelta(hours=1), NOON + timedelta(days=1)):
        with clock.stopped(moment):
            check_nightly_now()

    assert Change.objects.filter(action="check_ledger").count() == 2


def test_a_bucket_made_with_a_capacity_of_yesterday_is_put_right() -> None:
    a_slotted_house(house_capacity=25)
    a_hold()
    Resource.objects.filter(key="house").update(capacity=4)

    keep_house(at=NOON)

    assert set(Bucket.objects.values_list("capacity", flat=True)) == {4}


def test_the_doctor_notes_holds_that_nobody_reaps() -> None:
    a_slotted_house()
    a_hold()

    with clock.stopped(LATER):
        found = list(doctor.findings(only=("holds",)))

    assert [(finding.code, finding.is_fault) for finding in found] == [("holds-not-reaped", False)]


def test_nothing_is_checked_before_there_is_a_house() -> None:
    check_nightly_now()

    assert not Change.objects.exists()
