"""Exhibitions: added, changed, deleted; what is out on loan is not shown in one that still runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from casamuseo.authority.actions.persons import ends_before_it_begins
from casamuseo.collection.days import day_of
from casamuseo.collection.lending import refuse_if_lent
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.recording import add_record, free_key, rewrite
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import delete_speaking, give_text
from casamuseo.story.errors import EndsBeforeItBegins
from casamuseo.story.models import Exhibition


@dataclass(frozen=True, slots=True)
class ExhibitionAsked:
    """What somebody writes of an exhibition, apart from its sentences."""

    title: Text
    slug: Text
    place: Place | None = None
    begins: FuzzyDate | None = None
    ends: FuzzyDate | None = None
    museum_objects: Sequence[MuseumObject] = ()


def add_exhibition(asked: ExhibitionAsked, *, by: str, at: datetime) -> Exhibition:
    """Add an exhibition. Refuses with EndsBeforeItBegins, SlugIsTaken or OnLoan."""
    _refuse_backwards(asked)
    key = free_key(Exhibition, str(asked.title), otherwise="exhibition")
    new = Exhibition(key=key, order=Exhibition.objects.count())
    with writing():
        _refuse_lent(asked, asked.museum_objects, at=at)
        return add_record(new, asked=asked, by=by, at=at)


def change_exhibition(
    exhibition: Exhibition, *, asked: ExhibitionAsked, seen: str, by: str, at: datetime
) -> Exhibition:
    """Write an exhibition anew. Refuses with ChangedMeanwhile and as `add_exhibition`.

    What was in it before it was lent may stay in the list: only what comes is asked for.
    """
    _refuse_backwards(asked)
    with writing():
        before = set(exhibition.museum_objects.values_list("pk", flat=True))
        coming = [thing for thing in asked.museum_objects if thing.pk not in before]
        _refuse_lent(asked, coming, at=at)
        return rewrite(exhibition, asked=asked, seen=seen, by=by, at=at)


def delete_exhibition(exhibition: Exhibition, *, by: str, at: datetime) -> None:
    """Delete an exhibition that never said anything. Refuses with StillNeeded or HasText."""
    delete_speaking(exhibition, by=by, at=at)


def begin_text(exhibition: Exhibition, *, by: str, at: datetime) -> Passage:
    """The passage of the exhibition, begun where it has none."""
    return give_text(exhibition, key=f"exhibitions/{exhibition.key}", by=by, at=at)


def _refuse_lent(asked: ExhibitionAsked, things: Iterable[MuseumObject], *, at: datetime) -> None:
    last = asked.ends.latest if asked.ends else None
    if last is not None and last < day_of(at):
        return  # it is over: what was shown then may be anywhere now
    for thing in things:
        refuse_if_lent(thing)


def _refuse_backwards(asked: ExhibitionAsked) -> None:
    if ends_before_it_begins(asked.begins, asked.ends):
        raise EndsBeforeItBegins
