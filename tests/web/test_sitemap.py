"""What search engines are told."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.texts import Text
from casamuseo.web.views import sitemap
from tests.cast import a_display_state, a_house, a_passage, a_place, a_source, an_object, date

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def fetched(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return ElementTree.fromstring(body)


def places_in(root: ElementTree.Element) -> list[str]:
    return [place.text or "" for place in root.iter(f"{SITEMAP}loc")]


def many_objects(count: int) -> None:
    for number in range(count):
        an_object(
            f"thing-{number}",
            number=f"D-{number}",
            slug=Text.of(es="cosa", en="thing"),
            passage=a_passage(f"objects/thing-{number}"),
        )


def test_every_page_stands_there_in_every_language_with_links_to_all(client: Client) -> None:
    a_house()
    a_place(passage=a_passage())
    root = fetched(client, "/sitemap.xml")
    study = next(
        url for url in root if url.findtext(f"{SITEMAP}loc") == "http://testserver/en/house/study/"
    )

    assert [(link.get("hreflang"), link.get("href")) for link in study.iter(LINK)] == [
        ("es", "http://testserver/es/casa/despacho/"),
        ("en", "http://testserver/en/house/study/"),
        ("x-default", "http://testserver/es/casa/despacho/"),
    ]


def test_the_house_stands_there_on_every_day(client: Client) -> None:
    a_house()
    a_place()
    a_display_state()
    a_display_state("1940-08-20", day=date(1940, 8, 20))

    listed = places_in(fetched(client, "/sitemap.xml"))

    assert "http://testserver/es/casa/?dia=1940-08-20" in listed
    assert "http://testserver/en/house/study/?day=1940-08-20" in listed


def test_no_address_stands_there_twice(client: Client) -> None:
    a_house()
    a_place()
    many_objects(3)
    a_source()

    listed = places_in(fetched(client, "/sitemap.xml"))

    assert len(listed) == len(set(listed))


def test_every_listed_page_answers(client: Client) -> None:
    a_house()
    a_display_state()
    a_place()
    many_objects(1)
    a_source()
    unasked = ("/objetos/", "/objects/", "/buscar/", "/search/")

    for place in places_in(fetched(client, "/sitemap.xml")):
        if not place.endswith(unasked):
            assert client.get(place.removeprefix("http://testserver")).status_code == 200, place


def test_what_is_not_published_is_not_listed(client: Client) -> None:
    a_house()
    an_object(passage=a_passage("objects/desk", is_published=False))

    assert not [place for place in places_in(fetched(client, "/sitemap.xml")) if "D-001" in place]


def test_the_public_address_comes_from_the_settings(client: Client, settings: Any) -> None:
    a_house()
    settings.PUBLIC_URL = "https://casa.example"

    assert places_in(fetched(client, "/sitemap.xml"))[0] == "https://casa.example/es/"


def test_a_long_sitemap_is_an_index_whose_parts_hold_every_page_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_house()
    many_objects(7)
    whole = places_in(fetched(client, "/sitemap.xml"))
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 10)

    parts = places_in(fetched(client, "/sitemap.xml"))
    found = [
        place
        for part in parts
        for place in places_in(fetched(client, part.removeprefix("http://testserver")))
    ]

    assert parts[0] == "http://testserver/sitemap-1.xml"
    assert len(parts) == -(-len(whole) // 10)
    assert sorted(found) == sorted(whole)


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_part_that_does_not_exist_is_not_found(client: Client, number: int) -> None:
    a_house()

    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_a_part_reads_only_its_own_objects(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    a_house()
    many_objects(30)
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 10)
    parts = places_in(fetched(client, "/sitemap.xml"))

    with CaptureQueriesContext(connection) as queries:
        fetched(client, parts[-2].removeprefix("http://testserver"))

    table = MuseumObject._meta.db_table
    read = [q["sql"] for q in queries if f'FROM "{table}"' in q["sql"] and "COUNT" not in q["sql"]]
    assert len(read) == 1
    assert "LIMIT 5 OFFSET" in read[0]


def test_robots_may_read_everything_but_the_switch_of_appearance(client: Client) -> None:
    a_house()

    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\n"
        "Disallow: /es/aspecto/\n"
        "Disallow: /en/appearance/\n"
        "\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )


def test_without_a_house_there_is_no_sitemap(client: Client) -> None:
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/robots.txt").status_code == 404
