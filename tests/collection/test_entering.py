"""Object entry: a number of its own, what came, until when, and what became of it."""

from __future__ import annotations

from datetime import date

import pytest

from casamuseo.collection.actions.acquiring import AcquisitionAsked, acquire
from casamuseo.collection.actions.entering import (
    EntryAsked,
    ItemAsked,
    add_item,
    change_entry,
    close_entry,
    delete_entry,
    enter,
    link_item,
    reopen_entry,
)
from casamuseo.collection.errors_procedures import (
    AlreadyClosed,
    ChangedMeanwhile,
    Cited,
    DecisionMissing,
    NothingNamed,
    NumberIsTaken,
    ReturnedBeforeItCame,
    StillToCome,
)
from casamuseo.collection.models import ObjectEntry
from casamuseo.collection.terms import AcquisitionMethod, EntryReason
from casamuseo.kernel.models import Change
from tests.cast import BERTA, CHUCHO, NOON, a_house, an_object
from tests.collection.cast_procedures import TODAY, YESTERDAY, an_entry

pytestmark = pytest.mark.django_db

ASKED = EntryAsked(
    entered_on=TODAY, reason=EntryReason.GIFT, depositor="Rosa Pérez", received_by="Berta"
)


def test_what_comes_in_has_the_next_number_of_the_year() -> None:
    a_house()

    first = an_entry("Una taza", "Seis cucharas")
    typed = an_entry(number="E-2026-017")
    third = an_entry()

    assert [entry.entry_number for entry in (first, typed, third)] == [
        "E-2026-001",
        "E-2026-017",
        "E-2026-018",
    ]
    assert [item.description for item in first.items.all()] == ["Una taza", "Seis cucharas"]
    change = Change.objects.filter(kind="collection.objectentry").first()
    assert change is not None
    assert (change.action, change.key, change.actor) == ("enter", "E-2026-001", BERTA)
    assert change.facts == {"things": 2, "reason": "gift"}


def test_a_number_that_is_taken_is_refused_and_nothing_is_written() -> None:
    a_house()
    an_entry(number="E-2026-001")

    with pytest.raises(NumberIsTaken) as refused:
        an_entry(number="E-2026-001")

    assert refused.value.field == "number"
    assert ObjectEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"entered_on": date(2026, 11, 25)}, StillToCome),
        ({"return_by": YESTERDAY}, ReturnedBeforeItCame),
    ],
)
def test_days_that_cannot_be_are_refused(fields: dict[str, date], refusal: type[Exception]) -> None:
    a_house()

    with pytest.raises(refusal):
        an_entry(**fields)


def test_an_entry_of_nothing_is_refused() -> None:
    with pytest.raises(NothingNamed):
        enter(ASKED, items=[], by=BERTA, at=NOON)


def test_of_two_who_change_it_the_second_is_told() -> None:
    a_house()
    entry = an_entry()
    second = ObjectEntry.objects.get()
    asked = EntryAsked(
        entered_on=YESTERDAY, reason=EntryReason.LOAN, depositor="Rosa P.", received_by="Berta"
    )

    change_entry(entry, asked=asked, seen=1, by=BERTA, at=NOON)
    with pytest.raises(ChangedMeanwhile):
        change_entry(second, asked=ASKED, seen=1, by=CHUCHO, at=NOON)

    assert (entry.depositor, entry.version) == ("Rosa P.", 2)
    change = Change.objects.get(action="change")
    assert change.facts == {"entered_on": "2026-11-23", "reason": "loan", "depositor": "Rosa P."}


def test_an_entry_is_closed_by_a_decision_and_then_changes_no_more() -> None:
    a_house()
    entry = an_entry()

    with pytest.raises(DecisionMissing):
        close_entry(entry, decision=" ", closed_on=TODAY, seen=1, by=BERTA, at=NOON)
    close_entry(entry, decision="Devuelta", closed_on=TODAY, seen=1, by=BERTA, at=NOON)

    with pytest.raises(AlreadyClosed):
        change_entry(entry, asked=ASKED, seen=2, by=BERTA, at=NOON)
    with pytest.raises(AlreadyClosed):
        add_item(entry, item=ItemAsked("Otra"), by=BERTA, at=NOON)
    reopen_entry(entry, seen=2, by=BERTA, at=NOON)
    add_item(entry, item=ItemAsked("Otra", count=2), by=BERTA, at=NOON)
    assert list(entry.items.values_list("description", "count", "order")) == [
        ("Una taza", 1, 0),
        ("Otra", 2, 1),
    ]


def test_an_entry_that_others_cite_is_not_deleted_and_they_are_named() -> None:
    a_house()
    entry = an_entry()
    item = entry.items.get()
    link_item(item, museum_object=an_object(number="D-007"), by=BERTA, at=NOON)
    acquire(
        AcquisitionAsked(method=AcquisitionMethod.GIFT),
        museum_objects=[],
        entry=entry,
        by=BERTA,
        at=NOON,
    )

    with pytest.raises(Cited) as refused:
        delete_entry(entry, by=BERTA, at=NOON)

    assert refused.value.facts == {"names": ["A-2026-001", "D-007"]}
    assert ObjectEntry.objects.count() == 1


def test_an_entry_that_was_a_mistake_is_deleted() -> None:
    a_house()
    entry = an_entry()

    delete_entry(entry, by=BERTA, at=NOON)

    assert ObjectEntry.objects.count() == 0
    assert Change.objects.get(action="delete").key == "E-2026-001"
