"""Pages of a house that has more than a page can hold, and of one that has next to nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from casamuseo.collection.models import Placement
from casamuseo.house.models import HousePassage
from casamuseo.kernel.models import Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.web import drawings
from casamuseo.web.views import contested, sources
from tests.cast import (
    a_display_state,
    a_house,
    a_passage,
    a_place,
    a_source,
    a_statement,
    an_object,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_store_of_many_things_shows_its_first_ones_and_says_so(client: Client) -> None:
    a_house()
    store, today = a_place("store"), a_display_state()
    for number in range(drawings.MOST_IN_A_PLACE + 5):
        thing = an_object(f"thing-{number}", number=f"D-{number}")
        Placement.objects.create(
            display_state=today,
            museum_object=thing,
            place=store,
            certainty=Certainty.INFERRED,
            order=number,
        )

    page = html(client, "/en/house/study/")

    listed = re.findall(r'<li class="placed">\s*<p>.*?/en/objects/(D-\d+)/', page)
    assert listed == [f"D-{number}" for number in range(40)]
    assert "More stood here than can be drawn: these are the first 40 things." in page
    assert 'href="/en/objects/?place=store"' in page


def test_things_left_out_of_a_drawing_did_not_come_or_go(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "MOST_IN_THE_HOUSE", 2)
    a_house()
    place = a_place()
    things = [an_object(f"thing-{number}", number=f"D-{number}") for number in range(4)]
    before, after = a_display_state("then", day=date(1940, 8, 20)), a_display_state()
    for state, in_order in ((before, things), (after, reversed(things))):
        for order, thing in enumerate(in_order):
            Placement.objects.create(
                display_state=state,
                museum_object=thing,
                place=place,
                x=1.0,
                y=1.0,
                certainty=Certainty.INFERRED,
                order=order,
            )

    _, changes = drawings.comparison_of("then", "today", language="en")

    assert changes == ()
    assert len(drawings.site_of("today", language="en").things) == 2


def test_the_sentences_of_a_source_are_leafed_through(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PAGE_SIZE", 2)
    source, passage = a_source("levine"), a_passage("house/about")
    HousePassage.objects.create(house=a_house(), topic="about", passage=passage)
    for number in range(5):
        a_statement(passage, en=f"Sentence {number}.", source=source)
    a_statement(passage, en="Not to be seen.", source=source, is_published=False)
    Edition.rise()

    pages = [html(client, f"/en/sources/levine/?page={number}") for number in (1, 2, 3)]

    assert [re.findall(r"Sentence \d", page) for page in pages] == [
        ["Sentence 0", "Sentence 1"],
        ["Sentence 2", "Sentence 3"],
        ["Sentence 4"],
    ]
    assert "Page 2 of 3" in pages[1]
    assert 'hreflang="es" href="http://testserver/es/fuentes/levine/?pagina=2"' in pages[1]
    assert client.get("/en/sources/levine/?page=4").status_code == 404
    assert "5 sentences rest on it" in html(client, "/en/sources/")


def test_contested_sentences_come_before_unknown_ones_on_as_many_pages_as_they_take(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contested, "PAGE_SIZE", 2)
    source, passage = a_source(), a_passage("house/about")
    HousePassage.objects.create(house=a_house(), topic="about", passage=passage)
    for number, certainty in enumerate(["unknown", "contested", "documented", "contested"]):
        a_statement(
            passage,
            en=f"Sentence {number}.",
            counter_text=Text.of(es="No.", en="No."),
            source=source,
            certainty=certainty,
        )
    Edition.rise()

    first, second = (html(client, f"/en/contested/?page={number}") for number in (1, 2))

    assert re.findall(r"Sentence \d", first) == ["Sentence 1", "Sentence 3"]
    assert re.findall(r"Sentence \d", second) == ["Sentence 0"]
    assert ['id="disputed"' in page for page in (first, second)] == [True, False]


@pytest.mark.parametrize("address", ["/en/", "/en/house/", "/en/visit/", "/en/contested/"])
def test_a_house_that_has_told_next_to_nothing_has_its_pages(client: Client, address: str) -> None:
    a_house(address={})
    a_place()

    page = html(client, address)

    assert "Test house" in page


def test_a_house_stands_today_though_nobody_said_how(client: Client) -> None:
    a_house()
    a_place()

    assert ">Hoy</a>" in html(client, "/es/casa/despacho/")
