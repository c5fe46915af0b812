"""Where search results lead: the page of each record, and the sentence on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.search.query import Hit
from casamuseo.sources.models import Passage, Source
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, Story
from casamuseo.web import addresses
from casamuseo.web.said_on import pages_of

Addressed = Callable[[Any, str], str | None]


def _of_happening(happening: Happening, language: str) -> str:
    return f"{addresses.of_section('timeline', language)}#{happening.key}"


def _of_passage(passage: Passage, language: str) -> str | None:
    _, address = pages_of([passage.pk], language=language).get(passage.pk, ("", None))
    return address


PAGES: dict[str, tuple[type[Model], Addressed, str]] = {
    "house": (Passage, _of_passage, ""),
    "place": (Place, addresses.of_place, "places/"),
    "object": (MuseumObject, addresses.of_object, "objects/"),
    "person": (Person, addresses.of_agent, "persons/"),
    "body": (CorporateBody, addresses.of_agent, "corporate-bodies/"),
    "story": (Story, addresses.of_story, "stories/"),
    "happening": (Happening, _of_happening, "happenings/"),
    "journey": (Journey, addresses.of_journey, "journeys/"),
    "station": (Journey, addresses.of_journey, "journeys/"),
    "guide": (GuideStop, addresses.of_guide_stop, "guide/"),
    "exhibition": (Exhibition, addresses.of_exhibition, "exhibitions/"),
    "source": (Source, addresses.of_source, ""),
}
"""For each section: its records, their address, and what the keys of their passages have before theirs."""


def addresses_of(hits: Sequence[Hit], language: str) -> list[str | None]:
    """The address of each hit; None where its record is gone. One query for each section among them."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        wanted[hit.section].add(_record_key(hit))
    records = {section: _records(section, keys) for section, keys in wanted.items()}
    return [_address(hit, records[hit.section].get(_record_key(hit)), language) for hit in hits]


def _records(section: str, keys: set[str]) -> dict[str, Model]:
    model, _, _ = PAGES[section]
    field = "number" if section == "guide" else "key"
    found = model._default_manager.filter(**{f"{field}__in": keys})
    if model is MuseumObject:
        # The index learns a little later than the database that an object was hidden.
        found = found.filter(is_public=True)
    return {str(getattr(record, field)): record for record in found}


def _record_key(hit: Hit) -> str:
    """The key of the record that has the page: a station is shown on the page of its journey."""
    return hit.key.partition("/")[0] if hit.section == "station" else hit.key


def _address(hit: Hit, record: Model | None, language: str) -> str | None:
    if record is None:
        return None
    _, address, speaks = PAGES[hit.section]
    page = address(record, language)
    if page is None or not hit.statement:
        return page
    # The same fragment as `addresses.anchor` gives the sentence on its page.
    fragment = f"{speaks}{hit.key}.{hit.statement}".replace("/", ".")
    return f"{page.partition('#')[0]}#{fragment}"
