"""Happenings of the timeline: added, changed, deleted; each stands in time by a date as written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.authority.models import GeographicPlace, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.recording import add_record, free_key, rewrite
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import delete_speaking, give_text
from casamuseo.story.errors import NeedsDate
from casamuseo.story.models import Happening


@dataclass(frozen=True, slots=True)
class HappeningAsked:
    """What somebody writes of a happening, apart from its sentences."""

    title: Text
    happened: FuzzyDate
    at: GeographicPlace | None = None
    """Where in the world."""
    place: Place | None = None
    """Where in the house."""
    persons: Sequence[Person] = ()
    museum_objects: Sequence[MuseumObject] = ()


def add_happening(asked: HappeningAsked, *, by: str, at: datetime) -> Happening:
    """Add a happening. Refuses with NeedsDate."""
    key = free_key(Happening, str(asked.title), otherwise="happening")
    new = Happening(key=key, order=Happening.objects.count(), **_bounds(asked))
    return add_record(new, asked=asked, by=by, at=at)


def change_happening(
    happening: Happening, *, asked: HappeningAsked, seen: str, by: str, at: datetime
) -> Happening:
    """Write a happening anew. Refuses with ChangedMeanwhile or NeedsDate."""
    return rewrite(happening, asked=asked, seen=seen, also=_bounds(asked), by=by, at=at)


def delete_happening(happening: Happening, *, by: str, at: datetime) -> None:
    """Delete a happening that never said anything. Refuses with StillNeeded or HasText."""
    delete_speaking(happening, by=by, at=at)


def begin_text(happening: Happening, *, by: str, at: datetime) -> Passage:
    """The passage of the happening, begun where it has none."""
    return give_text(happening, key=f"happenings/{happening.key}", by=by, at=at)


def _bounds(asked: HappeningAsked) -> dict[str, date | None]:
    """The first and the last day that the date leaves open: the timeline is sorted by them."""
    if asked.happened.edtf is None:
        raise NeedsDate(asked.happened.words)
    return {"earliest_on": asked.happened.earliest, "latest_on": asked.happened.latest}
