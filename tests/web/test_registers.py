"""Easy read and the like on the pages of rooms, objects and stops of the guide."""

from __future__ import annotations

import pytest
from django.test import Client

from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register
from casamuseo.story.models import GuideStop
from tests.cast import (
    a_display_state,
    a_house,
    a_passage,
    a_place,
    a_source,
    a_statement,
    an_object,
)

pytestmark = pytest.mark.django_db


def with_easy_read(passage: Passage, *, is_published: bool = True) -> Passage:
    """The passage, said in easy read as well; begun as an audio script, of which nobody sees any."""
    easy = Passage.objects.create(
        key=f"easy-read/{passage.key}",
        register=Register.EASY_READ,
        of=passage,
        is_published=is_published,
    )
    a_statement(easy, es="Aquí trabajaba.", en="He worked here.", source=a_source("easy"))
    Passage.objects.create(
        key=f"audio-script/{passage.key}", register=Register.AUDIO_SCRIPT, of=passage
    )
    return passage


def a_page(kind: str, passage: Passage) -> str:
    """The address of a page that speaks this passage."""
    a_house()
    a_display_state()
    place = a_place(passage=passage if kind == "room" else None)
    if kind == "object":
        an_object(passage=passage)
        return "/en/objects/D-001/desk/"
    if kind == "stop":
        GuideStop.objects.create(
            number=7, title=Text.of(es="Despacho", en="Study"), place=place, passage=passage
        )
        return "/en/guide/7/"
    return "/en/house/study/"


@pytest.mark.parametrize("kind", ["room", "object", "stop"])
def test_a_published_register_is_read_below_the_full_text_and_no_other_is_named(
    kind: str, client: Client
) -> None:
    passage = with_easy_read(a_passage())
    a_statement(passage, source=a_source())

    html = client.get(a_page(kind, passage)).content.decode()

    assert '<details class="register" id="easy-read">' in html
    assert "He worked here." in html
    assert "What the audio says" not in html
    assert "What there is to see" not in html


@pytest.mark.parametrize("kind", ["room", "object", "stop"])
def test_what_is_not_published_is_not_shown(kind: str, client: Client) -> None:
    passage = with_easy_read(a_passage(), is_published=False)

    html = client.get(a_page(kind, passage)).content.decode()

    assert "register" not in html
    assert "He worked here." not in html


def test_a_source_names_the_page_on_which_the_register_is_read(client: Client) -> None:
    a_page("room", with_easy_read(a_passage()))

    html = client.get("/en/sources/easy/").content.decode()

    assert "He worked here." in html
    assert 'href="/en/house/study/"' in html or "/en/house/study/#" in html
