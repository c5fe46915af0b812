"""The house in space: walls cut low in front, towers whole, furniture from a few prisms each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing.geometry import (
    NOWHERE,
    drawable,
    footprint,
    gap_cut,
    is_tower,
    outline,
    points,
    standing_points,
    turned,
)
from casamuseo.house.drawing.occlusion import COS, SIN, Prism, Space, clockwise
from casamuseo.house.drawing.site import Point, Room, Site, Thing
from casamuseo.house.drawing.symbols import chair_seats, units

FRONT_CUT = 0.8
"""Metres at which walls are cut that would hide the room behind them."""

BACK_CUT = 2.3
"""Metres at which the other walls of a room are cut; a garden wall keeps its height."""

_SKIN = 0.02
"""How far a drawn plate, such as a shelf's opening, stands out from the face it lies on."""


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


def thing_prisms(thing: Thing, site: Site) -> list[Prism]:
    """A placed thing in space."""
    build = _FORMS.get(thing.form, _block)
    level = _level(thing, site)
    return [
        Prism(
            base=clockwise(turned(*thing.at, u, v, thing.rotation) for u, v in corners),
            low=level + low,
            high=level + high,
            owner=f"thing {thing.key}",
            material=material,
            is_opaque=material != "glass",
        )
        for corners, low, high, material in build(thing)
    ] + list(_plant_prisms(thing, level))


Block = tuple[Sequence[Point], float, float, str]
"""A prism in a thing's own axes: corners, from, to, material."""


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
        for u, v in ((-width / 2, 0), (width / 2, 0), (width / 2, _SKIN), (-width / 2, _SKIN))
    ]
    return Prism(clockwise(corners), low, high, owner, material)


def _level(thing: Thing, site: Site) -> float:
    """What the thing stands on: its place's floor, or the table beneath a small thing."""
    bases = [room.base for room in site.rooms if room.key == thing.place]
    level = bases[0] if bases else 0.0
    if thing.form != "small":
        return level
    spot = shapely.Point(thing.at)
    tops = [
        other.height
        for other in site.drawn_things
        if other.form in ("table", "trunk", "stove") and footprint(other).contains(spot)
    ]
    return level + max(tops, default=0.0)


def _slab(left: float, back: float, right: float, front: float) -> Sequence[Point]:
    return ((left, back), (right, back), (right, front), (left, front))


def _whole(thing: Thing, *, inset: float = 0.0) -> Sequence[Point]:
    w, d = thing.width / 2 - inset, thing.depth / 2 - inset
    return _slab(-w, -d, w, d)


def _block(thing: Thing) -> list[Block]:
    return [(_whole(thing), 0.0, thing.height, "wood")]


def _small(thing: Thing) -> list[Block]:
    if thing.height > 0.3:
        w = thing.width / 2
        return [
            (_slab(-w * 0.5, -w * 0.5, w * 0.5, w * 0.5), 0.0, 0.03, "steel"),
            (_slab(-0.03, -0.03, 0.03, 0.03), 0.03, thing.height * 0.6, "steel"),
            (_slab(-w, -w, w, w), thing.height * 0.6, thing.height, "linen"),
        ]
    return [(_whole(thing), 0.0, max(thing.height, 0.05), "linen")]


def _legs(thing: Thing, *, thick: float, high: float, material: str) -> list[Block]:
    w, d = thing.width / 2 - 0.04, thing.depth / 2 - 0.04
    return [
        (_slab(left, back, left + thick, back + thick), 0.0, high, material)
        for left in (-w, w - thick)
        for back in (-d, d - thick)
    ]


def _table(thing: Thing) -> list[Block]:
    top = thing.height - 0.08
    return [
        *_legs(thing, thick=0.1, high=top, material="wood"),
        (_whole(thing), top, thing.height, "wood"),
    ]


