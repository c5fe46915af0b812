"""Where a thing was at a moment, and what was in a place: asked of the ledger of movements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from casamuseo.collection.models import Movement, MuseumObject, Whereabouts
from casamuseo.collection.terms import Whither
from casamuseo.house.models import Place
from casamuseo.house.terms import PlaceKind


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is, or was: through the fixture in which it stands, as far as anybody knows."""

    whither: Whither
    room: Place | None = None
    """The room (or patio, floor, house) in which it ends up; None where it is not in the house."""
    place: Place | None = None
    """The place that its own movement names: the room itself, or a fixture in it."""
    position: str = ""
    elsewhere: str = ""
    movement: Movement | None = None
    """Its latest entry; None where the ledger has none."""

    @property
    def is_recorded(self) -> bool:
        """Whether the ledger says anything: not known and never entered are two things."""
        return self.movement is not None


NOWHERE = Location(Whither.UNKNOWN)


class Arrangement:
    """How the places of the house stood within each other at a moment; two queries."""

    def __init__(self, *, on: datetime | None = None) -> None:
        self.places = {place.pk: place for place in Place.objects.order_by("order", "key")}
        self.moved = _latest_of_fixtures(on)

    def movement_of(self, fixture: Place) -> Movement | None:
        """The entry by which the fixture stands where it stands; None: where it was drawn."""
        return self.moved.get(fixture.pk)

    def above(self, place: Place) -> Place | None:
        """In what this place stood: a fixture where it was last moved to, else what it is part of."""
        movement = self.moved.get(place.pk)
        if movement is None:
            return self.places.get(place.parent_id or 0)
        return self.places.get(movement.to_place_id or 0)

    def chain(self, place: Place) -> Iterator[Place]:
        """The place, what it stood in, what that stood in, up to the property."""
        seen: set[int] = set()
        here: Place | None = place
        while here is not None and here.pk not in seen:
            seen.add(here.pk)
            yield here
            here = self.above(here)

    def within(self, place: Place) -> list[Place]:
        """The place and every place that stood in it, however deep."""
        return [
            each
            for each in self.places.values()
            if any(step.pk == place.pk for step in self.chain(each))
        ]

    def locate(self, movement: Movement | None, *, place: Place | None = None) -> Location:
        """Where its latest entry puts a thing; `place` is where it stood without any."""
        if movement is not None:
            if movement.whither != Whither.PLACE:
                return Location(
                    Whither(movement.whither), elsewhere=movement.elsewhere, movement=movement
                )
            place = self.places[movement.to_place_id or 0]
        if place is None:
            return NOWHERE
        *_fixtures, end = self._through_fixtures(place)
        whither, room, elsewhere = self._outermost(end)
        position = movement.position if movement else ""
        return Location(whither, room, place, position, elsewhere, movement)

    def _through_fixtures(self, place: Place) -> Iterator[Place]:
        for each in self.chain(place):
            yield each
            if each.kind != PlaceKind.FIXTURE:
                return

    def _outermost(self, end: Place) -> tuple[Whither, Place | None, str]:
        if end.kind != PlaceKind.FIXTURE:
            return Whither.PLACE, end, ""
        movement = self.moved.get(end.pk)
        if movement is None or movement.whither == Whither.PLACE:
            return Whither.UNKNOWN, None, ""
        # What stands in a vitrine that has left the house has left with it.
        return Whither(movement.whither), None, movement.elsewhere


def location_of(thing: MuseumObject | Place, *, on: datetime | None = None) -> Location:
    """Where an object or a fixture is, or was at that moment. Three queries, whatever it stands in."""
    if isinstance(thing, Place):
        arrangement = Arrangement(on=on)
        # A fixture that was never moved stands where it is drawn.
        drawn = None if thing.parent_id is None else arrangement.places.get(thing.parent_id)
        return arrangement.locate(arrangement.movement_of(thing), place=drawn)
    return locations_of([thing], on=on)[thing.pk]


def locations_of(
    things: Iterable[MuseumObject], *, on: datetime | None = None
) -> dict[int, Location]:
    """Where each of these objects is, or was, by its primary key. Three queries for any number."""
    wanted = [thing.pk for thing in things]
    latest = {
        movement.museum_object_id: movement
        for movement in latest_movements(on=on).filter(museum_object__in=wanted)
    }
    arrangement = Arrangement(on=on)
    return {pk: arrangement.locate(latest.get(pk)) for pk in wanted}


@dataclass(frozen=True, slots=True)
class Content:
    """An object that is in a place, and where exactly."""

    museum_object: MuseumObject
    location: Location


def contents_of(place: Place, *, on: datetime | None = None) -> list[Content]:
    """The objects in a place, in its fixtures and in the rooms that it has. Three queries."""
    arrangement = Arrangement(on=on)
    return contents(movements_into(place, arrangement=arrangement, on=on), arrangement=arrangement)


def contents(movements: Iterable[Movement], *, arrangement: Arrangement) -> list[Content]:
    """What these latest entries of objects say, as contents."""
    return [
        Content(movement.museum_object, arrangement.locate(movement))
        for movement in movements
        if movement.museum_object is not None
    ]


def movements_into(
    place: Place, *, arrangement: Arrangement, on: datetime | None = None
) -> QuerySet[Movement]:
    """The latest entries of the objects that are in the place, by number: a list that can be paged."""
    here = [each.pk for each in arrangement.within(place)]
    latest = latest_movements(on=on).filter(museum_object__isnull=False)
    if on is None:
        latest = latest.filter(pk__in=_now().filter(place__in=here).values("movement"))
    return (
        latest.filter(to_place__in=here)
        .select_related("museum_object")
        .order_by("museum_object__object_number")
    )


def latest_movements(*, on: datetime | None = None) -> QuerySet[Movement]:
    """For each object and fixture the one entry that says where it is, or was at that moment."""
    if on is None:
        return Movement.objects.filter(pk__in=_now().values("movement"))
    later = Movement.objects.standing().until(on)
    after = Q(effective_at__gt=OuterRef("effective_at")) | Q(
        effective_at=OuterRef("effective_at"), pk__gt=OuterRef("pk")
    )
    # Two questions, not one with OR: each goes by the index of its column.
    of_object = later.filter(after, museum_object=OuterRef("museum_object"))
    of_fixture = later.filter(after, fixture=OuterRef("fixture"))
    return Movement.objects.standing().until(on).filter(~Exists(of_object), ~Exists(of_fixture))


def _now() -> QuerySet[Whereabouts]:
    return Whereabouts.objects.all()


def _latest_of_fixtures(on: datetime | None) -> dict[int, Movement]:
    found = latest_movements(on=on).filter(fixture__isnull=False)
    return {movement.fixture_id or 0: movement for movement in found}
