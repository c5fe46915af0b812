"""The sheet of a map: its window on the earth, the land in it, and lines clipped to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from casamuseo.story.drawing.projection import Point, Projection, Ring, projection_for

AROUND = 6.0
"""Degrees beyond the window in which coasts are taken along: its corners bulge."""
Box = tuple[float, float, float, float]
SMALLEST_ISLAND = 9.0
"""Square units; smaller ones would be specks."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle of `width` by `height` units; `left`, `top` and `scale` say where on the projection."""

    projection: Projection
    left: float
    top: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(
        cls,
        ways: Sequence[Sequence[Point]],
        *,
        width: float,
        height: float,
        margin: float,
    ) -> Sheet:
        """A window in which all points of the ways have at least `margin` units to each edge."""
        points = [point for way in ways for point in way]
        projection = projection_for(points)
        xs, ys = zip(*(projection.to_sheet(*point) for point in points), strict=True)
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        scale = min(
            (width - 2 * margin) / max(across, 0.02), (height - 2 * margin) / max(down, 0.02)
        )
        middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        return cls(
            projection,
            middle_x - width / 2 / scale,
            middle_y - height / 2 / scale,
            scale,
            width,
            height,
        )

    @property
    def frame(self) -> Polygon:
        return box(0, 0, self.width, self.height)

    def place(self, longitude: float, latitude: float) -> Point:
        x, y = self.projection.to_sheet(longitude, latitude)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def outline(self) -> list[Point]:
        """The window's edge as points on the earth."""
        edge = shapely.segmentize(self.frame, self.width / 8).exterior.coords
        return [
            self.projection.to_earth(x / self.scale + self.left, y / self.scale + self.top)
            for x, y in edge
        ]

    def land(self, rings: Iterable[Ring], *, detail: float) -> BaseGeometry:
        """The land within the window, simplified to `detail` units."""
        near = self._near(rings)
        placed = shapely.transform(shapely.segmentize(near, 2.0), self._place_all)
        clipped = shapely.make_valid(placed).intersection(self.frame.buffer(4))
        simple = shapely.make_valid(clipped.simplify(detail))
        islands = [
            part
            for part in getattr(simple, "geoms", [simple])
            if isinstance(part, Polygon | MultiPolygon) and part.area > SMALLEST_ISLAND
        ]
        return shapely.union_all(islands)

    def _near(self, rings: Iterable[Ring]) -> BaseGeometry:
        """The land around the window, cut before it is projected: what lies behind would turn inside out."""
        window = self._bounds()
        west, _, east, _ = window
        shores: list[BaseGeometry] = []
        for ring in rings:
            shore = Polygon(_unrolled(ring))
            left, _, right, _ = shore.bounds
            for turn in (-360, 0, 360):
                if right + turn > west and left + turn < east:
                    moved = shapely.make_valid(affinity.translate(shore, xoff=turn))
                    shores.append(moved)
        return _even_odd(shores, window)

    def _bounds(self) -> Box:
        """West, south, east and north of the window and a little beyond, in degrees."""
        longitudes, latitudes = zip(*self.outline(), strict=True)
        middle = self.projection.longitude
        west, east = (
            max(min(longitudes) - AROUND, middle - 179),
            min(max(longitudes) + AROUND, middle + 179),
        )
        south, north = max(min(latitudes) - AROUND, -89), min(max(latitudes) + AROUND, 89)
        for pole in (90.0, -90.0):
            x, y = self.place(middle, pole)
            if 0 <= x <= self.width and 0 <= y <= self.height:
                west, east = middle - 179, middle + 179
                south, north = min(south, pole + 1), max(north, pole - 1)
        return west, south, east, north

    def line(self, way: Sequence[Point]) -> BaseGeometry:
        """The part of a way that lies within the window."""
        return LineString([self.place(*point) for point in way]).intersection(self.frame)

    def _place_all(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([self.place(*point) for point in points]).reshape(-1, 2)


def _even_odd(rings: Sequence[BaseGeometry], window: Box) -> BaseGeometry:
    """What an odd number of rings covers: a ring within another is a lake, one within that an island."""
    land: BaseGeometry = MultiPolygon()
    if not rings:
        return land
    # Rings do not cross, so one point of a ring tells in which others it lies.
    corners = [shapely.get_point(shapely.get_exterior_ring(_largest(ring)), 0) for ring in rings]
    within, _ = shapely.STRtree(rings).query(corners, predicate="within")
    depths = np.bincount(within, minlength=len(rings))
    for depth in range(int(depths.max()) + 1):
        layer = shapely.union_all(
            [
                shapely.clip_by_rect(ring, *window)
                for ring, its in zip(rings, depths, strict=True)
                if its == depth
            ]
        )
        land = land.difference(layer) if depth % 2 else land.union(layer)
    return land


def _largest(shape: BaseGeometry) -> Polygon:
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())


def _unrolled(ring: Ring) -> list[Point]:
    """The ring without the jump from 180 to -180; one around a pole goes by way of the pole."""
    points: list[Point] = [(ring[0][0], ring[0][1])]
    for longitude, latitude in ring[1:]:
        before = points[-1][0]
        points.append((before + (longitude - before + 180) % 360 - 180, latitude))
    turned = points[-1][0] - points[0][0]
    if abs(turned) < 180:
        return points
    pole = 90.0 if points[0][1] > 0 else -90.0
    return [*points, (points[-1][0], pole), (points[0][0], pole)]


def written(geometry: BaseGeometry) -> str:
    """The `d` of a path through whole units, relative and short."""
    return "".join(_run(points, is_closed=closed) for points, closed in _runs(geometry))


def _runs(geometry: BaseGeometry) -> Iterable[tuple[list[Point], bool]]:
    if isinstance(geometry, Polygon):
        for ring in (geometry.exterior, *geometry.interiors):
            yield [(x, y) for x, y, *_ in ring.coords[:-1]], True
    elif isinstance(geometry, LineString):
        yield [(x, y) for x, y, *_ in geometry.coords], False
    else:
        for part in getattr(geometry, "geoms", []):
            yield from _runs(part)


def _run(points: list[Point], *, is_closed: bool) -> str:
    rounded: list[tuple[int, int]] = []
    for x, y in points:
        here = round(x), round(y)
        if not rounded or rounded[-1] != here:
            rounded.append(here)
    if len(rounded) < (3 if is_closed else 2):
        return ""
    (x, y), steps = rounded[0], ""
    for next_x, next_y in rounded[1:]:
        dx, dy = next_x - x, next_y - y
        steps += f"{dx if dx < 0 or not steps else f' {dx}'}{dy if dy < 0 else f' {dy}'}"
        x, y = next_x, next_y
    return f"M{rounded[0][0]} {rounded[0][1]}l{steps}{'z' if is_closed else ''}"
