"""The plan of the house on a day as a picture, and where on it each object stood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import resvg_py

from casamuseo.collection.models import Placement
from casamuseo.house.models import Place
from casamuseo.kernel.terms import Certainty

SCALE = 60
"""Pixels a metre."""
MARGIN = 1.0
SMALLEST = 0.3
"""Metres: what is smaller, or was never measured, is drawn and marked as large as this."""
_LARGEST = 6000
_DASHES = {
    Certainty.DOCUMENTED: "",
    Certainty.INFERRED: ' stroke-dasharray="9 6"',
    Certainty.CONTESTED: ' stroke-dasharray="14 4 2 4"',
    Certainty.UNKNOWN: ' stroke-dasharray="2 6"',
}

Box = tuple[int, int, int, int]
"""x, y, width and height on the picture, in pixels."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The house's outlines laid on a picture."""

    left: float
    top: float
    scale: float
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the house, in metres, as pixels of the picture."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale


def sheet_of(places: Iterable[Place]) -> Sheet | None:
    """The sheet on which these places fit; None where none has an outline."""
    points = [point for place in places for point in place.polygon]
    if not points:
        return None
    across, down = [point[0] for point in points], [point[1] for point in points]
    wide = max(across) - min(across) + 2 * MARGIN
    high = max(down) - min(down) + 2 * MARGIN
    scale = min(SCALE, _LARGEST / max(wide, high))
    return Sheet(
        min(across) - MARGIN,
        min(down) - MARGIN,
        scale,
        max(1, round(wide * scale)),
        max(1, round(high * scale)),
    )


def box_of(placed: Placement, sheet: Sheet) -> Box:
    """The rectangle on the picture that an object covers, within its bounds."""
    thing = placed.museum_object
    wide = max(thing.width or SMALLEST, SMALLEST)
    deep = max(thing.depth or SMALLEST, SMALLEST)
    turn = radians(placed.rotation)
    across = (abs(wide * cos(turn)) + abs(deep * sin(turn))) * sheet.scale
    down = (abs(wide * sin(turn)) + abs(deep * cos(turn))) * sheet.scale
    x, y = sheet.at(placed.x or 0.0, placed.y or 0.0)
    left = min(max(0, round(x - across / 2)), sheet.width - 1)
    top = min(max(0, round(y - down / 2)), sheet.height - 1)
    return (
        left,
        top,
        max(1, min(round(across), sheet.width - left)),
        max(1, min(round(down), sheet.height - top)),
    )


def drawn(places: Sequence[Place], placements: Iterable[Placement], sheet: Sheet) -> bytes:
    """The plan as PNG: rooms by their outlines, objects as rectangles, certainty by the line."""
    rooms = "".join(
        f'<polygon points="{_points(place, sheet)}" fill="#f5f7f5" stroke="#13201a"'
        f' stroke-width="6"{_DASHES.get(Certainty(place.geometry), "")}/>'
        for place in places
        if place.polygon
    )
    things = "".join(_rectangle(placed, sheet) for placed in placements)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}">'
        f'<rect width="{sheet.width}" height="{sheet.height}" fill="#e3e9e5"/>{rooms}{things}</svg>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=sheet.width, height=sheet.height))


def _points(place: Place, sheet: Sheet) -> str:
    return " ".join("{:.1f},{:.1f}".format(*sheet.at(x, y)) for x, y in place.polygon)


def _rectangle(placed: Placement, sheet: Sheet) -> str:
    x, y, width, height = box_of(placed, sheet)
    dash = _DASHES[Certainty(placed.certainty)]
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#ffffff" stroke="#0f5132"'
        f' stroke-width="3"{dash}/>'
    )
