"""Where numbered discs and names stand beside their points, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from casamuseo.story.drawing.projection import Point

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

LETTER = 0.6
"""Width of a bold letter in parts of its size, on the generous side."""
STEPS = (0.0, 1.7, 2.3, 3.0, 4.0, 5.5, 7.5, 10.0, 13.0)
"""Distances of a label from its point, in radii of a disc; 0 puts the disc on the point."""
DIRECTIONS = 24
ROUNDS = 3
WAY_COST = 0.7
"""For each unit of the way that a label hides."""
FORBIDDEN = 10_000.0
"""The cost of what should never be; only taken where nothing else is left."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Discs for one point, and the name to stand beside them; no name where there is "" ."""

    point: Point
    numbers: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where the discs stand, where the name begins or ends, and from where a leader goes to the point."""

    point: Point
    discs: tuple[Point, ...]
    name: str
    name_at: Point
    is_name_before: bool
    box: Box
    has_leader: bool

    @property
    def anchor(self) -> Point:
        """The middle of the disc that the leader starts from."""
        return self.discs[-1 if self.is_name_before else 0]

    @property
    def leader(self) -> tuple[Point, Point]:
        return self.anchor, self.point


@dataclass(frozen=True, slots=True)
class Lettering:
    """Sizes in units: the radius of a disc, and of the letters."""

    radius: float
    letters: float

    @property
    def gap(self) -> float:
        return self.radius * 0.2


def place_labels(
    wishes: Sequence[Wish],
    *,
    size: tuple[float, float],
    lettering: Lettering,
    ways: BaseGeometry,
    taken: Sequence[Box] = (),
) -> list[Label]:
    """A label for every wish, in their order: near its point, off the ways, never over another.

    A greedy placement, the most crowded point first, improved in a few rounds in which each label
    moves to the best place that the others leave it. Where no place is free for a name, the discs
    stand without it.
    """
    order = sorted(range(len(wishes)), key=lambda index: (-_crowding(index, wishes), index))
    points = [wish.point for wish in wishes]
    labels: dict[int, Label] = {}
    for _ in range(ROUNDS):
        for index in order:
            others = [label for other, label in labels.items() if other != index]
            field = _Field(
                size, lettering, others, [p for p in points if p != points[index]], ways, taken
            )
            labels[index] = field.best(wishes[index])
    return [labels[index] for index in range(len(wishes))]


def _crowding(index: int, wishes: Sequence[Wish]) -> float:
    here = wishes[index].point
    return sum(
        1 / (20 + hypot(here[0] - x, here[1] - y))
        for other, (x, y) in enumerate(wish.point for wish in wishes)
        if other != index
    )


@dataclass(frozen=True, slots=True)
class _Field:
    """What one label has to keep clear of."""

    size: tuple[float, float]
    lettering: Lettering
    others: Sequence[Label]
    points: Sequence[Point]
    ways: BaseGeometry
    taken: Sequence[Box]

    def best(self, wish: Wish) -> Label:
        cost, label = self._cheapest(wish)
        if cost >= FORBIDDEN and wish.name:
            without = Wish(wish.point, wish.numbers, "")
            bare_cost, bare = self._cheapest(without)
            return bare if bare_cost < cost else label
        return label

    def _cheapest(self, wish: Wish) -> tuple[float, Label]:
        best: tuple[float, Label] | None = None
        for label in _candidates(wish, self.lettering):
            (ax, ay), (px, py) = label.leader
            far = hypot(ax - px, ay - py)
            if best is not None and far >= best[0]:
                continue
            cost = far + self._cost(label)
            if best is None or cost < best[0]:
                cost += self._cost_of_ways(label) if cost < FORBIDDEN else 0
            if best is None or cost < best[0]:
                best = cost, label
        if best is None:
            raise ValueError("a label has at least one candidate")
        return best

    def _cost(self, label: Label) -> float:
        """What must not be, and what a leader costs."""
        radius = self.lettering.radius
        left, top, right, bottom = label.box
        faults = int(left < 3 or top < 3 or right > self.size[0] - 3 or bottom > self.size[1] - 3)
        clear, wide = _grown(label.box, radius * 0.22), _grown(label.box, radius * 0.3)
        faults += sum(_overlap(clear, box_) for box_ in self.taken)
        faults += sum(_holds(wide, point) for point in self.points)
        for other in self.others:
            faults += _overlap(clear, other.box)
            faults += other.has_leader and _enters(other.leader, clear)
            faults += label.has_leader and _enters(label.leader, _grown(other.box, radius * 0.1))
            faults += label.has_leader and other.has_leader and _cross(label.leader, other.leader)
        aside = 2 * radius + self._nearness(label) if label.has_leader else 0
        return aside + FORBIDDEN * faults

    def _cost_of_ways(self, label: Label) -> float:
        return WAY_COST * float(self.ways.intersection(box(*label.box)).length)

    def _nearness(self, label: Label) -> float:
        """A leader that runs close by another point would seem to belong to it."""
        near = (_gap(label.leader, point) for point in self.points)
        return sum(20.0 for gap in near if gap < self.lettering.radius * 0.4)


def _candidates(wish: Wish, lettering: Lettering) -> Iterator[Label]:
    x, y = wish.point
    for is_before in (False, True):
        for step in STEPS:
            far = step * lettering.radius
            turns = range(DIRECTIONS) if far else range(1)
            for turn in turns:
                angle = 2 * pi * turn / DIRECTIONS
                anchor = round(x + far * cos(angle)), round(y + far * sin(angle))
                yield _label(
                    wish, anchor, is_before=is_before, has_leader=far > 0, lettering=lettering
                )


def _label(
    wish: Wish, anchor: Point, *, is_before: bool, has_leader: bool, lettering: Lettering
) -> Label:
    radius, gap = lettering.radius, lettering.gap
    pitch = 2 * radius + gap
    count = len(wish.numbers)
    first = anchor[0] - (count - 1) * pitch if is_before else anchor[0]
    discs = tuple((first + index * pitch, anchor[1]) for index in range(count))
    name_width = len(wish.name) * lettering.letters * LETTER
    space = 2 * gap if wish.name else 0
    left, right = discs[0][0] - radius, discs[-1][0] + radius
    name_x = left - space if is_before else right + space
    if wish.name:
        left, right = (name_x - name_width, right) if is_before else (left, name_x + name_width)
    return Label(
        point=wish.point,
        discs=discs,
        name=wish.name,
        name_at=(name_x, anchor[1]),
        is_name_before=is_before,
        box=(left, anchor[1] - radius, right, anchor[1] + radius),
        has_leader=has_leader,
    )


def _grown(around: Box, by: float) -> Box:
    left, top, right, bottom = around
    return left - by, top - by, right + by, bottom + by


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _holds(around: Box, point: Point) -> bool:
    return around[0] < point[0] < around[2] and around[1] < point[1] < around[3]


def _enters(line: tuple[Point, Point], around: Box) -> bool:
    """Whether a line and a box meet: the box cuts a part of the line off (Liang and Barsky, 1984)."""
    (x, y), (end_x, end_y) = line
    first, last = 0.0, 1.0
    for start, step, low, high in (
        (x, end_x - x, around[0], around[2]),
        (y, end_y - y, around[1], around[3]),
    ):
        if step == 0:
            if not low < start < high:
                return False
            continue
        one, two = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, one), min(last, two)
    return first < last


def _gap(line: tuple[Point, Point], point: Point) -> float:
    """The distance of a point from a line."""
    (ax, ay), (bx, by) = line
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = ((point[0] - ax) * dx + (point[1] - ay) * dy) / length if length else 0.0
    share = min(max(share, 0.0), 1.0)
    return hypot(ax + share * dx - point[0], ay + share * dy - point[1])


def _cross(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(*a, b[0]) * side(*a, b[1]) < 0 and side(*b, a[0]) * side(*b, a[1]) < 0
