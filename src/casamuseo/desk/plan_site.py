"""The house as the desk draws it: with links to the desk's own pages, and a place laid on the bench."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import get_language, gettext
from markupsafe import Markup

from casamuseo.collection.models import DisplayState, Placement
from casamuseo.collection.terms import Presence
from casamuseo.house.drawing import (
    ENGLISH,
    SPANISH,
    Bench,
    Gap,
    Room,
    Site,
    Thing,
    draw_bench,
    draw_plan,
    draw_room_bench,
    geometry_problems,
)
from casamuseo.house.models import Opening, Place

MOST_THINGS = 60
"""Things drawn in a room: more could not be told apart."""


@dataclass(frozen=True, slots=True)
class OnBench:
    """A place drawn to be worked on, and what a script needs for it."""

    drawing: Markup
    scale: float
    left: float
    top: float
    snaps: str
    """The outlines of the other places, as JSON: corners and walls that a hand is drawn to."""


def plan_of_house(*, to: str, day: DisplayState | None = None) -> Markup:
    """The plan of the whole house; each place leads to the page of this name."""
    places = list(Place.objects.all())
    language = get_language() or "es"
    kwargs = {"day": day.pk} if day else {}
    rooms = [
        _room(place, language, href=reverse(to, kwargs={**kwargs, "key": place.pk}))
        for place in places
    ]
    things = _things(day, language) if day else []
    unknown = set(day.unknown_places.values_list("key", flat=True)) if day else set()
    marked = [replace(room, is_unknown=room.key in unknown) for room in rooms]
    gaps = [_gap(one) for one in Opening.objects.all()]
    drawn = draw_plan(
        Site(tuple(marked), tuple(gaps), tuple(things)),
        words=SPANISH if language == "es" else ENGLISH,
        title=gettext("Plan of the house"),
        description=gettext("Choose a place here, or in the list that follows."),
        id_prefix="plan",
    )
    return Markup(drawn)  # noqa: S704  our own drawing code escapes every word that it is given


def on_bench(place: Place, room: Room, gaps: Sequence[Gap], *, places: Iterable[Place]) -> OnBench:
    """The place, as its record or a form says it is, among its neighbours."""
    near, site = _around(place, places)
    bench = draw_bench(
        site,
        room,
        gaps,
        title=gettext("The place among its neighbours"),
        description=gettext("What is drawn here stands in the tables beside it."),
    )
    return _on_bench(bench, near)


def things_on_bench(place: Place, things: Mapping[str, Thing]) -> OnBench:
    """The place with what stands in it, each thing by the name of its fields."""
    _near, site = _around(place, list(Place.objects.all()))
    bench = draw_room_bench(
        site,
        room_of(place),
        gaps_of(place),
        things,
        title=gettext("The place and what stands in it"),
        description=gettext("What is drawn here stands in the table beside it."),
    )
    return _on_bench(bench, [place])


def _around(place: Place, places: Iterable[Place]) -> tuple[list[Place], Site]:
    near = [one for one in places if one.pk != place.pk and not _is_around(one, place)]
    language = get_language() or "es"
    rooms = tuple(_room(one, language) for one in near)
    others = Opening.objects.exclude(place=place)
    return near, Site(rooms, tuple(_gap(one) for one in others))


def _on_bench(bench: Bench, near: Iterable[Place]) -> OnBench:
    snaps = [one.polygon for one in near if not geometry_problems(one.polygon)]
    return OnBench(
        Markup(bench.drawing),  # noqa: S704  our own drawing code, as above
        round(bench.scale, 6),
        round(bench.left, 6),
        round(bench.top, 6),
        json.dumps(snaps),
    )


def room_of(place: Place) -> Room:
    """The place as a drawing takes it."""
    return _room(place, get_language() or "es")


def gaps_of(place: Place) -> list[Gap]:
    """The openings of a place as a drawing takes them."""
    return [_gap(one) for one in place.openings.all()]


def thing_of(placement: Placement, language: str) -> Thing:
    """What is placed as a drawing takes it."""
    thing = placement.museum_object
    return Thing(
        key=thing.key,
        name=thing.name.words(language),
        href="",
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


def _things(day: DisplayState, language: str) -> list[Thing]:
    drawn = day.placements.filter(presence=Presence.PRESENT, x__isnull=False)
    rows = drawn.select_related("museum_object", "place").order_by("order", "pk")
    return [thing_of(one, language) for one in rows[: 2 * MOST_THINGS]]


def _is_around(other: Place, place: Place) -> bool:
    """The plot around a fixture is no neighbour of it, and its wall would lie across the drawing."""
    return other.kind == "site" and place.kind != "site"


def _room(place: Place, language: str, *, href: str = "") -> Room:
    return Room(
        key=place.key,
        number=place.number,
        name=place.name.words(language),
        href=href,
        kind=place.kind,
        polygon=place.polygon,
        wall=place.wall,
        base=place.base,
        height=place.height,
        certainty=place.geometry,
    )


def _gap(opening: Opening) -> Gap:
    return Gap(opening.kind, opening.line, opening.sill, opening.height, opening.certainty)
