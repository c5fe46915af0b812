"""What search engines are told: every public page in every language, and what to leave alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeVar
from xml.sax.saxutils import escape, quoteattr

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.sources.models import Source
from casamuseo.story.models import Exhibition, GuideStop, Journey, Story
from casamuseo.visit.models import Programme
from casamuseo.web import addresses, tour_addresses
from casamuseo.web.drawings import display_states
from casamuseo.web.pages import base_url
from casamuseo.web.shelf import shelf_or_404

AnyResponse = TypeVar("AnyResponse", HttpResponse, StreamingHttpResponse)
Address = Callable[[str], str]
"""The path of one page in any language."""

MOST_ADDRESSES = 20_000
"""In one file; the protocol allows 50,000 and 50 MB."""

SECTIONS = (
    "visit", "house", "objects", "stories", "timeline", "journey", "people", "sources",
    "contested", "guide", "exhibitions", "programme", "tours", "accessibility", "data", "search",
    "book",
)  # fmt: skip

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
URLSET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages of one kind: how many, and the addresses of some of them."""

    length: int
    between: Callable[[int, int], Iterable[Address]]


def sitemap(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The sitemap, or the index of its parts where it is too long for one file."""
    stretches = _stretches()
    parts = -(-sum(stretch.length for stretch in stretches) // _pages_in_a_part())
    if parts <= 1:
        return _urlset(request, stretches, number=1)
    base = base_url(request)
    entries = "".join(
        f"<sitemap><loc>{escape(base)}/sitemap-{number}.xml</loc></sitemap>\n"
        for number in range(1, parts + 1)
    )
    return _as_xml(HttpResponse(f"{HEAD}{INDEX}{entries}</sitemapindex>\n"))


def sitemap_part(request: HttpRequest, number: int) -> HttpResponse | StreamingHttpResponse:
    """One part of a long sitemap, counted from 1."""
    stretches = _stretches()
    if not 0 < number <= -(-sum(stretch.length for stretch in stretches) // _pages_in_a_part()):
        raise Http404
    return _urlset(request, stretches, number=number)


def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read, except the switch between light and dark."""
    languages = shelf_or_404().languages
    switches = [addresses.of_section("appearance", language) for language in languages]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in switches), ""]
    lines.append(f"Sitemap: {base_url(request)}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _pages_in_a_part() -> int:
    return max(1, MOST_ADDRESSES // len(shelf_or_404().languages))


def _urlset(
    request: HttpRequest, stretches: list[Stretch], *, number: int
) -> StreamingHttpResponse:
    size = _pages_in_a_part()
    base, languages = base_url(request), shelf_or_404().languages
    found = _between(stretches, (number - 1) * size, number * size)
    # Sent as it is read: 20,000 addresses never stand in memory at once.
    entries = (_entry(address, base, languages) for address in found)
    return _as_xml(StreamingHttpResponse(chain([HEAD, URLSET], entries, ["</urlset>\n"])))


def _between(stretches: list[Stretch], start: int, end: int) -> Iterator[Address]:
    """The addresses from `start` to `end` of all stretches one after the other."""
    before = 0
    for stretch in stretches:
        first, last = max(start - before, 0), min(end - before, stretch.length)
        if first < last:
            yield from stretch.between(first, last)
        before += stretch.length


def _entry(address: Address, base: str, languages: tuple[str, ...]) -> str:
    """The page's addresses in every language, each with links to all of them."""
    paths = {language: address(language) for language in languages}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(base + path)}/>'
        for language, path in [*paths.items(), ("x-default", paths[languages[0]])]
    )
    return "".join(
        f"<url><loc>{escape(base + path)}</loc>{links}</url>\n" for path in paths.values()
    )


def _stretches() -> list[Stretch]:
    told = {"passage__is_published": True}
    portrayed = {"portrait__passage__is_published": True}
    return [
        _listed([addresses.home, *map(_section, _sections()), *_days()]),
        _listed([address for place in shelf_or_404().places for address in _place(place)]),
        _stored(Story.objects.filter(**told), addresses.of_story),
        _stored(Journey.objects.all(), addresses.of_journey),
        _stored(Person.objects.filter(**portrayed), addresses.of_agent),
        _stored(CorporateBody.objects.filter(**portrayed), addresses.of_agent),
        _stored(GuideStop.objects.filter(**told), addresses.of_guide_stop),
        _stored(Exhibition.objects.filter(**told), addresses.of_exhibition),
        _stored(Programme.objects.filter(is_published=True), tour_addresses.programme),
        _stored(Source.objects.only("key"), addresses.of_source),
        _stored(
            MuseumObject.objects.public().filter(**told).only("key", "slug", "object_number"),
            addresses.of_object,
        ),
    ]


def _listed(found: list[Address]) -> Stretch:
    return Stretch(len(found), lambda first, last: found[first:last])


def _stored(records: QuerySet[Model], address: Callable[..., str]) -> Stretch:
    def between(first: int, last: int) -> Iterator[Address]:
        for record in records.order_by("pk")[first:last].iterator(chunk_size=1000):
            yield partial(address, record)

    return Stretch(records.count(), between)


def _sections() -> list[str]:
    """The sections that have a page of their own: a single journey has no list before it."""
    has_list = Journey.objects.count() != 1
    return [name for name in SECTIONS if name != "journey" or has_list]


def _section(name: str) -> Address:
    return lambda language: addresses.of_section(name, language)


def _days() -> list[Address]:
    """The house on each day that it can be shown on; today has no day in its address."""
    days = [state.day.isoformat() for state in display_states() if state.day]
    return [_house_on(day) for day in days]


def _house_on(day: str) -> Address:
    return lambda language: addresses.of_section("house", language, day=day)


def _place(place: Place) -> list[Address]:
    days = [None, *(state.day.isoformat() for state in display_states() if state.day)]
    return [_place_on(place, day) for day in days]


def _place_on(place: Place, day: str | None) -> Address:
    return lambda language: addresses.of_place(place, language, day=day)


def _as_xml(response: AnyResponse) -> AnyResponse:
    response.headers["Content-Type"] = "application/xml"
    return response
