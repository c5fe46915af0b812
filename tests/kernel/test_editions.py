"""When a process asks for the edition, and what it keeps until the number changes."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError

from casamuseo.kernel.editions import EditionWatch, forget_all, per_edition, seen_edition
from casamuseo.kernel.models import Edition


class Clock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Numbers:
    """Stands for the database: gives the numbers in order, or raises what stands among them."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_the_edition_is_asked_for_once_a_second() -> None:
    clock, numbers = Clock(), Numbers(4, 5)
    watch = EditionWatch(ask=numbers, clock=clock, interval=1.0)

    assert [watch.seen(), watch.seen()] == [4, 4]
    clock.seconds += 0.999
    assert watch.seen() == 4
    clock.seconds += 0.001
    assert watch.seen() == 5
    assert numbers.asked == 2


def test_the_second_is_counted_from_before_the_question() -> None:
    clock = Clock()
    numbers = iter([4, 5])

    def slow() -> int:
        number = next(numbers)
        clock.seconds += 0.7
        return number

    watch = EditionWatch(ask=slow, clock=clock, interval=1.0)
    watch.seen()
    clock.seconds += 0.3
    assert watch.seen() == 5


def test_the_last_edition_stays_while_the_database_is_down() -> None:
    clock, numbers = Clock(), Numbers(4, OperationalError("gone"), OperationalError("gone"), 6)
    watch = EditionWatch(ask=numbers, clock=clock, interval=1.0)

    seen = []
    for _ in range(4):
        seen.append(watch.seen())
        clock.seconds += 1.0

    assert seen == [4, 4, 4, 6]


def test_a_database_that_is_down_is_asked_once_a_second_too() -> None:
    clock, numbers = Clock(), Numbers(4, OperationalError("gone"))
    watch = EditionWatch(ask=numbers, clock=clock, interval=1.0)
    watch.seen()
    clock.seconds += 1.0

    assert [watch.seen(), watch.seen(), watch.seen()] == [4, 4, 4]
    assert numbers.asked == 2


def test_an_edition_that_was_never_seen_is_an_error() -> None:
    watch = EditionWatch(ask=Numbers(OperationalError("gone")), interval=1.0)

    with pytest.raises(OperationalError, match="gone"):
        watch.seen()


def test_a_thread_does_not_wait_for_one_that_is_asking() -> None:
    clock, asking, go_on = Clock(), threading.Event(), threading.Event()
    numbers = iter([4, 5])

    def slow() -> int:
        number = next(numbers)
        if number == 5:
            asking.set()
            assert go_on.wait(10)
        return number

    watch = EditionWatch(ask=slow, clock=clock, interval=1.0)
    watch.seen()
    clock.seconds += 1.0
    thread = threading.Thread(target=watch.seen)
    thread.start()
    assert asking.wait(10)

    assert watch.seen() == 4
    go_on.set()
    thread.join()
    assert watch.seen() == 5


@pytest.mark.django_db
def test_the_edition_rises_from_nothing() -> None:
    assert Edition.current() == 0

    Edition.rise()
    Edition.rise()

    assert Edition.current() == 2
    assert seen_edition() == 2


@pytest.mark.django_db
def test_a_result_is_kept_until_the_edition_rises() -> None:
    calls = []

    @per_edition
    def double(number: int, *, plus: int = 0) -> int:
        calls.append(number)
        return 2 * number + plus

    Edition.rise()
    assert [double(3), double(3), double(3, plus=1)] == [6, 6, 7]
    assert calls == [3, 3]

    Edition.rise()
    assert double(3) == 6
    assert calls == [3, 3, 3]


@pytest.mark.django_db
def test_a_result_of_an_old_edition_is_not_kept_for_the_new_one() -> None:
    told = ["before"]

    @per_edition
    def tell() -> str:
        answer = told[0]
        if answer == "before":
            told[0] = "after"
            Edition.rise()
            # Another visitor comes while this answer is still being made.
            assert tell() == "after"
        return answer

    Edition.rise()
    assert tell() == "before"
    assert tell() == "after"


@pytest.mark.django_db
def test_everything_kept_can_be_forgotten() -> None:
    calls = []

    @per_edition
    def answer() -> int:
        calls.append(1)
        return len(calls)

    Edition.rise()
    assert [answer(), answer()] == [1, 1]
    forget_all()
    assert answer() == 2