def _chair(thing: Thing) -> list[Block]:
    """A back that reaches the ground, a seat, and two legs that a set of chairs does without."""
    found: list[Block] = []
    seats = chair_seats(thing)
    for x, y, turn, side in seats:
        half = side / 2
        blocks: list[Block] = [
            (_slab(-half, -half, half, -half + 0.07), 0.0, thing.height, "wood"),
            (_slab(-half, -half + 0.07, half, half), 0.4, 0.46, "wood"),
        ]
        if len(seats) == 1:
            blocks += [
                (_slab(left, half - 0.07, left + 0.07, half), 0.0, 0.4, "wood")
                for left in (-half, half - 0.07)
            ]
        found += [
            ([turned(x, y, u, v, turn) for u, v in corners], low, high, material)
            for corners, low, high, material in blocks
        ]
    return found


def _bed(thing: Thing) -> list[Block]:
    w, d, top = thing.width / 2, thing.depth / 2, thing.height
    pillows = 2 if thing.width > 1.2 else 1
    step = thing.width / pillows
    fold = -d + thing.depth * 0.34
    return [
        (_slab(-w, -d, w, -d + 0.08), 0.0, top + 0.5, "wood"),
        (_slab(-w, -d + 0.08, w, d), 0.12, top * 0.6, "wood"),
        (_slab(-w + 0.03, -d + 0.08, w - 0.03, fold), top * 0.6, top, "linen"),
        (_slab(-w + 0.03, fold, w - 0.03, d - 0.03), top * 0.6, top, "blanket"),
        *(
            (
                _slab(-w + step * at + 0.12, -d + 0.14, -w + step * (at + 1) - 0.12, -d + 0.46),
                top,
                top + 0.1,
                "linen",
            )
            for at in range(pillows)
        ),
    ]


def _shelf(thing: Thing) -> list[Block]:
    """A carcass open in front: a dark hollow, boards across it, books on the boards."""
    w, d = thing.width / 2, thing.depth / 2
    rows = max(2, units(thing.height, of=0.45))
    step = (thing.height - 0.1) / rows
    found: list[Block] = [
        (_whole(thing), 0.0, thing.height, "wood"),
        (_slab(-w + 0.06, d, w - 0.06, d + _SKIN), 0.08, thing.height - 0.07, "recess"),
    ]
    for row in range(rows):
        low = 0.08 + row * step
        if row:
            found.append((_slab(-w, d + _SKIN, w, d + 2 * _SKIN), low - 0.03, low + 0.03, "wood"))
        for left, right in _BOOKS[row % len(_BOOKS)]:
            span = _slab(
                -w + thing.width * left, d + _SKIN, -w + thing.width * right, d + 2 * _SKIN
            )
            found.append((span, low + 0.03, low + step - 0.12, "book"))
    return found


_BOOKS = (((0.05, 0.58),), ((0.22, 0.94),), ((0.05, 0.4), (0.52, 0.94)), ((0.05, 0.8),))
"""From where to where books stand on a board, in parts of its length."""


def _wardrobe(thing: Thing) -> list[Block]:
    w, d = thing.width / 2, thing.depth / 2
    doors = [(-w + 0.06, -0.03), (0.03, w - 0.06)]
    return [
        (_whole(thing), 0.0, thing.height - 0.08, "wood"),
        (_slab(-w - 0.04, -d, w + 0.04, d + 0.06), thing.height - 0.08, thing.height, "wood"),
        *((_slab(a, d, b, d + _SKIN), 0.12, thing.height - 0.18, "wood") for a, b in doors),
    ]


def _stove(thing: Thing) -> list[Block]:
    w, d, top = thing.width / 2, thing.depth / 2, thing.height
    rings = [(x * thing.width, y * thing.depth) for x in (-0.25, 0.25) for y in (-0.2, 0.24)]
    return [
        (_whole(thing), 0.0, top, "steel"),
        *(
            ([(x + 0.12 * c, y + 0.12 * s) for c, s in _RING], top, top + _SKIN, "recess")
            for x, y in rings
        ),
        (_slab(-w + 0.1, d, -0.06, d + _SKIN), 0.15, top - 0.2, "recess"),
        (_slab(0.06, d, w - 0.1, d + _SKIN), 0.15, top - 0.2, "recess"),
    ]


