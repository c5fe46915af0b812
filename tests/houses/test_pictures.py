"""The line drawings of the first house: one hand, small files, nothing in them but lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

HOUSE = Path(__file__).parents[2] / "houses" / "trotsky"
MARK = Path(__file__).parents[2] / "src" / "casamuseo" / "theme" / "static" / "theme" / "mark.svg"
FILES = sorted((HOUSE / "pictures").rglob("*.svg"))
NAMESPACE = "{http://www.w3.org/2000/svg}"

SHAPES = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
ATTRIBUTES = {
    *("class", "d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"),
    *("x1", "y1", "x2", "y2", "fill", "stroke", "stroke-width"),
}
CLASSES = {"ln2", "ln3", "ln6", "paper", "tint", "accent"}
PAINTS = {"none", "#13201a", "#f5f7f5", "#d8e4db", "#0f5132"}
ROOT = {
    "viewBox": "0 0 240 180",
    "fill": "none",
    "stroke": "#13201a",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
}


def records() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HOUSE / "pictures.yaml").read_text("utf-8"))
    return found


def keys_of(name: str) -> list[str]:
    return [record["key"] for record in yaml.safe_load((HOUSE / name).read_text("utf-8"))]


def of_drawing(file: Path) -> str:
    return file.relative_to(HOUSE / "pictures").with_suffix("").as_posix()


@pytest.mark.parametrize("file", FILES, ids=of_drawing)
def test_a_drawing_holds_only_lines_of_the_house_style(file: Path) -> None:
    root = ElementTree.parse(file).getroot()
    parts = list(root.iter())[1:]

    assert root.tag == NAMESPACE + "svg"
    assert dict(root.attrib) == ROOT
    assert {part.tag.removeprefix(NAMESPACE) for part in parts} <= SHAPES
    assert {name for part in parts for name in part.attrib} <= ATTRIBUTES
    assert {name for part in parts for name in part.get("class", "").split()} <= CLASSES
    assert {part.get("stroke-width") for part in parts} <= {None, "2", "3", "6"}
    assert {part.get(name, "none") for part in parts for name in ("fill", "stroke")} <= PAINTS
    assert [part for part in parts if (part.text or "").strip() or (part.tail or "").strip()] == []


@pytest.mark.parametrize("file", FILES, ids=of_drawing)
def test_a_drawing_says_in_its_attributes_what_its_classes_say(file: Path) -> None:
    for part in list(ElementTree.parse(file).getroot().iter())[1:]:
        classes = part.get("class", "").split()
        width = part.get("stroke-width")
        fill = {"#f5f7f5": ["paper"], "#d8e4db": ["tint"], None: []}[part.get("fill")]
        accent = ["accent"] if part.get("stroke") == "#0f5132" else []

        assert classes == ([f"ln{width}"] if width else []) + fill + accent


@pytest.mark.parametrize("file", FILES, ids=of_drawing)
def test_a_drawing_is_small_and_has_at_most_one_decimal(file: Path) -> None:
    assert file.stat().st_size < 4096
    assert re.findall(r"\d*\.\d{2,}", file.read_text("utf-8")) == []


def test_every_record_has_its_file_and_every_file_its_record() -> None:
    named = [record["file"] for record in records()]
    there = [file.relative_to(HOUSE).as_posix() for file in FILES]

    assert sorted(named) == there
    assert [f"pictures/{record['key']}.svg" for record in records()] == named


@pytest.mark.parametrize("field", ["title", "description", "credit", "drawn_from"])
def test_every_record_speaks_both_languages(field: str) -> None:
    silent = [
        record["key"]
        for record in records()
        if list(record[field]) != ["es", "en"] or not all(record[field].values())
    ]

    assert silent == []


def test_every_object_and_every_numbered_place_is_drawn() -> None:
    places = yaml.safe_load((HOUSE / "places.yaml").read_text("utf-8"))
    numbered = {place["key"] for place in places if "number" in place} | {"main-house"}
    drawn = [record["key"].split("/") for record in records()]

    assert {key for kind, key in drawn if kind == "objects"} == set(keys_of("objects.yaml"))
    assert {key for kind, key in drawn if kind == "places"} == numbered


def test_every_drawing_admits_that_it_was_not_drawn_from_life() -> None:
    assert {record["kind"] for record in records()} == {"drawing"}
    for record in records():
        assert record["drawn_from"]["es"].endswith(" No se dibujó del natural.")
        assert record["drawn_from"]["en"].endswith(" It was not drawn from life.")


def test_the_mark_of_the_museum_sits_on_whole_pixels_at_sixteen() -> None:
    root = ElementTree.parse(MARK).getroot()
    paths = " ".join(part.get("d", "") for part in root.iter())

    assert root.get("viewBox") == "0 0 16 16"
    assert "." not in paths
    assert MARK.stat().st_size < 1024
