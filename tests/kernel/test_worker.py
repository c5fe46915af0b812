"""The worker's duties: their rhythm, what a failing one does, and who is alive."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from casamuseo.kernel import worker
from casamuseo.kernel.models import Heartbeat
from casamuseo.kernel.worker import Duty, Shift

pytestmark = pytest.mark.django_db  # after each duty, connections are looked at

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_duty_is_due_again_in_its_rhythm() -> None:
    clock = Clock()

    def work() -> None:
        clock.seconds += 2.0

    assert Shift(Duty("slow", 5.0, work), clock=clock).turn() == 3.0


def test_a_duty_that_takes_longer_than_its_rhythm_is_due_at_once() -> None:
    clock = Clock()

    def work() -> None:
        clock.seconds += 8.0

    assert Shift(Duty("slow", 5.0, work), clock=clock).turn() == 0.0


def test_a_failing_duty_waits_longer_each_time_until_it_works() -> None:
    fails = [True]

    def work() -> None:
        if fails[0]:
            raise ValueError("no index")

    shift = Shift(Duty("search", 5.0, work), clock=Clock())
    assert [shift.turn() for _ in range(8)] == [10, 20, 40, 80, 160, 300, 300, 300]

    fails[0] = False
    assert shift.turn() == 5.0
    fails[0] = True
    assert shift.turn() == 10.0


def test_a_duty_that_fails_for_days_still_has_a_pause() -> None:
    def work() -> None:
        raise ValueError

    shift = Shift(Duty("search", 3600.0, work), clock=Clock())
    shift.failures = 10_000

    assert shift.turn() == 3600.0


def test_a_failure_is_logged_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        raise ValueError("no index")

    Shift(Duty("search", 5.0, work), clock=Clock()).turn()

    assert "search failed (1 in a row), again in 10 s" in caplog.text
    assert "ValueError: no index" in caplog.text


def test_a_failing_duty_does_not_stop_the_others() -> None:
    stop, done = threading.Event(), []

    def fail() -> None:
        raise ValueError

    def work() -> None:
        done.append(1)
        if len(done) == 3:
            stop.set()

    worker.serve(stop=stop, chosen=[Duty("bad", 0.0, fail), Duty("good", 0.0, work)])

    assert len(done) == 3


def test_a_hanging_duty_does_not_stop_the_others() -> None:
    stop = threading.Event()

    def hang() -> None:
        assert stop.wait(10)

    worker.serve(stop=stop, chosen=[Duty("slow", 1.0, hang), Duty("good", 1.0, stop.set)])

    assert stop.is_set()


def test_the_kernels_own_duties_are_registered() -> None:
    names = {duty.name: duty.every for duty in worker.duties()}

    assert names["casamuseo.kernel.worker.beat_now"] == 5.0
    assert names["casamuseo.kernel.postman.deliver_now"] == 5.0


def test_a_worker_is_heard_of_once_and_later_again() -> None:
    worker.beat(at=NOON)
    worker.beat(at=NOON + timedelta(seconds=5))

    assert Heartbeat.objects.values_list("beat_at", flat=True).get() == NOON + timedelta(seconds=5)


def test_a_worker_long_silent_is_forgotten() -> None:
    Heartbeat.objects.create(worker="old/1", beat_at=NOON - timedelta(hours=1, seconds=1))
    Heartbeat.objects.create(worker="other/2", beat_at=NOON - timedelta(minutes=59))

    worker.beat(at=NOON)

    assert not Heartbeat.objects.filter(worker="old/1").exists()
    assert Heartbeat.objects.count() == 2
