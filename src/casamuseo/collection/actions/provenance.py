"""Provenance: through whose hands an object came, in order, with its gaps said and its gaps derived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Literal

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person
from casamuseo.collection.errors_objects import SeveralAgents
from casamuseo.collection.history import differences, note
from casamuseo.collection.models import CustodyEvent, MuseumObject
from casamuseo.collection.models.keys import new_key
from casamuseo.collection.terms import CustodyKind
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.models import Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions_passages import begin_passage
from casamuseo.sources.models import Passage

A_YEAR = timedelta(days=366)
"""Two steps that are further apart have a gap between them."""


NO_WORDS = Text()


@dataclass(frozen=True, slots=True)
class CustodyAsked:
    """What somebody says of a step of the provenance."""

    kind: CustodyKind
    certainty: Certainty
    happened: FuzzyDate | None = None
    person: Person | None = None
    corporate_body: CorporateBody | None = None
    other_agent: str = ""
    at: GeographicPlace | None = None
    note: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the provenance, or a time between two steps of which nothing is said."""

    event: CustodyEvent | None
    since: date | None = None
    until: date | None = None

    @property
    def is_derived_gap(self) -> bool:
        return self.event is None


def add_event(thing: MuseumObject, *, asked: CustodyAsked, by: str, at: datetime) -> CustodyEvent:
    """Write down a step; it takes its place by its date. Refuses with SeveralAgents."""
    values = _checked(asked)
    with writing():
        event = CustodyEvent.objects.create(museum_object=thing, key=new_key(), **values)
        _settle_order(thing, moved=event)
        _note(thing, "add_custody", by=by, at=at, event=event.key, kind=event.kind)
    event.refresh_from_db()
    return event


def change_event(event: CustodyEvent, *, asked: CustodyAsked, by: str, at: datetime) -> None:
    """Write a step anew; another date may give it another place. Refuses with SeveralAgents."""
    values = _checked(asked)
    changed = differences({name: getattr(event, name) for name in values}, values)
    with writing():
        CustodyEvent.objects.filter(pk=event.pk).update(**values)
        event.refresh_from_db()
        if "earliest_on" in changed or "latest_on" in changed:
            _settle_order(event.museum_object, moved=event)
        _note(event.museum_object, "change_custody", by=by, at=at, event=event.key, changed=changed)
    event.refresh_from_db()


def remove_event(event: CustodyEvent, *, by: str, at: datetime) -> None:
    """Strike a step out; its passage stays."""
    with writing():
        CustodyEvent.objects.filter(pk=event.pk).delete()
        _note(event.museum_object, "remove_custody", by=by, at=at, event=event.key, kind=event.kind)


def move_event(
    event: CustodyEvent, *, direction: Literal["earlier", "later"], by: str, at: datetime
) -> None:
    """Put a step before or behind its neighbour, where the dates do not say."""
    with writing():
        events = list(_events(event.museum_object))
        here = next(place for place, each in enumerate(events) if each.pk == event.pk)
        there = here - 1 if direction == "earlier" else here + 1
        if not 0 <= there < len(events):
            return
        events.insert(there, events.pop(here))
        _write_order(events)
        _note(event.museum_object, "move_custody", by=by, at=at, event=event.key, to=there)


def begin_custody_text(event: CustodyEvent, *, by: str, at: datetime) -> Passage:
    """The passage that tells a step with its sources; an empty one is begun where there is none."""
    if event.passage is not None:
        return event.passage
    with writing():
        held = CustodyEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
        if held.passage is None:
            held.passage = begin_passage(f"objects/{event.museum_object.key}/{event.key}")
            held.save(update_fields=["passage"])
            note(event.museum_object, "begin_custody_text", by=by, at=at, event=event.key)
    event.refresh_from_db()
    return held.passage


def provenance_of(thing: MuseumObject) -> list[Step]:
    """The steps in their order, with a gap between two dated ones that are more than a year apart."""
    steps: list[Step] = []
    known_until: date | None = None
    for event in _events(thing).select_related("person", "corporate_body", "at", "passage"):
        begins, ends = event.earliest_on, event.latest_on or event.earliest_on
        if known_until and begins and begins - known_until > A_YEAR:
            steps.append(Step(None, known_until, begins))
        steps.append(Step(event))
        if ends and (known_until is None or ends > known_until):
            known_until = ends
    return steps


def _events(thing: MuseumObject) -> Any:
    return CustodyEvent.objects.filter(museum_object=thing).order_by("order", "pk")


def _settle_order(thing: MuseumObject, *, moved: CustodyEvent) -> None:
    """Before the first step that is later; without a date, last."""
    others = [event for event in _events(thing) if event.pk != moved.pk]
    day = moved.earliest_on or moved.latest_on
    later = (
        place
        for place, event in enumerate(others)
        if day and (event.earliest_on or event.latest_on or date.min) > day
    )
    others.insert(next(later, len(others)), moved)
    _write_order(others)


def _write_order(events: Sequence[CustodyEvent]) -> None:
    for place, event in enumerate(events):
        event.order = place
    CustodyEvent.objects.bulk_update(events, ["order"])


def _checked(asked: CustodyAsked) -> dict[str, Any]:
    agents = [asked.person, asked.corporate_body, asked.other_agent.strip()]
    if len([agent for agent in agents if agent]) > 1:
        raise SeveralAgents
    values = {field.name: getattr(asked, field.name) for field in fields(asked)}
    happened = asked.happened
    return values | {
        "other_agent": asked.other_agent.strip(),
        "earliest_on": happened.earliest if happened else None,
        "latest_on": happened.latest if happened else None,
    }


def _note(thing: MuseumObject, action: str, *, by: str, at: datetime, **facts: Any) -> None:
    note(thing, action, by=by, at=at, **facts)
    if thing.is_public:
        Edition.rise()
