"""What hides what in the cut-away, checked against rays shot from the eye."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
import shapely
from shapely.geometry import Polygon

from casamuseo.house.drawing.cutaway import look
from casamuseo.house.drawing.occlusion import (
    COS,
    SIN,
    Prism,
    clockwise,
    painters_order,
    project,
    visible_faces,
)
from casamuseo.house.drawing.solids import convex_parts, house_prisms
from tests.house.drawn_houses import house_on, random_house


def test_the_nearer_of_two_boxes_comes_last() -> None:
    far, near = _box("far", 0, 0, 0, 1, 1, 1), _box("near", 2, 2, 0, 3, 3, 3)

    assert _owners(painters_order([near, far])) == ["far", "near"]


def test_the_upper_of_two_boxes_comes_last() -> None:
    table, paper = _box("table", 0, 0, 0, 2, 1, 1), _box("paper", 0.5, 0.2, 1, 1, 0.6, 1.05)

    assert _owners(painters_order([paper, table])) == ["table", "paper"]


def test_a_long_wall_comes_before_a_small_box_in_front_of_its_far_end() -> None:
    """Sorting by centres would paint the wall last: its centre is nearer to the eye."""
    wall, box = _box("wall", 0, 0, 0, 30, 0.5, 3), _box("box", 1, 1, 0, 2, 2, 1)

    assert _owners(painters_order([box, wall])) == ["wall", "box"]


def test_three_bars_that_hide_each_other_in_a_circle_are_cut() -> None:
    bars = [
        _box("wall x", 0, 2, 0, 6, 3, 1),
        _box("wall y", 4, 0, 1, 5, 6, 2),
        _box("wall z", 2.2, 3.2, -1, 3.8, 4.2, 4),
    ]
    ring = _ring_of_three()

    for prisms in (bars, ring):
        _check_against_rays(prisms, samples=400, seed=1)
    assert len(painters_order(ring)) > 3


def test_where_two_solids_overlap_nothing_is_counted_twice() -> None:
    one, two = _box("wall one", 0, 0, 0, 2, 2, 2), _box("wall two", 1, 1, 0, 3, 3, 3)

    pieces = painters_order([one, two])

    volume = sum(Polygon(piece.base).area * (piece.high - piece.low) for piece in pieces)
    assert volume == pytest.approx(2 * 2 * 2 + 2 * 2 * 3 - 1 * 1 * 2)


@pytest.mark.parametrize("seed", range(12))
def test_random_boxes_are_seen_as_rays_see_them(seed: int) -> None:
    dice = random.Random(seed)
    prisms = []
    for index in range(14):
        x, y, z = dice.uniform(0, 8), dice.uniform(0, 8), dice.uniform(0, 3)
        wide, deep, high = dice.uniform(0.3, 4), dice.uniform(0.3, 4), dice.uniform(0.2, 3)
        prisms.append(_box(f"wall {index}", x, y, z, x + wide, y + deep, z + high))

    _check_against_rays(prisms, samples=300, seed=seed)


@pytest.mark.parametrize("seed", range(4))
def test_random_turned_prisms_are_seen_as_rays_see_them(seed: int) -> None:
    dice = random.Random(100 + seed)
    prisms = []
    for index in range(10):
        spots = [(dice.uniform(0, 7), dice.uniform(0, 7)) for _ in range(5)]
        hull = shapely.MultiPoint(spots).convex_hull
        low = dice.uniform(0, 2)
        prisms.append(
            Prism(clockwise(hull.exterior.coords), low, low + dice.uniform(0.2, 3), f"wall {index}")
        )

    _check_against_rays(prisms, samples=300, seed=seed)


def test_the_first_house_is_painted_as_rays_see_it() -> None:
    site = house_on("today")
    ordered = painters_order(house_prisms(site))
    solid = [prism for prism in ordered if prism.is_opaque]
    faces = [face for face in look(site).faces if face.prism.is_opaque]
    walls = [face for face in faces if face.prism.owner.startswith("wall")]
    things = {f"thing {thing.key}": index for index, thing in enumerate(site.drawn_things)}
    later = sorted(
        (face for face in faces if face.prism.owner in things),
        key=lambda face: things[face.prism.owner],
    )
    dice = random.Random(7)
    spots = [(dice.uniform(-20, 28), dice.uniform(-4, 28)) for _ in range(1500)]
    points = shapely.points(spots)
    painted = [""] * len(spots)
    for face in (*walls, *later):
        for at in shapely.contains(face.region, points).nonzero()[0]:
            painted[at] = face.prism.owner

    nearest = [_nearest(solid, *spot) for spot in spots]
    wrong = [
        spot
        for spot, owner, prism in zip(spots, painted, nearest, strict=True)
        if owner != ("" if prism is None else prism.owner)
    ]

    # Rims of thin plates are left out on purpose; a ray can hit one.
    assert len(wrong) <= 3
    assert len(set(painted)) > 8


@pytest.mark.parametrize("seed", range(6))
def test_walls_of_random_houses_are_cut_into_convex_parts_without_loss(seed: int) -> None:
    for prism in house_prisms(random_house(seed)):
        base = Polygon(prism.base)
        assert base.convex_hull.area == pytest.approx(base.area, abs=1e-6)
        assert prism.high > prism.low


def test_a_ring_is_cut_into_few_convex_parts_of_the_same_area() -> None:
    ring = Polygon([(0, 0), (9, 0), (9, 7), (0, 7)], [[(1, 1), (8, 1), (8, 6), (1, 6)]])

    parts = [Polygon(part) for part in convex_parts(ring)]

    assert sum(part.area for part in parts) == pytest.approx(ring.area)
    assert len(parts) == 4


def _box(
    owner: str, left: float, back: float, low: float, right: float, front: float, high: float
) -> Prism:
    base = clockwise([(left, back), (right, back), (right, front), (left, front)])
    return Prism(base, low, high, owner, "plaster")


def _ring_of_three() -> list[Prism]:
    """Each bar starts under one neighbour and ends above the other, as seen by the eye."""
    return [
        _box("wall a", 0, 0, 2, 4, 1, 3),
        _box("wall b", 3, 0, -1, 4, 4, 1.5),
        _box("wall c", 0.5, 1.2, 0, 1.5, 4.5, 2.5),
        _box("wall d", 0, 3, 1.8, 5, 3.8, 2.6),
        _box("wall e", 2, -2, 0, 2.5, 5, 0.8),
        _box("wall f", 2, 2, -3, 3, 2.9, 6),
        _box("wall g", 0, 2.2, 2.2, 6, 2.6, 2.4),
    ]


def _owners(prisms: Sequence[Prism]) -> list[str]:
    return [prism.owner for prism in prisms]


def _check_against_rays(prisms: Sequence[Prism], *, samples: int, seed: int) -> None:
    """Every visible region shows the prism that a ray through it meets first."""
    dice = random.Random(seed)
    ordered = painters_order(prisms)
    faces = visible_faces(ordered)
    corners = [project(x, y, z) for p in prisms for x, y in p.base for z in (p.low, p.high)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    edges = shapely.union_all([face.region.boundary for face in faces])
    hits = 0
    for _ in range(samples):
        spot = (dice.uniform(min(xs), max(xs)), dice.uniform(min(ys), max(ys)))
        if edges.distance(shapely.Point(spot)) < 0.02:
            continue
        seen = [face.prism.owner for face in faces if face.region.contains(shapely.Point(spot))]
        nearest = _nearest(ordered, *spot)
        assert seen == ([] if nearest is None else [nearest.owner]), spot
        hits += nearest is not None
    assert hits > samples / 6


def _nearest(prisms: Sequence[Prism], at_x: float, at_y: float) -> Prism | None:
    """The prism that the eye meets first at a point of the picture: the one farthest along it."""
    across, along = at_x / COS, at_y / SIN
    start = ((along + across) / 2, (along - across) / 2)
    best: tuple[float, Prism] | None = None
    for prism in prisms:
        low, high = prism.low, prism.high
        for (ax, ay), (bx, by) in zip(prism.base, [*prism.base[1:], prism.base[0]], strict=True):
            out = (by - ay, ax - bx)
            off = out[0] * (start[0] - ax) + out[1] * (start[1] - ay)
            speed = out[0] + out[1]
            if abs(speed) < 1e-12:
                if off > 0:
                    high = low - 1
            elif speed > 0:
                high = min(high, -off / speed)
            else:
                low = max(low, -off / speed)
        if high > low and (best is None or high > best[0]):
            best = (high, prism)
    return None if best is None else best[1]
