"""Houses to draw in tests: the first house from its folder, and random ones from a seed."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from casamuseo.house.drawing import Gap, Room, Site, Thing

FOLDER = Path(__file__).parents[2] / "houses" / "trotsky"
DAYS = ("1940-05-24", "1940-08-20", "today")
LANGUAGES = ("es", "en")
FORMS = (
    "table", "chair", "bed", "shelf", "wardrobe", "stove", "trunk", "bunk", "hutch", "cactus",
    "succulent", "monument", "shutter", "gate", "glass", "panel", "small", "mark",
)  # fmt: skip


@cache
def house_on(day: str, language: str = "es") -> Site:
    """The first house on a day, straight from its files."""
    places, objects = _records("places.yaml"), _records("objects.yaml")
    (state,) = [state for state in _records("display-states.yaml") if state["key"] == day]
    known = {thing["key"]: thing for thing in objects}
    return Site(
        rooms=tuple(_room(place, state, language) for place in places),
        gaps=tuple(
            Gap(
                gap["kind"],
                gap["line"],
                gap.get("sill", 0),
                gap.get("height", 2.1),
                gap["certainty"],
            )
            for place in places
            for gap in place.get("openings", [])
        ),
        things=tuple(
            _thing(placement, known[placement["object"]], language)
            for placement in state["placements"]
        ),
    )


def random_house(seed: int) -> Site:
    """A garden wall, a row of rooms of many widths behind it, and furniture anywhere in them."""
    dice = random.Random(seed)
    width, depth = dice.uniform(14, 40), dice.uniform(12, 30)
    rooms = [
        Room("walls", 1, "Walls", "/walls", "fixture", _box(0, 0, width, depth), 0.6, 0.0, 4.0),
        Room("garden", 2, "Garden", "/garden", "outdoor", _box(0, 0, width, depth)),
    ]
    gaps, things = [], []
    x = 0.0
    row = dice.uniform(3.5, 6)
    while x < width - 3:
        end = min(width, x + dice.uniform(2.5, 7))
        number = len(rooms) + 1
        name = " ".join(dice.choice(("Long", "Room", "of the", "Guests", "Kitchen")) for _ in "ab")
        key = f"room-{number}"
        polygon = _box(x, 0, end, row)
        rooms.append(Room(key, number, name, f"/{key}", "room", polygon, 0.35, 0.0, 3.0))
        middle = (x + end) / 2
        gaps.append(Gap("door", ((middle - 0.5, row), (middle + 0.5, row)), 0.0, 2.1))
        for count in range(dice.randrange(4)):
            form = dice.choice(FORMS)
            things.append(
                Thing(
                    f"{key}-{count}", form, f"/{form}", key, form,
                    dice.uniform(x + 0.8, end - 0.8), dice.uniform(0.8, row - 0.8),
                    dice.choice((0, 90, 180, 270, 33)),
                    dice.uniform(0.4, 1.8), dice.uniform(0.4, 1.2), dice.uniform(0.3, 2.0),
                )
            )  # fmt: skip
        x = end
    return Site(tuple(rooms), tuple(gaps), tuple(things))


def _box(left: float, top: float, right: float, bottom: float) -> Any:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


@cache
def _records(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return found


def _words(text: Any, language: str) -> str:
    said = text[language]
    return str(said["text"] if isinstance(said, dict) else said)


def _room(place: dict[str, Any], state: dict[str, Any], language: str) -> Room:
    return Room(
        key=place["key"],
        number=place.get("number"),
        name=_words(place["name"], language),
        href=f"/{language}/{_words(place['slug'], language)}/",
        kind=place["kind"],
        polygon=place["polygon"],
        wall=place.get("wall", 0),
        base=place.get("base", 0),
        height=place.get("height", 0),
        certainty=place["geometry"],
        is_unknown=place["key"] in state["unknown_places"],
    )


def _thing(placement: dict[str, Any], record: dict[str, Any], language: str) -> Thing:
    x, y = placement.get("at") or (None, None)
    width, depth, height = record["size"]
    return Thing(
        key=record["key"],
        name=_words(record["name"], language),
        href=f"/{language}/{_words(record['slug'], language)}/",
        place=placement["place"],
        form=record.get("form", "small"),
        x=x,
        y=y,
        rotation=placement.get("rotation", 0),
        width=width,
        depth=depth,
        height=height,
        certainty=placement.get("certainty", "inferred"),
        presence=placement.get("presence", "present"),
    )
