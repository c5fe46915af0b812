"""The drawings of a house: what changes them, what they say, how heavy they are."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from casamuseo.house.drawing import (
    ENGLISH,
    SPANISH,
    Gap,
    Room,
    Site,
    Thing,
    difference,
    draw_cutaway,
    draw_difference,
    draw_locator,
    draw_plan,
    draw_room,
    geometry_problems,
    room_things,
)
from tests.house.drawn_houses import DAYS, FORMS, house_on, random_house

STYLESHEET = Path(__file__).parents[2] / "src/casamuseo/theme/styles/30-drawing.css"
SVG = "{http://www.w3.org/2000/svg}"

DRAWINGS: dict[str, Callable[[Site], str]] = {
    "plan": lambda site: draw_plan(site, title="Plan", description="From above"),
    "cutaway": lambda site: draw_cutaway(site, title="Cut-away", description="Cut open"),
    "room": lambda site: draw_room(site, "study", title="Study", description="From above"),
    "locator": lambda site: draw_locator(site, "study", title="Where", description="Here"),
    "difference": lambda site: draw_difference(
        house_on("1940-08-20", "en"), site, title="Changes", description="Two days"
    ),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_changed_polygon_changes_the_drawing(name: str) -> None:
    site = house_on("today", "en")
    wider = tuple((x + 0.4 if x == 13.0 else x, y) for x, y in site.room("study").polygon)
    changed = tuple(
        replace(room, polygon=wider) if room.key == "study" else room for room in site.rooms
    )

    assert DRAWINGS[name](Site(changed, site.gaps, site.things)) != DRAWINGS[name](site)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_house_is_drawn_the_same_twice(name: str) -> None:
    again = replace(house_on("today", "en"))

    assert DRAWINGS[name](again) == DRAWINGS[name](house_on("today", "en"))


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_has_title_description_and_no_style_or_script(name: str) -> None:
    written = DRAWINGS[name](house_on("today", "en"))
    svg = ElementTree.fromstring(written)

    title, description = svg[0], svg[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert svg.get("aria-labelledby") == title.get("id")
    assert svg.get("aria-describedby") == description.get("id")
    assert not re.search(r"style=|<style|<script|\son\w+=|javascript:", written)


def test_every_numbered_place_is_one_link_with_number_and_name() -> None:
    site = house_on("today", "en")
    expected = {(room.href, room.label) for room in site.rooms if room.number is not None}

    for name in ("plan", "cutaway"):
        links = _links(DRAWINGS[name](site))
        assert len(links) == 14
        assert set(links) == expected
    assert ("/en/study/", "7 Study") in expected


def test_the_things_of_a_room_are_links_with_their_numbers_and_names() -> None:
    site = house_on("today", "en")

    links = _links(DRAWINGS["room"](site))

    assert {name for _, name in links} == {
        f"{number} {thing.name}" for number, thing in enumerate(room_things(site, "study"), 1)
    }
    assert len(links) == 6


def test_ids_carry_the_prefix_so_that_two_drawings_stand_on_one_page() -> None:
    site = house_on("1940-05-24", "en")

    one = draw_plan(site, title="a", description="b", id_prefix="one")
    two = draw_cutaway(site, title="a", description="b", id_prefix="two")

    ids = re.findall(r' id="([^"]+)"', one + two)
    assert len(ids) == len(set(ids)) == 6
    assert set(re.findall(r"url\(#([^)]+)\)", one)) == {"one-hatch"}
    assert set(re.findall(r"url\(#([^)]+)\)", two)) == {"two-hatch"}


def test_a_place_of_which_nothing_is_known_is_hatched() -> None:
    site = house_on("1940-05-24", "en")
    unknown = [room for room in site.rooms if room.is_unknown]

    for name in ("plan", "cutaway"):
        assert DRAWINGS[name](site).count('class="hatch"') == len(unknown) == 7
    assert DRAWINGS["plan"](_all_known(site)).count('class="hatch"') == 0


@pytest.mark.parametrize("certainty", ["documented", "inferred", "contested", "unknown"])
def test_each_certainty_has_a_line_of_its_own(certainty: str) -> None:
    site = house_on("today", "en")
    rooms = tuple(replace(room, certainty=certainty) for room in site.rooms)
    gaps = tuple(replace(gap, certainty=certainty) for gap in site.gaps)
    things = tuple(replace(thing, certainty=certainty) for thing in site.things)

    plan, cutaway = (DRAWINGS[name](Site(rooms, gaps, things)) for name in ("plan", "cutaway"))

    assert f'class="wall {certainty}"' in plan
    assert f'class="door {certainty}"' in plan
    assert f'class="thing {certainty}"' in plan
    assert f'class="cut top {certainty}"' in cutaway
    assert f'class="thing {certainty}"' in cutaway


def test_what_is_absent_or_unplaced_is_not_drawn() -> None:
    site = house_on("1940-05-24", "en")
    keys = {thing.key for thing in site.drawn_things}

    assert "desk" in keys
    assert not {"stele-monument", "study-glass", "travel-trunk", "bullet-holes"} & keys


def test_a_highlighted_and_a_current_place_are_marked() -> None:
    site = house_on("today", "en")
    here = tuple(replace(room, is_current=room.key == "library") for room in site.rooms)

    drawn = draw_plan(Site(here, site.gaps, site.things), title="a", description="b",
                      highlight=["study", "garden"])  # fmt: skip

    assert drawn.count(" highlight") == 2
    assert drawn.count(" current") == 1
    assert 'class="floor indoors highlight"' in DRAWINGS["locator"](site)


def test_labels_come_as_names_as_numbers_or_as_both() -> None:
    site = house_on("today", "en")

    names = draw_plan(site, title="a", description="b", labels="names")
    numbers = draw_plan(site, title="a", description="b", labels="numbers")
    both = draw_plan(site, title="a", description="b")

    assert ">7 Study<" in names
    assert ">7 Study<" not in numbers
    assert ">7<" in numbers
    assert ">7 Study<" in both
    assert ">7<" in both
    assert both.count('class="wide"') == both.count('class="narrow"') == 15


def test_the_plan_says_that_it_is_schematic_and_its_scale_approximate() -> None:
    spanish = draw_plan(house_on("today"), words=SPANISH, title="a", description="b")

    assert "Plano esquemático · escala aproximada" in spanish
    assert "≈ 5 m" in spanish
    assert "Schematic plan · approximate scale" in DRAWINGS["plan"](house_on("today", "en"))


def test_no_text_is_smaller_than_12_px_where_it_is_shown() -> None:
    for name, draw in DRAWINGS.items():
        for group in re.findall(r'<g class="(?:wide|narrow)">.*?</g>', draw(house_on("today"))):
            least = 640 if 'class="wide"' in group else 280
            for size in re.findall(r'font-size="([\d.]+)"', group):
                assert float(size) * least / 2000 >= 12, name


@pytest.mark.parametrize("day", DAYS)
def test_drawings_stay_light(day: str) -> None:
    site = house_on(day)

    assert _weight(DRAWINGS["plan"](site)) < 4_600
    assert _weight(DRAWINGS["cutaway"](site)) < 7_800
    assert _weight(DRAWINGS["locator"](site)) < 2_600
    assert _weight(DRAWINGS["room"](site)) < 2_600


def test_names_are_escaped() -> None:
    name = '"><script>alert(1)</script>&'
    rooms = (Room("a", 1, name, '/"onload=x', "room", _SQUARE, 0.3, 0, 3),)
    site = Site(rooms, (), (Thing("b", name, "/b?c=1&d", "a", "table", 2, 2),))

    for draw in (draw_plan, draw_cutaway):
        ElementTree.fromstring(draw(site, title=name, description=name))
        assert "<script" not in draw(site, title=name, description=name)
    ElementTree.fromstring(draw_room(site, "a", title=name, description=name))


@pytest.mark.parametrize("seed", range(4))
def test_any_house_can_be_drawn_in_every_way(seed: int) -> None:
    site = random_house(seed)

    for written in (
        draw_plan(site, title="a", description="b"),
        draw_cutaway(site, title="a", description="b"),
        draw_room(site, "room-3", title="a", description="b"),
        draw_locator(site, "room-3", title="a", description="b"),
        draw_difference(Site(site.rooms), site, title="a", description="b"),
    ):
        ElementTree.fromstring(written)
        assert "nan" not in written.lower().replace("nant", "")


@pytest.mark.parametrize("form", [*FORMS, "a form of the future"])
@pytest.mark.parametrize("rotation", [0, 33, 90])
def test_every_form_has_a_symbol_and_a_body(form: str, rotation: float) -> None:
    room = Room("a", 1, "A", "/a", "room", _SQUARE, 0.3, 0, 3)
    thing = Thing("b", "B", "/b", "a", form, 3, 3, rotation, 1.2, 0.6, 1.0)
    site = Site((room,), (), (thing,))

    assert 'class="thing inferred' in draw_plan(site, title="a", description="b")
    in_cutaway = 'class="thing inferred"' in draw_cutaway(site, title="a", description="b")
    assert in_cutaway == (form != "mark")


def test_an_empty_house_is_an_empty_sheet() -> None:
    for draw in (draw_plan, draw_cutaway):
        svg = ElementTree.fromstring(draw(Site(()), title="a", description="b"))
        assert svg.get("role") == "img"


def test_a_house_with_an_undrawable_outline_leaves_it_out() -> None:
    broken = Room("b", 2, "B", "/b", "room", ((0, 0), (4, 4), (4, 0), (0, 4)), 0.3, 0, 3)
    sound = Room("a", 1, "A", "/a", "room", _SQUARE, 0.3, 0, 3)

    assert len(_links(draw_plan(Site((sound, broken)), title="a", description="b"))) == 1


def test_every_class_in_a_drawing_stands_in_the_stylesheet() -> None:
    styled = set(re.findall(r"\.([a-z][a-z-]*)", STYLESHEET.read_text(encoding="utf-8")))
    drawn: set[str] = set()
    for day in DAYS:
        for draw in DRAWINGS.values():
            for classes in re.findall(r'class="([^"]+)"', draw(house_on(day))):
                drawn |= set(classes.split())

    unstyled = drawn - styled
    # Hooks for a museum's own stylesheet: forms, kinds of change, what needs no look.
    assert unstyled <= {
        *FORMS, "indoors", "documented", "came", "went", "became-unknown", "became-known",
        "change", "locator", "room-plan", "difference", "on-disc", "name", "stem", "pad", "moved",
    }  # fmt: skip


def test_the_stylesheet_has_light_dark_forced_and_printed_colours() -> None:
    written = STYLESHEET.read_text(encoding="utf-8")

    for rule in (
        ':root[data-theme="dark"]',
        "(prefers-color-scheme: dark)",
        "(forced-colors: active)",
        "@media print",
    ):
        assert rule in written
    light, dark = (
        set(re.findall(r"(--draw-[\w-]+):", block))
        for block in (_block(written, ":root {"), _block(written, ':root[data-theme="dark"] {'))
    )
    system = _block(written, ':root:not([data-theme="light"]) {')
    assert dark == set(re.findall(r"(--draw-[\w-]+):", system))
    assert light - dark <= {"--draw-street", "--draw-glass"}


@pytest.mark.parametrize(
    ("polygon", "codes"),
    [
        ([[0, 0], [4, 0], [4, 3], [0, 3]], []),
        ([[0, 0], [4, 3], [4, 0], [0, 3]], ["self-crossing"]),
        ([[0, 0], [4, 0]], ["too-few-points"]),
        ([[0, 0], [4, 0], [0, 0], [4, 0]], ["too-few-points"]),
        ([[0, 0], [4, 0], [4, float("nan")]], ["not-finite"]),
        ([[0, 0], [4, 0], [4, float("inf")]], ["not-finite"]),
        ([[0, 0], [0.01, 0], [0.01, 0.01]], ["too-small"]),
        ([[0, 0], [1, 0], [2, 0]], ["self-crossing"]),
        ([[0, 0], [4, 0], [4, 0], [4, 3]], ["repeated-point"]),
        ([[0, 0], [1e9, 0], [4, 3]], ["too-far"]),
        ([[x, x * x] for x in range(3000)], ["too-many-points"]),
        ([], ["too-few-points"]),
        ("0,0 4,0", ["not-points"]),
        ([[0, 0], [4, "0"], [4, 3]], ["not-points"]),
        ([[0, 0], [4, 0, 1], [4, 3]], ["not-points"]),
        ([[0, 0], [4, True], [4, 3]], ["not-points"]),
        ({"x": 1}, ["not-points"]),
        (None, ["not-points"]),
    ],
)
def test_what_is_wrong_with_an_outline_is_named(polygon: object, codes: list[str]) -> None:
    assert geometry_problems(polygon) == codes


def test_what_moved_came_went_and_is_no_longer_known_between_two_days() -> None:
    room = Room("a", 1, "A", "/a", "room", _SQUARE, 0.3, 0, 3)

    def thing(key: str, x: float | None, presence: str = "present", turn: float = 0) -> Thing:
        return Thing(key, key, f"/{key}", "a", "table", x, x, turn, presence=presence)

    before = Site((room,), (), (
        thing("stays", 1), thing("moves", 1), thing("turns", 2), thing("goes", 3),
        thing("arrives", None, "absent"), thing("fades", 2), thing("lost", 3),
        thing("found", None, "unknown"),
    ))  # fmt: skip
    after = Site((replace(room, is_unknown=True),), (), (
        thing("stays", 1.01), thing("moves", 2), thing("turns", 2, turn=90),
        thing("goes", None, "absent"), thing("arrives", 1), thing("fades", None, "unknown"),
        thing("lost", None), thing("found", 3),
    ))  # fmt: skip

    found = {change.key: change.kind for change in difference(before, after)}

    assert found == {
        "moves": "moved",
        "turns": "moved",
        "goes": "went",
        "arrives": "came",
        "fades": "became-unknown",
        "lost": "became-unknown",
        "found": "became-known",
        "a": "became-unknown",
    }
    assert difference(before, before) == ()


def test_changes_are_told_by_sign_and_word() -> None:
    written = draw_difference(
        house_on("1940-05-24", "en"), house_on("today", "en"),
        words=ENGLISH, title="Changes", description="Two days",
    )  # fmt: skip

    assert "Memorial stele: came" in written
    assert 'class="change came"' in written
    assert ">came</text>" in written
    assert ">now known</text>" in written
    assert ">went</text>" not in written


_SQUARE = ((0.0, 0.0), (6.0, 0.0), (6.0, 5.0), (0.0, 5.0))


def _links(written: str) -> list[tuple[str | None, str | None]]:
    svg = ElementTree.fromstring(written)
    return [(link.get("href"), link.get("aria-label")) for link in svg.iter(f"{SVG}a")]


def _all_known(site: Site) -> Site:
    rooms = tuple(replace(room, is_unknown=False) for room in site.rooms)
    return Site(rooms, site.gaps, site.things)


def _weight(written: str) -> int:
    return len(gzip.compress(written.encode(), 9, mtime=0))


def _block(written: str, opening: str) -> str:
    start = written.index(opening)
    return written[start : written.index("}", start)]


def test_an_opening_in_a_wall_is_cut_out_of_it() -> None:
    room = Room("a", 1, "A", "/a", "room", _SQUARE, 0.3, 0, 3)
    door = Gap("door", ((2, 5), (3, 5)))

    shut = draw_plan(Site((room,)), title="a", description="b")
    opened = draw_plan(Site((room,), (door,)), title="a", description="b")

    assert 'class="door inferred"' in opened
    assert 'class="door' not in shut
    assert _wall(opened) != _wall(shut)


def _wall(written: str) -> str:
    found = re.search(r'class="wall inferred" d="([^"]+)"', written)
    assert found is not None
    return found[1]
