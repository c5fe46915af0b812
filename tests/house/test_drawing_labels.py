"""Labels of plans and cut-aways: legible, clear of furniture and of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations, product

import pytest
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from casamuseo.house.drawing import Site
from casamuseo.house.drawing.cutaway import look
from casamuseo.house.drawing.labels import Label, Sheet, Wish, place_labels, text_width
from casamuseo.house.drawing.plan import lay_out
from casamuseo.house.drawing.sheet import NAME_SIZE, NUMBER_SIZE, WIDTH
from casamuseo.house.drawing.site import Thing
from casamuseo.house.drawing.symbols import symbol
from tests.house.drawn_houses import DAYS, LANGUAGES, house_on, random_house

NUMBERED = 14


@pytest.mark.parametrize(("day", "language"), list(product(DAYS, LANGUAGES)))
def test_no_label_on_the_first_plan_touches_furniture_or_another(day: str, language: str) -> None:
    plan = lay_out(house_on(day, language))
    things = [plan.frame.put(symbol(thing).outline) for thing in plan.site.drawn_things]

    for labels, size in ((plan.names, NAME_SIZE), (plan.numbers, NUMBER_SIZE)):
        assert len(labels) == NUMBERED
        _assert_apart(labels, things, size=size)


@pytest.mark.parametrize(("day", "language"), list(product(DAYS, LANGUAGES)))
def test_no_disc_on_the_first_cutaway_touches_furniture_or_another(day: str, language: str) -> None:
    scene = look(house_on(day, language))
    things = [
        scene.view.put(face.region) for face in scene.faces if face.prism.owner.startswith("thing")
    ]

    for labels in (scene.wide, scene.narrow):
        assert len(labels) == NUMBERED
        _assert_apart(labels, things)


@pytest.mark.parametrize("seed", range(12))
def test_no_label_of_a_random_house_touches_furniture_or_another(seed: int) -> None:
    site = random_house(seed)
    plan, scene = lay_out(site), look(site)
    flat = [plan.frame.put(symbol(thing).outline) for thing in site.drawn_things]
    standing = [
        scene.view.put(face.region) for face in scene.faces if face.prism.owner.startswith("thing")
    ]

    _assert_apart(plan.names, flat, size=NAME_SIZE)
    _assert_apart(plan.numbers, flat, size=NUMBER_SIZE)
    _assert_apart(scene.wide, standing)
    _assert_apart(scene.narrow, standing)
    # Names shrink to numbers before a label is given up.
    assert len(plan.names) >= len(site.rooms) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_the_first_house_has_its_name_on_the_wide_plan(language: str) -> None:
    site = house_on("today", language)

    written = {key: " ".join(label.lines) for key, label in lay_out(site).names.items()}

    assert written == {room.key: room.label for room in site.rooms if room.number is not None}


def test_a_label_without_a_leader_lies_in_its_own_room() -> None:
    plan = lay_out(house_on("today", "en"))

    for key, label in plan.names.items():
        if label.leader is None:
            assert plan.frame.put(plan.floors[key]).contains(label.box)
        else:
            assert plan.frame.put(plan.floors[key]).distance(label.leader) < 2


def test_names_are_12_px_high_at_640_px_and_numbers_at_280_px() -> None:
    assert NAME_SIZE * 640 / WIDTH >= 12
    assert NUMBER_SIZE * 280 / WIDTH >= 12


def test_a_full_room_has_its_label_beside_it_on_a_leader_line() -> None:
    target = box(0, 0, 100, 100)
    wish = Wish("full", (("Study",),), free=Polygon(), target=target)

    placed = place_labels([wish], size=20, sheet=Sheet(box(120, 0, 400, 100), Polygon(), 300))

    label = placed["full"]
    assert label.leader is not None
    assert label.leader.touches(label.box)
    assert target.contains(Polygon(label.leader.buffer(0.1).intersection(target).exterior))


def test_a_label_that_fits_nowhere_is_left_out() -> None:
    wish = Wish("lost", (("Study",),), free=box(0, 0, 10, 10), target=box(0, 0, 10, 10))

    assert place_labels([wish], size=20, sheet=Sheet(Polygon(), Polygon(), 300)) == {}


def test_a_name_breaks_into_two_lines_where_one_is_too_wide() -> None:
    room = box(0, 0, 120, 100)
    wish = Wish("two", (("Dining room",), ("Dining", "room")), free=room, target=room)

    placed = place_labels([wish], size=20, sheet=Sheet(Polygon(), Polygon(), 300))

    assert placed["two"].lines == ("Dining", "room")


def test_widths_are_generous_in_every_script() -> None:
    assert text_width("ill", size=100) < text_width("www", size=100)
    assert text_width("Троцкий", size=100) == 700
    assert text_width("", size=100) == 0


def _assert_apart(
    labels: Mapping[str, Label], things: Iterable[BaseGeometry], *, size: float | None = None
) -> None:
    boxes = {key: _written(label, size) for key, label in labels.items()}
    for thing in things:
        for key, written in boxes.items():
            assert written.intersection(thing).area < 0.5, key
    for (one, first), (other, second) in combinations(boxes.items(), 2):
        assert not first.intersects(second), (one, other)
    for one, label in labels.items():
        for other, written in boxes.items():
            if label.leader is not None and one != other:
                assert not label.leader.intersects(written), (one, other)


def _written(label: Label, size: float | None) -> BaseGeometry:
    """What is written of a label: a disc, or its lines without the air around them."""
    if size is None:
        left, _, right, _ = label.box.bounds
        return label.box.centroid.buffer((right - left) / 2)
    return label.box.buffer(-0.2 * size, join_style="mitre")


def test_a_thing_in_the_way_moves_the_label() -> None:
    site = house_on("today", "en")
    before = lay_out(site).names["kitchen"]
    x, y = before.centre
    frame = lay_out(site).frame
    spot = (x / frame.scale + frame.left, y / frame.scale + frame.top)
    stool = Thing("stool", "Stool", "", "kitchen", "chair", *spot, 0, 0.4, 0.4, 0.5)

    after = lay_out(Site(site.rooms, site.gaps, (*site.things, stool))).names["kitchen"]

    assert after.centre != before.centre
