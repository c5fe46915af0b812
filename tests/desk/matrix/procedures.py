"""Who may open the pages of entries, acquisitions, exits, loans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casamuseo.collection.actions.acquiring import AcquisitionAsked, acquire
from casamuseo.collection.models import Acquisition, EntryItem, Loan, LoanItem, ObjectExit
from casamuseo.collection.terms import AcquisitionMethod
from casamuseo.house.models import House
from tests.cast import BERTA, NOON, a_house
from tests.collection.cast_procedures import a_loan, a_room_and_things, an_entry, an_exit
from tests.desk.matrix.rows import CURATOR, DIRECTOR, Row, only


def an_entry_of_the_house() -> dict[str, Any]:
    if not EntryItem.objects.exists():
        _house()
        an_entry()
    return {"key": EntryItem.objects.get().entry_id}


def an_item_of_the_house() -> dict[str, Any]:
    an_entry_of_the_house()
    return {"key": EntryItem.objects.get().pk}


def an_acquisition_of_the_house() -> dict[str, Any]:
    if not Acquisition.objects.exists():
        _house()
        asked = AcquisitionAsked(method=AcquisitionMethod.GIFT)
        acquire(asked, museum_objects=[], by=BERTA, at=NOON)
    return {"key": Acquisition.objects.get().pk}


def an_exit_of_the_house() -> dict[str, Any]:
    if not ObjectExit.objects.exists():
        an_exit(*a_room_and_things("D-1"))
    return {"key": ObjectExit.objects.get().pk}


def a_loan_of_the_house() -> dict[str, Any]:
    if not Loan.objects.exists():
        a_loan(*a_room_and_things("D-1"))
    return {"key": Loan.objects.get().pk}


def an_object_lent() -> dict[str, Any]:
    a_loan_of_the_house()
    return {"key": LoanItem.objects.get().pk}


def _house() -> None:
    if not House.objects.exists():
        a_house()


def keepers(parts: Callable[[], dict[str, Any]] | None = None) -> Row:
    """Director and curator; a record is hidden from the others, a list is refused."""
    if parts is None:
        return only(DIRECTOR, CURATOR)
    return only(DIRECTOR, CURATOR, others=404, parts=parts)


def as_csv() -> Row:
    return only(DIRECTOR, CURATOR, parts=lambda: {"kind": "csv"})


_ENTRY, _ACQUISITION = "desk/procedures/entries/", "desk/procedures/acquisitions/"
_EXIT, _LOAN = "desk/procedures/exits/", "desk/loans/"

ROWS: dict[str, Row] = {
    "desk/procedures/": keepers(),
    _ENTRY: keepers(),
    f"{_ENTRY}table/<str:kind>/": as_csv(),
    f"{_ENTRY}add/": keepers(),
    f"{_ENTRY}<int:key>/": keepers(an_entry_of_the_house),
    **{
        f"{_ENTRY}<int:key>/{step}/": keepers(an_entry_of_the_house)
        for step in ("receipt", "change", "close", "reopen", "items", "delete")
    },
    "desk/procedures/items/<int:key>/link/": keepers(an_item_of_the_house),
    _ACQUISITION: keepers(),
    f"{_ACQUISITION}table/<str:kind>/": as_csv(),
    f"{_ACQUISITION}add/": keepers(),
    f"{_ACQUISITION}<int:key>/": keepers(an_acquisition_of_the_house),
    **{
        f"{_ACQUISITION}<int:key>/{step}/": keepers(an_acquisition_of_the_house)
        for step in ("change", "accession", "delete")
    },
    _EXIT: keepers(),
    f"{_EXIT}table/<str:kind>/": as_csv(),
    f"{_EXIT}add/": keepers(),
    f"{_EXIT}<int:key>/": keepers(an_exit_of_the_house),
    **{
        f"{_EXIT}<int:key>/{step}/": keepers(an_exit_of_the_house)
        for step in ("paper", "change", "back")
    },
    _LOAN: keepers(),
    f"{_LOAN}table/<str:kind>/": as_csv(),
    f"{_LOAN}add/": keepers(),
    f"{_LOAN}<int:key>/": keepers(a_loan_of_the_house),
    **{
        f"{_LOAN}<int:key>/{step}/": keepers(a_loan_of_the_house)
        for step in (
            "change",
            "objects",
            "agree",
            "refuse",
            "send",
            "returns",
            "extend",
            "close",
            "delete",
        )
    },
    f"{_LOAN}items/<int:key>/remove/": keepers(an_object_lent),
}
