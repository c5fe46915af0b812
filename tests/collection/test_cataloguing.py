"""Cataloguing: by whoever saw the latest version, and nobody's work is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casamuseo.authority.models import Term
from casamuseo.collection.actions.cataloguing import (
    Catalogued,
    add_person,
    add_picture,
    begin_text,
    catalogue_object,
    read_date,
    remove_person,
    remove_picture,
)
from casamuseo.collection.errors_objects import DateNotRead, ObjectChangedMeanwhile, PartOfItself
from casamuseo.collection.history import history_of
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.terms import Authenticity, LegalStatus, PersonRole
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from tests.cast import a_house, a_person, a_place, an_object
from tests.collection.cast_objects import BY, a_photograph, a_registered, a_term

pytestmark = pytest.mark.django_db

NAME = Text.of(es="Escritorio", en="Desk")
ASKED = Catalogued(name=NAME)


def test_an_object_is_catalogued_and_each_difference_stands_in_its_history() -> None:
    thing = an_object()
    wood = a_term("wood", vocabulary=Term.Vocabulary.MATERIAL)
    asked = replace(
        ASKED,
        brief_description=Text.of(es="Mesa de pino"),
        materials=[wood],
        made=read_date("hacia 1937", field="made"),
        legal_status=LegalStatus.OWNED,
        authenticity=Authenticity.ORIGINAL,
        normal_place=a_place(),
        normal_position="by the window",
        inscription="MADE IN MEXICO",
    )

    catalogue_object(thing, asked=asked, seen=1, **BY)

    assert thing.version == 2
    assert list(thing.materials.all()) == [wood]
    assert thing.made_earliest_on is not None
    assert thing.made_earliest_on.year == 1937
    changed = history_of(thing)[0].facts["changed"]
    assert set(changed) == {
        "brief_description",
        "materials",
        "made",
        "legal_status",
        "authenticity",
        "normal_place",
        "normal_position",
        "inscription",
    }
    assert changed["legal_status"] == ["unknown", "owned"]
    assert changed["normal_place"] == [None, "study"]


def test_whoever_saves_an_old_version_is_told_what_stands_there_now() -> None:
    thing = an_object()
    mine = MuseumObject.objects.get()
    catalogue_object(thing, asked=replace(ASKED, inscription="hers"), seen=1, **BY)

    with pytest.raises(ObjectChangedMeanwhile) as refused:
        catalogue_object(mine, asked=replace(ASKED, inscription="mine"), seen=1, **BY)

    assert refused.value.stands["inscription"] == "hers"
    assert refused.value.version == 2
    assert MuseumObject.objects.get().inscription == "hers"


def test_whoever_has_seen_both_saves_over_the_other() -> None:
    thing = an_object()
    catalogue_object(thing, asked=replace(ASKED, inscription="hers"), seen=1, **BY)

    catalogue_object(thing, asked=replace(ASKED, inscription="mine"), seen=2, **BY)

    assert (thing.inscription, thing.version) == ("mine", 3)


def test_what_is_catalogued_of_a_public_object_is_a_new_edition_and_nothing_is_none() -> None:
    a_house()
    thing = an_object()
    before = Edition.current()

    catalogue_object(thing, asked=ASKED, seen=1, **BY)
    assert Edition.current() == before

    catalogue_object(thing, asked=replace(ASKED, inscription="X"), seen=2, **BY)
    assert Edition.current() == before + 1


def test_what_is_catalogued_of_a_hidden_object_is_no_new_edition() -> None:
    a_house()
    thing = a_registered()
    before = Edition.current()

    catalogue_object(thing, asked=replace(ASKED, inscription="X"), seen=1, **BY)

    assert Edition.current() == before


def test_an_object_is_not_part_of_its_own_part() -> None:
    whole = an_object("set", number="S-1")
    part = an_object("cup", number="S-2", part_of=whole)

    with pytest.raises(PartOfItself):
        catalogue_object(whole, asked=replace(ASKED, part_of=part), seen=1, **BY)
    with pytest.raises(PartOfItself):
        catalogue_object(part, asked=replace(ASKED, part_of=part), seen=1, **BY)


@pytest.mark.parametrize(
    ("words", "edtf"),
    [("hacia 1937", "1937~"), ("before 1940", "../1940"), ("20 de agosto de 1940", "1940-08-20")],
)
def test_a_date_is_read_in_spanish_and_english(words: str, edtf: str) -> None:
    date = read_date(words, field="made")

    assert date is not None
    assert date.words == words
    assert date.is_understood


def test_a_date_that_cannot_be_read_is_refused_unless_kept_as_written() -> None:
    with pytest.raises(DateNotRead) as refused:
        read_date("in the good old days", field="made")

    kept = read_date("in the good old days", field="made", as_written=True)
    assert refused.value.field == "made"
    assert kept is not None
    assert (kept.words, kept.edtf) == ("in the good old days", None)
    assert read_date("  ", field="made") is None


def test_a_person_is_something_to_an_object_once_and_no_longer() -> None:
    thing, person = an_object(), a_person()

    add_person(thing, person, role=PersonRole.USED, **BY)
    add_person(thing, person, role=PersonRole.USED, **BY)

    link = thing.person_links.get()
    remove_person(link, **BY)
    assert not thing.person_links.exists()
    actions = Change.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["add_person", "remove_person"]


def test_pictures_are_put_with_an_object_and_taken_away() -> None:
    thing, picture = an_object(), a_photograph()

    add_picture(thing, picture, **BY)
    assert list(thing.pictures.all()) == [picture]
    remove_picture(thing, picture, **BY)

    assert not thing.pictures.exists()


def test_the_text_of_an_object_is_begun_once() -> None:
    thing = an_object()

    first = begin_text(thing, **BY)
    again = begin_text(MuseumObject.objects.get(), **BY)

    assert first == again
    assert first.key == "objects/desk"
    assert Change.objects.filter(action="begin_text").count() == 1
