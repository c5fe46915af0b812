"""The house's drawings for a page: sites built from the records, drawn once an edition."""

from __future__ import annotations

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext
from markupsafe import Markup

from casamuseo.collection.models import DisplayState, Placement
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
)
from casamuseo.house.models import Opening, Place
from casamuseo.kernel.editions import per_edition
from casamuseo.web import addresses
from casamuseo.web.shelf import shelf_or_404

TODAY = "today"


@per_edition
def display_states() -> tuple[DisplayState, ...]:
    """The days on which the house can be shown, in order."""
    return tuple(DisplayState.objects.prefetch_related("unknown_places"))


def display_state(name: str) -> DisplayState:
    """The display state of this day or key, or a 404; "" means the house today."""
    wanted = name or TODAY
    for state in display_states():
        if wanted in (state.key, state.day.isoformat() if state.day else ""):
            return state
    raise Http404


@per_edition
def site_of(state_key: str, *, language: str) -> Site:
    """The house as it stood in a display state, with its names and links in this language."""
    state = display_state(state_key)
    day = state.day.isoformat() if state.day else None
    unknown = {place.pk for place in state.unknown_places.all()}
    rooms = tuple(
        _room(place, language, day, place.pk in unknown) for place in shelf_or_404().places
    )
    openings = Opening.objects.select_related(None)
    gaps = tuple(
        Gap(opening.kind, opening.line, opening.sill, opening.height, opening.certainty)
        for opening in openings
    )
    placements = Placement.objects.filter(display_state=state).select_related(
        "museum_object", "place"
    )
    return Site(rooms, gaps, tuple(_thing(placement, language) for placement in placements))


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
def plan_of(state_key: str, *, language: str, highlight: str = "") -> Markup:
    """The plan of the house."""
    with translation.override(language):
        return _safe(
            draw_plan(
                site_of(state_key, language=language),
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
def room_plan_of(state_key: str, room_key: str, *, language: str) -> Markup:
    """The plan of one place, with its things."""
    with translation.override(language):
        return _safe(
            draw_room(
                site_of(state_key, language=language),
                room_key,
                words=drawn_words(),
                title=gettext("Plan of this place"),
                description=gettext("Its walls and doors, and the things that stood in it."),
                id_prefix="room",
            )
        )


@per_edition
def locator_of(room_key: str, *, language: str) -> Markup:
    """The small plan that says where a place is."""
    with translation.override(language):
        return _safe(
            draw_locator(
                site_of(TODAY, language=language),
                room_key,
                title=gettext("Where it is"),
                description=gettext("A small plan of the house with this place filled in."),
                id_prefix="loc",
            )
        )


@per_edition
def comparison_of(first: str, second: str, *, language: str) -> tuple[Markup, tuple[Change, ...]]:
    """The plan that marks what differs between two days, and the list of it."""
    before, after = site_of(first, language=language), site_of(second, language=language)
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
