"""The room guide: a number on the wall, a page on the phone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.kernel import clock
from casamuseo.story.models import GuideStop
from casamuseo.web import addresses
from casamuseo.web.closures import closed_at
from casamuseo.web.drawings import locator_of
from casamuseo.web.kept import guide_stops
from casamuseo.web.languages import parameter
from casamuseo.web.pages import Crumb, in_language, page, preferred_language
from casamuseo.web.pictures import best_of
from casamuseo.web.reading import Notes, first_words, read
from casamuseo.web.registers import registers_of


class NoSuchStop(Http404):
    """There is no stop with this number."""


@in_language
def guide(request: HttpRequest, language: str) -> HttpResponse:
    """The number pad and the list of stops; a typed number leads to its stop."""
    typed = request.GET.get(parameter("number", language=language), "").strip()
    if typed:
        return _go_to(typed, language)
    closed = closed_at(clock.now())
    return page(
        request,
        "web/guide.html",
        language=language,
        section="guide",
        title=gettext("Guide"),
        description=gettext("Type the number on the wall and read what you see before you."),
        address=lambda code: addresses.of_section("guide", code),
        stops=guide_stops(),
        closed=closed.by_key,
        fresh_until=closed.changes_at,
    )


@in_language
def stop(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """One stop: what to look at, where it is, the next one."""
    stops = guide_stops()
    at = next((at for at, stop in enumerate(stops) if stop.number == number), None)
    if at is None:
        raise NoSuchStop(str(number))
    found = stops[at]
    shown_of = found.museum_object or found.place
    notes = Notes()
    paragraphs = read(found.passage, language=language, notes=notes)
    closed = closed_at(clock.now())
    where = found.place
    return page(
        request,
        "web/guide_stop.html",
        language=language,
        section="guide",
        title=f"{found.number} · {found.title.words(language)}",
        description=first_words(paragraphs),
        address=lambda code: addresses.of_guide_stop(found, code),
        crumbs=[Crumb(gettext("Guide"), addresses.of_section("guide", language))],
        stop=found,
        shown=best_of(shown_of.pictures.all()),
        paragraphs=paragraphs,
        registers=registers_of(found.passage, language=language, notes=notes),
        locator=locator_of(where.key, language=language, closed=closed.keys)
        if where.polygon
        else None,
        closed=closed.by_key.get(where.key),
        fresh_until=closed.changes_at,
        before=stops[at - 1] if at else None,
        after=stops[at + 1] if at + 1 < len(stops) else None,
        notes=notes,
    )


def short_address(request: HttpRequest, number: int) -> HttpResponse:
    """The address printed on the wall, `/g/7`, in the language that the visitor's phone prefers."""
    language = preferred_language(request)
    found = GuideStop(number=number)
    response = redirect(addresses.of_guide_stop(found, language))
    response.headers["Vary"] = "Accept-Language"
    return response


def _go_to(typed: str, language: str) -> HttpResponse:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise NoSuchStop(typed[:20])
    return redirect(addresses.of_guide_stop(GuideStop(number=int(typed)), language))
