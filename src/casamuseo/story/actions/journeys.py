"""Journeys through the world with their stations: added, changed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casamuseo.authority.actions.persons import ends_before_it_begins
from casamuseo.authority.models import GeographicPlace, Person
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.recording import add_record, digest_of, free_key, rewrite, seen_of
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import delete_speaking, forget_unsaid, give_text
from casamuseo.story.errors import EndsBeforeItBegins
from casamuseo.story.models import Journey, JourneyStop


@dataclass(frozen=True, slots=True)
class StationAsked:
    """A station as somebody writes it; without a key it is a new one."""

    at: GeographicPlace
    title: Text = field(default_factory=Text)
    arrived: FuzzyDate | None = None
    left: FuzzyDate | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class JourneyAsked:
    """What somebody writes of a journey, apart from its stations and sentences."""

    title: Text
    slug: Text
    person: Person | None = None


def add_journey(
    asked: JourneyAsked, *, stations: Sequence[StationAsked] = (), by: str, at: datetime
) -> Journey:
    """Add a journey with its stations. Refuses with SlugIsTaken or EndsBeforeItBegins."""
    key = free_key(Journey, str(asked.title), otherwise="journey")
    with writing():
        new = Journey(key=key, order=Journey.objects.count())
        journey = add_record(new, asked=asked, by=by, at=at)
        _write_stations(journey, stations)
    return journey


def change_journey(
    journey: Journey,
    *,
    asked: JourneyAsked,
    stations: Sequence[StationAsked],
    seen: str,
    by: str,
    at: datetime,
) -> Journey:
    """Write a journey anew: it has these stations, in this order, and no others.

    Refuses with ChangedMeanwhile, SlugIsTaken, EndsBeforeItBegins, or HasText where a station that
    is left out has said something.
    """
    with writing():
        changed = rewrite(journey, asked=asked, seen=seen, see=journey_seen, by=by, at=at)
        _write_stations(changed, stations)
    return changed


def delete_journey(journey: Journey, *, by: str, at: datetime) -> None:
    """Delete a journey that never said anything. Refuses with StillNeeded or HasText."""
    with writing():
        _write_stations(journey, ())
        delete_speaking(journey, own=("story.journeystop.journey",), by=by, at=at)


def begin_text(journey: Journey, *, by: str, at: datetime) -> Passage:
    """The passage of the journey, begun where it has none."""
    return give_text(journey, key=f"journeys/{journey.key}", by=by, at=at)


def begin_text_of_station(stop: JourneyStop, *, by: str, at: datetime) -> Passage:
    """The passage of a station, begun where it has none."""
    return give_text(stop, key=f"journeys/{stop.journey.key}/{stop.key}", by=by, at=at)


def journey_seen(journey: Journey) -> str:
    """What a journey says with its stations, as a short digest."""
    stations = journey.stops.order_by("position", "pk")
    return digest_of([seen_of(journey), [seen_of(stop) for stop in stations]])


def _write_stations(journey: Journey, asked: Sequence[StationAsked]) -> None:
    standing = {stop.key: stop for stop in journey.stops.select_related("passage")}
    kept = set()
    for position, one in enumerate(asked):
        if ends_before_it_begins(one.arrived, one.left):
            raise EndsBeforeItBegins
        stop = standing.get(one.key) or JourneyStop(journey=journey, key=_new_key(journey, one))
        stop.at, stop.arrived, stop.left = one.at, one.arrived, one.left
        stop.title, stop.position = stop.title.revised_to(one.title), position
        stop.save()
        kept.add(stop.key)
    for key, stop in standing.items():
        if key not in kept:
            passage = stop.passage
            stop.delete()
            forget_unsaid(stop, passage)


def _new_key(journey: Journey, asked: StationAsked) -> str:
    words = str(asked.title) or str(asked.at.name)
    return free_key(JourneyStop, words, otherwise="stop", journey=journey)
