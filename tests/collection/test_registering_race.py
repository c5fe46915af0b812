"""One number in two windows, one record in two hands: real processes, on either database."""

from __future__ import annotations

import pytest

from casamuseo.collection.actions.cataloguing import Catalogued, catalogue_object
from casamuseo.collection.models import Movement, MuseumObject
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.texts import Text
from tests.cast import an_object
from tests.collection.cast_objects import BY, a_registered
from tests.visit.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def register(number: str) -> str:
    try:
        a_registered(number)
    except Refusal as refused:
        return refused.code
    return "registered"


def test_of_two_windows_with_one_number_one_registers_and_the_other_is_told() -> None:
    said = race(lambda _number: [register(f"N-{each}") for each in range(ROUNDS)], processes=2)

    assert {tuple(sorted(pair)) for pair in zip(*said, strict=True)} == {
        ("number-belongs-to-another", "registered")
    }
    assert MuseumObject.objects.count() == Movement.objects.count() == ROUNDS


def test_of_two_who_save_one_record_the_later_is_told() -> None:
    things = [an_object(f"n{each}", number=f"N-{each}").pk for each in range(ROUNDS)]

    def save(thing: int, words: str) -> str:
        asked = Catalogued(name=Text.of(es="Escritorio", en="Desk"), inscription=words)
        try:
            catalogue_object(MuseumObject.objects.get(pk=thing), asked=asked, seen=1, **BY)
        except Refusal as refused:
            return refused.code
        return "saved"

    said = race(lambda number: [save(thing, f"by {number}") for thing in things], processes=2)

    assert {tuple(sorted(pair)) for pair in zip(*said, strict=True)} == {
        ("object-changed-meanwhile", "saved")
    }
    assert set(MuseumObject.objects.values_list("version", flat=True)) == {2}
