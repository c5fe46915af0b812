"""Pictures for sharing: what they are of, their size, what they do without letters."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.test import Client

from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from casamuseo.story.models import Story
from casamuseo.web import open_graph
from casamuseo.web.open_graph import COLUMN, SIZES, TALLEST, FontsMissing, picture_of
from casamuseo.web.plain_styles import flattened
from tests.cast import a_display_state, a_house, a_passage, a_person, a_place, an_object

pytestmark = pytest.mark.django_db

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 180"><path d="M0 0H240V180H0Z"/></svg>'


def size_of(png: bytes) -> tuple[int, int]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def a_story(*, is_published: bool = True) -> Story:
    return Story.objects.create(
        key="attack",
        title=Text.of(es="El ataque", en="The attack"),
        passage=a_passage("stories/attack", is_published=is_published),
    )


@pytest.mark.parametrize(
    "name", ["house", "place/study", "story/attack", "object/desk", "person/trotsky"]
)
def test_every_kind_of_page_has_a_picture_of_the_agreed_size(name: str) -> None:
    a_house()
    a_display_state()
    a_place()
    an_object()
    a_story()
    a_person()

    assert size_of(picture_of(name, language="es")) == (1200, 630)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "house/x",
        "place",
        "place/none",
        "story/none",
        "object/none",
        "person/none",
        "x/y",
        "source/a",
    ],
)
def test_a_picture_of_nothing_is_not_found(name: str) -> None:
    a_house()

    with pytest.raises(Http404):
        picture_of(name, language="es")


def test_the_picture_of_an_unpublished_story_is_not_found() -> None:
    a_house()
    a_story(is_published=False)

    with pytest.raises(Http404):
        picture_of("story/attack", language="es")


def test_a_drawing_changes_the_picture() -> None:
    a_house()
    thing = an_object()
    without = picture_of("object/desk", language="es")
    thing.pictures.add(Picture.objects.create(key="objects/desk", kind="drawing", markup=DRAWING))

    assert picture_of("object/desk", language="es") != without


def test_each_language_has_its_own_title() -> None:
    a_house()
    an_object()

    assert picture_of("object/desk", language="es") != picture_of("object/desk", language="en")


def test_a_photograph_that_is_gone_leaves_the_title(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_house()
    thing = an_object()
    photograph = Picture.objects.create(key="objects/desk", kind="photograph", file="desk.jpg")
    thing.pictures.add(photograph)

    assert size_of(picture_of("object/desk", language="es")) == (1200, 630)


def test_markup_in_a_title_is_only_words() -> None:
    a_house()
    an_object(name=Text.of(es="</text><script>&", en="x"))

    assert size_of(picture_of("object/desk", language="es")) == (1200, 630)


def test_missing_letters_say_how_to_build_them(settings: Any, tmp_path: Path) -> None:
    a_house()
    an_object()
    settings.PACKAGE = tmp_path
    open_graph._family.cache_clear()
    open_graph._advances.cache_clear()

    with pytest.raises(FontsMissing, match="make assets"):
        picture_of("object/desk", language="es")


@pytest.mark.parametrize(
    "title",
    [
        "Jardín",
        "Instituto del Derecho de Asilo y los Derechos Humanos",
        "Fotografías de él con sus conejos, en el jardín de la casa, una tarde de verano del año 1939",
        "Otorrinolaringológicamente-hablando-de-la-casa",
        "palabra " * 60,
        "",
    ],
)
def test_a_title_stays_in_its_column(title: str) -> None:
    size, lines = open_graph._fitted(title)

    assert size in SIZES
    assert len(lines) * size <= TALLEST
    assert all(open_graph._width(line, size) <= COLUMN * 1.05 for line in lines if " " in line)


def test_the_address_gives_a_png_that_the_page_cache_may_keep(client: Client) -> None:
    a_house()
    an_object()

    response = client.get("/en/og/object/desk.png")

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Casamuseo-Keep"] == "edition"
    assert client.get("/en/og/object/none.png").status_code == 404


def test_plain_styles_know_no_variables_choices_or_media() -> None:
    css = """
    :root { --ink: #000000; --paper: #ffffff; }
    /* .drawing a { } */
    @media (max-width: 10px) { .drawing .narrow { display: inline } .x { } }
    .drawing :is(.a, .b).c,
    .other { fill: var(--ink); stroke: color-mix(in srgb, var(--ink) 25%, var(--paper)); }
    .drawing .d { fill: var(--none, #123456); stroke: transparent }
    .drawing a:hover .e { fill: red }
    """

    assert flattened(css).split("\n") == [
        ".drawing .a.c { fill: #000000; stroke: #bfbfbf; }",
        ".drawing .b.c { fill: #000000; stroke: #bfbfbf; }",
        ".drawing .d { fill: #123456; stroke: none }",
    ]
