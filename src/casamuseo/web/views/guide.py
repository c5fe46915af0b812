"""The room guide: a number on the wall, a page on the phone."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.story.models import GuideStop
from casamuseo.web import addresses
from casamuseo.web.drawings import locator_of
from casamuseo.web.languages import parameter
from casamuseo.web.pages import Crumb, in_language, page, preferred_language
from casamuseo.web.pictures import best_of
from casamuseo.web.reading import Notes, first_words, read, with_statements


class NoSuchStop(Http404):
    """There is no stop with this number."""


@in_language
def guide(request: HttpRequest, language: str) -> HttpResponse:
    """The number pad and the list of stops; a typed number leads to its stop."""
    typed = request.GET.get(parameter("number", language=language), "").strip()
    if typed:
        return _go_to(typed, language)
    return page(
        request,
        "web/guide.html",
        language=language,
        section="guide",
        title=gettext("Guide"),
        description=gettext("Type the number on the wall and read what you see before you."),
        address=lambda code: addresses.of_section("guide", code),
        stops=list(_stops().select_related("place")),
    )


@in_language
def stop(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """One stop: what to look at, where it is, the next one."""
    found = (
        _stops()
        .filter(number=number)
        .select_related("place", "museum_object")
        .prefetch_related(with_statements(), "museum_object__pictures", "place__pictures")
        .first()
    )
    if found is None:
        raise NoSuchStop(str(number))
    thing = found.museum_object
    notes = Notes()
    return page(
        request,
        "web/guide_stop.html",
        language=language,
        section="guide",
        title=f"{found.number} · {found.title.words(language)}",
        description=first_words(found.passage, language=language),
        address=lambda code: addresses.of_guide_stop(found, code),
        crumbs=[Crumb(gettext("Guide"), addresses.of_section("guide", language))],
        stop=found,
        shown=best_of(thing.pictures.all()) if thing else best_of(found.place.pictures.all()),
        paragraphs=read(found.passage, language=language, notes=notes),
        locator=locator_of(found.place.key, language=language) if found.place.polygon else None,
        before=_stops().filter(number__lt=number).last(),
        after=_stops().filter(number__gt=number).select_related("place").first(),
        notes=notes,
    )


def short_address(request: HttpRequest, number: int) -> HttpResponse:
    """The address printed on the wall, `/g/7`, in the language that the visitor's phone prefers."""
    language = preferred_language(request)
    found = GuideStop(number=number)
    response = redirect(addresses.of_guide_stop(found, language))
    response.headers["Vary"] = "Accept-Language"
    return response


def _stops() -> QuerySet[GuideStop]:
    return GuideStop.objects.filter(passage__is_published=True)


def _go_to(typed: str, language: str) -> HttpResponse:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise NoSuchStop(typed[:20])
    return redirect(addresses.of_guide_stop(GuideStop(number=int(typed)), language))
