"""The house in space: walls cut low in front, towers whole, and what stands between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing.furniture import SKIN, thing_prisms
from casamuseo.house.drawing.geometry import (
    NOWHERE,
    drawable,
    gap_cut,
    is_tower,
    outline,
    points,
)
from casamuseo.house.drawing.occlusion import Prism, clockwise
from casamuseo.house.drawing.site import Point, Room, Site

FRONT_CUT = 0.8
"""Metres at which walls are cut that would hide the room behind them."""

BACK_CUT = 2.3
"""Metres at which the other walls of a room are cut; a garden wall keeps its height."""


def house_prisms(site: Site) -> list[Prism]:
    """All that stands on the site, solids first that keep their shape where two overlap."""
    return [
        *(prism for room in drawable(site.rooms) if is_tower(room) for prism in tower(room, site)),
        *wall_prisms(site),
        *(prism for thing in site.drawn_things for prism in thing_prisms(thing, site)),
    ]


def wall_prisms(site: Site) -> Iterator[Prism]:
    """Walls as convex prisms, low in front, with sills below and lintels above openings."""
    cuts = [(gap, gap_cut(gap, site)) for gap in site.gaps]
    every_cut = unary_union([cut for _, cut in cuts])
    for certainty, low, high, region in _wall_regions(site):
        is_section = high in (low + FRONT_CUT, low + BACK_CUT)
        material = "cut" if is_section else "plaster"
        owner = f"wall {certainty}"
        yield from _uprights(region.difference(every_cut), low, high, owner, material)
        for gap, cut in cuts:
            part = region.intersection(cut)
            sill, head = low + gap.sill, low + gap.sill + gap.height
            if gap.sill > 0:
                below = "plaster" if sill < high else material
                yield from _uprights(part, low, min(sill, high), owner, below)
            if head < high:
                yield from _uprights(part, head, high, owner, material)


def convex_parts(region: BaseGeometry) -> list[tuple[Point, ...]]:
    """A region cut into convex polygons: triangles, joined while they stay convex.

    After Hertel and Mehlhorn (1983), on a constrained Delaunay triangulation.
    """
    found = []
    for part in getattr(region, "geoms", [region]):
        if not isinstance(part, Polygon) or part.area < 1e-5:
            continue
        triangles = shapely.constrained_delaunay_triangles(part.simplify(1e-4)).geoms
        pieces = [piece for piece in triangles if isinstance(piece, Polygon)]
        found += [clockwise(points(piece.exterior)) for piece in _joined(pieces)]
    return found


def tower(room: Room, site: Site) -> Iterator[Prism]:
    """A watchtower: shaft, cornice, parapet, slits to look through, its door."""
    owner = f"wall {room.certainty}"
    body = outline(room).buffer(room.wall / 2, join_style="mitre")
    floor, top = room.base + room.height - 1.0, room.base + room.height
    parapet = body.buffer(0.14, join_style="mitre")
    yield from _uprights(body, room.base, floor - 0.2, owner, "plaster")
    yield from _uprights(parapet, floor - 0.2, floor, owner, "plaster")
    ring = parapet.difference(body.buffer(-0.22, join_style="mitre"))
    yield from _uprights(ring, floor, top, owner, "plaster")
    for start, end, out in _front_sides(body):
        for share in (0.3, 0.7):
            at = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            yield _plate(at, out, 0.26, floor - 1.7, floor - 0.7, owner, "recess")
        for gap in site.gaps:
            line = LineString(gap.line)
            if gap.kind == "door" and LineString([start, end]).distance(line) < room.wall:
                middle = line.interpolate(0.5, normalized=True)
                foot = _onto(start, out, (middle.x, middle.y))
                low = room.base + gap.sill
                yield _plate(foot, out, line.length, low, low + gap.height, owner, "recess")


def _uprights(
    region: BaseGeometry, low: float, high: float, owner: str, material: str
) -> Iterator[Prism]:
    if high - low < 0.02:
        return
    for base in convex_parts(region):
        yield Prism(base, low, high, owner, material)


def _joined(pieces: list[Polygon]) -> list[Polygon]:
    """Neighbours joined, the longest shared edge first, as long as the union is convex."""
    while True:
        best: tuple[float, int, int, Polygon] | None = None
        for one in range(len(pieces)):
            for other in range(one + 1, len(pieces)):
                shared = pieces[one].intersection(pieces[other]).length
                if shared < 1e-6 or (best is not None and shared <= best[0]):
                    continue
                union = pieces[one].union(pieces[other]).simplify(1e-7)
                if isinstance(union, Polygon) and union.convex_hull.area - union.area < 1e-7:
                    best = (shared, one, other, union)
        if best is None:
            return pieces
        _, one, other, union = best
        pieces = [piece for at, piece in enumerate(pieces) if at not in (one, other)] + [union]


def _wall_regions(site: Site) -> list[tuple[str, float, float, BaseGeometry]]:
    """Certainty, foot, top and ground of all walls; each bit of ground once.

    A wall in front of any room is cut low; where two others share their ground the higher one
    stands. A low wall ends at the face of a high one.
    """
    rooms = [room for room in drawable(site.rooms) if room.wall > 0 and not is_tower(room)]
    front = unary_union([line for room in rooms for line in _sides(room, is_front=True)])
    near_front = front.buffer(0.05, cap_style="flat")
    high_bands, low_bands = [], []
    for room in rooms:
        is_garden_wall = room.kind == "fixture"
        back = MultiLineString(_sides(room, is_front=False)).difference(near_front)
        full = room.height if is_garden_wall else min(room.height, BACK_CUT)
        band = back.buffer(room.wall / 2, cap_style="square", join_style="mitre")
        high_bands.append((room, full, band))
        own_front = MultiLineString(_sides(room, is_front=True))
        band = own_front.buffer(room.wall / 2, cap_style="square", join_style="mitre")
        low_bands.append((room, min(room.height, FRONT_CUT), band))

    found = []
    taken: BaseGeometry = NOWHERE
    for bands in (high_bands, low_bands):
        for room, height, band in sorted(bands, key=lambda one: -one[1]):
            region = band.difference(taken)
            taken = taken.union(band)
            if region.area > 1e-4:
                found.append((room.certainty, room.base, room.base + height, region))
    return found


def _sides(room: Room, *, is_front: bool) -> list[LineString]:
    """The room's sides that stand before it as the eye sees it, or the others."""
    return [
        LineString([start, end])
        for start, end, out in _outward(clockwise(room.polygon))
        if (out[0] + out[1] > 1e-6) is is_front
    ]


def _outward(corners: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        length = math.hypot(bx - ax, by - ay)
        if length > 1e-6:
            yield (ax, ay), (bx, by), ((by - ay) / length, (ax - bx) / length)


def _front_sides(body: Polygon) -> Iterator[tuple[Point, Point, Point]]:
    for start, end, out in _outward(clockwise(points(body.exterior))):
        if out[0] + out[1] > 0.1 and math.dist(start, end) > 1.2:
            yield start, end, out


def _onto(start: Point, out: Point, point: Point) -> Point:
    """The point moved onto the line through `start` that faces `out`."""
    off = (point[0] - start[0]) * out[0] + (point[1] - start[1]) * out[1]
    return (point[0] - off * out[0], point[1] - off * out[1])


def _plate(
    at: Point, out: Point, width: float, low: float, high: float, owner: str, material: str
) -> Prism:
    """A thin plate on a face, centred at `at`: a slit, a door."""
    along = (-out[1], out[0])
    corners = [
        (at[0] + along[0] * u + out[0] * v, at[1] + along[1] * u + out[1] * v)
        for u, v in ((-width / 2, 0), (width / 2, 0), (width / 2, SKIN), (-width / 2, SKIN))
    ]
    return Prism(clockwise(corners), low, high, owner, material)
