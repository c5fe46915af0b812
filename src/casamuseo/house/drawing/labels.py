"""Where labels go: inside their room clear of furniture, or beside it with a leader line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points, unary_union

from casamuseo.house.drawing.site import Point

# Widths in thousandths of the type size, on the generous side of a bold grotesque.
_WIDE = 940
_NARROW = dict.fromkeys("fijltrIJ .,:;'’-·|!()", 400) | dict.fromkeys("il.,'’·", 300)
_BROAD = dict.fromkeys("mwMW%@", _WIDE)
_CAPITAL, _SMALL = 730, 610
LINE = 1.12
"""Height of a line in type sizes."""

_SAMPLES = 44
"""Positions tried across and down a region."""


@dataclass(frozen=True)
class Wish:
    """A label that wants a place, in the units of the drawing.

    `choices` are ways of breaking it into lines, the best first. `free` is where it may lie
    inside its room; `target` what a leader line points at.
    """

    key: str
    choices: tuple[tuple[str, ...], ...]
    free: BaseGeometry
    target: BaseGeometry


@dataclass(frozen=True)
class Label:
    """A placed label: its lines, its box, and its leader line where it stands apart."""

    key: str
    lines: tuple[str, ...]
    box: Polygon
    leader: LineString | None = None

    @property
    def centre(self) -> Point:
        """The middle of its box."""
        left, top, right, bottom = self.box.bounds
        return ((left + right) / 2, (top + bottom) / 2)


@dataclass
class Sheet:
    """Where leader labels may stand, what they must not touch, and what already stands there."""

    open: BaseGeometry
    obstacles: BaseGeometry
    reach: float
    """How long a leader line may be."""
    taken: list[BaseGeometry] = field(default_factory=list)


def text_width(words: str, *, size: float) -> float:
    """The width that the words need at this type size, never less than they take."""
    thousandths = sum(
        _NARROW.get(letter)
        or _BROAD.get(letter)
        or (_CAPITAL if letter.isupper() else _SMALL)
        for letter in words
    )
    return thousandths * size / 1000


def text_box(lines: Sequence[str], *, size: float, pad: float = 0.25) -> tuple[float, float]:
    """Width and height of a label's box with a margin of `pad` type sizes around it."""
    width = max(text_width(line, size=size) for line in lines)
    return width + 2 * pad * size, (len(lines) - 1) * LINE * size + size * (0.75 + 2 * pad)


def disc_box(lines: Sequence[str], *, size: float) -> tuple[float, float]:
    """The square around a disc that holds a number."""
    across = max(text_width(lines[0], size=size) + 0.55 * size, 1.5 * size)
    return across, across


def place_labels(
    wishes: Sequence[Wish], *, size: float, sheet: Sheet, is_disc: bool = False
) -> dict[str, Label]:
    """Labels that touch neither each other nor furniture; one that fits nowhere is left out.

    First every label that fits its own room goes to its roomiest spot there; the others look
    for the nearest open ground that a straight leader line reaches without crossing anything.
    """
    placed: dict[str, Label] = {}
    waiting = []
    for wish in wishes:
        label = _inside(wish, size=size, is_disc=is_disc)
        if label is None:
            waiting.append(wish)
        else:
            placed[wish.key] = label
            sheet.taken.append(label.box)
    for wish in sorted(waiting, key=lambda wish: -wish.target.area):
        label = _beside(wish, size=size, sheet=sheet, is_disc=is_disc)
        if label is not None:
            placed[wish.key] = label
            sheet.taken.append(label.box)
            sheet.taken.append(label.leader.buffer(size * 0.12) if label.leader else label.box)
    return placed


def breaks(label: str) -> tuple[tuple[str, ...], ...]:
    """A name on one line, or on two broken where they come out most even."""
    words = label.split(" ")
    if len(words) < 2:
        return ((label,),)
    halves = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return ((label,), min(halves, key=lambda half: max(len(half[0]), len(half[1]))))


def _size_of(lines: Sequence[str], *, size: float, is_disc: bool) -> tuple[float, float]:
    return disc_box(lines, size=size) if is_disc else text_box(lines, size=size)


