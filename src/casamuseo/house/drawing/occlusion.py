"""What hides what: convex prisms in painter's order, and the part of each that is seen.

The view is isometric: the eye looks along (-1, -1, -1). Two prisms whose pictures overlap are
ordered by a plane that separates them (Newell, Newell and Sancha 1972; the plane search is the
separating axis test). Where the order runs in a circle, a prism is cut in two by such a plane,
as in a binary space partition (Fuchs, Kedem and Naylor 1980).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

import shapely
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.strtree import STRtree

from casamuseo.house.drawing.site import Point

COS, SIN = math.cos(math.pi / 6), math.sin(math.pi / 6)
TOUCH = 1e-6
"""Metres within which two solids count as touching, not overlapping."""

_SPECK = 1e-4
"""Square metres of picture below which an overlap is nothing."""

_THIN = 0.0105
"""Metres; the rim of a plate, thinner than any line that could be drawn along it."""

_MOST_CUTS = 400

Space = tuple[float, float, float]


@dataclass(frozen=True)
class Prism:
    """An upright convex prism from `low` to `high`, in metres, corners in one direction.

    `owner` and `material` say what its faces are drawn as. `lines` are strokes in space that
    belong to it, such as a plant's. What is not opaque hides nothing.
    """

    base: tuple[Point, ...]
    low: float
    high: float
    owner: str = ""
    material: str = ""
    is_opaque: bool = True
    strokes: tuple[tuple[Space, ...], ...] = ()

    @cached_property
    def shadow(self) -> BaseGeometry:
        """Its picture's outline."""
        corners = [project(x, y, z) for x, y in self.base for z in (self.low, self.high)]
        return MultiPoint(corners).convex_hull


@dataclass(frozen=True)
class Face:
    """A visible part of one side of a prism, in the picture; `plane` is the side's own plane."""

    prism: Prism
    tone: str
    plane: tuple[float, float, float]
    region: BaseGeometry


def project(x: float, y: float, z: float) -> Point:
    """A point in space to the picture, one metre along an edge being one unit."""
    return ((x - y) * COS, (x + y) * SIN - z)


def clockwise(points: Iterable[Point]) -> tuple[Point, ...]:
    """The corners of a polygon in the direction that this module counts on."""
    corners = tuple(points)
    if corners[0] == corners[-1]:
        corners = corners[:-1]
    twice = sum(
        ax * by - bx * ay
        for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True)
    )
    return corners if twice > 0 else corners[::-1]


def painters_order(prisms: Sequence[Prism]) -> list[Prism]:
    """The prisms from the farthest to the nearest; cut where they overlap or run in a circle."""
    waiting = dict(enumerate(_apart(prisms)))
    fresh = count(len(waiting))
    behind = _relations(waiting)
    ordered: list[Prism] = []
    cuts = 0
    while waiting:
        ready = sorted(index for index in waiting if not behind[index])
        if not ready:
            cuts += 1
            index, halves = _cut_a_circle(waiting, behind) if cuts < _MOST_CUTS else (None, [])
            if index is None:
                # Nothing can be cut any more: touching to within rounding. Take the farthest.
                ready = [min(waiting, key=lambda one: _depth(waiting[one]))]
            else:
                del waiting[index]
                waiting.update({next(fresh): half for half in halves})
                behind = _relations(waiting)
                continue
        for index in ready:
            ordered.append(waiting.pop(index))
            behind.pop(index, None)
        gone = set(ready)
        for index in waiting:
            behind[index] -= gone
    return ordered


def visible_faces(ordered: Sequence[Prism]) -> list[Face]:
    """What is seen of all faces, from prisms in painter's order, farthest first.

    Paint all walls, then thing by thing in this order. So a wall is cut back by nearer walls
    only, as things come to lie over it; a thing by nearer walls and other things, as its own
    nearer parts come to lie over the farther ones.
    """
    hidden_by = _nearer_prisms(ordered)
    found = []
    for prism, nearer in zip(ordered, hidden_by, strict=True):
        if prism.strokes:
            continue
        covers = [one.shadow for one in nearer if _cuts_back(one, prism)]
        cover = unary_union(covers) if covers else None
        everything = unary_union([one.shadow for one in nearer]) if nearer else None
        for tone, plane, picture in faces(prism):
            if picture.area / picture.length < _THIN:
                continue
            if everything is not None and picture.difference(everything).area < _SPECK:
                continue  # Nothing of it is seen in the end.
            region = picture if cover is None else _solid(picture.difference(cover))
            if region.area > _SPECK:
                found.append(Face(prism, tone, plane, region))
    return found


