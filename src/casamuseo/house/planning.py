"""Judges what is drawn: whether an outline fits among the other walls, and its openings in its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from casamuseo.house.drawing import geometry_problems
from casamuseo.house.errors_plan import (
    LeavesPartOutside,
    OutsideParent,
    RunsThroughWall,
    UnfitOpening,
    UnfitOutline,
)
from casamuseo.house.models import Place
from casamuseo.house.terms import PlaceKind

SLIP = 0.03
"""Metres by which a line may lie beside another and still be meant to lie on it."""

NARROWEST = 0.1
_SOLID = (PlaceKind.ROOM, PlaceKind.BUILDING)

Points = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is drawn of a place: its corners, the thickness and height of its walls, in metres."""

    kind: str
    polygon: Points
    wall: float = 0.0
    base: float = 0.0
    height: float = 0.0

    @classmethod
    def of(cls, place: Place) -> Outline:
        return cls(place.kind, place.polygon, place.wall, place.base, place.height)

    @property
    def shape(self) -> Polygon:
        return Polygon(self.polygon)

    @property
    def is_solid(self) -> bool:
        """Whether nothing else of its sort can stand on the same ground."""
        return self.kind in _SOLID

    @property
    def is_wall(self) -> bool:
        """A garden wall: nothing but its walls."""
        return self.kind == PlaceKind.FIXTURE and self.wall > 0

    def meets(self, other: Outline) -> bool:
        """Whether both reach a common height; what has none reaches all."""
        if not self.height or not other.height:
            return True
        return (
            self.base < other.base + other.height - SLIP
            and other.base < self.base + self.height - SLIP
        )


@dataclass(frozen=True, slots=True)
class Hole:
    """An opening as it is drawn: its line, and from where to where it reaches in height."""

    line: Points
    sill: float
    height: float


def refuse_unfit_outline(polygon: Points) -> None:
    """Refuse with UnfitOutline what cannot be drawn, naming the spot where it crosses itself."""
    for problem in geometry_problems(polygon):
        if problem != "self-crossing":
            raise UnfitOutline(problem)
        x, y = _crossing(Polygon(polygon))
        raise UnfitOutline(problem, x=x, y=y)


def refuse_misplaced(
    place: Place | None, outline: Outline, *, parent: Place | None, places: Iterable[Place]
) -> None:
    """Refuse an outline that leaves its parent, loses a part or runs through somebody's wall.

    `places` are all places of the house. Refuses with OutsideParent, LeavesPartOutside or
    RunsThroughWall, each naming the other place and a spot.
    """
    known = {one.pk: one for one in places}
    own = place.pk if place else None
    drawn = [one for one in known.values() if one.pk != own and len(one.polygon) > 2]
    above = _above(parent, known)
    below = _below(own, known)
    _refuse_outside(outline, above)
    for part in drawn:
        if part.pk in below and _first_drawn(part, known, below, own) == own:
            _refuse_losing(part, outline)
    kin = {one.pk for one in above} | below
    for other in drawn:
        if other.pk not in kin:
            _refuse_through(outline, other)


def refuse_unfit_openings(outline: Outline, holes: Sequence[Hole]) -> None:
    """Refuse with UnfitOpening what lies off the wall, is too narrow or high, or overlaps another."""
    ring = outline.shape.exterior if len(outline.polygon) > 2 else None
    for number, hole in enumerate(holes, start=1):
        if ring is None:
            raise UnfitOpening("no-outline", number=number)
        if LineString(hole.line).length < NARROWEST:
            raise UnfitOpening("too-narrow", number=number)
        if not lies_on_wall(hole.line, outline.polygon):
            raise UnfitOpening("off-wall", number=number)
        if outline.height and hole.sill + hole.height > outline.height + SLIP:
            raise UnfitOpening("too-high", number=number)
    numbered = list(enumerate(holes, start=1))
    for (first, one), (second, other) in combinations(numbered, 2):
        if _overlap(one, other):
            raise UnfitOpening("overlaps", number=second, other=first)


def lies_on_wall(line: Points, polygon: Points) -> bool:
    """Whether a line lies along one straight wall of an outline."""
    return any(edge.buffer(SLIP).covers(LineString(line)) for edge in edges(polygon))


