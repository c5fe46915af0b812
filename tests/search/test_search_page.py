"""The search page: what it says, where its results lead, and what it does with bad input."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from casamuseo.kernel.texts import Text
from casamuseo.search.index import Index
from tests.search.conftest import build
from tests.search.factories import a_house, a_place, a_story, an_object, trotsky

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(index: Index) -> Index:
    a_house()
    leon = trotsky()
    leon.slug = Text.of(es="leon-trotsky", en="leon-trotsky")
    leon.save()
    a_place(
        "study",
        "Despacho",
        "Study",
        ("Un vidrio lo guarda.", "A glass keeps it."),
        slug=Text.of(es="despacho", en="study"),
    )
    an_object(
        "desk",
        "Escritorio <b>",
        "Desk",
        ("Está en el despacho & es de roble.", "It is in the study."),
        persons=(leon,),
        object_number="D-001",
        slug=Text.of(es="escritorio", en="desk"),
    )
    a_story("garden", "El jardín", "The garden", ("Crecía.", "It grew."), persons=(leon,))
    return build(index)


def results(page: str) -> list[str]:
    """Address and title of each result, with the marks in brackets."""
    found = re.findall(r'<h2><a href="([^"]*)">(.*?)</a></h2>', page)
    return [f"{unescape(address)} {_text(title)}" for address, title in found]


def said(page: str) -> str:
    block = re.search(r'<div class="search-said" role="status">(.*?)</div>', page, re.DOTALL)
    return " ".join(_text(block.group(1)).split()) if block else ""


def _text(markup: str) -> str:
    marked = markup.replace("<mark>", "[").replace("</mark>", "]")
    return unescape(re.sub(r"<[^>]+>", " ", marked)).strip()


def get(client: Client, typed: str, *, language: str = "es", status: int = 200, **more: str) -> str:
    segment = {"es": "buscar", "en": "search"}[language]
    response = client.get(f"/{language}/{segment}/", {"q": typed, **more})
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.usefixtures("house")
def test_results_lead_to_the_sentence_and_mark_the_words(client: Client) -> None:
    page = get(client, "despacho")

    assert results(page) == [
        "/es/casa/despacho/#places.study.s1 [Despacho]",
        "/es/objetos/D-001/escritorio/#objects.desk.s1 Escritorio <b>",
    ]
    assert "Está en el <mark>despacho</mark> &amp; es de roble." in page
    assert "Escritorio &lt;b&gt;" in page


@pytest.mark.usefixtures("house")
def test_the_form_alone_needs_no_index_and_can_be_kept(client: Client, house: Index) -> None:
    house.distrust()

    response = client.get("/es/buscar/")

    assert response.status_code == 200
    assert response.headers["X-Casamuseo-Keep"] == "edition"
    assert "X-Robots-Tag" not in response.headers


@pytest.mark.usefixtures("house")
def test_a_list_of_results_is_neither_kept_nor_indexed_by_robots(client: Client) -> None:
    response = client.get("/es/buscar/", {"q": "despacho"})

    assert "X-Casamuseo-Keep" not in response.headers
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_without_an_index_the_page_says_so_and_not_that_nothing_was_found(
    client: Client, house: Index
) -> None:
    house.distrust()

    response = client.get("/en/search/", {"q": "study"})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert said(response.content.decode()).startswith("The search is not available just now.")


@pytest.mark.usefixtures("house")
def test_the_page_says_what_it_did_to_the_words(client: Client) -> None:
    assert said(get(client, "sxudy", language="en")) == (
        "2 results for “sxudy” Nothing has “sxudy”. These have “Study”."
    )
    assert "Nothing has all of these words" in said(get(client, "glass grew", language="en"))
    assert "These were found in: Español." in said(get(client, "vidrio", language="en"))
    assert "only the first 12 words" in said(get(client, "study " * 100, language="en"))
    assert said(get(client, "?!", language="en")).startswith("There is no word in that")


@pytest.mark.usefixtures("house")
def test_results_of_another_language_are_marked_as_such(client: Client) -> None:
    page = get(client, "vidrio", language="en")

    assert '<li lang="es">' in page
    assert results(page) == ["/en/house/study/#places.study.s1 Despacho"]


@pytest.mark.usefixtures("house")
def test_facets_are_links_and_can_be_taken_off_again(client: Client) -> None:
    page = unescape(get(client, "trotsky"))
    narrowed = unescape(get(client, "trotsky", seccion="story"))

    assert 'href="/es/buscar/?q=trotsky&seccion=story"' in page
    assert results(narrowed) == ["/es/historias/garden/#stories.garden.s1 El jardín"]
    assert 'href="/es/buscar/?q=trotsky"' in narrowed


@pytest.mark.usefixtures("house")
def test_the_language_switch_keeps_words_and_filters(client: Client) -> None:
    page = unescape(get(client, "trotsky", seccion="story"))

    assert 'hreflang="en" lang="en"' in page
    assert "/en/search/?q=trotsky&section=story" in page


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "\x00\x07 despacho",
        'title:x AND (body:"y" OR *) [a TO b] \\',
        "«sin cerrar",
        "<script>alert(1)</script>",
        "שלום",
        "🪓",
        "de la que",
        "%ED%A0%80",
    ],
)
def test_whatever_is_typed_gets_a_page(client: Client, typed: str) -> None:
    page = get(client, typed)

    assert said(page)
    assert "<script>alert" not in page


@pytest.mark.usefixtures("house")
def test_unheard_of_filters_and_pages_find_nothing_and_break_nothing(client: Client) -> None:
    assert results(get(client, "despacho", lugar='"\x00*')) == []
    assert results(get(client, "despacho", seccion="nada")) == []
    assert "the last one is page 1" in get(client, "study", language="en", page="999999")
    assert len(results(get(client, "despacho", pagina="-1"))) == 2


@pytest.mark.usefixtures("house")
def test_a_record_deleted_a_moment_ago_is_not_linked(client: Client) -> None:
    from casamuseo.story.models import Story

    Story.objects.all().delete()

    assert results(get(client, "jardín")) == []


@pytest.mark.usefixtures("house")
def test_the_queries_do_not_grow_with_the_results(
    client: Client, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    get(client, "despacho")
    with django_assert_max_num_queries(12):
        get(client, "trotsky")
