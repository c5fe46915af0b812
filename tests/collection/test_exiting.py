"""Object exit: approved before it leaves, out of the house in the ledger, and back again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casamuseo.collection.actions.exiting import ExitNotes, bring_back, change_exit
from casamuseo.collection.errors_loans import OnLoan
from casamuseo.collection.errors_procedures import (
    AlreadyBack,
    AuthorisedAfterItLeft,
    ChangedMeanwhile,
    DecisionMissing,
    ExpectedBeforeItLeft,
    LeavesForGood,
    NoNormalPlace,
    NotAuthorised,
    NothingNamed,
    NotInTheHouse,
    NotOurs,
    StillToCome,
)
from casamuseo.collection.models import Movement, MuseumObject, ObjectExit
from casamuseo.collection.terms import ExitReason, LegalStatus
from casamuseo.house.models import Place
from tests.cast import BERTA, NOON
from tests.collection.cast_procedures import (
    LATER,
    TODAY,
    YESTERDAY,
    a_room_and_things,
    a_running_loan,
    an_exit,
    moves_of,
)

pytestmark = pytest.mark.django_db


def test_what_leaves_is_elsewhere_and_what_comes_back_is_where_it_belongs() -> None:
    one, two = a_room_and_things("D-1", "D-2")

    left = an_exit(one, two, destination="Puebla", removed_by="Transportes del Sur")
    bring_back(left, returned_on=date(2026, 11, 25), place=None, seen=1, by=BERTA, at=LATER)

    assert moves_of(one) == [
        ("elsewhere", "Taller de restauración, Puebla", "conservation"),
        ("place", "study", "return"),
    ]
    out, back = Movement.objects.filter(museum_object=two)
    assert (out.moved_by, out.authorised_by, out.note, out.effective_at) == (
        "Transportes del Sur",
        "La directora",
        "X-2026-001",
        NOON,
    )
    assert back.effective_at == LATER
    assert (left.returned_on, left.version) == (date(2026, 11, 25), 2)


def test_an_exit_of_the_day_before_takes_effect_then() -> None:
    (thing,) = a_room_and_things("D-1")

    an_exit(thing, left_on=YESTERDAY, authorised_on=YESTERDAY)

    assert Movement.objects.get().effective_at.isoformat() == "2026-11-23T18:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"authorised_by": " "}, NotAuthorised),
        ({"left_on": YESTERDAY}, AuthorisedAfterItLeft),
        ({"left_on": date(2026, 11, 25)}, StillToCome),
        ({"expected_return_on": YESTERDAY}, ExpectedBeforeItLeft),
        ({"reason": ExitReason.DISPOSAL}, DecisionMissing),
        (
            {"reason": ExitReason.DISPOSAL, "decision": "Acta 4", "expected_return_on": TODAY},
            LeavesForGood,
        ),
    ],
)
def test_what_is_not_in_order_does_not_leave(
    fields: dict[str, Any], refusal: type[Exception]
) -> None:
    (thing,) = a_room_and_things("D-1")

    with pytest.raises(refusal):
        an_exit(thing, **fields)

    assert (ObjectExit.objects.count(), Movement.objects.count()) == (0, 0)


def test_an_exit_of_nothing_is_refused() -> None:
    with pytest.raises(NothingNamed):
        an_exit()


def test_a_disposal_needs_the_decision_and_takes_it_out_of_the_collection() -> None:
    (thing,) = a_room_and_things("D-1", legal_status=LegalStatus.OWNED)

    left = an_exit(thing, reason=ExitReason.DISPOSAL, decision="El consejo, acta 4 de 2026")

    thing.refresh_from_db()
    assert (thing.legal_status, thing.version) == (LegalStatus.DISPOSED, 2)
    with pytest.raises(LeavesForGood):
        bring_back(left, returned_on=TODAY, place=None, seen=1, by=BERTA, at=NOON)


def test_what_is_not_the_museums_is_not_disposed_of() -> None:
    mine, theirs = a_room_and_things("D-1", "D-2", legal_status=LegalStatus.OWNED)
    MuseumObject.objects.filter(pk=theirs.pk).update(legal_status=LegalStatus.LOANED)

    with pytest.raises(NotOurs) as refused:
        an_exit(mine, theirs, reason=ExitReason.DISPOSAL, decision="Acta 4")

    assert refused.value.facts == {"numbers": ["D-2"]}
    mine.refresh_from_db()
    assert mine.legal_status == LegalStatus.OWNED


def test_a_loss_leaves_nobody_knowing_where_it_is() -> None:
    (thing,) = a_room_and_things("D-1")

    an_exit(thing, reason=ExitReason.LOSS, recipient="–")

    assert moves_of(thing) == [("unknown", "", "exit")]


def test_what_is_out_does_not_leave_again() -> None:
    here, out, lent = a_room_and_things("D-1", "D-2", "D-3")
    an_exit(out)
    a_running_loan(lent)

    with pytest.raises(NotInTheHouse) as refused:
        an_exit(here, out)
    with pytest.raises(OnLoan):
        an_exit(here, lent)

    assert refused.value.facts == {"numbers": ["D-2"]}
    assert moves_of(here) == []


def test_it_comes_back_once_and_says_where_to() -> None:
    (thing,) = a_room_and_things("D-1", normal_place=None)
    left = an_exit(thing)

    with pytest.raises(NoNormalPlace):
        bring_back(left, returned_on=TODAY, place=None, seen=1, by=BERTA, at=NOON)
    with pytest.raises(ExpectedBeforeItLeft):
        bring_back(left, returned_on=YESTERDAY, place=None, seen=1, by=BERTA, at=NOON)

    MuseumObject.objects.update(normal_place=Place.objects.get())
    bring_back(left, returned_on=TODAY, place=None, seen=1, by=BERTA, at=NOON)
    with pytest.raises(AlreadyBack):
        bring_back(left, returned_on=TODAY, place=None, seen=2, by=BERTA, at=NOON)


def test_who_signed_is_written_later_and_by_one_at_a_time() -> None:
    (thing,) = a_room_and_things("D-1")
    left = an_exit(thing)

    change_exit(left, asked=ExitNotes(signed_by="J. Ruiz"), seen=1, by=BERTA, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        change_exit(left, asked=ExitNotes(signed_by="M. Sosa"), seen=1, by=BERTA, at=NOON)

    left.refresh_from_db()
    assert left.signed_by == "J. Ruiz"
