"""From longitude and latitude to a sheet of paper, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Protocol

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]
"""A closed line of [longitude, latitude] in degrees; a ring inside another one is a hole."""


WIDEST_FLAT = 90.0
"""Up to this many degrees from west to east a map is drawn as if looked at from above its middle."""
TURNS = 6
"""Newton's steps for the inverse of the Natural Earth projection: far below a thousandth of a degree."""


class Projection(Protocol):
    """To a sheet measured in radii of the earth, y downwards, and back; the earth in degrees."""

    @property
    def longitude(self) -> float:
        """Of the middle."""

    def to_sheet(self, longitude: float, latitude: float) -> Point: ...

    def to_earth(self, x: float, y: float) -> Point: ...


def projection_for(points: Sequence[Point]) -> Projection:
    """The projection for a map of these points, which may lie on both sides of the date line."""
    west, width = _narrowest_span([longitude for longitude, _ in points])
    middle = (west + width / 2 + 180) % 360 - 180
    if width > WIDEST_FLAT:
        return NaturalEarth(middle)
    latitudes = [latitude for _, latitude in points]
    return AzimuthalEqualArea(middle, (min(latitudes) + max(latitudes)) / 2)


@dataclass(frozen=True, slots=True)
class AzimuthalEqualArea:
    """Lambert's azimuthal equal-area projection of the sphere, for a part of the world.

    After John P. Snyder, Map Projections: A Working Manual (U.S. Geological Survey Professional
    Paper 1395, 1987), chapter 24. Shapes are truest around the centre, areas true everywhere.
    """

    longitude: float
    latitude: float
    """The centre."""

    def to_sheet(self, longitude: float, latitude: float) -> Point:
        turn, phi, phi0 = (
            radians(longitude - self.longitude),
            radians(latitude),
            radians(self.latitude),
        )
        facing = sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(turn)
        # The point opposite the centre has no place on the sheet: keep it at the rim.
        stretch = sqrt(2 / max(1 + facing, 1e-9))
        across = stretch * cos(phi) * sin(turn)
        up = stretch * (cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(turn))
        return across, -up

    def to_earth(self, x: float, y: float) -> Point:
        far = hypot(x, y)
        if far == 0:
            return self.longitude, self.latitude
        angle, phi0 = 2 * asin(min(far / 2, 1)), radians(self.latitude)
        phi = asin(cos(angle) * sin(phi0) - y * sin(angle) * cos(phi0) / far)
        turn = atan2(x * sin(angle), far * cos(phi0) * cos(angle) + y * sin(phi0) * sin(angle))
        return self.longitude + degrees(turn), degrees(phi)


@dataclass(frozen=True, slots=True)
class NaturalEarth:
    """The Natural Earth projection by Tom Patterson, for a map of much of the world.

    The polynomial of B. Šavrič, B. Jenny, T. Patterson and D. Petrovič, "A Polynomial Equation for
    the Natural Earth Projection", Cartography and Geographic Information Science 38 (2011).
    """

    longitude: float
    """The central meridian."""

    def to_sheet(self, longitude: float, latitude: float) -> Point:
        turn, phi = radians(longitude - self.longitude), radians(latitude)
        return turn * self._width(phi), -self._height(phi)

    def to_earth(self, x: float, y: float) -> Point:
        phi = -y
        for _ in range(TURNS):
            phi -= (self._height(phi) + y) / self._steepness(phi)
        return self.longitude + degrees(x / self._width(phi)), degrees(phi)

    @staticmethod
    def _width(phi: float) -> float:
        p2 = phi * phi
        p4 = p2 * p2
        return 0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4))

    @staticmethod
    def _height(phi: float) -> float:
        p2 = phi * phi
        p4 = p2 * p2
        return phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))

    @staticmethod
    def _steepness(phi: float) -> float:
        """The derivative of the height."""
        p2 = phi * phi
        p4 = p2 * p2
        return 1.007226 + p2 * (0.045255 + p4 * (-0.311325 + 0.259866 * p2 - 0.065076 * p4))


def great_circle(start: Point, end: Point, *, step: float = 2.5) -> list[Point]:
    """The shortest way over the sphere, as points at most `step` degrees apart."""
    first, last = _vector(start), _vector(end)
    angle = atan2(
        _length(_cross(first, last)), sum(a * b for a, b in zip(first, last, strict=True))
    )
    parts = max(1, round(degrees(angle) / step))
    if sin(angle) < 1e-9:
        return [start, end]
    way = [start]
    for part in range(1, parts):
        share = part / parts
        before, after = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
        x, y, z = (before * a + after * b for a, b in zip(first, last, strict=True))
        way.append((degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))))
    return [*way, end]


def distance(start: Point, end: Point) -> float:
    """The angle between two points, in radians."""
    first, last = _vector(start), _vector(end)
    return atan2(_length(_cross(first, last)), sum(a * b for a, b in zip(first, last, strict=True)))


def _narrowest_span(longitudes: Sequence[float]) -> tuple[float, float]:
    """West end and width of the shortest stretch that holds all longitudes: all but the widest gap."""
    ordered = sorted({longitude % 360 for longitude in longitudes})
    gaps = [
        ((ordered[(index + 1) % len(ordered)] - here) % 360 or 360, index)
        for index, here in enumerate(ordered)
    ]
    widest, index = max(gaps)
    return ordered[(index + 1) % len(ordered)], 360 - widest


def _vector(point: Point) -> tuple[float, float, float]:
    turn, phi = radians(point[0]), radians(point[1])
    return cos(phi) * cos(turn), cos(phi) * sin(turn), sin(phi)


def _cross(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float, float]:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _length(vector: tuple[float, float, float]) -> float:
    return sqrt(sum(part * part for part in vector))
