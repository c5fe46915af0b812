"""Factories of entries, acquisitions, exits, loans and checks for the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from casamuseo.collection.actions.entering import EntryAsked, ItemAsked, enter
from casamuseo.collection.actions.exiting import ExitAsked, let_go
from casamuseo.collection.actions.lending import LoanAsked, agree_loan, ask_loan, send_items
from casamuseo.collection.models import (
    ConditionCheck,
    Loan,
    Movement,
    MuseumObject,
    ObjectEntry,
    ObjectExit,
)
from casamuseo.collection.terms import (
    CheckReason,
    Condition,
    EntryReason,
    ExitReason,
    LoanDirection,
)
from casamuseo.house.models import House
from tests.cast import BERTA, NOON, a_house, a_place, an_object

TODAY = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 23)
LATER = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
"""The day after, at noon in Mexico City."""


def a_room_and_things(*numbers: str, **fields: Any) -> list[MuseumObject]:
    """Objects whose normal place is the study of a house."""
    if not House.objects.exists():
        a_house()
    study = a_place()
    return [
        an_object(number.lower(), number=number, **{"normal_place": study, **fields})
        for number in numbers
    ]


def an_entry(*descriptions: str, **fields: Any) -> ObjectEntry:
    asked = EntryAsked(
        **{
            "entered_on": TODAY,
            "reason": EntryReason.GIFT,
            "depositor": "Rosa Pérez",
            "received_by": "Berta",
            **fields,
        }
    )
    items = [ItemAsked(words) for words in descriptions or ["Una taza"]]
    return enter(asked, items=items, by=BERTA, at=NOON)


def an_exit(*things: MuseumObject, **fields: Any) -> ObjectExit:
    asked = ExitAsked(
        **{
            "left_on": TODAY,
            "reason": ExitReason.CONSERVATION,
            "recipient": "Taller de restauración",
            "authorised_by": "La directora",
            "authorised_on": TODAY,
            **fields,
        }
    )
    return let_go(asked, museum_objects=things, by=BERTA, at=NOON)


def a_loan(
    *things: MuseumObject, direction: LoanDirection = LoanDirection.OUT, **fields: Any
) -> Loan:
    """A loan that was asked for."""
    asked = LoanAsked(
        **{
            "partner": "Museo de la Ciudad",
            "begins_on": TODAY,
            "ends_on": date(2027, 2, 24),
            **fields,
        }
    )
    return ask_loan(asked, direction=direction, museum_objects=things, by=BERTA, at=NOON)


def an_agreed_loan(*things: MuseumObject, **fields: Any) -> Loan:
    loan = a_loan(*things, **fields)
    agree_loan(
        loan,
        authorised_by="La directora",
        authorised_on=TODAY,
        seen=loan.version,
        by=BERTA,
        at=NOON,
    )
    return loan


def a_running_loan(*things: MuseumObject, **fields: Any) -> Loan:
    """A loan out of which everything is with the borrower."""
    loan = an_agreed_loan(*things, **fields)
    send_items(loan, museum_objects=things, sent_on=TODAY, by=BERTA, at=NOON)
    return loan


def a_check(thing: MuseumObject, *, on: date = TODAY, **fields: Any) -> ConditionCheck:
    return ConditionCheck.objects.create(
        museum_object=thing,
        checked_on=on,
        **{
            "checked_by": "Berta",
            "reason": CheckReason.ROUTINE,
            "condition": Condition.GOOD,
            "recorded_at": NOON,
            "recorded_by": BERTA,
            **fields,
        },
    )


def moves_of(thing: MuseumObject) -> list[tuple[str, str, str]]:
    """Whither, where to and why of each movement of an object, in order."""
    return [
        (move.whither, move.to_place.key if move.to_place else move.elsewhere, move.reason)
        for move in Movement.objects.filter(museum_object=thing).select_related("to_place")
    ]
