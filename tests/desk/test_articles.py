"""Articles at the desk: brought, looked at, their sources confirmed one by one, made a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from casamuseo.sources.models import PassageDraft, Source
from casamuseo.story.models import Story
from tests.cast import a_house
from tests.sources.test_article import ARTICLE, a_book_of_the_house
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def marina(tmp_path: Path, settings: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    a_house()
    return signed_in(a_member("editor"))


def brought(client: Client) -> str:
    return str(client.post("/desk/texts/articles/", {"text": ARTICLE}).headers["Location"])


def test_an_article_is_looked_at_before_it_is_a_draft(marina: Client) -> None:
    a_book_of_the_house()
    page = marina.get(brought(marina)).content.decode()

    assert "6 sentences." in page
    assert "1 citation leads to a source of the house." in page
    assert "4 notes are kept as they were written." in page
    assert "Conversation in the patio, undated." in page
    assert "Look at it and add it" in page
    assert (Story.objects.count(), Source.objects.count()) == (0, 1)


def test_a_proposed_source_is_confirmed_by_a_person_and_then_resolves_its_note(
    marina: Client,
) -> None:
    a_book_of_the_house()
    where = brought(marina)
    page = marina.get(where).content.decode()
    address = page.split("/desk/sources/add/?")[1].split('"')[0].replace("&amp;", "&")

    form = marina.get(f"/desk/sources/add/?{address}").content.decode()
    assert 'value="The Prophet Outcast"' in form
    assert "Deutscher, Isaac" in form
    answer = marina.post(
        f"/desk/sources/add/?{address}",
        {
            "type": "book",
            "title": "The Prophet Outcast",
            "author": "Deutscher, Isaac",
            "issued": "2003",
        },
    )

    assert answer.headers["Location"] == where
    page = marina.get(where).content.decode()
    assert "2 citations lead to sources of the house." in page
    assert "Sources that the house does not have" not in page


def test_the_draft_has_every_sentence_and_its_story(marina: Client) -> None:
    where = brought(marina)

    answer = marina.post(where, {"title": "La casa", "language": "es"})

    story = Story.objects.get()
    assert answer.headers["Location"] == f"/desk/texts/{story.passage_id}/"
    assert story.title["es"].words == "La casa"
    assert len(PassageDraft.objects.get().statements) == 6


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "  "}, "Please choose a file or paste something."),
        ({}, "Please choose a file or paste something."),
    ],
)
def test_nothing_is_no_article(marina: Client, sent: dict[str, str], said: str) -> None:
    answer = marina.post("/desk/texts/articles/", sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
