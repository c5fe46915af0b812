"""Which records of the index a change touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import tantivy

from casamuseo.kernel.models import Change
from casamuseo.search.entries import card_of
from casamuseo.search.index import Index, answering
from casamuseo.search.schema import schema
from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register
from casamuseo.story.models import GuideStop, JourneyStop, Story

Record = tuple[str, str]
"""Section and key."""


class NotToBeTraced(Exception):  # noqa: N818  a refusal is named for what is the case
    """What a change touches cannot be told record by record, or is too much: build anew."""


UNSEEN = (
    "visit.",
    "kernel.",
    "media.",
    "sources.signatory",
    "house.opening",
    "house.accessfact",
    "collection.importrun",
)
"""Kinds of change, or how they begin, that search shows nothing of."""

SHOWN_OF_COLLECTION = ("museumobject", "displaystate", "placement")
"""Of the collection search shows these; the procedures are the staff's alone."""

SPEAKERS = {
    "house": "house",
    "display-states": "house",
    "places": "place",
    "objects": "object",
    "persons": "person",
    "corporate-bodies": "body",
    "stories": "story",
    "happenings": "happening",
    "journeys": "journey",
    "guide": "guide",
    "exhibitions": "exhibition",
}
"""How a passage's key begins, and the section of the record that speaks it."""


def records_of(changes: Iterable[Change], *, index: Index, most: int) -> set[Record]:
    """The records to be written again. Raises NotToBeTraced where they cannot be told, or are too many."""
    records: set[Record] = set()
    for kind, key in {(change.kind, change.key) for change in changes}:
        floor, _dot, model = kind.partition(".")
        is_procedure = floor == "collection" and model not in SHOWN_OF_COLLECTION
        if kind.startswith(UNSEEN) or is_procedure:
            continue
        trace = TRACES.get(kind)
        if trace is None:
            raise NotToBeTraced
        records.update(trace(key, index))
        if len(records) > most:
            raise NotToBeTraced
    return records


def speaker(passage_key: str) -> list[Record]:
    """The record that speaks a passage; none where search does not show it."""
    kind, _, key = passage_key.partition("/")
    if kind in Register.values:
        # Another register is found with the full text: `easy-read/places/study`.
        return speaker(key)
    section = SPEAKERS.get(kind)
    if section is None or not key:
        return []
    if section == "house":
        return [(section, passage_key)]
    return [("station" if section == "journey" and "/" in key else section, key)]


def _of_statement(key: str, index: Index) -> list[Record]:
    return speaker(key.rpartition("#")[0])


def _of_passage(key: str, index: Index) -> list[Record]:
    return speaker(key)


def _of_source(key: str, index: Index) -> list[Record]:
    """The source itself, and all that cites it: withdrawing it can hold sentences back."""
    citing = Passage.objects.filter(statements__citations__source__key=key).distinct()
    keys = citing.values_list("key", flat=True)
    return [("source", key), *(record for passage in keys for record in speaker(passage))]


def _of_object(key: str, index: Index) -> list[Record]:
    """The object, and what is told under its name."""
    stories = Story.objects.filter(museum_objects__key=key).values_list("key", flat=True)
    stops = GuideStop.objects.filter(museum_object__key=key).values_list("number", flat=True)
    return [
        ("object", key),
        *(("story", story) for story in stories),
        *(("guide", str(number)) for number in stops),
    ]


def _of_place(key: str, index: Index) -> list[Record]:
    return [("place", key), *_having("place", key, index)]


def _of_person(key: str, index: Index) -> list[Record]:
    return [("person", key), *_having("person", key, index)]


def _of_term(key: str, index: Index) -> list[Record]:
    return [*_having("kind", key, index), *_having("material", key, index)]


def _of_journey(key: str, index: Index) -> list[Record]:
    stops = JourneyStop.objects.filter(journey__key=key).values_list("key", flat=True)
    return [("journey", key), *(("station", f"{key}/{stop}") for stop in stops)]


def _of_day(key: str, index: Index) -> list[Record]:
    """The day itself; what is placed on it has changes of its own."""
    return [("house", f"display-states/{key}")]


def _itself(section: str) -> Callable[[str, Index], list[Record]]:
    return lambda key, index: [(section, key)]


TRACES: dict[str, Callable[[str, Index], list[Record]]] = {
    "sources.statement": _of_statement,
    "sources.passage": _of_passage,
    "sources.source": _of_source,
    "collection.museumobject": _of_object,
    "house.place": _of_place,
    "authority.person": _of_person,
    "authority.term": _of_term,
    "authority.corporatebody": _itself("body"),
    "story.story": _itself("story"),
    "story.happening": _itself("happening"),
    "story.exhibition": _itself("exhibition"),
    "story.guidestop": _itself("guide"),
    "story.journey": _of_journey,
    "collection.displaystate": _of_day,
}
"""What each kind of change touches; any other kind builds the index anew."""


def _having(facet: str, key: str, index: Index) -> list[Record]:
    """The records that have this key in a facet, as far as the index knows; NotToBeTraced if too many."""
    most = 1_000
    searcher = next(iter(index.reading().searchers.values()))
    with answering():
        found = searcher.search(tantivy.Query.term_query(schema(), facet, key), most + 1)
        if len(found.hits) > most:
            raise NotToBeTraced
        cards = [card_of(searcher.doc(address)) for _, address in found.hits]
    return [(card.section, card.key) for card in cards]
