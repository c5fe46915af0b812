"""Errors in the house's look, in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from casamuseo.kernel import maintenance
from casamuseo.web import errors
from tests.cast import a_display_state, a_house

SPANISH, ENGLISH = {"accept-language": "es-MX"}, {"accept-language": "en-GB"}


def headings(response: HttpResponse) -> list[str]:
    page = response.content.decode()
    return [re.sub("<[^>]*>", "", it) for it in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page)]


@pytest.mark.django_db
def test_a_missing_page_speaks_the_language_of_its_address(client: Client) -> None:
    a_house()

    spanish = client.get("/es/nada/", headers=ENGLISH)
    english = client.get("/en/nothing/", headers=SPANISH)

    assert [(r.status_code, headings(r)[0]) for r in (spanish, english)] == [
        (404, "Esta página no existe"),
        (404, "This page does not exist"),
    ]
    assert spanish.headers["Content-Language"] == "es"
    assert spanish.headers["Cache-Control"] == "no-store"
    assert "X-Casamuseo-Keep" not in spanish.headers


@pytest.mark.django_db
def test_a_missing_page_without_a_language_speaks_that_of_the_browser(client: Client) -> None:
    a_house()

    assert headings(client.get("/nada", headers=ENGLISH))[0] == "This page does not exist"


@pytest.mark.django_db
def test_where_nothing_tells_the_language_the_page_speaks_all(client: Client) -> None:
    a_house()

    found = headings(client.get("/nada", headers={"accept-language": "ja"}))[:2]

    assert found == ["Esta página no existe", "This page does not exist"]


@pytest.mark.django_db
def test_a_missing_page_offers_a_search_for_the_words_of_its_address(client: Client) -> None:
    a_house()

    page = client.get("/es/historias/carta-de-breton/").content.decode()

    assert 'action="/es/buscar/"' in page
    assert 'value="carta de breton"' in page


@pytest.mark.django_db
def test_nothing_of_a_hostile_address_comes_back_as_markup(client: Client) -> None:
    a_house()

    for address in (
        "/es/%22%3E%3Cscript%3Ealert(1)%3C/script%3E/",
        "/es/guia/?numero=%3Cscript%3E",
        "/es/casa/?dia=%3Cscript%3E",
        "/%3Cscript%3E",
    ):
        response = client.get(address)
        assert response.status_code == 404, address
        assert "<script>" not in response.content.decode()


@pytest.mark.django_db
def test_a_stop_that_does_not_exist_leads_back_to_the_list(client: Client) -> None:
    a_house()

    response = client.get("/en/guide/99/")

    assert headings(response)[0] == "There is no stop 99"
    assert '<a class="button" href="/en/guide/">' in response.content.decode()


@pytest.mark.django_db
def test_a_number_that_is_none_is_echoed_and_escaped(client: Client) -> None:
    a_house()

    assert "There is no stop 7&lt;b" in client.get("/en/guide/?number=7%3Cb").content.decode()


@pytest.mark.django_db
def test_a_day_of_which_nothing_is_known_leads_to_the_days(client: Client) -> None:
    a_house()
    a_display_state()

    response = client.get("/es/casa/?dia=1999-01-01")

    assert response.status_code == 404
    assert headings(response)[0] == "No podemos mostrar la casa en ese día"
    assert "De «1999-01-01» se sabe demasiado poco." in response.content.decode()
    assert '<a class="button" href="/es/casa/">' in response.content.decode()


@pytest.mark.django_db
def test_a_language_that_the_house_does_not_have_names_those_it_has(client: Client) -> None:
    a_house()

    response = client.get("/fr/visit/", headers=ENGLISH)

    assert response.status_code == 404
    assert "These pages exist in: Español, English." in response.content.decode()


@pytest.mark.django_db
def test_before_a_house_is_loaded_every_page_says_so(client: Client) -> None:
    response = client.get("/es/")

    assert (response.status_code, headings(response)) == (
        404,
        ["Todavía no se ha cargado ninguna casa"],
    )
    assert client.get("/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_public_site_can_only_be_read(client: Client, method: str) -> None:
    a_house()

    response = getattr(client, method)("/en/stories/")

    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert headings(response) == ["This page can only be read"]


@pytest.mark.django_db
def test_a_request_for_another_host_is_refused_in_words(client: Client, settings: Any) -> None:
    a_house()
    settings.ALLOWED_HOSTS = ["casa.example"]

    response = client.get("/es/nada/", headers={"host": "evil.example"})

    assert (response.status_code, headings(response)) == (400, ["No entendimos esta petición"])
    assert "evil" not in response.content.decode()


@pytest.mark.django_db
def test_a_failure_is_answered_without_the_database() -> None:
    with CaptureQueriesContext(connection) as queries:
        response = errors.server_error(RequestFactory().get("/es/"))

    assert (response.status_code, len(queries)) == (500, 0)
    assert headings(response) == ["Algo falló de nuestro lado"]


def test_a_failure_never_shows_what_failed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret in the traceback")

    monkeypatch.setattr("casamuseo.web.pages.shelf_or_404", fail)
    client.raise_request_exception = False

    response = client.get("/en/stories/")

    assert response.status_code == 500
    assert "secret" not in response.content.decode()
    assert headings(response) == ["Something went wrong on our side"]


def test_even_a_broken_error_page_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise ValueError("no manifest")

    monkeypatch.setattr(errors, "render_to_string", fail)

    response = errors.server_error(RequestFactory().get("/es/"))

    assert response.status_code == 500
    assert headings(response) == ["Algo falló. Something went wrong."]


@pytest.fixture
def closed(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.CASAMUSEO_HOME = tmp_path
    maintenance.begin(until=None)
    yield
    maintenance.end()


@pytest.mark.usefixtures("closed")
def test_during_maintenance_every_page_says_so(client: Client) -> None:
    response = client.get("/en/house/")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "600")
    assert headings(response) == ["We are tidying up"]
    assert "It will be back soon" in response.content.decode()


@pytest.mark.usefixtures("closed")
def test_maintenance_says_until_when_where_somebody_knows() -> None:
    maintenance.begin(until=datetime(2026, 11, 24, 20, 30, tzinfo=UTC))

    response = errors.maintenance(RequestFactory().get("/en/"))

    assert "until 24 November 2026, 20:30 (UTC)" in response.content.decode()


@pytest.mark.parametrize(("answer", "status"), [(errors.forbidden, 403), (errors.bad_request, 400)])
def test_pages_without_a_house_have_one_heading_a_language_and_no_query_string(
    answer: Any, status: int
) -> None:
    request: HttpRequest = RequestFactory().get("/?q=<b>")

    response = answer(request)

    assert response.status_code == status
    assert len(headings(response)) == 2
    assert "<b>" not in response.content.decode()