def _inside(wish: Wish, *, size: float, is_disc: bool) -> Label | None:
    if wish.free.is_empty:
        return None
    for lines in wish.choices:
        width, height = _size_of(lines, size=size, is_disc=is_disc)
        best = _roomiest(wish.free, width=width, height=height)
        if best is not None:
            return Label(wish.key, tuple(lines), best)
    return None


def _roomiest(free: BaseGeometry, *, width: float, height: float) -> Polygon | None:
    """The spot with most air around it; beyond half a line of air, the one nearest the middle."""
    boxes = _boxes(free.bounds, width=width, height=height)
    if boxes is None:
        return None
    shapely.prepare(free)
    boxes = boxes[shapely.contains(free, boxes)]
    if len(boxes) == 0:
        return None
    air = shapely.distance(boxes, free.boundary)
    middle = free.envelope.centroid if free.geom_type != "Polygon" else free.centroid
    off = shapely.distance(shapely.centroid(boxes), middle)
    score = np.minimum(air, height * 0.6) * 2 - off * 0.25
    return boxes[int(np.argmax(score))]


def _boxes(
    bounds: tuple[float, float, float, float], *, width: float, height: float
) -> np.ndarray | None:
    left, top, right, bottom = bounds
    across, down = right - left - width, bottom - top - height
    if across < 0 or down < 0:
        return None
    xs = np.linspace(left, left + across, min(_SAMPLES, max(2, int(across / 3) + 1)))
    ys = np.linspace(top, top + down, min(_SAMPLES, max(2, int(down / 3) + 1)))
    grid_x, grid_y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    return shapely.box(grid_x, grid_y, grid_x + width, grid_y + height)


def _beside(wish: Wish, *, size: float, sheet: Sheet, is_disc: bool) -> Label | None:
    if wish.target.is_empty:
        return None
    blocked = unary_union([sheet.obstacles, *sheet.taken])
    room = sheet.open.difference(blocked)
    if room.is_empty:
        return None
    for lines in wish.choices:
        width, height = _size_of(lines, size=size, is_disc=is_disc)
        found = _nearest(wish, room, blocked, width=width, height=height, reach=sheet.reach)
        if found is not None:
            return Label(wish.key, tuple(lines), *found)
    return None


def _nearest(
    wish: Wish,
    room: BaseGeometry,
    blocked: BaseGeometry,
    *,
    width: float,
    height: float,
    reach: float,
) -> tuple[Polygon, LineString] | None:
    near = wish.target.envelope.buffer(reach).envelope.intersection(box(*room.bounds))
    if near.is_empty:
        return None
    boxes = _boxes(near.bounds, width=width, height=height)
    if boxes is None:
        return None
    shapely.prepare(room)
    boxes = boxes[shapely.contains(room, boxes)]
    # A leader may run over what it points at, never over anything else.
    blocked = blocked.difference(wish.target.buffer(1.0))
    shapely.prepare(blocked)
    anchors = _anchors(wish.target)
    best: tuple[float, Polygon, LineString] | None = None
    for spot in boxes[np.argsort(shapely.distance(boxes, wish.target))][:400]:
        for anchor in anchors:
            leader = LineString([nearest_points(spot, anchor)[0], anchor])
            if leader.length > reach or leader.length == 0:
                continue
            if best is not None and leader.length >= best[0]:
                continue
            if not blocked.intersects(leader):
                best = (leader.length, spot, leader)
    return None if best is None else best[1:]


def _anchors(target: BaseGeometry) -> list[shapely.Point]:
    """Points that plainly lie in the target: the middle of its widest part, and a few more."""
    parts = sorted(getattr(target, "geoms", [target]), key=lambda part: -part.area)
    found = []
    for part in parts[:3]:
        if part.geom_type != "Polygon" or part.area <= 0:
            continue
        found.append(shapely.maximum_inscribed_circle(part).interpolate(0))
        ring = part.exterior.interpolate(np.linspace(0, 1, 24, endpoint=False), normalized=True)
        inner = part.buffer(-min(4.0, part.area / part.length))
        if not inner.is_empty:
            found += [nearest_points(inner, point)[0] for point in ring]
    return found
