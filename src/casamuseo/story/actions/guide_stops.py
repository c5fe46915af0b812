"""Stops of the room guide: added, changed, deleted, each under the number on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.recording import add_record, note, rewrite
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import delete_speaking, give_text, rename_text
from casamuseo.story.errors import StopNumberIsTaken
from casamuseo.story.models import GuideStop


@dataclass(frozen=True, slots=True)
class GuideStopAsked:
    """What somebody writes of a stop, apart from its sentences."""

    number: int
    title: Text
    place: Place
    museum_object: MuseumObject | None = None


def add_guide_stop(asked: GuideStopAsked, *, by: str, at: datetime) -> GuideStop:
    """Add a stop of the guide. Refuses with StopNumberIsTaken."""
    try:
        return add_record(GuideStop(), asked=asked, by=by, at=at)
    except IntegrityError:
        raise StopNumberIsTaken(asked.number) from None


def change_guide_stop(
    stop: GuideStop, *, asked: GuideStopAsked, seen: str, by: str, at: datetime
) -> GuideStop:
    """Write a stop anew; under another number its text goes with it.

    Refuses with ChangedMeanwhile or StopNumberIsTaken.
    """
    try:
        with writing():
            if stop.number != asked.number:
                note("renumber", stop, by=by, at=at, to=asked.number)
            changed = rewrite(stop, asked=asked, seen=seen, by=by, at=at)
            if changed.passage is not None:
                rename_text(changed.passage, key=_key(changed))
    except IntegrityError:
        raise StopNumberIsTaken(asked.number) from None
    return changed


def delete_guide_stop(stop: GuideStop, *, by: str, at: datetime) -> None:
    """Delete a stop that never said anything. Refuses with StillNeeded or HasText."""
    delete_speaking(stop, by=by, at=at)


def begin_text(stop: GuideStop, *, by: str, at: datetime) -> Passage:
    """The passage of the stop, begun where it has none."""
    return give_text(stop, key=_key(stop), by=by, at=at)


def _key(stop: GuideStop) -> str:
    return f"guide/{stop.number}"