def edges(polygon: Points) -> list[LineString]:
    """The walls of an outline in order: from its first corner to its second, and so on around."""
    following = [*polygon[1:], polygon[0]]
    return [
        LineString([tuple(start), tuple(end)])
        for start, end in zip(polygon, following, strict=True)
    ]


def is_inside(x: float, y: float, polygon: Points) -> bool:
    """Whether a thing that stands here stands in the place; against the wall is inside."""
    return len(polygon) < 3 or Polygon(polygon).distance(Point(x, y)) <= SLIP


def _refuse_outside(outline: Outline, above: Sequence[Place]) -> None:
    parent = next((one for one in above if len(one.polygon) > 2), None)
    if parent is None:
        return
    beyond = outline.shape.difference(Polygon(parent.polygon).buffer(SLIP, join_style="mitre"))
    if not beyond.is_empty:
        x, y = _spot(beyond)
        raise OutsideParent(parent, x=x, y=y)


def _refuse_losing(part: Place, outline: Outline) -> None:
    beyond = Polygon(part.polygon).difference(outline.shape.buffer(SLIP, join_style="mitre"))
    if not beyond.is_empty:
        x, y = _spot(beyond)
        raise LeavesPartOutside(part, x=x, y=y)


def _refuse_through(outline: Outline, other: Place) -> None:
    there = Outline.of(other)
    if not outline.meets(there):
        return
    shape, standing = outline.shape, there.shape
    if outline.is_solid and there.is_solid:
        # A room within a room that it is no part of has no floor left to be its own.
        common = _thick(shape.intersection(standing))
    elif outline.is_wall and there.is_solid:
        common = _thick_line(shape.exterior, standing)
    elif there.is_wall and outline.is_solid:
        common = _thick_line(standing.exterior, shape)
    elif {outline.kind, other.kind} & set(_SOLID) and PlaceKind.OUTDOOR in (
        outline.kind,
        other.kind,
    ):
        common = _partly(shape, standing) if there.is_solid else _partly(standing, shape)
    else:
        return
    if not common.is_empty:
        x, y = _spot(common)
        raise RunsThroughWall(other, x=x, y=y)


def _partly(ground: Polygon, building: Polygon) -> BaseGeometry:
    """What of a building lies on the ground, where not all of it does."""
    common = _thick(ground.intersection(building))
    return Polygon() if _thick(building.difference(ground)).is_empty else common


def _thick(region: BaseGeometry) -> BaseGeometry:
    """What is left of a region when slips of the pen are taken off."""
    return region.buffer(-SLIP, join_style="mitre")


def _thick_line(ring: BaseGeometry, building: Polygon) -> BaseGeometry:
    return ring.intersection(building.buffer(-SLIP, join_style="mitre"))


def _overlap(one: Hole, other: Hole) -> bool:
    if one.sill >= other.sill + other.height or other.sill >= one.sill + one.height:
        return False
    common = LineString(one.line).buffer(SLIP, cap_style="flat")
    return bool(common.intersection(LineString(other.line)).length > SLIP)


def _above(parent: Place | None, known: dict[int, Place]) -> list[Place]:
    found: list[Place] = []
    while parent is not None and parent not in found:
        found.append(parent)
        parent = known.get(parent.parent_id) if parent.parent_id else None
    return found


def _below(own: int | None, known: dict[int, Place]) -> set[int]:
    if own is None:
        return set()
    found: set[int] = set()
    level = {own}
    while level:
        level = {one.pk for one in known.values() if one.parent_id in level} - found
        found |= level
    return found


def _first_drawn(
    part: Place, known: dict[int, Place], below: set[int], own: int | None
) -> int | None:
    """The nearest place above a part that has an outline; the changed place counts as having one."""
    at = part.parent_id
    while at is not None and at != own and at in below and len(known[at].polygon) < 3:
        at = known[at].parent_id
    return at


def _crossing(shape: Polygon) -> tuple[float, float]:
    """Where an outline meets itself, as the geometry library tells it: "Self-intersection[3 4]"."""
    told = shapely.is_valid_reason(shape)
    x, _space, y = told.partition("[")[2].rstrip("]").partition(" ")
    return float(x), float(y)


def _spot(region: BaseGeometry) -> tuple[float, float]:
    at = region.representative_point()
    return at.x, at.y
