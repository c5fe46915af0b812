"""How things look from above: an outline and its finer lines, in metres."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shapely import affinity
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box
from shapely.geometry import Point as Dot
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing.geometry import NOWHERE, footprint, points, standing_points
from casamuseo.house.drawing.site import Point, Thing

Run = Sequence[Point]


@dataclass(frozen=True)
class Symbol:
    """A thing seen from above: what it covers, and lines drawn on it."""

    outline: BaseGeometry
    detail: MultiLineString


def symbol(thing: Thing) -> Symbol:
    """The plan symbol of a placed thing, on the sheet."""
    draw = _FORMS.get(thing.form, _plain)
    outline, detail = draw(thing)
    x, y = thing.at
    lines = MultiLineString([run for run in detail if len(run) > 1])
    return Symbol(
        affinity.translate(affinity.rotate(outline, thing.rotation, origin=(0, 0)), x, y),
        affinity.translate(affinity.rotate(lines, thing.rotation, origin=(0, 0)), x, y),
    )


def obstacle(thing: Thing, *, pad: float = 0.12) -> BaseGeometry:
    """The ground that a label must keep off: each plant or chair of a group, else all it covers."""
    if thing.form in ("cactus", "succulent"):
        radius = plant_radius(thing)
        return unary_union([Dot(at).buffer(radius + pad, 8) for at in standing_points(thing)])
    seats = chair_seats(thing) if thing.form == "chair" else []
    if len(seats) > 1:
        return symbol(thing).outline.buffer(pad, join_style="mitre")
    if thing.form == "monument":
        return symbol(thing).outline.union(footprint(thing, pad=0.5 + pad))
    return footprint(thing, pad=pad)


def plant_radius(thing: Thing) -> float:
    """How far one plant of a group spreads, in metres."""
    return min(0.5, thing.width / 2, thing.depth / 2)


def units(length: float, *, of: float) -> int:
    """How many pieces of about this length stand in a row."""
    return max(1, round(length / of))


def _rectangle(thing: Thing) -> Polygon:
    return box(-thing.width / 2, -thing.depth / 2, thing.width / 2, thing.depth / 2)


def _plain(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    return _rectangle(thing), []


def _chair(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    seats = chair_seats(thing)
    outlines = []
    backs: list[Run] = []
    for x, y, turn, side in seats:
        outlines.append(affinity.translate(affinity.rotate(_seat(side), turn, origin=(0, 0)), x, y))
        back = LineString([(-side / 2, -side * 0.34), (side / 2, -side * 0.34)])
        back = affinity.translate(affinity.rotate(back, turn, origin=(0, 0)), x, y)
        backs.append(points(back))
    return unary_union(outlines), backs


def _seat(side: float) -> Polygon:
    return box(-side / 2, -side / 2, side / 2, side / 2)


def chair_seats(thing: Thing) -> list[tuple[float, float, float, float]]:
    """Each chair of the thing: x, y, turn and side, in its own axes.

    What is larger than a chair is a set of chairs around a table.
    """
    if max(thing.width, thing.depth) <= 1.2:
        return [(0.0, 0.0, 0.0, min(thing.width, thing.depth))]
    side = 0.45
    half_width, half_depth = thing.width / 2 - side / 2, thing.depth / 2 - side / 2
    along = max(1, int((thing.width - 2 * side) / 0.7))
    step = (thing.width - 2 * side) / along
    places = [-(thing.width - 2 * side) / 2 + step * (index + 0.5) for index in range(along)]
    found = [(x, -half_depth, 0.0, side) for x in places]
    found += [(x, half_depth, 180.0, side) for x in places]
    return [*found, (-half_width, 0.0, 270.0, side), (half_width, 0.0, 90.0, side)]


def _bed(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    w, d = thing.width / 2, thing.depth / 2
    fold = -d + thing.depth * 0.34
    pillows = 2 if thing.width > 1.2 else 1
    detail: list[Run] = [[(-w, fold), (w, fold)]]
    for index in range(pillows):
        left = -w + thing.width * index / pillows + 0.12
        right = -w + thing.width * (index + 1) / pillows - 0.12
        detail.append(
            [
                (left, -d + 0.14),
                (right, -d + 0.14),
                (right, -d + 0.46),
                (left, -d + 0.46),
                (left, -d + 0.14),
            ]
        )
    return _rectangle(thing), detail


def _shelf(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    w, d = thing.width / 2, thing.depth / 2
    count = units(thing.width, of=0.4)
    bays = [-w + thing.width * index / count for index in range(1, count)]
    return _rectangle(thing), [[(x, -d), (x, d)] for x in bays]


def _crossed(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    w, d = thing.width / 2, thing.depth / 2
    return _rectangle(thing), [[(-w, -d), (w, d)], [(-w, d), (w, -d)]]


def _stove(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    radius = min(thing.width, thing.depth * 2) / 9
    rings = [
        Dot(thing.width * x, thing.depth * y).buffer(radius, 3).exterior
        for x in (-0.25, 0.25)
        for y in (-0.22, 0.22)
    ]
    return _rectangle(thing), [points(ring) for ring in rings]


def _trunk(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    d = thing.depth / 2
    return _rectangle(thing), [[(x, -d), (x, d)] for x in (-thing.width / 4, thing.width / 4)]


def _row(of: float) -> Callable[[Thing], tuple[BaseGeometry, list[Run]]]:
    def draw(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
        w, d = thing.width / 2, thing.depth / 2
        count = units(thing.width, of=of)
        walls = [-w + thing.width * index / count for index in range(1, count)]
        return _rectangle(thing), [[(x, -d), (x, d)] for x in walls]

    return draw


def _cactus(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    return _plants(thing, spokes=3, inner=0.0)


def _succulent(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    return _plants(thing, spokes=0, inner=0.45)


def _plants(thing: Thing, *, spokes: int, inner: float) -> tuple[BaseGeometry, list[Run]]:
    """Round plants with spokes, or stars of leaves."""
    radius = plant_radius(thing)
    outlines: list[Polygon] = []
    detail: list[Run] = []
    x, y = thing.at
    for index, (at_x, at_y) in enumerate(standing_points(thing)):
        spot = affinity.rotate(Dot(at_x - x, at_y - y), -thing.rotation, origin=(0, 0))
        # Two sizes only: equal outlines are equal text, which compresses to nothing.
        size = radius * (1.0 if index % 3 else 0.72)
        if inner:
            outlines.append(_star(spot.x, spot.y, size, inner=inner))
        else:
            outlines.append(spot.buffer(size * 0.8, 2))
        for spoke in range(spokes):
            angle = math.pi * (spoke + 0.25) / spokes
            across, along = size * 0.8 * math.cos(angle), size * 0.8 * math.sin(angle)
            detail.append([(spot.x - across, spot.y - along), (spot.x + across, spot.y + along)])
    return MultiPolygon(outlines), detail


def _star(x: float, y: float, size: float, *, inner: float) -> Polygon:
    corners = []
    for tip in range(14):
        reach = size if tip % 2 == 0 else size * inner
        angle = math.pi * tip / 7
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return Polygon(corners)


def _monument(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    plinth = _rectangle(thing).buffer(0.35, join_style="mitre")
    return plinth, [points(_rectangle(thing).exterior)]


def _mark(thing: Thing) -> tuple[BaseGeometry, list[Run]]:
    w = thing.width / 2
    dots = [Dot(-w + thing.width * (index + 0.5) / 5, 0).buffer(0.07, 2) for index in range(5)]
    return unary_union(dots) if dots else NOWHERE, []


_FORMS: dict[str, Callable[[Thing], tuple[BaseGeometry, list[Run]]]] = {
    "chair": _chair,
    "bed": _bed,
    "shelf": _shelf,
    "wardrobe": _crossed,
    "stove": _stove,
    "trunk": _trunk,
    "bunk": _row(2.0),
    "hutch": _row(1.0),
    "gate": _row(1.3),
    "panel": _row(1.5),
    "cactus": _cactus,
    "succulent": _succulent,
    "monument": _monument,
    "mark": _mark,
}
