"""The journey: the same stations on the map and in the list."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.authority.models import GeographicPlace
from casamuseo.kernel.dates import parse_date
from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.story.models import Journey, JourneyStop
from casamuseo.web import routes
from tests.cast import a_house, a_passage, a_source, a_statement

pytestmark = pytest.mark.django_db


def a_journey(key: str = "exile") -> Journey:
    return Journey.objects.create(
        key=key,
        slug=Text.of(es=key, en=key),
        title=Text.of(es="El exilio", en="Exile"),
    )


def a_stop(journey: Journey, name: str, *coordinates: float, left: str = "1929") -> JourneyStop:
    longitude, latitude = coordinates or (None, None)
    position = journey.stops.count()
    place = GeographicPlace.objects.create(
        key=f"{journey.key}-{position}",
        name=Text.of(es=f"{name} (hoy)", en=f"{name} (today)"),
        longitude=longitude,
        latitude=latitude,
    )
    return JourneyStop.objects.create(
        journey=journey,
        key=f"stop-{position}",
        at=place,
        arrived=parse_date("1929"),
        left=parse_date(left),
        position=position,
    )


def test_the_only_journey_is_the_map(client: Client) -> None:
    a_house()
    a_journey()

    response = client.get("/es/mapa/")

    assert (response.status_code, response.headers["Location"]) == (302, "/es/mapa/exile/")


def test_of_two_journeys_the_map_lists_both(client: Client) -> None:
    a_house()
    a_stop(a_journey("exile"), "Oslo", 10.7, 59.9)
    a_journey("escape")

    page = client.get("/en/map/").content.decode()

    assert re.findall(r'<h2><a href="([^"]*)">', page) == ["/en/map/escape/", "/en/map/exile/"]
    assert "1 station</p>" in page
    assert "0 stations</p>" in page


def test_a_house_without_journeys_says_so(client: Client) -> None:
    a_house()

    assert "No journey has been recorded yet." in client.get("/en/map/").content.decode()


def test_a_journey_tells_each_station_with_its_dates_and_sentences(client: Client) -> None:
    a_house()
    journey = a_journey()
    stop = a_stop(journey, "Oslo", 10.7, 59.9, left="1930")
    a_stop(journey, "Tampico", -97.9, 22.3)
    stop.passage = a_passage("journeys/exile/stop-0")
    a_statement(stop.passage, es="Llegó.", en="He arrived.", source=a_source())
    stop.save()

    page = client.get("/en/map/exile/").content.decode()

    assert re.findall(r'<li id="(stop-\d)">', page) == ["stop-0", "stop-1"]
    assert "1929 – 1930" in page
    assert '<p class="quiet">1929</p>' in page
    assert "He arrived." in page
    assert 'aria-label="1 Oslo (today)"' in page


def test_a_journey_of_one_place_has_a_list_and_no_map(client: Client) -> None:
    a_house()
    journey = a_journey()
    a_stop(journey, "Oslo", 10.7, 59.9)
    a_stop(journey, "Nowhere")

    page = client.get("/en/map/exile/").content.decode()

    assert "<svg" not in page
    assert re.findall(r'<li id="(stop-\d)">', page) == ["stop-0", "stop-1"]


def test_a_station_without_coordinates_keeps_its_number_in_the_list(client: Client) -> None:
    a_house()
    journey = a_journey()
    a_stop(journey, "Oslo", 10.7, 59.9)
    a_stop(journey, "Nowhere")
    a_stop(journey, "Tampico", -97.9, 22.3)

    page = client.get("/en/map/exile/").content.decode()

    assert 'aria-label="3 Tampico (today)"' in page
    assert "Nowhere (today)</h2>" in page
    assert 'aria-label="2 ' not in page


def test_an_unpublished_sentence_is_not_told(client: Client) -> None:
    a_house()
    journey = a_journey()
    journey.passage = a_passage("journeys/exile", is_published=False)
    a_statement(journey.passage, en="A secret.", is_published=False)
    journey.save()

    assert "A secret." not in client.get("/en/map/exile/").content.decode()


def test_an_unknown_journey_is_not_found(client: Client) -> None:
    a_house()

    assert client.get("/es/mapa/nada/").status_code == 404


def test_missing_coastlines_say_how_to_build_them(settings: settings, tmp_path: object) -> None:
    settings.PACKAGE = tmp_path

    with pytest.raises(routes.CoastlinesMissing, match="make assets"):
        routes.coastlines("110m")


def test_a_longer_journey_asks_no_more_queries(client: Client) -> None:
    a_house()
    source, counts = a_source(), []
    for key, length in (("short", 1), ("long", 5)):
        journey = a_journey(key)
        for number in range(length):
            stop = a_stop(journey, f"Place {number}")
            stop.passage = a_passage(f"journeys/{key}/{number}")
            a_statement(stop.passage, source=source)
            stop.save()
        Edition.rise()
        client.get(f"/es/mapa/{key}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/es/mapa/{key}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.usefixtures("first_house")
def test_the_first_house_s_map_has_every_station_once_a_variant(client: Client) -> None:
    page = client.get("/es/mapa/exilio/").content.decode()
    numbers = sorted(int(n) for n in re.findall(r'<a href="#[\w-]+" aria-label="(\d+) ', page))

    assert numbers == sorted([*range(1, 19)] * 2)
    assert page.count('aria-label="2–15 en el mapa ampliado"') == 2


@pytest.mark.usefixtures("first_house")
@pytest.mark.parametrize("scale", [routes.WORLD, routes.PART])
def test_letters_of_a_map_are_twelve_pixels_high_on_the_narrowest_screen(
    scale: routes.Scale,
) -> None:
    # 320 pixels less the page's edges and the frame.
    assert scale.narrow.letters * 280 / scale.width >= 12
