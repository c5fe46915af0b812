"""Acquisition and accessioning: title, authority, and the museum's own from then on."""

from __future__ import annotations

from typing import Any

import pytest

from casamuseo.collection.actions.acquiring import (
    AcquisitionAsked,
    accession,
    acquire,
    change_acquisition,
    delete_acquisition,
)
from casamuseo.collection.errors_procedures import (
    AlreadyAccessioned,
    AlreadyClosed,
    NotAuthorised,
    NothingNamed,
    NoTitleEvidence,
)
from casamuseo.collection.models import Acquisition, MuseumObject
from casamuseo.collection.terms import AcquisitionMethod, LegalStatus
from casamuseo.kernel.dates import parse_date
from casamuseo.kernel.models import Change, Edition
from tests.cast import BERTA, NOON, an_object
from tests.collection.cast_procedures import TODAY, a_room_and_things, an_entry

pytestmark = pytest.mark.django_db

COMPLETE = {
    "method": AcquisitionMethod.GIFT,
    "source": "Rosa Pérez",
    "acquired": parse_date("marzo de 1975"),
    "title_evidence": "Carta de donación, archivo 3",
    "authorised_by": "La directora",
    "authorised_on": TODAY,
}


def an_acquisition(*things: MuseumObject, **fields: Any) -> Acquisition:
    asked = AcquisitionAsked(**{**COMPLETE, **fields})
    return acquire(asked, museum_objects=things, by=BERTA, at=NOON)


def test_an_accession_makes_the_objects_the_museums_own() -> None:
    one, two = a_room_and_things("D-1", "D-2")
    acquisition = an_acquisition(one, two)
    edition = Edition.current()

    accession(acquisition, accessioned_on=TODAY, seen=1, by=BERTA, at=NOON)

    owned = MuseumObject.objects.filter(legal_status=LegalStatus.OWNED)
    assert list(owned.values_list("object_number", "version")) == [("D-1", 2), ("D-2", 2)]
    assert (acquisition.acquisition_number, acquisition.accessioned_on) == ("A-2026-001", TODAY)
    change = Change.objects.filter(action="set_legal_status").first()
    assert change is not None
    assert change.facts == {"legal_status": ["unknown", "owned"], "because": "A-2026-001"}
    assert Edition.current() > edition


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        ({"authorised_by": ""}, NotAuthorised),
        ({"authorised_on": None}, NotAuthorised),
        ({"title_evidence": " "}, NoTitleEvidence),
    ],
)
def test_without_authority_or_evidence_nothing_is_accessioned(
    missing: dict[str, Any], refusal: type[Exception]
) -> None:
    (thing,) = a_room_and_things("D-1")
    acquisition = an_acquisition(thing, **missing)

    with pytest.raises(refusal):
        accession(acquisition, accessioned_on=TODAY, seen=1, by=BERTA, at=NOON)

    thing.refresh_from_db()
    assert thing.legal_status == LegalStatus.UNKNOWN
    assert Acquisition.objects.get().accessioned_on is None


def test_without_objects_nothing_is_accessioned() -> None:
    a_room_and_things("D-1")

    with pytest.raises(NothingNamed):
        accession(an_acquisition(), accessioned_on=TODAY, seen=1, by=BERTA, at=NOON)


def test_what_is_in_the_register_is_not_entered_again() -> None:
    (thing,) = a_room_and_things("D-1")
    accession(an_acquisition(thing), accessioned_on=TODAY, seen=1, by=BERTA, at=NOON)

    with pytest.raises(AlreadyAccessioned) as refused:
        accession(an_acquisition(thing), accessioned_on=TODAY, seen=1, by=BERTA, at=NOON)

    assert refused.value.facts == {"numbers": ["D-1"]}


def test_after_the_accession_its_objects_stay_and_its_words_may_change() -> None:
    (thing,) = a_room_and_things("D-1")
    acquisition = an_acquisition(thing)
    accession(acquisition, accessioned_on=TODAY, seen=1, by=BERTA, at=NOON)
    asked = AcquisitionAsked(**{**COMPLETE, "source": "Rosa Pérez Soto"})

    change_acquisition(acquisition, asked=asked, museum_objects=[thing], seen=2, by=BERTA, at=NOON)
    with pytest.raises(AlreadyClosed):
        change_acquisition(
            acquisition,
            asked=asked,
            museum_objects=[thing, an_object("other", number="D-9")],
            seen=3,
            by=BERTA,
            at=NOON,
        )
    with pytest.raises(AlreadyClosed):
        delete_acquisition(acquisition, by=BERTA, at=NOON)

    acquisition = Acquisition.objects.get()
    assert (acquisition.source, acquisition.version) == ("Rosa Pérez Soto", 3)
    assert list(acquisition.museum_objects.all()) == [thing]


def test_an_acquisition_may_begin_from_an_entry() -> None:
    a_room_and_things("D-1")
    entry = an_entry()

    acquisition = acquire(
        AcquisitionAsked(method=AcquisitionMethod.GIFT, source=entry.depositor),
        museum_objects=[],
        entry=entry,
        by=BERTA,
        at=NOON,
    )

    assert list(entry.acquisitions.all()) == [acquisition]
