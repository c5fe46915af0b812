"""The first page: the house, whether it is open, and three ways in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from casamuseo.kernel import clock
from casamuseo.kernel.editions import per_edition
from casamuseo.story.models import Story
from casamuseo.visit.rules import visit_rules
from casamuseo.web import addresses, json_ld
from casamuseo.web.calendars import calendar
from casamuseo.web.drawings import TODAY, cutaway_of, display_states
from casamuseo.web.pages import in_language, page, preferred_language
from casamuseo.web.reading import Notes
from casamuseo.web.shelf import shelf_or_404
from casamuseo.web.telling import house_passage


@per_edition
def first_stories() -> tuple[Story, ...]:
    """The stories on the home page."""
    told = Story.objects.filter(passage__is_published=True).select_related("picture")
    return tuple(told[:3])


def negotiate(request: HttpRequest) -> HttpResponse:
    """Send a visitor without a language to the one the browser prefers."""
    response = redirect(addresses.home(preferred_language(request)))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@in_language
def home(request: HttpRequest, language: str) -> HttpResponse:
    """The home page; kept until the house opens or closes next."""
    house = shelf_or_404().house
    standing = calendar().at(clock.now())
    notes = Notes()
    return page(
        request,
        "web/home.html",
        language=language,
        section="home",
        title=house.name.words(language),
        description=house.motto.words(language),
        address=addresses.home,
        json_ld=[
            json_ld.museum(house, language=language, calendar=calendar(), today=standing.today.day)
        ],
        fresh_until=standing.changes_at,
        standing=standing,
        can_be_booked=bool(visit_rules().resources),
        drawing=cutaway_of(TODAY, language=language),
        paragraphs=house_passage("about", language=language, notes=notes),
        states=display_states(),
        stories=first_stories(),
        notes=notes,
    )
