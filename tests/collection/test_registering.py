"""Objects come into the register, are shown and hidden, and rarely leave it."""

from __future__ import annotations

import pytest
from django.utils import translation

from casamuseo.collection.actions.moving import Destination, reverse_movement
from casamuseo.collection.actions.registering import (
    addresses_of,
    delete_object,
    hide_object,
    needed_by,
    publish_object,
    reasons_against,
)
from casamuseo.collection.errors_objects import (
    NotFitForThePublic,
    NumberBelongsToAnother,
    StillNeeded,
)
from casamuseo.collection.models import Movement, MuseumObject
from casamuseo.collection.terms import MoveReason, Whither
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.story.models import Story
from tests.cast import NOON, a_house, a_passage, a_place, a_statement, an_object
from tests.collection.cast_objects import BY, a_photograph, a_registered

pytestmark = pytest.mark.django_db


def test_a_registered_object_is_hidden_and_says_who_wrote_it_when() -> None:
    thing = a_registered()

    assert thing.object_number == "MCLT-0007"
    assert thing.is_public is False
    assert (thing.recorded_by, thing.recorded_at) == ("berta", NOON)
    assert thing.key == "pluma-fuente-mclt-0007"
    assert thing.slug == Text.of(es="pluma-fuente-mclt-0007", en="fountain-pen-mclt-0007")


def test_a_registered_object_has_its_first_location_in_the_ledger() -> None:
    study = a_place()

    thing = a_registered(where=Destination.in_place(study, "left drawer"))

    movement = Movement.objects.get(museum_object=thing)
    assert (movement.to_place, movement.position) == (study, "left drawer")
    assert movement.reason == MoveReason.FIRST
    assert thing.whereabouts.place == study


def test_unknown_is_a_location() -> None:
    thing = a_registered(where=Destination.unknown())

    assert thing.whereabouts.whither == Whither.UNKNOWN


def test_the_second_of_two_windows_is_told_that_its_number_is_taken() -> None:
    a_registered("MCLT-0007")

    with pytest.raises(NumberBelongsToAnother) as refused:
        a_registered("mclt-0007 ")

    assert refused.value.field == "number"
    assert refused.value.facts == {"number": "mclt-0007"}
    assert MuseumObject.objects.count() == 1
    assert Movement.objects.count() == 1


def test_two_numbers_that_look_alike_in_an_address_get_keys_of_their_own() -> None:
    first, second = a_registered("A/1"), a_registered("A1")
    third = a_registered("№ 3", name=Text.of(es="Лампа"))

    assert (first.key, second.key) == ("pluma-fuente-a1", "pluma-fuente-a1-2")
    assert second.slug["en"].words == "fountain-pen-a1-2"
    assert third.key == "no-3"


def test_a_long_name_is_cut_and_the_number_stays() -> None:
    key, slug = addresses_of("MCLT-0007", Text.of(es="larguísimo " * 30))

    assert len(key) == 80
    assert key.endswith("-mclt-0007")
    assert len(slug["es"].words or "") <= 120


def test_registering_is_no_new_edition_since_the_public_sees_nothing() -> None:
    a_house()
    before = Edition.current()

    a_registered()

    assert Edition.current() == before


def test_an_object_is_shown_and_hidden_and_both_are_new_editions() -> None:
    a_house()
    thing = a_registered()
    before = Edition.current()

    publish_object(thing, **BY)
    assert thing.is_public is True
    hide_object(thing, **BY)

    assert thing.is_public is False
    assert Edition.current() == before + 2
    actions = Change.objects.filter(key=thing.key).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["register", "publish", "hide"]


def test_publishing_what_is_public_changes_nothing() -> None:
    a_house()
    thing = an_object()
    before = Edition.current()

    publish_object(thing, **BY)

    assert Edition.current() == before
    assert not Change.objects.filter(action="publish").exists()


def test_an_object_without_a_name_in_a_language_of_the_house_is_not_shown() -> None:
    a_house()
    thing = a_registered(name=Text.of(es="Pluma fuente"))

    with pytest.raises(NotFitForThePublic) as refused:
        publish_object(thing, **BY)

    assert len(refused.value.reasons) == 1
    assert "en" in refused.value.reasons[0]
    assert reasons_against(thing) == refused.value.reasons
    assert MuseumObject.objects.get().is_public is False


def test_publishing_gives_a_page_its_name_in_a_language_that_came_later() -> None:
    a_house()
    thing = a_registered(name=Text.of(es="Pluma fuente"))
    MuseumObject.objects.update(name=Text.of(es="Pluma fuente", en="Fountain pen"))
    thing.refresh_from_db()

    publish_object(thing, **BY)

    assert thing.slug["es"].words == "pluma-fuente-mclt-0007"
    assert (thing.slug["en"].words or "").startswith("fountain-pen-mclt-0007")


def test_an_object_that_nothing_needs_is_deleted() -> None:
    thing = an_object()
    thing.other_numbers.create(number="7")
    thing.pictures.add(a_photograph())

    delete_object(thing, **BY)

    assert not MuseumObject.objects.exists()
    assert Change.objects.get(action="delete").facts["object_number"] == "D-001"


def test_what_needs_an_object_is_named_and_nothing_is_deleted() -> None:
    thing = a_registered()
    story = Story.objects.create(key="pen", title=Text.of(es="La pluma"))
    story.museum_objects.add(thing)
    thing.passage = a_passage("objects/pen")
    thing.save()
    a_statement(thing.passage)
    an_object("cap", number="D-2", part_of=thing)

    with translation.override("en"), pytest.raises(StillNeeded) as refused:
        delete_object(thing, **BY)

    assert refused.value.facts == {
        "collection.movement": 1,
        "collection.museumobject": 1,
        "story.story": 1,
        "sources.statement": 1,
    }
    assert "movements (1)" in str(refused.value)
    assert "stories (1)" in str(refused.value)
    assert MuseumObject.objects.filter(pk=thing.pk).exists()
    assert not Change.objects.filter(action="delete").exists()


def test_a_reversed_movement_still_needs_its_object() -> None:
    thing = a_registered()
    reverse_movement(Movement.objects.get(), note="mistake", by="berta", at=NOON)

    assert needed_by(thing) == {"collection.movement": 2}
