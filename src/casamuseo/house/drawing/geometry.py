"""The geometry of a house: what is wrong with an outline, where walls run, where gaps cut them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import shapely
from shapely import affinity
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing.site import Gap, Point, Room, Site, Thing

SMALLEST_AREA = 0.01
"""Square metres; anything smaller is a slip of the pen."""

LARGEST_COORDINATE = 10_000.0
MOST_POINTS = 2_000
NOWHERE = Polygon()
CERTAINTIES = ("documented", "contested", "inferred", "unknown")


def geometry_problems(polygon: Any) -> list[str]:
    """Codes of what keeps the outline from being drawn; an empty list where nothing does.

    not-points: not a list of pairs of numbers. too-few-points, too-many-points. not-finite: NaN
    or infinite. too-far: beyond 10 km. repeated-point: a corner twice in a row. self-crossing.
    too-small: less than a hundredth of a square metre.
    """
    if not _is_points(polygon):
        return ["not-points"]
    if not all(math.isfinite(value) for point in polygon for value in point):
        return ["not-finite"]
    if len(polygon) > MOST_POINTS:
        return ["too-many-points"]
    if any(abs(value) > LARGEST_COORDINATE for point in polygon for value in point):
        return ["too-far"]
    if len({tuple(point) for point in polygon}) < 3:
        return ["too-few-points"]

    problems = []
    if any(tuple(a) == tuple(b) for a, b in pairwise(polygon)):
        problems.append("repeated-point")
    outline = Polygon(polygon)
    if not outline.is_valid:
        problems.append("self-crossing")
    elif outline.area < SMALLEST_AREA:
        problems.append("too-small")
    return problems


@lru_cache(maxsize=128)
def drawable(rooms: tuple[Room, ...]) -> tuple[Room, ...]:
    """The rooms that have an outline which can be drawn, largest first."""
    sound = [room for room in rooms if not geometry_problems(room.polygon)]
    return tuple(sorted(sound, key=lambda room: -Polygon(room.polygon).area))


def outline(room: Room) -> Polygon:
    """The room's polygon along the centre line of its walls, oriented one way."""
    return shapely.orient_polygons(Polygon(room.polygon))


def wall_band(room: Room) -> BaseGeometry:
    """The ground that the room's walls stand on."""
    if room.wall <= 0:
        return NOWHERE
    ring = LineString([*room.polygon, *room.polygon[:2]])
    return ring.buffer(room.wall / 2, cap_style="flat", join_style="mitre", mitre_limit=3)


def gap_cut(gap: Gap, site: Site) -> BaseGeometry:
    """The ground that an opening takes out of the walls it goes through."""
    line = LineString(gap.line)
    if line.length == 0:
        return NOWHERE
    return line.buffer(gap_depth(gap, site) / 2 + 0.06, cap_style="flat")


def gap_depth(gap: Gap, site: Site) -> float:
    """The thickness of the thickest wall that the opening goes through."""
    middle = LineString(gap.line).interpolate(0.5, normalized=True)
    depths = [
        room.wall
        for room in drawable(site.rooms)
        if room.wall > 0 and outline(room).exterior.distance(middle) < room.wall / 2 + 0.05
    ]
    return max(depths, default=0.3)


def walls_by_certainty(site: Site) -> dict[str, BaseGeometry]:
    """All walls, openings cut out; where walls run into each other the surer one counts."""
    cuts = unary_union([gap_cut(gap, site) for gap in site.gaps])
    taken: BaseGeometry = NOWHERE
    found: dict[str, BaseGeometry] = {}
    for certainty in CERTAINTIES:
        bands = [wall_band(room) for room in drawable(site.rooms) if room.certainty == certainty]
        region = unary_union(bands).difference(taken)
        taken = taken.union(region)
        found[certainty] = region.difference(cuts)
    return found


def all_walls(site: Site) -> BaseGeometry:
    """The ground of all walls, openings not cut out."""
    return unary_union([wall_band(room) for room in drawable(site.rooms)])


def clear_floors(site: Site) -> dict[str, BaseGeometry]:
    """For each room the floor that is its own: less walls, and less the smaller places in it.

    A fixture with walls, such as a garden wall, is its walls and has no floor.
    """
    # A floor runs on through its doorways.
    doorways = unary_union([gap_cut(gap, site) for gap in site.gaps if gap.sill == 0])
    walls = all_walls(site).difference(doorways)
    rooms = drawable(site.rooms)
    floors: dict[str, BaseGeometry] = {}
    inside: BaseGeometry = NOWHERE
    for room in reversed(rooms):
        if is_wall(room):
            floors[room.key] = wall_band(room)
            continue
        floor = outline(room).difference(walls).difference(inside)
        floors[room.key] = floor
        inside = inside.union(outline(room))
    return floors


def is_wall(room: Room) -> bool:
    """Whether the place is nothing but its walls."""
    return room.kind == "fixture" and room.wall > 0


def is_tower(room: Room) -> bool:
    """A building that is taller than it is wide is drawn whole, not cut open."""
    return room.kind == "building" and room.height > math.sqrt(outline(room).area) * 1.4


def footprint(thing: Thing, *, pad: float = 0.0) -> Polygon:
    """The ground a placed thing covers, turned as it stands."""
    x, y = thing.at
    half_width, half_depth = thing.width / 2 + pad, thing.depth / 2 + pad
    flat = box(x - half_width, y - half_depth, x + half_width, y + half_depth)
    return affinity.rotate(flat, thing.rotation, origin=(x, y))


def standing_points(thing: Thing) -> list[Point]:
    """Where the single plants of a group stand: a sunflower's spiral within its footprint."""
    x, y = thing.at
    count = max(1, min(14, round(thing.width * thing.depth / 2.6)))
    if count == 1:
        return [(x, y)]
    turn = math.pi * (3 - math.sqrt(5))
    found = []
    for step in range(count):
        reach = math.sqrt((step + 0.6) / count) / 2
        across = thing.width * reach * math.cos(step * turn)
        along = thing.depth * reach * math.sin(step * turn)
        found.append(turned(x, y, across, along, thing.rotation))
    return found


def points(line: LineString) -> list[Point]:
    """The points of a line, in its order."""
    return [(x, y) for x, y, *_ in line.coords]


def turned(x: float, y: float, across: float, along: float, degrees: float) -> Point:
    """A point given in a thing's own axes, on the sheet."""
    angle = math.radians(degrees)
    return (
        x + across * math.cos(angle) - along * math.sin(angle),
        y + across * math.sin(angle) + along * math.cos(angle),
    )


def _is_points(polygon: Any) -> bool:
    return isinstance(polygon, Sequence) and all(
        isinstance(point, Sequence)
        and not isinstance(point, str)
        and len(point) == 2
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in point)
        for point in polygon
    )