def _cuts_back(nearer: Prism, prism: Prism) -> bool:
    if _is_wall(prism):
        return _is_wall(nearer)
    return nearer.owner != prism.owner


def _is_wall(prism: Prism) -> bool:
    return prism.owner.startswith("wall")


def visible_strokes(ordered: Sequence[Prism]) -> list[tuple[Prism, BaseGeometry]]:
    """The parts of all strokes that nothing nearer hides."""
    hidden_by = _nearer_prisms(ordered)
    found = []
    for prism, nearer in zip(ordered, hidden_by, strict=True):
        if not prism.strokes:
            continue
        picture: BaseGeometry = shapely.MultiLineString(
            [[project(*point) for point in stroke] for stroke in prism.strokes]
        )
        if nearer:
            picture = picture.difference(unary_union([one.shadow for one in nearer]))
        if not picture.is_empty:
            found.append((prism, picture))
    return found


def faces(prism: Prism) -> Iterable[tuple[str, tuple[float, float, float], Polygon]]:
    """The faces that look at the eye: tone (top, left, right), plane, picture."""
    corners = prism.base
    top = Polygon([project(x, y, prism.high) for x, y in corners])
    yield "top", (0.0, 0.0, round(prism.high, 3)), top
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        length = math.hypot(bx - ax, by - ay)
        if length < TOUCH:
            continue
        out_x, out_y = (by - ay) / length, (ax - bx) / length
        if out_x + out_y <= TOUCH:
            continue
        side = [
            (ax, ay, prism.low),
            (bx, by, prism.low),
            (bx, by, prism.high),
            (ax, ay, prism.high),
        ]
        picture = Polygon([project(*corner) for corner in side])
        plane = (round(out_x, 3), round(out_y, 3), round(out_x * ax + out_y * ay, 3))
        yield ("left" if out_y > out_x else "right"), plane, picture


def _apart(prisms: Sequence[Prism]) -> list[Prism]:
    """The same solids with nothing counted twice: later ones lose what lies in earlier ones."""
    kept: list[Prism] = []
    tree_of = [_ground_box(prism) for prism in prisms]
    tree = STRtree(tree_of)
    for index, prism in enumerate(prisms):
        earlier = [int(other) for other in tree.query(tree_of[index]) if other < index]
        pieces = [prism]
        for other in sorted(earlier):
            if prism.strokes or prisms[other].strokes:
                continue
            pieces = [part for piece in pieces for part in _without(piece, prisms[other])]
        kept.extend(pieces)
    return kept


def _ground_box(prism: Prism) -> BaseGeometry:
    return shapely.box(*MultiPoint(prism.base).bounds)


def _without(prism: Prism, other: Prism) -> list[Prism]:
    """The convex pieces of the prism outside the other; itself where they do not overlap."""
    if _separations(prism, other):
        return [prism]
    outside = []
    rest: Prism | None = prism
    for edge in _edges(other.base):
        if rest is None:
            break
        out, rest = _split(rest, edge)
        if out is not None:
            outside.append(out)
    if rest is None:
        return outside
    if rest.high > other.high + TOUCH:
        outside.append(replace(rest, low=max(rest.low, other.high)))
    if rest.low < other.low - TOUCH:
        outside.append(replace(rest, high=min(rest.high, other.low)))
    return outside


def _relations(prisms: dict[int, Prism]) -> dict[int, set[int]]:
    """For each prism the ones that must be painted before it."""
    indices = list(prisms)
    pictures = [prisms[index].shadow for index in indices]
    behind: dict[int, set[int]] = {index: set() for index in indices}
    for first, second in _overlapping(pictures):
        a, b = indices[first], indices[second]
        side = _in_front(prisms[a], prisms[b])
        if side > 0:
            behind[b].add(a)
        elif side < 0:
            behind[a].add(b)
    return behind


def _overlapping(pictures: Sequence[BaseGeometry]) -> list[tuple[int, int]]:
    if not pictures:
        return []
    tree = STRtree(pictures)
    firsts, seconds = tree.query(pictures, predicate="intersects")
    pairs = [(int(a), int(b)) for a, b in zip(firsts, seconds, strict=True) if a < b]
    if not pairs:
        return []
    shared = shapely.area(
        shapely.intersection([pictures[a] for a, _ in pairs], [pictures[b] for _, b in pairs])
    )
    return [pair for pair, area in zip(pairs, shared, strict=True) if area > _SPECK]


def _in_front(a: Prism, b: Prism) -> int:
    """1 where b may hide a, -1 where a may hide b, 0 where neither can.

    A plane between them with b on the eye's side lets only b hide a; one that the eye looks
    along, or two that disagree, let neither.
    """
    sides = _separations(a, b)
    if not sides or 0 in sides or len(sides) > 1:
        return 0
    return sides.pop()