_RING = [(math.cos(math.pi * step / 3), math.sin(math.pi * step / 3)) for step in range(6)]


def _trunk(thing: Thing) -> list[Block]:
    w, d, top = thing.width / 2, thing.depth / 2, thing.height
    return [
        (_whole(thing, inset=0.02), 0.0, top * 0.72, "leather"),
        (_whole(thing), top * 0.72, top, "leather"),
        *(
            (_slab(x - 0.05, d, x + 0.05, d + _SKIN), 0.0, top, "recess")
            for x in (-w * 0.55, w * 0.55)
        ),
    ]


def _bunk(thing: Thing) -> list[Block]:
    w, d = thing.width / 2, thing.depth / 2
    count = units(thing.width, of=2.0)
    step = thing.width / count
    found: list[Block] = []
    for index in range(count):
        left, right = -w + index * step + 0.06, -w + (index + 1) * step - 0.06
        for low in (0.35, thing.height - 0.55):
            found.append((_slab(left, -d, right, d), low, low + 0.08, "wood"))
            found.append((_slab(left + 0.04, -d, right - 0.04, d), low + 0.08, low + 0.22, "linen"))
        for u in (left - 0.05, right):
            for v in (-d, d - 0.06):
                found.append((_slab(u, v, u + 0.05, v + 0.06), 0.0, thing.height, "wood"))
    return found


def _hutch(thing: Thing) -> list[Block]:
    """Boxes on legs, a lid over them, wire in front."""
    w, d, top = thing.width / 2, thing.depth / 2, thing.height - 0.1
    count = units(thing.width, of=1.4)
    step = thing.width / count
    found: list[Block] = [
        (_slab(-w - 0.08, -d, w + 0.08, d + 0.14), top, thing.height, "wood"),
        (_whole(thing), 0.3, top, "wood"),
        *(
            (_slab(u - 0.06, d - 0.12, u + 0.06, d), 0.0, 0.3, "wood")
            for u in (
                -w + 0.06 + index * (thing.width - 0.12) / count for index in range(count + 1)
            )
        ),
    ]
    for index in range(count):
        left = -w + index * step
        front = _slab(left + 0.14, d, left + step - 0.14, d + _SKIN)
        found.append((front, 0.4, top - 0.1, "recess"))
    return found


def _monument(thing: Thing) -> list[Block]:
    """A stele on two steps."""
    w, d = thing.width / 2, thing.depth / 2
    return [
        (_slab(-w - 0.5, -d - 0.5, w + 0.5, d + 0.5), 0.0, 0.18, "stone"),
        (_slab(-w - 0.22, -d - 0.22, w + 0.22, d + 0.22), 0.18, 0.4, "stone"),
        (_whole(thing), 0.4, thing.height, "stone"),
    ]


def _shutter(thing: Thing) -> list[Block]:
    w = thing.width / 2
    d = max(thing.depth / 2, 0.03)
    return [
        (_slab(left, -d, right, d), 0.9, 0.9 + thing.height, "steel")
        for left, right in ((-w, -0.03), (0.03, w))
    ]


def _gate(thing: Thing) -> list[Block]:
    w, d = thing.width / 2, thing.depth / 2
    found: list[Block] = []
    for left, right in ((-w, -0.03), (0.03, w)):
        found.append((_slab(left, -d, right, d), 0.05, thing.height, "steel"))
        for low, high in ((0.3, 0.45), (0.55, 0.95)):
            found.append(
                (
                    _slab(left + 0.14, d, right - 0.14, d + _SKIN),
                    thing.height * low,
                    thing.height * high,
                    "recess" if high > 0.9 else "steel",
                )
            )
    return found


