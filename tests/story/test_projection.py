"""Both projections: known points, there and back, the date line."""

from __future__ import annotations

from itertools import pairwise
from math import isclose, pi, radians, sqrt

import pytest

from casamuseo.story.drawing.projection import (
    AzimuthalEqualArea,
    NaturalEarth,
    distance,
    great_circle,
    projection_for,
)

PLACES = [(-99.162, 19.35), (76.9115, 43.2525), (10.2565, 60.168), (0.0, 0.0), (150.0, -40.0)]


def test_the_centre_of_an_azimuthal_map_is_its_origin() -> None:
    assert AzimuthalEqualArea(14.0, 50.0).to_sheet(14.0, 50.0) == (0.0, 0.0)


def test_a_quarter_of_the_globe_away_lies_at_the_root_of_two() -> None:
    x, y = AzimuthalEqualArea(0.0, 0.0).to_sheet(90.0, 0.0)

    assert isclose(x, sqrt(2))
    assert abs(y) < 1e-12


def test_the_point_opposite_the_centre_stays_finite() -> None:
    x, y = AzimuthalEqualArea(0.0, 0.0).to_sheet(180.0, 0.0)

    assert abs(x) < 1e-6
    assert y == 0


def test_the_pole_of_the_natural_earth_map_lies_where_its_authors_put_it() -> None:
    # Half its height is 0.26 of its whole width, 0.8707 times the length of the equator.
    x, y = NaturalEarth(0.0).to_sheet(0.0, 90.0)

    assert x == 0
    assert isclose(-y / (2 * pi * 0.8707), 0.26, abs_tol=0.001)


def test_north_is_up() -> None:
    for projection in (AzimuthalEqualArea(10.0, 50.0), NaturalEarth(10.0)):
        assert projection.to_sheet(10.0, 55.0)[1] < projection.to_sheet(10.0, 50.0)[1]


@pytest.mark.parametrize("projection", [AzimuthalEqualArea(14.0, 50.0), NaturalEarth(-11.0)])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_drawn_can_be_found_again(
    projection: AzimuthalEqualArea | NaturalEarth, place: tuple[float, float]
) -> None:
    longitude, latitude = projection.to_earth(*projection.to_sheet(*place))

    assert isclose(longitude, place[0], abs_tol=1e-6)
    assert isclose(latitude, place[1], abs_tol=1e-6)


def test_a_map_of_half_the_world_is_in_natural_earth_and_one_of_a_continent_is_not() -> None:
    assert projection_for([(-99.0, 19.0), (77.0, 43.0)]) == NaturalEarth(-11.0)
    assert projection_for([(0.0, 40.0), (30.0, 60.0)]) == AzimuthalEqualArea(15.0, 50.0)


def test_a_way_over_the_date_line_is_drawn_over_the_date_line() -> None:
    assert projection_for([(170.0, 10.0), (-170.0, 20.0)]) == AzimuthalEqualArea(-180.0, 15.0)


def test_the_shortest_way_from_norway_to_mexico_leads_north_of_both() -> None:
    way = great_circle((10.5, 59.6), (-97.8778, 22.2852))

    assert way[0] == (10.5, 59.6)
    assert way[-1] == (-97.8778, 22.2852)
    assert 62 < max(latitude for _, latitude in way) < 65


def test_every_step_of_the_shortest_way_is_equally_long() -> None:
    way = great_circle((76.9115, 43.2525), (30.7438, 46.4857))
    steps = [distance(a, b) for a, b in pairwise(way)]

    assert isclose(min(steps), max(steps), rel_tol=1e-9)
    assert max(steps) < radians(3)


def test_no_way_is_only_its_point() -> None:
    assert great_circle((5.0, 5.0), (5.0, 5.0)) == [(5.0, 5.0), (5.0, 5.0)]
