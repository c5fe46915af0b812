"""Where labels go: inside their room clear of furniture, or beside it with a leader line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing.site import Point

Boxes = npt.NDArray[np.object_]
Numbers = npt.NDArray[np.float64]

# Widths in thousandths of the type size, on the generous side of a bold grotesque.
_NARROW = dict.fromkeys("ftrIJ -:;|!()", 400) | dict.fromkeys("ijl.,'", 330)
_BROAD = dict.fromkeys("mwMW%@", 1000)
_CAPITAL, _SMALL, _OTHER_SCRIPT = 730, 610, 1000
LINE = 1.12
"""Height of a line in type sizes."""

_SAMPLES = 44
"""Positions tried across and down a region."""

_NEAREST = 300
"""Positions beside a room that are tried with a leader line."""


@dataclass(frozen=True)
class Wish:
    """A label that wants a place, in the units of the drawing.

    `choices` are ways of breaking it into lines, the best first; `short` is what is set where
    none of them finds a place. `free` is where it may lie inside its room; `target` what a
    leader line points at, and `passable` what the line may cross besides.
    """

    key: str
    choices: tuple[tuple[str, ...], ...]
    free: BaseGeometry
    target: BaseGeometry
    short: tuple[tuple[str, ...], ...] = ()
    passable: BaseGeometry = field(default_factory=Polygon)


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

    def take(self, label: Label, *, size: float) -> None:
        """Nothing else may stand where this label and its leader line are."""
        self.taken.append(label.box)
        if label.leader is not None:
            self.taken.append(label.leader.buffer(size * 0.12))


def text_width(words: str, *, size: float) -> float:
    """The width that the words need at this type size, never less than they take."""
    return sum(_letter_width(letter) for letter in words) * size / 1000


def _letter_width(letter: str) -> int:
    if letter > "\u036f":
        return _OTHER_SCRIPT
    known = _NARROW.get(letter) or _BROAD.get(letter)
    return known or (_CAPITAL if letter.isupper() else _SMALL)


def text_box(lines: Sequence[str], *, size: float, pad: float = 0.25) -> tuple[float, float]:
    """Width and height of a label's box with a margin of `pad` type sizes around it."""
    width = max(text_width(line, size=size) for line in lines)
    return width + 2 * pad * size, (len(lines) - 1) * LINE * size + size * (0.75 + 2 * pad)


def disc_box(lines: Sequence[str], *, size: float) -> tuple[float, float]:
    """The square around a disc that holds a number."""
    across = max(text_width(lines[0], size=size) + 0.35 * size, 1.4 * size)
    return across, across


def place_labels(
    wishes: Sequence[Wish], *, size: float, sheet: Sheet, is_disc: bool = False
) -> dict[str, Label]:
    """Labels that touch neither each other nor furniture; one that fits nowhere is left out.

    First every label that fits its own room goes to its roomiest spot there; the others look
    for the nearest open ground that a straight leader line reaches without crossing anything.
    Whatever is left then tries its short form in the same two ways.
    """
    placed: dict[str, Label] = {}
    waiting = list(wishes)
    for stage in (_inside, _beside, _inside_short, _beside_short):
        still_waiting = []
        for wish in sorted(waiting, key=lambda wish: -wish.target.area):
            label = stage(wish, size=size, sheet=sheet, is_disc=is_disc)
            if label is None:
                still_waiting.append(wish)
                continue
            placed[wish.key] = label
            sheet.take(label, size=size)
        waiting = still_waiting
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


def _inside(wish: Wish, *, size: float, sheet: Sheet, is_disc: bool) -> Label | None:
    if wish.free.is_empty:
        return None
    # A label led into the garden may already stand there.
    free = wish.free.difference(unary_union(sheet.taken)) if sheet.taken else wish.free
    for lines in wish.choices:
        width, height = _size_of(lines, size=size, is_disc=is_disc)
        best = _roomiest(free, width=width, height=height)
        if best is not None:
            return Label(wish.key, tuple(lines), best)
    return None


def _inside_short(wish: Wish, *, size: float, sheet: Sheet, is_disc: bool) -> Label | None:
    short = replace(wish, choices=wish.short)
    return _inside(short, size=size, sheet=sheet, is_disc=is_disc)


def _beside_short(wish: Wish, *, size: float, sheet: Sheet, is_disc: bool) -> Label | None:
    short = replace(wish, choices=wish.short)
    return _beside(short, size=size, sheet=sheet, is_disc=is_disc)


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
    best: Polygon = boxes[int(np.argmax(score))]
    return best


def _boxes(
    bounds: tuple[float, float, float, float], *, width: float, height: float, step: float = 6.0
) -> Boxes | None:
    left, top, right, bottom = bounds
    across, down = right - left - width, bottom - top - height
    if across < 0 or down < 0:
        return None
    xs = np.linspace(left, left + across, min(_SAMPLES, max(2, int(across / step) + 1)))
    ys = np.linspace(top, top + down, min(_SAMPLES, max(2, int(down / step) + 1)))
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
    boxes = _boxes(near.bounds, width=width, height=height, step=height / 3)
    if boxes is None:
        return None
    shapely.prepare(room)
    boxes = boxes[shapely.contains(room, boxes)]
    # A leader may run over what it points at, never over anything else.
    blocked = blocked.difference(unary_union([wish.target, wish.passable]).buffer(2.0))
    boxes = boxes[np.argsort(shapely.distance(boxes, wish.target))][:_NEAREST]
    anchors = shapely.get_coordinates(_anchors(wish.target))
    if len(boxes) == 0 or len(anchors) == 0:
        return None
    starts = _nearest_corners(boxes, anchors)
    lengths = np.hypot(*np.moveaxis(starts - anchors[None, :, :], 2, 0))
    shapely.prepare(blocked)
    order = np.argsort(lengths, axis=None)
    order = order[(lengths.flat[order] <= reach) & (lengths.flat[order] >= height * 0.2)]
    for start in range(0, len(order), _NEAREST):
        spots, ends = np.divmod(order[start : start + _NEAREST], len(anchors))
        runs = np.stack([starts[spots, ends], anchors[ends]], axis=1)
        leaders = np.asarray(shapely.linestrings(runs))
        clear = np.flatnonzero(~shapely.intersects(blocked, leaders))
        if len(clear):
            return boxes[spots[clear[0]]], leaders[clear[0]]
    return None


def _nearest_corners(boxes: Boxes, anchors: Numbers) -> Numbers:
    """For each box and each anchor the point of the box that is nearest to the anchor."""
    bounds = shapely.bounds(boxes)
    xs = np.clip(anchors[None, :, 0], bounds[:, None, 0], bounds[:, None, 2])
    ys = np.clip(anchors[None, :, 1], bounds[:, None, 1], bounds[:, None, 3])
    return np.stack([xs, ys], axis=2)


def _anchors(target: BaseGeometry) -> list[shapely.Point]:
    """Points that plainly lie in the target: the middle of its widest part, and a few more."""
    parts = sorted(getattr(target, "geoms", [target]), key=lambda part: -part.area)
    found: list[shapely.Point] = []
    for part in parts[:3]:
        if part.geom_type != "Polygon" or part.area <= 0:
            continue
        spoke = shapely.maximum_inscribed_circle(part, tolerance=2.0)
        found.append(spoke.interpolate(0))
        # Well inside, lest a line that ends in a doorway seem to mean the way and not the room.
        inner = part.buffer(-0.4 * spoke.length)
        if not inner.is_empty:
            ring = inner.boundary.interpolate(
                np.linspace(0, 1, 24, endpoint=False), normalized=True
            )
            found += list(ring)
    return found