def _glass(thing: Thing) -> list[Block]:
    return [(_whole(thing), 0.0, thing.height, "glass")]


def _panel(thing: Thing) -> list[Block]:
    w, d = thing.width / 2, thing.depth / 2
    count = units(thing.width, of=1.5)
    step = thing.width / count
    found: list[Block] = []
    for index in range(count):
        left, right = -w + index * step + 0.1, -w + (index + 1) * step - 0.1
        found.append((_slab(left, -d, right, d), 0.1, thing.height, "linen"))
        found.append(
            (_slab(left + 0.2, d, right - 0.2, d + _SKIN), 0.9, thing.height - 0.25, "book")
        )
    return found


def _nothing(thing: Thing) -> list[Block]:
    """Plants are strokes; marks are too small to stand."""
    del thing
    return []


_FORMS: dict[str, Callable[[Thing], list[Block]]] = {
    "table": _table,
    "chair": _chair,
    "bed": _bed,
    "shelf": _shelf,
    "wardrobe": _wardrobe,
    "stove": _stove,
    "trunk": _trunk,
    "bunk": _bunk,
    "hutch": _hutch,
    "monument": _monument,
    "shutter": _shutter,
    "gate": _gate,
    "glass": _glass,
    "panel": _panel,
    "small": _small,
    "cactus": _nothing,
    "succulent": _nothing,
    "mark": _nothing,
}


def _plant_prisms(thing: Thing, level: float) -> Iterator[Prism]:
    """Each plant of a group as strokes that face the eye, in a slim prism that orders them."""
    if thing.form not in ("cactus", "succulent"):
        return
    for index, (x, y) in enumerate(standing_points(thing)):
        height = thing.height * (1.0, 0.8, 0.65)[index // 3 % 3]
        if thing.form == "succulent":
            shape, drawn = "leaf", _agave(height)
        elif index % 3 == 2:
            shape, drawn = "pad", _nopal(height)
        else:
            shape, drawn = "stem", _column(height, arms=index % 3 + 1)
        half = 0.2
        yield Prism(
            base=clockwise(_slab(x - half, y - half, x + half, y + half)),
            low=level,
            high=level + height,
            owner=f"thing {thing.key}",
            material=shape,
            is_opaque=False,
            strokes=tuple(_facing(x, y, level, stroke) for stroke in drawn),
        )


def _facing(x: float, y: float, level: float, stroke: Iterable[Point]) -> tuple[Space, ...]:
    """A flat stroke (across, up) stood up to face the eye at this spot."""
    return tuple(
        (x + across / (2 * COS), y - across / (2 * COS), level + up) for across, up in stroke
    )


def _column(height: float, *, arms: int) -> list[Sequence[Point]]:
    found: list[Sequence[Point]] = [((0, 0), (0, height))]
    for side, share, rise in ((1, 0.35, 0.42), (-1, 0.5, 0.36))[:arms]:
        foot = height * share
        reach = 0.34 * side
        found.append(((0, foot), (reach, foot), (reach, foot + height * rise)))
    return found


def _nopal(height: float) -> list[Sequence[Point]]:
    """Pads, each a short broad stroke."""
    h = height * 0.8
    return [
        ((0, 0.1 * h), (0, 0.32 * h)),
        ((-0.14, 0.5 * h), (-0.26, 0.7 * h)),
        ((0.14, 0.5 * h), (0.24, 0.68 * h)),
        ((-0.2, 0.92 * h), (-0.16, 1.06 * h)),
    ]


def _agave(height: float) -> list[Sequence[Point]]:
    return [
        ((0, 0.02), (math.sin(angle) * 0.5, SIN * 0.1 + math.cos(angle) * height))
        for angle in (-1.2, -0.6, 0, 0.6, 1.2)
    ]
