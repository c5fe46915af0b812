"""A house with two rooms and a vitrine, and short words for moving things about in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casamuseo.collection.actions.moving import Destination, move_fixture, move_object
from casamuseo.collection.models import Movement, MuseumObject
from casamuseo.collection.terms import MoveReason
from casamuseo.house.models import Place
from casamuseo.kernel.texts import Text
from tests.cast import BERTA, NOON, a_house, a_place, an_object

DAY = timedelta(days=1)


def days_ago(count: int) -> datetime:
    return NOON - count * DAY


@dataclass(frozen=True)
class Rooms:
    """A study with a vitrine in it, and a store."""

    study: Place
    store: Place
    vitrine: Place


def some_rooms() -> Rooms:
    a_house()
    study = a_place("study", number=7)
    store = a_place("store", number=8, name=Text.of(es="Bodega", en="Store"))
    return Rooms(study, store, a_fixture("vitrine", within=study))


def a_fixture(key: str, *, within: Place) -> Place:
    name = Text.of(es=f"Mueble {key}", en=f"Fixture {key}")
    return a_place(key, number=None, kind="fixture", parent=within, name=name)


def numbered(number: str) -> MuseumObject:
    return an_object(number.lower(), number=number)


def moved(
    thing: MuseumObject | Place,
    to: Place | Destination,
    *,
    on: datetime = NOON,
    at: datetime = NOON,
    reason: MoveReason = MoveReason.DISPLAY,
) -> Movement:
    """The entry that this went there."""
    destination = to if isinstance(to, Destination) else Destination.in_place(to)
    if isinstance(thing, Place):
        return move_fixture(thing, to=destination, effective_at=on, reason=reason, by=BERTA, at=at)
    return move_object(thing, to=destination, effective_at=on, reason=reason, by=BERTA, at=at)
