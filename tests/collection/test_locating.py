"""Where a thing was at a moment, and what was in a place."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.locating import NOWHERE, contents_of, location_of, locations_of
from casamuseo.collection.terms import Whither
from casamuseo.house.models import Place
from tests.cast import a_place
from tests.collection.cast_moving import (
    Rooms,
    a_fixture,
    days_ago,
    moved,
    numbered,
    some_rooms,
)

pytestmark = pytest.mark.django_db


def test_an_object_that_the_ledger_does_not_know_is_nowhere() -> None:
    assert location_of(numbered("P-1")) == NOWHERE


def test_a_fixture_that_was_never_moved_stands_where_it_is_drawn() -> None:
    rooms = some_rooms()

    found = location_of(rooms.vitrine)

    assert (found.whither, found.room, found.place) == (Whither.PLACE, rooms.study, rooms.study)
    assert found.is_recorded is False


def test_an_object_is_in_the_room_of_the_outermost_fixture() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    drawer = a_fixture("drawer", within=rooms.vitrine)
    box = a_fixture("box", within=rooms.store)
    moved(box, drawer, on=days_ago(3))
    moved(pen, Destination.in_place(box, "layer 2"), on=days_ago(2))

    found = location_of(pen)

    assert (found.room, found.place, found.position) == (rooms.study, box, "layer 2")
    for place in (box, drawer, rooms.vitrine, rooms.study):
        assert [each.museum_object for each in contents_of(place)] == [pen]
    assert contents_of(rooms.store) == []


def test_what_stands_in_a_vitrine_that_left_the_house_has_left_with_it() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.vitrine, on=days_ago(5))
    moved(rooms.vitrine, Destination.elsewhere("Taller"), on=days_ago(1))

    found = location_of(pen)

    assert (found.whither, found.elsewhere, found.room) == (Whither.ELSEWHERE, "Taller", None)
    assert found.place == rooms.vitrine
    assert contents_of(rooms.study) == []
    assert [each.museum_object for each in contents_of(rooms.vitrine)] == [pen]


def test_a_building_holds_what_its_rooms_hold() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    building = a_place("building", number=None, kind="building")
    Place.objects.filter(pk=rooms.study.pk).update(parent=building)
    moved(pen, rooms.vitrine, on=days_ago(1))

    assert [each.location.room for each in contents_of(building)] == [rooms.study]


def test_any_past_day_can_be_asked() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.study, on=days_ago(30))
    moved(pen, rooms.vitrine, on=days_ago(20))
    moved(rooms.vitrine, rooms.store, on=days_ago(15))
    moved(pen, Destination.elsewhere("Taller"), on=days_ago(10))

    asked = {day: location_of(pen, on=days_ago(day)) for day in (31, 25, 17, 12, 5)}

    assert {day: found.room for day, found in asked.items()} == {
        31: None,
        25: rooms.study,
        17: rooms.study,
        12: rooms.store,
        5: None,
    }
    assert asked[5].elsewhere == "Taller"
    assert [each.museum_object for each in contents_of(rooms.store, on=days_ago(12))] == [pen]
    assert contents_of(rooms.store, on=days_ago(17)) == []
    assert contents_of(rooms.store) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("day", [None, 1])
def test_the_number_of_questions_does_not_grow(
    count: int, day: int | None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rooms = some_rooms()
    on = None if day is None else days_ago(day)
    things = [numbered(f"P-{number}") for number in range(count)]
    _filled(rooms, count)
    for thing in things:
        moved(thing, Place.objects.get(key=f"box-{count - 1}"), on=days_ago(5))

    with django_assert_num_queries(3):
        assert len(contents_of(rooms.study, on=on)) == count
    with django_assert_num_queries(3):
        found = locations_of(things, on=on)
    assert {each.room for each in found.values()} == {rooms.study}


def _filled(rooms: Rooms, depth: int) -> None:
    """Boxes in boxes in the vitrine."""
    into = rooms.vitrine
    for number in range(depth):
        box = a_fixture(f"box-{number}", within=rooms.store)
        moved(box, into, on=days_ago(9))
        into = box
