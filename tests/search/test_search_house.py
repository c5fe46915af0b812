"""What the house tells of itself and of its days is found, and each result leads to its sentence."""

from __future__ import annotations

import pytest
from django.test import Client

from casamuseo.house.models import HousePassage
from casamuseo.kernel.texts import Text
from casamuseo.search.filters import Filters
from casamuseo.search.index import Index
from casamuseo.search.query import find
from casamuseo.search.refresh import refresh
from casamuseo.sources.models import Citation, Passage, Statement
from casamuseo.web.found import addresses_of
from tests.search.conftest import build
from tests.search.factories import (
    a_change,
    a_display_state,
    a_house,
    a_place,
    a_source,
    a_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(index: Index) -> Index:
    """A house that speaks on every topic, and on two days; indexed."""
    a_house()
    a_topic("about", ("Es museo.", "It is a museum."))
    a_topic("visit", ("Se entra por la reja.", "One enters by the gate."))
    a_topic("accessibility", ("Hay un escalón.", "There is a step."))
    a_topic("data", ("Puede copiarlos.", "You may copy them."))
    a_topic("unknown", ("Faltan medidas.", "Measurements are missing."))
    a_topic("plan", ("Es un esquema.", "It is a scheme."))
    a_display_state(
        "raid",
        "La noche del asalto",
        "The night of the raid",
        ("Hubo disparos.", "There were shots."),
        day="1940-05-24",
    )
    a_display_state("today", "Hoy", "Today", ("Es tranquila.", "It is calm."))
    return build(index)


def found(typed: str, *, language: str = "es", filters: Filters | None = None) -> list[str]:
    """The title of each result, and where it leads."""
    hits = find(typed, language=language, filters=filters).hits
    titles = ["".join(piece.words for piece in hit.title) for hit in hits]
    addresses = addresses_of(hits, language)
    return [f"{title} {address}" for title, address in zip(titles, addresses, strict=True)]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("museo", "Casa /es/#house.about.s1"),
        ("reja", "Visita /es/visita/#house.visit.s1"),
        ("escalón", "Accesibilidad /es/accesibilidad/#house.accessibility.s1"),
        ("copiarlos", "Datos abiertos /es/datos/#house.data.s1"),
        ("medidas", "Lo que no sabemos /es/casa/#house.unknown.s1"),
        ("esquema", "Sobre el plano /es/casa/#house.plan.s1"),
        ("disparos", "La noche del asalto /es/casa/?dia=1940-05-24#display-states.raid.s1"),
        ("tranquila", "Hoy /es/casa/#display-states.today.s1"),
    ],
)
def test_each_topic_and_day_is_found_and_stands_where_the_result_leads(
    client: Client, typed: str, result: str
) -> None:
    assert found(typed) == [result]

    address, _, fragment = result.split()[-1].partition("#")
    assert f'id="{fragment}"' in client.get(address).content.decode()


@pytest.mark.usefixtures("house")
def test_a_topic_is_found_by_what_the_page_writes_above_it_in_each_language() -> None:
    assert found("accesibilidad") == [
        "Accesibilidad /es/accesibilidad/#house.accessibility.s1",
    ]
    assert found("accessibility", language="en") == [
        "Accessibility /en/accessibility/#house.accessibility.s1",
    ]


@pytest.mark.usefixtures("house")
def test_a_day_is_found_by_its_date_in_words_and_by_its_year() -> None:
    raid = "The night of the raid /en/house/?day=1940-05-24#display-states.raid.s1"

    assert found("24 May 1940", language="en") == [raid]
    assert found("", language="en", filters=Filters(from_year=1940, until_year=1940)) == [raid]


def test_a_topic_or_day_held_back_is_not_found(index: Index) -> None:
    a_house()
    a_topic("about", ("Es secreto.", "It is secret."), is_published=False)
    a_display_state("raid", "El asalto", "The raid", ("Es oculto.", "It is hidden."))
    Passage.objects.filter(key="display-states/raid").update(is_published=False)
    a_place("study", "Despacho", "Study")
    build(index)

    assert [found(typed) for typed in ("secreto", "oculto", "asalto")] == [[], [], []]
    assert find("", language="es", filters=Filters(section="house")).total == 0


@pytest.mark.parametrize(
    ("passage", "result"),
    [
        ("house/about", "Casa /es/#house.about.s1"),
        ("display-states/today", "Hoy /es/casa/#display-states.today.s1"),
    ],
)
def test_a_corrected_sentence_of_the_house_is_written_again_alone(
    house: Index, passage: str, result: str
) -> None:
    built = (house.path / "current").read_text()
    Statement.objects.filter(passage__key=passage).update(
        text=Text.of(es="Tiene un baúl.", en="It has a trunk.")
    )
    a_change("sources.statement", f"{passage}#s1")

    refresh(house)

    assert found("baúl") == [result]
    assert (house.path / "current").read_text() == built


def test_a_change_of_a_source_reaches_what_the_house_tells_by_it(house: Index) -> None:
    source = a_source("patenaude", "Downfall")
    statement = Statement.objects.get(passage__key="house/about")
    Citation.objects.create(statement=statement, source=source)
    assert found("museo") == ["Casa /es/#house.about.s1"]
    Passage.objects.filter(key="house/about").update(is_published=False)
    a_change("sources.source", "patenaude")

    refresh(house)

    assert found("museo") == []


@pytest.mark.usefixtures("house")
def test_a_topic_given_up_a_moment_ago_leads_nowhere() -> None:
    HousePassage.objects.filter(topic="about").delete()

    assert found("museo") == ["Casa None"]


@pytest.mark.usefixtures("house")
def test_the_page_names_the_section_and_narrows_by_it(client: Client) -> None:
    page = client.get("/es/buscar/", {"q": "es", "seccion": "house"}).content.decode()

    assert "La casa" in page
    assert 'href="/es/#house.about.s1"' in page
