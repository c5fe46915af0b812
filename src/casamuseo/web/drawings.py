"""The house's drawings for a page: sites built from the records, drawn once an edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext
from markupsafe import Markup

from casamuseo.collection.models import DisplayState, Placement
from casamuseo.collection.terms import Presence
from casamuseo.house.drawing import (
    Change,
    Gap,
    Room,
    Site,
    Thing,
    Words,
    difference,
    draw_cutaway,
    draw_difference,
    draw_locator,
    draw_plan,
    draw_room,
    room_things,
)
from casamuseo.house.models import Opening, Place
from casamuseo.kernel.editions import per_edition
from casamuseo.kernel.texts import Text
from casamuseo.web import addresses
from casamuseo.web.shelf import shelf_or_404

TODAY = "today"

MOST_IN_A_PLACE, MOST_IN_THE_HOUSE = 40, 120
"""Things in the drawing of a place and of the whole house: more could not be told apart."""


@per_edition
def display_states() -> Sequence[DisplayState]:
    """The days on which the house can be shown, in order; today is one, even where nobody said how."""
    found = tuple(DisplayState.objects.select_related("passage"))
    return found if any(state.key == TODAY for state in found) else (*found, _bare_today())


def _bare_today() -> DisplayState:
    names = {}
    for language in shelf_or_404().languages:
        with translation.override(language):
            names[language] = gettext("Today")
    return DisplayState(key=TODAY, name=Text.of(**names))


@per_edition
def unknown_places(state_key: str) -> frozenset[int]:
    """The places of which nothing is known in a display state."""
    links = DisplayState.unknown_places.through.objects.filter(displaystate__key=state_key)
    return frozenset(links.values_list("place_id", flat=True))


def display_state(name: str) -> DisplayState:
    """The display state of this day or key, or a 404; "" means the house today."""
    wanted = name or TODAY
    for state in display_states():
        if wanted in (state.key, state.day.isoformat() if state.day else ""):
            return state
    raise Http404


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """The plan of a place, and the numbers on it by the keys of the things."""

    drawing: Markup
    numbers: Mapping[str, int]


def placements_in(place_key: str, state_key: str) -> QuerySet[Placement]:
    """What stood in a place in a display state, in order. A store has thousands: take some."""
    return _placements(state_key).filter(place__key=place_key).order_by("order", "pk")


@per_edition
def site_of(state_key: str, *, language: str) -> Site:
    """The house as it stood in a display state, with its names and links in this language.

    Of more things than a drawing can hold, each place has its first ones.
    """
    drawn = _placements(state_key).filter(presence=Presence.PRESENT, x__isnull=False)
    return _with_things(state_key, _first_of_each_place(drawn), language=language)


def _placements(state_key: str) -> QuerySet[Placement]:
    """Where things stood in a display state; hidden objects stand nowhere that the public sees."""
    return Placement.objects.filter(
        display_state__key=state_key, museum_object__is_public=True
    ).select_related("museum_object", "place")


def _first_of_each_place(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """As many as a drawing of the whole house can hold: the first of each place, then the second…"""
    nth = Window(RowNumber(), partition_by="place", order_by=["order", "pk"])
    return placements.annotate(nth=nth).order_by("nth", "order", "pk")[:MOST_IN_THE_HOUSE]


def _with_things(state_key: str, placements: Iterable[Placement], *, language: str) -> Site:
    in_order = sorted(placements, key=lambda placement: (placement.order, placement.pk))
    return replace(
        _empty_site(state_key, language=language),
        things=tuple(_thing(placement, language) for placement in in_order),
    )


@per_edition
def _empty_site(state_key: str, *, language: str) -> Site:
    """The places and openings of the house in a display state."""
    state = display_state(state_key)
    day = state.day.isoformat() if state.day else None
    unknown = unknown_places(state_key)
    rooms = tuple(
        _room(place, language, day, place.pk in unknown) for place in shelf_or_404().places
    )
    return Site(rooms, _gaps())


@per_edition
def _gaps() -> tuple[Gap, ...]:
    return tuple(
        Gap(opening.kind, opening.line, opening.sill, opening.height, opening.certainty)
        for opening in Opening.objects.all()
    )


@per_edition
def cutaway_of(state_key: str, *, language: str, highlight: str = "") -> Markup:
    """The axonometric cut-away of the house."""
    with translation.override(language):
        return _safe(
            draw_cutaway(
                site_of(state_key, language=language),
                title=gettext("The house, cut open"),
                description=gettext(
                    "The house seen from above and from one side, its walls cut low to show the rooms and "
                    "what stood in them. A list of the places follows."
                ),
                highlight=highlight or None,
                id_prefix="cut",
            )
        )


@per_edition
def plan_of(
    state_key: str, *, language: str, highlight: str = "", closed: frozenset[str] = frozenset()
) -> Markup:
    """The plan of the house, with the rooms barred that nobody enters at the moment."""
    with translation.override(language):
        return _safe(
            draw_plan(
                barred(site_of(state_key, language=language), closed),
                words=drawn_words(),
                title=gettext("Plan of the house"),
                description=gettext(
                    "The house and its garden from above: walls, doors and furniture. "
                    "A list of the places follows."
                ),
                highlight=highlight or None,
                id_prefix="plan",
            )
        )


@per_edition
def room_plan_of(state_key: str, room_key: str, *, language: str) -> RoomPlan:
    """The plan of one place, with the first of its things."""
    placements = placements_in(room_key, state_key)[:MOST_IN_A_PLACE]
    site = _with_things(state_key, placements, language=language)
    with translation.override(language):
        drawing = draw_room(
            site,
            room_key,
            words=drawn_words(),
            title=gettext("Plan of this place"),
            description=gettext("Its walls and doors, and the things that stood in it."),
            id_prefix="room",
        )
    numbers = {thing.key: number for number, thing in enumerate(room_things(site, room_key), 1)}
    return RoomPlan(_safe(drawing), numbers)


@per_edition
def locator_of(room_key: str, *, language: str, closed: frozenset[str] = frozenset()) -> Markup:
    """The small plan that says where a place is, and which ones nobody enters at the moment."""
    with translation.override(language):
        return _safe(
            draw_locator(
                barred(_empty_site(TODAY, language=language), closed),
                room_key,
                title=gettext("Where it is"),
                description=gettext("A small plan of the house with this place filled in."),
                id_prefix="loc",
            )
        )


def barred(site: Site, closed: frozenset[str]) -> Site:
    """The site with the rooms barred that are closed; call it in the page's language."""
    if not closed:
        return site
    rooms = (
        replace(room, closed=gettext("closed")) if room.key in closed else room
        for room in site.rooms
    )
    return replace(site, rooms=tuple(rooms))


