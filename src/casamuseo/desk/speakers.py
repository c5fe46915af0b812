"""Who speaks a passage: a room, an object, a story; by name and kind, for the lists of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.collection.models import DisplayState, MuseumObject
from casamuseo.desk.found_objects import MOST, SHORTEST, having_words, matching
from casamuseo.house.models import HousePassage, Place
from casamuseo.sources.models import Passage
from casamuseo.story.models import (
    Exhibition,
    GuideStop,
    Happening,
    Journey,
    JourneyStop,
    Portrait,
    Story,
)

KINDS: dict[str, Promise] = {
    "places": _("Rooms and places"),
    "objects": _("Objects"),
    "guide": _("Guide"),
    "stories": _("Stories"),
    "happenings": _("Timeline"),
    "journeys": _("Journeys"),
    "exhibitions": _("Exhibitions"),
    "persons": _("Persons"),
    "corporate-bodies": _("Corporate bodies"),
    "display-states": _("The house on a day"),
    "house": pgettext_lazy("kind of text", "The house itself"),
}
"""First part of a passage's key, and what such texts are called."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks a passage."""

    kind: str
    name: str


Namer = Callable[[Any, str], str]


def _own_name(record: Any, language: str) -> str:
    return str(record.name.words(language))


def _title(record: Any, language: str) -> str:
    return str(record.title.words(language))


def _object(thing: Any, language: str) -> str:
    return f"{thing.name.words(language)} · {thing.object_number}"


def _stop(stop: Any, language: str) -> str:
    return f"{stop.number} · {stop.title.words(language)}"


def _station(stop: Any, language: str) -> str:
    name = stop.title.words(language) or stop.at.name.words(language)
    return f"{stop.journey.title.words(language)}: {name}"


def _portrayed(portrait: Any, language: str) -> str:
    who = portrait.person or portrait.corporate_body
    return str(who.name_in(language))


def _topic(told: Any, _language: str) -> str:
    return str(told.topic)


_SPEAKERS: dict[str, list[tuple[type[Model], tuple[str, ...], Namer]]] = {
    "places": [(Place, (), _own_name)],
    "objects": [(MuseumObject, (), _object)],
    "guide": [(GuideStop, (), _stop)],
    "stories": [(Story, (), _title)],
    "happenings": [(Happening, (), _title)],
    "journeys": [(Journey, (), _title), (JourneyStop, ("journey", "at"), _station)],
    "exhibitions": [(Exhibition, (), _title)],
    "persons": [(Portrait, ("person", "corporate_body"), _portrayed)],
    "corporate-bodies": [(Portrait, ("person", "corporate_body"), _portrayed)],
    "display-states": [(DisplayState, (), _own_name)],
    "house": [(HousePassage, (), _topic)],
}


_CALLED: dict[str, list[tuple[type[Model], tuple[str, ...]]]] = {
    "places": [(Place, ("name",))],
    "guide": [(GuideStop, ("title",))],
    "stories": [(Story, ("title",))],
    "happenings": [(Happening, ("title",))],
    "journeys": [(Journey, ("title",)), (JourneyStop, ("title", "journey__title"))],
    "exhibitions": [(Exhibition, ("title",))],
    "persons": [(Portrait, ("person__sort_name",))],
    "corporate-bodies": [(Portrait, ("corporate_body__sort_name",))],
    "display-states": [(DisplayState, ("name",))],
}
"""By what words each kind of speaker but an object is found."""


def spoken_by(words: str, *, kind: str = "") -> set[int]:
    """Passages whose speaker is called so, or is an object with such a number; some hundreds at most."""
    found: set[int] = set()
    if len(words) < SHORTEST:
        return found
    if kind in ("", "objects"):
        things = matching(words, MuseumObject.objects.filter(passage__isnull=False))
        found.update(pk for pk in things.order_by().values_list("passage", flat=True) if pk)
    for its, models in _CALLED.items():
        for model, fields in models if kind in ("", its) else ():
            named = Q()
            for field in fields:
                named |= having_words(field, words)
            rows = model._default_manager.filter(named, passage__isnull=False).order_by()
            found.update(rows.values_list("passage", flat=True)[:MOST])
    return found


def kind_of(passage: Passage) -> str:
    """The kind of who speaks it: the first part of its key, after the register's."""
    parts = passage.key.split("/")
    return parts[1] if passage.of_id and len(parts) > 1 else parts[0]


def speakers_of(passages: Iterable[Passage], *, language: str) -> dict[int, Speaker]:
    """Who speaks each of these passages; a query for each kind that occurs.

    Another register is spoken by whoever speaks the full text. One that nobody speaks goes by its
    key.
    """
    listed = list(passages)
    full = {passage.pk: passage.of_id or passage.pk for passage in listed}
    kinds = {full[passage.pk]: kind_of(passage) for passage in listed}
    names: dict[int, str] = {}
    for kind in sorted(set(kinds.values())):
        wanted = [pk for pk, its in kinds.items() if its == kind]
        for model, related, name in _SPEAKERS.get(kind, []):
            found = model._default_manager.filter(passage__in=wanted).order_by()
            for record in found.select_related(*related) if related else found:
                names[record.passage_id] = name(record, language)  # type: ignore[attr-defined]
    return {
        passage.pk: Speaker(kind_of(passage), names.get(full[passage.pk]) or passage.key)
        for passage in listed
    }


def speaker_of(passage: Passage, *, language: str) -> Speaker:
    """Who speaks this passage."""
    return speakers_of([passage], language=language)[passage.pk]
