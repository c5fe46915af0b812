"""Two loans that want the same object at the same moment: real processes, on either database."""

from __future__ import annotations

import pytest

from casamuseo.collection.actions.exiting import ExitAsked, let_go
from casamuseo.collection.actions.lending import return_items, send_items
from casamuseo.collection.models import Loan, LoanItem, Movement, MuseumObject, ObjectExit
from casamuseo.collection.terms import ExitReason
from casamuseo.kernel.errors import Refusal
from tests.cast import BERTA, NOON
from tests.collection.cast_procedures import (
    TODAY,
    YESTERDAY,
    a_room_and_things,
    a_running_loan,
    an_agreed_loan,
)
from tests.visit.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 6


def send(loan: int, thing: int) -> str:
    try:
        send_items(
            Loan.objects.get(pk=loan),
            museum_objects=[MuseumObject.objects.get(pk=thing)],
            sent_on=TODAY,
            by=BERTA,
            at=NOON,
        )
    except Refusal as refused:
        return refused.code
    return "sent"


def test_of_two_loans_at_once_one_gets_the_object() -> None:
    things = a_room_and_things(*[f"D-{number}" for number in range(ROUNDS)])
    # One day each: promised to both, since neither overlaps the other.
    loans = [an_agreed_loan(*things, begins_on=day, ends_on=day).pk for day in (YESTERDAY, TODAY)]

    def act(number: int) -> list[str]:
        return [send(loans[number], thing.pk) for thing in things]

    said = race(act, processes=2)

    assert {tuple(sorted(pair)) for pair in zip(*said, strict=True)} == {("on-loan", "sent")}
    assert LoanItem.objects.filter(sent_on__isnull=False).count() == ROUNDS
    assert Movement.objects.count() == ROUNDS


def test_an_object_goes_on_a_loan_or_by_an_exit_and_never_by_both() -> None:
    things = a_room_and_things(*[f"D-{number}" for number in range(ROUNDS)])
    loan = an_agreed_loan(*things).pk
    asked = ExitAsked(
        left_on=TODAY,
        reason=ExitReason.OTHER,
        recipient="R",
        authorised_by="D",
        authorised_on=TODAY,
    )

    def act(number: int) -> list[str]:
        return [send(loan, thing.pk) if number else leave(thing.pk) for thing in things]

    def leave(thing: int) -> str:
        wanted = [MuseumObject.objects.get(pk=thing)]
        try:
            let_go(asked, museum_objects=wanted, by=BERTA, at=NOON)
        except Refusal as refused:
            return refused.code
        return "left"

    said = race(act, processes=2)

    assert set(zip(*said, strict=True)) <= {("left", "not-in-the-house"), ("on-loan", "sent")}
    assert Movement.objects.count() == ROUNDS
    numbers = ObjectExit.objects.values_list("exit_number", flat=True)
    assert len(set(numbers)) == len(numbers)


def test_an_object_scanned_twice_at_once_comes_back_once() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_running_loan(thing).pk

    def scan(_number: int) -> str:
        try:
            return_items(
                Loan.objects.get(pk=loan),
                museum_objects=[MuseumObject.objects.get(pk=thing.pk)],
                returned_on=TODAY,
                by=BERTA,
                at=NOON,
            )
        except Refusal as refused:
            return refused.code
        return "back"

    assert sorted(race(scan, processes=3)) == ["already-back", "already-back", "back"]
    assert Movement.objects.count() == 2
