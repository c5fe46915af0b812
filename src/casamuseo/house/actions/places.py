"""Places of the house: added, described, drawn, deleted. Every rule of the plan is asked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from casamuseo.house.actions.openings import OpeningAsked, openings_said, write_openings
from casamuseo.house.errors_plan import NumberIsTaken, WrongParent
from casamuseo.house.models import Place
from casamuseo.house.planning import Outline, Points, refuse_misplaced, refuse_unfit_outline
from casamuseo.house.terms import PlaceKind
from casamuseo.kernel.models import Edition
from casamuseo.kernel.recording import (
    ChangedMeanwhile,
    add_record,
    digest_of,
    free_key,
    locked,
    note,
    refuse_taken_slug,
)
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import delete_speaking, give_text

_OWN = ("house.opening.place", "house.accessfact.place", "house.placefunction.place")
_DESCRIBED = ("kind", "parent_id", "number", "name", "slug", "is_inside")


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """What a place is called and of what it is part."""

    kind: PlaceKind
    name: Text
    slug: Text
    parent: Place | None = None
    number: int | None = None
    is_inside: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn of a place: corners, walls, heights in metres, and all its openings."""

    polygon: Points
    wall: float
    base: float
    height: float
    geometry: Certainty
    openings: Sequence[OpeningAsked] = ()


def add_place(asked: PlaceAsked, *, by: str, at: datetime) -> Place:
    """Add a place, not yet drawn. Refuses with NumberIsTaken or SlugIsTaken."""
    with writing():
        _refuse_taken(asked, place=None)
        key = free_key(Place, str(asked.name), otherwise="place")
        place = Place(key=key, order=Place.objects.count())
        return add_record(place, asked=asked, by=by, at=at)


def describe_place(place: Place, *, asked: PlaceAsked, seen: str, by: str, at: datetime) -> Place:
    """Name a place anew, or make it part of another.

    Refuses with ChangedMeanwhile, WrongParent, NumberIsTaken, SlugIsTaken, and as `draw_place`
    where its outline does not fit what it is part of now.
    """
    try:
        with writing():
            row = locked(place)
            if described_seen(row) != seen:
                raise ChangedMeanwhile(row)
            _refuse_circle(row, asked.parent)
            _refuse_taken(asked, place=row)
            for name, value in _fields(asked).items():
                setattr(row, name, row.name.revised_to(value) if name == "name" else value)
            if len(row.polygon) > 2:
                places = list(Place.objects.all())
                refuse_misplaced(row, Outline.of(row), parent=asked.parent, places=places)
            row.save(update_fields=[field.name for field in fields(asked)])
            note("describe", row, by=by, at=at)
            Edition.rise()
    except IntegrityError:
        raise NumberIsTaken(asked.number or 0) from None
    return row


def draw_place(place: Place, *, drawing: Drawing, seen: str, by: str, at: datetime) -> Place:
    """Draw a place anew with its openings, or take its outline away where there are no corners.

    Refuses with ChangedMeanwhile, UnfitOutline, OutsideParent, LeavesPartOutside, RunsThroughWall
    or UnfitOpening; then nothing is changed.
    """
    with writing():
        row = locked(place)
        if drawn_seen(row) != seen:
            raise ChangedMeanwhile(row)
        outline = Outline(row.kind, drawing.polygon, drawing.wall, drawing.base, drawing.height)
        if drawing.polygon:
            refuse_unfit_outline(drawing.polygon)
            places = list(Place.objects.all())
            parent = next((one for one in places if one.pk == row.parent_id), None)
            refuse_misplaced(row, outline, parent=parent, places=places)
        write_openings(row, outline=outline, asked=drawing.openings)
        row.polygon = [[float(x), float(y)] for x, y in drawing.polygon]
        row.wall, row.base, row.height = drawing.wall, drawing.base, drawing.height
        row.geometry = drawing.geometry
        row.save(update_fields=["polygon", "wall", "base", "height", "geometry"])
        note("draw", row, by=by, at=at, corners=len(row.polygon), openings=len(drawing.openings))
        Edition.rise()
    return row


def delete_place(place: Place, *, by: str, at: datetime) -> None:
    """Delete a place that nothing needs. Refuses with StillNeeded or HasText, naming what does."""
    delete_speaking(place, own=_OWN, by=by, at=at)


def begin_text(place: Place, *, by: str, at: datetime) -> Passage:
    """The passage of the place, begun where it has none."""
    return give_text(place, key=f"places/{place.key}", by=by, at=at)


def drawn_seen(place: Place) -> str:
    """What is drawn of a place with its openings, as a short digest."""
    own = [place.polygon, place.wall, place.base, place.height, place.geometry]
    return digest_of([own, openings_said(place)])


def described_seen(place: Place) -> str:
    """What a place is called and of what it is part, as a short digest."""
    said = [getattr(place, name) for name in _DESCRIBED]
    return digest_of([one.to_json() if isinstance(one, Text) else one for one in said])


def _fields(asked: PlaceAsked) -> dict[str, Any]:
    return {field.name: getattr(asked, field.name) for field in fields(asked)}


def _refuse_taken(asked: PlaceAsked, *, place: Place | None) -> None:
    others = Place.objects.all() if place is None else Place.objects.exclude(pk=place.pk)
    if asked.number is not None and others.filter(number=asked.number).exists():
        raise NumberIsTaken(asked.number)
    refuse_taken_slug(Place, asked.slug, besides=place)


def _refuse_circle(place: Place, parent: Place | None) -> None:
    above = parent
    while above is not None:
        if above.pk == place.pk:
            raise WrongParent(parent or above)
        above = above.parent
