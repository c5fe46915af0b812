"""The search: what somebody typed, what was found, and how to narrow it down."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.search.errors import IndexUnavailable
from casamuseo.search.filters import Filters
from casamuseo.search.query import Hit, Results, find
from casamuseo.web import addresses
from casamuseo.web.asked import asked_for, page_number
from casamuseo.web.found import addresses_of
from casamuseo.web.languages import parameter
from casamuseo.web.pages import in_language, page
from casamuseo.web.views.objects import facet_names

PAGE_SIZE = 20
FACETS = ("section", "place", "person", "kind", "material")


@in_language
def search(request: HttpRequest, language: str) -> HttpResponse:
    """The form, and under it what was found."""
    typed = request.GET.get(parameter("query", language=language), "")
    chosen = {
        name: asked for name in FACETS if (asked := asked_for(request, name, language=language))
    }
    number = page_number(request, language=language)
    try:
        results = find(
            typed, language=language, filters=Filters.of(chosen), page=number, size=PAGE_SIZE
        )
    except IndexUnavailable:
        return _unavailable(request, language, typed)
    words = results.asked.text
    query = {"query": words, **chosen}
    response = page(
        request,
        "web/search.html",
        language=language,
        section="search",
        title=gettext("Search: %(words)s") % {"words": words} if words else gettext("Search"),
        description=gettext("Search the house, its things, its people and its sources."),
        address=lambda code: addresses.of_section(
            "search", code, **query, page=str(number) if number > 1 else None
        ),
        is_kept=not query["query"] and not chosen,
        words=words,
        results=results,
        is_unavailable=False,
        found=_found(results, language),
        facets=_facets(results, chosen, language),
        chosen=chosen,
        names=_names(language),
        number=number,
        with_page=lambda n: _address(query, language, page=str(n) if n > 1 else None),
        having=lambda name, key: _address({**query, name: key}, language),
        without=lambda name: _address({k: v for k, v in query.items() if k != name}, language),
    )
    if words or chosen:
        # Robots have the sitemap; a list of results is nobody's page.
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with where it leads."""

    hit: Hit
    address: str
    kind: str


def _found(results: Results, language: str) -> list[Found]:
    """The hits that still have a page, in order."""
    places = addresses_of(results.hits, language)
    kinds = kinds_of_result()
    return [
        Found(hit, address, kinds[hit.section])
        for hit, address in zip(results.hits, places, strict=True)
        if address is not None
    ]


def _facets(
    results: Results, chosen: dict[str, str], language: str
) -> dict[str, list[tuple[str, str, int]]]:
    """What the results can still be narrowed by: key, name and count; nothing that all of them have."""
    names = _names(language)
    return {
        facet: [(key, names[facet].get(key, key), number) for key, number in counted]
        for facet in FACETS
        if facet not in chosen
        and (counted := results.facets.get(facet, []))
        and (len(counted) > 1 or counted[0][1] < results.total)
    }


def _names(language: str) -> dict[str, dict[str, str]]:
    return {"section": section_names(), **facet_names(language)}


def kinds_of_result() -> dict[str, str]:
    """What one result is, by its section."""
    return {
        "house": gettext("The house"),
        "place": gettext("Place"),
        "object": gettext("Object"),
        "person": gettext("Person"),
        "body": gettext("Institution or party"),
        "story": gettext("Story"),
        "happening": gettext("Event of the timeline"),
        "journey": gettext("Journey"),
        "station": gettext("Station of a journey"),
        "guide": gettext("Stop of the guide"),
        "exhibition": gettext("Exhibition"),
        "source": gettext("Source"),
    }


def section_names() -> dict[str, str]:
    """What results are, in the plural, by their section."""
    return {
        "house": gettext("The house"),
        "place": gettext("Places"),
        "object": gettext("Objects"),
        "person": gettext("People"),
        "body": gettext("Institutions and parties"),
        "story": gettext("Stories"),
        "happening": gettext("Timeline"),
        "journey": gettext("Journeys"),
        "station": gettext("Stations of a journey"),
        "guide": gettext("Guide"),
        "exhibition": gettext("Exhibitions"),
        "source": gettext("Sources"),
    }


def _unavailable(request: HttpRequest, language: str, typed: str) -> HttpResponse:
    """An outage is not an empty list: say so, and when to come back."""
    response = page(
        request,
        "web/search.html",
        language=language,
        section="search",
        title=gettext("Search"),
        address=lambda code: addresses.of_section("search", code),
        is_kept=False,
        status=503,
        words=typed[:200],
        is_unavailable=True,
    )
    response.headers["Retry-After"] = "10"
    return response


def _address(query: dict[str, str], language: str, *, page: str | None = None) -> str:
    pairs = [(parameter(name, language=language), value) for name, value in query.items() if value]
    if page:
        pairs.append((parameter("page", language=language), page))
    here = addresses.of_section("search", language)
    return f"{here}?{urlencode(pairs)}" if pairs else here
