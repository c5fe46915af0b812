"""The map of a journey: land, way, stations, the frame of the second map."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon

from casamuseo.story.drawing import (
    Inset,
    Lettering,
    Scale,
    Sheet,
    Station,
    crowd_of,
    draw_route,
    great_circle,
)
from casamuseo.story.drawing.route import ranges

SVG = "{http://www.w3.org/2000/svg}"
SCALE = Scale(1000, 500, 60, 1.0, wide=Lettering(17, 21), narrow=Lettering(40, 40))
EUROPE = [[0, 40], [40, 40], [40, 60], [0, 60], [0, 40]]


def a_station(number: int, name: str, longitude: float, latitude: float) -> Station:
    return Station(number, name, f"{name} (hoy)", f"#{name.lower()}", longitude, latitude)


OSLO = a_station(1, "Oslo", 10.7, 59.9)
PARIS = a_station(2, "París", 2.3, 48.9)
OSLO_AGAIN = a_station(3, "Oslo", 10.7, 59.9)
TAMPICO = a_station(4, "Tampico", -97.9, 22.3)


def drawn(*stations: Station, inset: Inset | None = None) -> str:
    sheet = SCALE.sheet([[station.point for station in stations]])
    return draw_route(
        stations,
        sheet.land([EUROPE], detail=1),
        sheet=sheet,
        scale=SCALE,
        title="El exilio & más",
        description="Un mapa.",
        prefix="m",
        inset=inset,
    )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(
        svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    )


def links(svg: str, variant: str) -> list[tuple[str | None, str | None]]:
    group = parsed(svg).find(f"{SVG}g[@class='{variant}']")
    assert group is not None
    return [(link.get("href"), link.get("aria-label")) for link in group.iter(f"{SVG}a")]


def test_every_station_links_to_its_entry_with_number_and_whole_name() -> None:
    expected = [("#oslo", "1 Oslo (hoy)"), ("#oslo", "3 Oslo (hoy)"), ("#parís", "2 París (hoy)")]

    assert sorted(links(drawn(OSLO, PARIS, OSLO_AGAIN), "wide"), key=str) == expected
    assert sorted(links(drawn(OSLO, PARIS, OSLO_AGAIN), "narrow"), key=str) == expected


def test_names_stand_only_on_the_wide_map() -> None:
    root = parsed(drawn(OSLO, PARIS))
    words = {
        variant: [text.text for text in root.findall(f"{SVG}g[@class='{variant}']//{SVG}text")]
        for variant in ("wide", "narrow")
    }

    assert words == {"wide": ["1", "Oslo", "2", "París"], "narrow": ["1", "2"]}


def test_the_map_is_a_named_group_of_links() -> None:
    root = parsed(drawn(OSLO, PARIS))

    assert root.get("role") == "group"
    assert root.findtext(f"{SVG}title") == "El exilio & más"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == ("m-t", "m-d")


def test_there_and_back_is_one_line_with_two_heads() -> None:
    root = parsed(drawn(OSLO, PARIS, OSLO_AGAIN))
    paths = {path.get("class"): path.get("d", "") for path in root.iter(f"{SVG}path")}

    assert paths["way"].count("M") == 1
    assert paths["heads"].count("M") == 2


def test_nothing_in_the_map_is_styled_by_an_attribute() -> None:
    svg = drawn(OSLO, PARIS, TAMPICO)

    assert not re.search(r'\s(style|fill|stroke|font-size)="', svg)


def test_a_name_cannot_end_its_element() -> None:
    hostile = Station(1, "<script>", '"><script>', '"#x', 10.7, 59.9)

    assert "<script" not in drawn(hostile, PARIS)


def test_crowded_stations_stand_on_the_second_map_and_as_dots_on_the_first() -> None:
    crowd = frozenset({OSLO.point, PARIS.point})
    inset = Inset(crowd, SCALE.sheet([[point] for point in crowd]), "#map-2", "en el otro mapa")

    svg = drawn(OSLO, PARIS, TAMPICO, inset=inset)

    assert links(svg, "wide") == [
        ("#map-2", "1–2 en el otro mapa"),
        ("#tampico", "4 Tampico (hoy)"),
    ]
    assert 'class="inset"' in svg


def test_a_crowd_is_found_where_stations_stand_close_together() -> None:
    europe = [(10.7, 59.9), (10.5, 59.6), (2.3, 48.9), (12.6, 55.7), (5.5, 43.2)]

    assert crowd_of([*europe, (-97.9, 22.3), (76.9, 43.3)]) == set(europe)


@pytest.mark.parametrize(
    "places",
    [
        [(0.0, 0.0)],
        [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0), (150.0, 0.0), (-60.0, 0.0)],
        [(10.0 + n, 50.0) for n in range(8)],
    ],
)
def test_where_all_stand_apart_or_all_together_there_is_no_second_map(
    places: list[tuple[float, float]],
) -> None:
    assert crowd_of(places) == set()


def test_a_lake_is_no_land() -> None:
    sheet = SCALE.sheet([[(10.0, 45.0), (30.0, 55.0)]])
    lake = [[18, 48], [22, 48], [22, 52], [18, 52], [18, 48]]
    land = sheet.land([EUROPE, lake], detail=0.5)

    assert not land.contains(Spot(sheet.place(20, 50)))
    assert land.contains(Spot(sheet.place(12, 45)))


def test_land_on_both_sides_of_the_date_line_is_one_piece() -> None:
    sheet = SCALE.sheet([[(170.0, 60.0), (-170.0, 70.0)]])
    chukotka = [[160, 60], [179, 60], [-170, 62], [-170, 68], [179, 70], [160, 70], [160, 60]]
    land = sheet.land([chukotka], detail=0.5)

    assert isinstance(land, Polygon)
    assert land.contains(Spot(sheet.place(-175, 65)))
    assert land.contains(Spot(sheet.place(175, 65)))


def test_land_around_a_pole_reaches_the_pole() -> None:
    sheet = SCALE.sheet([[(-60.0, -65.0), (120.0, -65.0), (30.0, -80.0)]])
    antarctica = [[x, -70] for x in range(-180, 181, 10)]
    land = sheet.land([antarctica], detail=0.5)

    assert land.contains(Spot(sheet.place(30, -80)))


def test_the_window_holds_the_whole_way() -> None:
    way = great_circle((10.5, 59.6), (-97.9, 22.3))
    sheet = Sheet.around([way], width=1000, height=400, margin=50)
    xs, ys = zip(*(sheet.place(*point) for point in way), strict=True)

    assert min(xs) >= 49.9
    assert max(xs) <= 950.1
    assert min(ys) >= 49.9
    assert max(ys) <= 350.1


def test_runs_of_numbers_are_drawn_together() -> None:
    assert ranges([2, 3, 4, 7, 9, 10]) == "2–4, 7, 9–10"