def _separations(a: Prism, b: Prism) -> set[int]:
    """Which of the two the separating planes put on the eye's side; empty where they overlap."""
    sides = set()
    if a.high <= b.low + TOUCH:
        sides.add(1)
    if b.high <= a.low + TOUCH:
        sides.add(-1)
    sides |= {_sign(x + y) for (x, y), at in _edges(a.base) if _beyond(b.base, x, y, at)}
    sides |= {-_sign(x + y) for (x, y), at in _edges(b.base) if _beyond(a.base, x, y, at)}
    return sides


def _edges(base: Sequence[Point]) -> list[tuple[Point, float]]:
    """Each side's outward normal, and how far out along it the side lies."""
    found = []
    for (ax, ay), (bx, by) in zip(base, [*base[1:], base[0]], strict=True):
        length = math.hypot(bx - ax, by - ay)
        if length > TOUCH:
            x, y = (by - ay) / length, (ax - bx) / length
            found.append(((x, y), x * ax + y * ay))
    return found


def _beyond(base: Sequence[Point], x: float, y: float, at: float) -> bool:
    return all(x * px + y * py >= at - TOUCH for px, py in base)


def _sign(value: float) -> int:
    return 0 if abs(value) < TOUCH else (1 if value > 0 else -1)


def _cut_a_circle(
    prisms: dict[int, Prism], behind: dict[int, set[int]]
) -> tuple[int | None, list[Prism]]:
    """A prism of a circle, and its two halves on either side of another one's plane."""
    circle = _circle(prisms, behind)
    for index in circle:
        for other in circle:
            if index == other:
                continue
            for edge in _edges(prisms[other].base):
                out, rest = _split(prisms[index], edge)
                if out is not None and rest is not None:
                    return index, [out, rest]
            for level in (prisms[other].low, prisms[other].high):
                prism = prisms[index]
                if prism.low + TOUCH < level < prism.high - TOUCH and not prism.strokes:
                    return index, [replace(prism, high=level), replace(prism, low=level)]
    return None, []


def _circle(prisms: dict[int, Prism], behind: dict[int, set[int]]) -> list[int]:
    """One circle of prisms, each behind the next, found by walking back until one repeats."""
    walk = [next(iter(prisms))]
    seen = {walk[0]: 0}
    while True:
        step = min(behind[walk[-1]])
        if step in seen:
            return walk[seen[step] :]
        seen[step] = len(walk)
        walk.append(step)


def _split(prism: Prism, edge: tuple[Point, float]) -> tuple[Prism | None, Prism | None]:
    """The part beyond the plane and the part within it; strokes stay with the part they are in."""
    (x, y), at = edge
    out = _clip(prism.base, x, y, at)
    rest = _clip(prism.base, -x, -y, -at)
    return (
        replace(prism, base=out) if out else None,
        replace(prism, base=rest) if rest and not (out and prism.strokes) else None,
    )


def _clip(base: Sequence[Point], x: float, y: float, at: float) -> tuple[Point, ...]:
    """The part of a convex polygon beyond a line (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for (ax, ay), (bx, by) in zip(base, [*base[1:], base[0]], strict=True):
        from_a, from_b = x * ax + y * ay - at, x * bx + y * by - at
        if from_a >= 0:
            kept.append((ax, ay))
        if (from_a > TOUCH and from_b < -TOUCH) or (from_a < -TOUCH and from_b > TOUCH):
            share = from_a / (from_a - from_b)
            kept.append((ax + (bx - ax) * share, ay + (by - ay) * share))
    if len(kept) < 3 or Polygon(kept).area < TOUCH:
        return ()
    return tuple(kept)


def _depth(prism: Prism) -> float:
    middle = MultiPoint(prism.base).centroid
    return float(middle.x + middle.y + prism.low)


def _nearer_prisms(ordered: Sequence[Prism]) -> list[list[Prism]]:
    """For each prism the ones that may hide part of it."""
    nearer: dict[int, list[Prism]] = defaultdict(list)
    for first, second in _overlapping([prism.shadow for prism in ordered]):
        farther, closer = min(first, second), max(first, second)
        if ordered[closer].is_opaque:
            nearer[farther].append(ordered[closer])
    return [nearer[index] for index in range(len(ordered))]


def _solid(region: BaseGeometry) -> BaseGeometry:
    """The region without the lines and points that cutting leaves behind."""
    parts = getattr(region, "geoms", [region])
    return unary_union([part for part in parts if isinstance(part, Polygon) and part.area > _SPECK])
