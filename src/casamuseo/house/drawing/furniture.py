"""Things in space: furniture from a few prisms each, plants as strokes that face the eye."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

import shapely

from casamuseo.house.drawing.geometry import footprint, standing_points, turned
from casamuseo.house.drawing.occlusion import COS, SIN, Prism, Space, clockwise
from casamuseo.house.drawing.site import Point, Site, Thing
from casamuseo.house.drawing.symbols import chair_seats, units

SKIN = 0.02
"""How far a drawn plate, such as a shelf's opening, stands out from the face it lies on."""


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
        (_slab(-w + 0.06, d, w - 0.06, d + SKIN), 0.08, thing.height - 0.07, "recess"),
    ]
    for row in range(rows):
        low = 0.08 + row * step
        if row:
            found.append((_slab(-w, d + SKIN, w, d + 2 * SKIN), low - 0.03, low + 0.03, "wood"))
        for left, right in _BOOKS[row % len(_BOOKS)]:
            span = _slab(-w + thing.width * left, d + SKIN, -w + thing.width * right, d + 2 * SKIN)
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
        *((_slab(a, d, b, d + SKIN), 0.12, thing.height - 0.18, "wood") for a, b in doors),
    ]


def _stove(thing: Thing) -> list[Block]:
    w, d, top = thing.width / 2, thing.depth / 2, thing.height
    rings = [(x * thing.width, y * thing.depth) for x in (-0.25, 0.25) for y in (-0.2, 0.24)]
    return [
        (_whole(thing), 0.0, top, "steel"),
        *(
            ([(x + 0.12 * c, y + 0.12 * s) for c, s in _RING], top, top + SKIN, "recess")
            for x, y in rings
        ),
        (_slab(-w + 0.1, d, -0.06, d + SKIN), 0.15, top - 0.2, "recess"),
        (_slab(0.06, d, w - 0.1, d + SKIN), 0.15, top - 0.2, "recess"),
    ]


_RING = [(math.cos(math.pi * step / 3), math.sin(math.pi * step / 3)) for step in range(6)]


def _trunk(thing: Thing) -> list[Block]:
    w, d, top = thing.width / 2, thing.depth / 2, thing.height
    return [
        (_whole(thing, inset=0.02), 0.0, top * 0.72, "leather"),
        (_whole(thing), top * 0.72, top, "leather"),
        *(
            (_slab(x - 0.05, d, x + 0.05, d + SKIN), 0.0, top, "recess")
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
        front = _slab(left + 0.14, d, left + step - 0.14, d + SKIN)
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
                    _slab(left + 0.14, d, right - 0.14, d + SKIN),
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
            (_slab(left + 0.2, d, right - 0.2, d + SKIN), 0.9, thing.height - 0.25, "book")
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
