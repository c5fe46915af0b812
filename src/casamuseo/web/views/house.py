"""The house on a day: the plan and the cut-away, two days compared, each place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.collection.models import DisplayState
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.story.models import Happening
from casamuseo.web import addresses, json_ld
from casamuseo.web.closures import closed_at
from casamuseo.web.drawings import (
    MOST_IN_A_PLACE,
    TODAY,
    comparison_of,
    cutaway_of,
    display_state,
    display_states,
    locator_of,
    placements_in,
    plan_of,
    room_plan_of,
    unknown_places,
)
from casamuseo.web.kept import MOST_TOLD, stories_of
from casamuseo.web.languages import parameter
from casamuseo.web.pages import Crumb, in_language, page, preferred_language
from casamuseo.web.reading import Notes, first_words, read
from casamuseo.web.registers import registers_of
from casamuseo.web.shelf import key_of, shelf_or_404
from casamuseo.web.telling import house_passage


@in_language
def house(request: HttpRequest, language: str) -> HttpResponse:
    """The whole house on a day, or two days compared."""
    day = request.GET.get(parameter("day", language=language), "")
    against = request.GET.get(parameter("against", language=language), "")
    state = _state_or_explain(day)
    other = _state_or_explain(against) if against else None
    notes = Notes()
    if other is not None:
        comparison, changes = comparison_of(state.key, other.key, language=language)
    else:
        comparison, changes = None, ()
    state_day = state.day.isoformat() if state.day else None
    closed = closed_at(clock.now())
    # What is closed at present is closed in the house as it is, not as it was.
    shut = closed.keys if state.key == TODAY else frozenset()
    return page(
        request,
        "web/house.html",
        language=language,
        section="house",
        title=gettext("The house"),
        description=gettext(
            "The plan of the house on a day, room by room, with what we do not know."
        ),
        address=lambda code: addresses.of_section(
            "house", code, day=state_day, against=against or None
        ),
        states=display_states(),
        state=state,
        other=other,
        # Comparing a day with itself says nothing: another one stands ready.
        suggested=other or next((each for each in display_states() if each != state), state),
        day=state_day,
        places=shelf_or_404().numbered(),
        unknown=unknown_places(state.key),
        cutaway=cutaway_of(state.key, language=language),
        plan=plan_of(state.key, language=language, closed=shut),
        closed=[closed.by_key[key] for key in closed.by_key if key in shut],
        fresh_until=closed.changes_at,
        comparison=comparison,
        changes=changes,
        paragraphs=read(state.passage, language=language, notes=notes),
        plan_paragraphs=house_passage("plan", language=language, notes=notes),
        unknown_paragraphs=house_passage("unknown", language=language, notes=notes),
        notes=notes,
    )


@in_language
def room(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One place: its sentences, its plan on a day, its things, its uses over time."""
    state = _state_or_explain(request.GET.get(parameter("day", language=language), ""))
    key = key_of("place", slug, language=language)
    place = shelf_or_404().place(key)
    notes = Notes()
    day = state.day.isoformat() if state.day else None
    # One more than is shown tells whether there are more.
    placements = list(placements_in(key, state.key)[: MOST_IN_A_PLACE + 1])
    plan = room_plan_of(state.key, key, language=language) if place.polygon else None
    paragraphs = read(place.passage, language=language, notes=notes)
    closed = closed_at(clock.now())
    crumbs = [Crumb(gettext("The house"), addresses.of_section("house", language, day=day))]
    return page(
        request,
        "web/room.html",
        language=language,
        section="house",
        title=place.name.words(language),
        description=first_words(paragraphs),
        address=lambda code: addresses.of_place(place, code, day=day),
        crumbs=crumbs,
        json_ld=[json_ld.breadcrumbs([(crumb.name, crumb.address) for crumb in crumbs])],
        picture=f"/{language}/og/place/{place.key}.png",
        place=place,
        state=state,
        states=display_states(),
        day=day,
        is_unknown=place.pk in unknown_places(state.key),
        room_plan=plan.drawing if plan else None,
        locator=locator_of(key, language=language, closed=closed.keys) if place.polygon else None,
        closed=closed.by_key.get(key),
        fresh_until=closed.changes_at,
        placements=placements[:MOST_IN_A_PLACE],
        has_more=len(placements) > MOST_IN_A_PLACE,
        numbers=plan.numbers if plan else {},
        paragraphs=paragraphs,
        registers=registers_of(place.passage, language=language, notes=notes),
        functions=list(place.functions.all()),
        access_facts=list(place.access_facts.all()),
        stories=stories_of(place),
        happenings=list(
            Happening.objects.filter(place=place, passage__is_published=True)[:MOST_TOLD]
        ),
        around=_neighbours(place, shelf_or_404().numbered()),
        notes=notes,
    )


class UnknownDay(Http404):
    """The house cannot be shown on this day: nothing is known of it."""


def _state_or_explain(day: str) -> DisplayState:
    try:
        return display_state(day)
    except Http404 as missing:
        raise UnknownDay(day[:40]) from missing


def _neighbours(place: Place, around: list[Place]) -> tuple[Place | None, Place | None]:
    """The places before and after this one, by their numbers on the plan."""
    numbers = [other.pk for other in around]
    if place.pk not in numbers:
        return None, None
    index = numbers.index(place.pk)
    before = around[index - 1] if index else None
    after = around[index + 1] if index + 1 < len(around) else None
    return before, after


def short_address(request: HttpRequest, key: str) -> HttpResponse:
    """The address printed on a room's label, `/p/study`, in the language that the phone prefers."""
    place = shelf_or_404().place(key)
    response = redirect(addresses.of_place(place, preferred_language(request)))
    response.headers["Vary"] = "Accept-Language"
    return response