@per_edition
def comparison_of(first: str, second: str, *, language: str) -> tuple[Markup, tuple[Change, ...]]:
    """The plan that marks what differs between two days, and the list of it."""
    before, after = _comparable(first, second, language=language)
    with translation.override(language):
        drawing = _safe(
            draw_difference(
                before,
                after,
                words=drawn_words(),
                title=gettext("What changed between two days"),
                description=gettext("The plan of the house with each change marked and named."),
                id_prefix="diff",
            )
        )
    return drawing, tuple(difference(before, after))


def _comparable(first: str, second: str, *, language: str) -> tuple[Site, ...]:
    """The house on two days, with the same things on both where it has more than can be drawn."""
    states = (first, second)
    compared = {
        placement.museum_object_id
        for state_key in states
        for placement in _first_of_each_place(_placements(state_key))
    }
    return tuple(
        _with_things(
            state_key,
            _placements(state_key).filter(museum_object__in=compared),
            language=language,
        )
        for state_key in states
    )


def drawn_words() -> Words:
    """The few words inside a drawing, in the active language."""
    return Words(
        schematic=gettext("Schematic plan"),
        scale=gettext("approximate scale"),
        metres=gettext("m"),
        moved=gettext("moved"),
        came=gettext("came"),
        went=gettext("went"),
        became_unknown=gettext("no longer known"),
        became_known=gettext("now known"),
    )


def _room(place: Place, language: str, day: str | None, is_unknown: bool) -> Room:
    return Room(
        key=place.key,
        number=place.number,
        name=place.name.words(language),
        href=addresses.of_place(place, language, day=day),
        kind=place.kind,
        polygon=place.polygon,
        wall=place.wall,
        base=place.base,
        height=place.height,
        certainty=place.geometry,
        is_unknown=is_unknown,
    )


def _thing(placement: Placement, language: str) -> Thing:
    thing = placement.museum_object
    return Thing(
        key=thing.key,
        name=thing.name.words(language),
        href=addresses.of_object(thing, language),
        place=placement.place.key if placement.place else "",
        form=thing.form,
        x=placement.x,
        y=placement.y,
        rotation=placement.rotation,
        width=thing.width or 0.5,
        depth=thing.depth or 0.5,
        height=thing.height or 0.5,
        certainty=placement.certainty,
        presence=placement.presence,
    )


def _safe(svg: str) -> Markup:
    # Our own drawing code escapes every word that it is given.
    return Markup(svg)  # noqa: S704
