"""Object numbers: proposed, changed, and those that an object has besides."""

from __future__ import annotations

import pytest

from casamuseo.collection.actions.numbering import (
    add_other_number,
    next_free_number,
    remove_other_number,
    renumber,
)
from casamuseo.collection.errors_objects import NumberBelongsToAnother, NumberIsKnown
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.terms import NumberKind
from casamuseo.kernel.models import Change
from tests.cast import an_object
from tests.collection.cast_objects import BY

pytestmark = pytest.mark.django_db


def test_the_first_number_of_an_empty_register_is_one() -> None:
    assert next_free_number() == "1"


def test_the_next_number_follows_the_last_one_with_as_many_digits() -> None:
    an_object("pen", number="MCLT-0099")

    assert next_free_number() == "MCLT-0100"


def test_the_next_number_leaps_over_those_that_are_taken() -> None:
    an_object("a", number="D-9")
    an_object("b", number="D-10")
    an_object("c", number="D-8")

    assert next_free_number() == "D-11"


def test_a_number_that_does_not_end_in_a_figure_is_passed_over() -> None:
    an_object("a", number="D-7")
    an_object("b", number="without number")

    assert next_free_number() == "D-8"


def test_the_next_number_is_free_whatever_the_order_of_the_register() -> None:
    for number in range(1, 40):
        an_object(f"n{number}", number=f"N-{number}")
    an_object("late", number="N-0")

    proposed = next_free_number()

    assert not MuseumObject.objects.filter(object_number=proposed).exists()


def test_a_renumbered_object_keeps_its_former_number() -> None:
    thing = an_object(number="D-001")

    renumber(thing, "MCLT-1", **BY)

    assert thing.object_number == "MCLT-1"
    assert thing.version == 2
    former = thing.other_numbers.get()
    assert (former.number, former.kind) == ("D-001", NumberKind.FORMER)
    assert Change.objects.get(action="renumber").facts == {"object_number": ["D-001", "MCLT-1"]}


def test_a_number_that_another_object_has_is_refused_whatever_its_capitals() -> None:
    an_object("a", number="D-001")
    thing = an_object("b", number="D-002")

    with pytest.raises(NumberBelongsToAnother):
        renumber(thing, "d-001", **BY)

    thing.refresh_from_db()
    assert (thing.object_number, thing.version) == ("D-002", 1)


def test_an_object_may_change_the_capitals_of_its_own_number() -> None:
    thing = an_object(number="d-001")

    renumber(thing, "D-001", **BY)

    assert thing.object_number == "D-001"


def test_another_number_stands_once_and_can_be_struck_out() -> None:
    thing = an_object()
    other = add_other_number(thing, " INAH 7 ", kind=NumberKind.INVENTORY, remark="1999", **BY)
    assert (other.number, other.note) == ("INAH 7", "1999")

    with pytest.raises(NumberIsKnown):
        add_other_number(thing, "INAH 7", kind=NumberKind.INVENTORY, **BY)

    remove_other_number(other, **BY)
    assert not thing.other_numbers.exists()
