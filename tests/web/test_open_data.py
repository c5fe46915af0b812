"""The page of open data."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import a_house, a_passage, an_object

pytestmark = pytest.mark.django_db


def test_the_page_counts_what_is_public_and_links_the_download(client: Client) -> None:
    a_house(key="trotsky")
    an_object(passage=a_passage("objects/desk"))
    an_object("secret", number="D-2", passage=a_passage("objects/secret", is_published=False))

    page = client.get("/en/data/").content.decode()
    rows = dict(re.findall(r"<code>([\w.-]+)</code>.*?</th><td[^>]*>(\d+)", page))

    assert 'href="/open-data/casamuseo-trotsky.zip"' in page
    assert (rows["objects.yaml"], rows["stories.yaml"], rows["house.yaml"]) == ("1", "0", "1")


def test_the_page_says_on_which_terms(client: Client) -> None:
    a_house()

    page = client.get("/es/datos/").content.decode()

    assert "la AGPL, versión 3 o posterior" in page
    assert "El museo no los ha escrito ni revisado." in page
