"""Journeys: the way on a map, and the same stations as a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.story.models import Journey
from casamuseo.web import addresses
from casamuseo.web.pages import Crumb, in_language, page
from casamuseo.web.reading import Notes, first_words, read, read_each
from casamuseo.web.routes import drawn_routes, station_name, stations_of
from casamuseo.web.shelf import key_of


@in_language
def journeys(request: HttpRequest, language: str) -> HttpResponse:
    """Every journey; where there is only one, straight to it."""
    listed = list(Journey.objects.select_related("person").prefetch_related("stops"))
    if len(listed) == 1:
        return redirect(addresses.of_journey(listed[0], language))
    return page(
        request,
        "web/journeys.html",
        language=language,
        section="journey",
        title=gettext("Journeys"),
        description=gettext("Ways through the world, station by station."),
        address=lambda code: addresses.of_section("journey", code),
        journeys=listed,
    )


@in_language
def journey(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One journey: its map, and each station with its dates and sentences."""
    way = (
        Journey.objects.filter(key=key_of("journey", slug, language=language))
        .select_related("person", "passage")
        .get()
    )
    notes = Notes()
    paragraphs = read(way.passage, language=language, notes=notes)
    stops = list(stations_of(way).select_related("at", "passage"))
    told = read_each([stop.passage for stop in stops], language=language, notes=notes)
    return page(
        request,
        "web/journey.html",
        language=language,
        section="journey",
        title=way.title.words(language),
        description=first_words(paragraphs),
        address=lambda code: addresses.of_journey(way, code),
        crumbs=[Crumb(gettext("Map"), addresses.of_section("journey", language))]
        if Journey.objects.count() > 1
        else [],
        journey=way,
        routes=drawn_routes(way.key, language=language),
        paragraphs=paragraphs,
        stations=[
            (stop, station_name(stop, language), sentences)
            for stop, sentences in zip(stops, told, strict=True)
        ],
        notes=notes,
    )
