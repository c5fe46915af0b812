"""Entries made from the house's published records; nothing else decides what can be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext, override

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import DisplayState, MuseumObject, ObjectPerson, Placement
from casamuseo.collection.terms import Presence
from casamuseo.house.models import House, HousePassage, Place
from casamuseo.kernel.dates import FuzzyDate, parse_date
from casamuseo.kernel.texts import Text
from casamuseo.search.entries import Entry, Line
from casamuseo.search.names import Name, Names
from casamuseo.sources.models import Passage, Source, Statement
from casamuseo.story.models import Exhibition, GuideStop, Happening, Journey, JourneyStop, Story

M = TypeVar("M", bound=Model)

CHUNK = 2_000
"""Records read at a time: memory does not grow with the house."""


@dataclass(slots=True)
class Finding:
    """A record as it is to be found, in all its languages at once."""

    section: str
    key: str
    title: Text
    passage_id: int | None
    names: tuple[str, ...] = ()
    words: list[Name] = field(default_factory=list)
    """Words of the record itself, beside its passage: a summary, a role."""
    linked: list[Name] = field(default_factory=list)
    places: tuple[str, ...] = ()
    kind: str = ""
    persons: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    order: int = 0
    earliest: date | None = None
    latest: date | None = None


def languages_of_house() -> list[str]:
    """The languages to build for; none while there is no house."""
    house = House.objects.first()
    return list(house.languages) if house else []


def everything(languages: Sequence[str]) -> Iterator[Entry]:
    """Entries of every published record; in memory is one chunk of them, and the names they repeat."""
    names = Names(languages)
    for gather in GATHERERS.values():
        yield from _entries(gather(names, None), languages)


def some(records: Iterable[tuple[str, str]], *, languages: Sequence[str]) -> Iterator[Entry]:
    """Entries of these records, given as (section, key); nothing for one that is gone or held back."""
    by_section: dict[str, set[str]] = defaultdict(set)
    for section, key in records:
        by_section[section].add(key)
    names = Names(languages)
    for section, keys in by_section.items():
        yield from _entries(GATHERERS[section](names, keys), languages)


Chunks = Iterator[list[Finding]]
Keys = Collection[str] | None
"""The keys of the records to gather; None gathers all."""


def _house(names: Names, keys: Keys) -> Chunks:
    """What the house tells of itself, and of how it stood on a day: found by the keys of the passages."""
    topics = HousePassage.objects.filter(passage__is_published=True)
    days = DisplayState.objects.filter(passage__is_published=True)
    if keys is not None:
        topics = topics.filter(passage__key__in=keys)
        days = days.filter(passage__key__in=keys)
    for told in _chunks(topics.select_related("house", "passage"), None):
        yield [_topic(each, names) for each in told]
    for states in _chunks(days.select_related("passage"), None):
        yield [_day(state, state.passage, names) for state in states if state.passage]


def _topic(told: HousePassage, names: Names) -> Finding:
    return Finding(
        section="house",
        key=told.passage.key,
        title=_title_of_topic(told.topic, names.languages) or told.house.name,
        passage_id=told.passage_id,
        order=told.passage.order,
    )


def _title_of_topic(topic: str, languages: Sequence[str]) -> Text:
    """What the pages write above this topic; empty where they write nothing."""
    titles = {}
    for language in languages:
        with override(language):
            titles[language] = _titles_of_topics().get(topic)
    return Text.from_json(titles)


def _titles_of_topics() -> dict[str, str]:
    return {
        "visit": gettext("Visit"),
        "accessibility": gettext("Accessibility"),
        "data": gettext("Open data"),
        "unknown": gettext("What we do not know"),
        "plan": gettext("About the plan"),
    }


def _day(state: DisplayState, passage: Passage, names: Names) -> Finding:
    return Finding(
        section="house",
        key=passage.key,
        title=state.name,
        passage_id=passage.pk,
        linked=names.of_dates([parse_date(state.day.isoformat())] if state.day else []),
        order=passage.order,
        earliest=state.day,
        latest=state.day,
    )


def _places(names: Names, keys: Keys) -> Chunks:
    for chunk in _chunks(Place.objects.all(), keys):
        yield [
            Finding(
                section="place",
                key=place.key,
                title=place.name,
                passage_id=place.passage_id,
                places=names.ways_to([place.pk]),
                order=place.order,
            )
            for place in chunk
        ]


def _objects(names: Names, keys: Keys) -> Chunks:
    for chunk in _chunks(MuseumObject.objects.public(), keys):
        links = _ObjectLinks.of(chunk)
        yield [_object(thing, names, links) for thing in chunk]


@dataclass(frozen=True, slots=True)
class _ObjectLinks:
    """Ids of what a chunk of objects is linked to, by the object's id."""

    persons: dict[int, list[int]]
    places: dict[int, list[int]]
    materials: dict[int, list[int]]

    @classmethod
    def of(cls, things: Sequence[MuseumObject]) -> _ObjectLinks:
        ids = [thing.pk for thing in things]
        persons = ObjectPerson.objects.filter(museum_object__in=ids).order_by("position")
        placed = Placement.objects.filter(
            museum_object__in=ids, presence=Presence.PRESENT
        ).order_by("display_state__order", "order")
        made_of = MuseumObject.materials.through._default_manager.filter(museumobject__in=ids)
        return cls(
            persons=_grouped(persons.values_list("museum_object_id", "person_id")),
            places=_grouped(placed.values_list("museum_object_id", "place_id")),
            materials=_grouped(made_of.order_by("pk").values_list("museumobject_id", "term_id")),
        )


def _object(thing: MuseumObject, names: Names, links: _ObjectLinks) -> Finding:
    kinds = [thing.kind_id] if thing.kind_id is not None else []
    persons, places = links.persons.get(thing.pk, []), links.places.get(thing.pk, [])
    materials = links.materials.get(thing.pk, [])
    return Finding(
        section="object",
        key=thing.key,
        title=thing.name,
        passage_id=thing.passage_id,
        names=(thing.object_number,),
        linked=[
            *names.of_dates([thing.made]),
            *names.of_terms([*kinds, *materials]),
            *names.of_places(places),
            *names.of_persons(persons),
        ],
        places=names.ways_to(places),
        kind=next(iter(names.keys_of_terms(kinds)), ""),
        persons=names.keys_of_persons(persons),
        materials=names.keys_of_terms(materials),
        order=thing.order,
        earliest=thing.made_earliest_on,
        latest=thing.made_latest_on,
    )


def _persons(names: Names, keys: Keys) -> Chunks:
    told = Person.objects.filter(portrait__passage__is_published=True).select_related("portrait")
    for chunk in _chunks(told, keys):
        yield [
            Finding(
                section="person",
                key=person.key,
                title=names.preferred(person),
                passage_id=person.portrait.passage_id,
                names=_all_names(person),
                words=[person.role],
                linked=[
                    *names.of_dates([person.born, person.died]),
                    *names.of_geographic_place(person.born_at_id),
                ],
                persons=(person.key,),
                order=person.order,
                earliest=_earliest(person.born),
                latest=_latest(person.died),
            )
            for person in chunk
        ]


def _bodies(names: Names, keys: Keys) -> Chunks:
    told = CorporateBody.objects.filter(portrait__passage__is_published=True)
    for chunk in _chunks(told.select_related("portrait"), keys):
        yield [
            Finding(
                section="body",
                key=body.key,
                title=names.preferred(body),
                passage_id=body.portrait.passage_id,
                names=_all_names(body),
                words=[body.role],
                linked=[
                    *names.of_dates([body.founded, body.dissolved]),
                    *names.of_geographic_place(body.seat_id),
                ],
                order=body.order,
                earliest=_earliest(body.founded),
                latest=_latest(body.dissolved),
            )
            for body in chunk
        ]


def _stories(names: Names, keys: Keys) -> Chunks:
    told = Story.objects.filter(passage__is_published=True)
    for chunk in _chunks(told.prefetch_related("persons", "places", "museum_objects"), keys):
        yield [
            Finding(
                section="story",
                key=story.key,
                title=story.title,
                passage_id=story.passage_id,
                words=[story.summary],
                linked=[
                    *names.of_places(place.pk for place in story.places.all()),
                    *(thing.name for thing in story.museum_objects.all() if thing.is_public),
                    *names.of_persons(person.pk for person in story.persons.all()),
                ],
                places=names.ways_to(place.pk for place in story.places.all()),
                persons=tuple(person.key for person in story.persons.all()),
                order=story.order,
            )
            for story in chunk
        ]


def _happenings(names: Names, keys: Keys) -> Chunks:
    told = Happening.objects.filter(passage__is_published=True).prefetch_related("persons")
    for chunk in _chunks(told, keys):
        yield [
            Finding(
                section="happening",
                key=happening.key,
                title=happening.title,
                passage_id=happening.passage_id,
                linked=[
                    *names.of_dates([happening.happened]),
                    *names.of_geographic_place(happening.at_id),
                    *names.of_places([happening.place_id]),
                    *names.of_persons(person.pk for person in happening.persons.all()),
                ],
                places=names.ways_to([happening.place_id]),
                persons=tuple(person.key for person in happening.persons.all()),
                order=happening.order,
                earliest=happening.earliest_on,
                latest=happening.latest_on,
            )
            for happening in chunk
        ]


def _journeys(names: Names, keys: Keys) -> Chunks:
    for chunk in _chunks(Journey.objects.filter(passage__is_published=True), keys):
        yield [
            Finding(
                section="journey",
                key=journey.key,
                title=journey.title,
                passage_id=journey.passage_id,
                linked=names.of_persons(_some(journey.person_id)),
                persons=names.keys_of_persons(_some(journey.person_id)),
                order=journey.order,
            )
            for journey in chunk
        ]


def _stations(names: Names, keys: Keys) -> Chunks:
    told = JourneyStop.objects.filter(passage__is_published=True).select_related("journey")
    if keys is not None:
        told = told.filter(passage__key__in=[f"journeys/{key}" for key in keys])
    for chunk in _chunks(told, None):
        yield [
            Finding(
                section="station",
                key=f"{stop.journey.key}/{stop.key}",
                title=stop.title or names.geographic[stop.at_id],
                passage_id=stop.passage_id,
                linked=[
                    *names.of_dates([stop.arrived, stop.left]),
                    *names.of_geographic_place(stop.at_id),
                    *names.of_persons(_some(stop.journey.person_id)),
                ],
                persons=names.keys_of_persons(_some(stop.journey.person_id)),
                order=stop.position,
                earliest=_earliest(stop.arrived),
                latest=_latest(stop.left or stop.arrived),
            )
            for stop in chunk
        ]


def _guide(names: Names, keys: Keys) -> Chunks:
    told = GuideStop.objects.filter(passage__is_published=True).select_related("museum_object")
    if keys is not None:
        told = told.filter(number__in=[int(key) for key in keys if key.isdecimal()])
    for chunk in _chunks(told, None):
        yield [
            Finding(
                section="guide",
                key=str(stop.number),
                title=stop.title,
                passage_id=stop.passage_id,
                linked=[
                    *names.of_places([stop.place_id]),
                    *_public_name(stop.museum_object),
                ],
                places=names.ways_to([stop.place_id]),
                order=stop.number,
            )
            for stop in chunk
        ]


def _public_name(thing: MuseumObject | None) -> list[Name]:
    return [thing.name] if thing is not None and thing.is_public else []


def _exhibitions(names: Names, keys: Keys) -> Chunks:
    for chunk in _chunks(Exhibition.objects.filter(passage__is_published=True), keys):
        yield [
            Finding(
                section="exhibition",
                key=exhibition.key,
                title=exhibition.title,
                passage_id=exhibition.passage_id,
                linked=[
                    *names.of_dates([exhibition.begins, exhibition.ends]),
                    *names.of_places([exhibition.place_id]),
                ],
                places=names.ways_to([exhibition.place_id]),
                order=exhibition.order,
                earliest=_earliest(exhibition.begins),
                latest=_latest(exhibition.ends),
            )
            for exhibition in chunk
        ]


def _sources(names: Names, keys: Keys) -> Chunks:
    for chunk in _chunks(Source.objects.standing(), keys):
        yield [
            Finding(
                section="source",
                key=source.key,
                title=Text.from_json(dict.fromkeys(names.languages, source.title)),
                passage_id=None,
                names=_authors(source),
                words=[_imprint(source)],
                order=source.order,
            )
            for source in chunk
        ]


GATHERERS: dict[str, Callable[[Names, Keys], Chunks]] = {
    "house": _house,
    "place": _places,
    "object": _objects,
    "person": _persons,
    "body": _bodies,
    "story": _stories,
    "happening": _happenings,
    "journey": _journeys,
    "station": _stations,
    "guide": _guide,
    "exhibition": _exhibitions,
    "source": _sources,
}
"""The sections of the index, each with what gathers its records."""


def _entries(chunks: Chunks, languages: Sequence[str]) -> Iterator[Entry]:
    for chunk in chunks:
        sentences = _published_sentences(chunk)
        for finding in chunk:
            told = sentences.get(finding.passage_id or 0, [])
            for language in languages:
                yield _entry(finding, told, language)


Sentences = list[tuple[str, Text]]


def _published_sentences(findings: Iterable[Finding]) -> dict[int, Sentences]:
    """What the public reads of these records' passages: statement keys and texts, by passage.

    What easy read and the like say comes last, without keys: its place is the full text's page.
    """
    passages = [finding.passage_id for finding in findings if finding.passage_id is not None]
    rows = (
        Statement.objects.published()
        .filter(passage__in=passages)
        .order_by("passage", "position")
        .values_list("passage_id", "key", "text", "counter_text")
    )
    sentences: dict[int, Sentences] = {}
    for passage_id, key, text, counter_text in rows:
        told = sentences.setdefault(passage_id, [])
        told.append((key, text))
        if counter_text:
            told.append((key, counter_text))
    otherwise = (
        Statement.objects.published()
        .filter(passage__of__in=passages, passage__of__is_published=True)
        .order_by("passage__of", "passage__register", "position")
        .values_list("passage__of", "text", "counter_text")
    )
    for full_id, *texts in otherwise:
        sentences.setdefault(full_id or 0, []).extend(("", text) for text in texts if text)
    return sentences


def _entry(finding: Finding, sentences: Sentences, language: str) -> Entry:
    title = finding.title.said(language)
    return Entry(
        section=finding.section,
        key=finding.key,
        language=language,
        title=_plain(title.words),
        title_language=title.language if title.is_fallback else "",
        names=finding.names,
        lines=(
            *(Line("", _plain(words)) for words in _in_language(finding.words, language)),
            *_lines(sentences, language),
        ),
        linked=tuple(dict.fromkeys(_in_language(finding.linked, language))),
        places=finding.places,
        kind=finding.kind,
        persons=finding.persons,
        materials=finding.materials,
        order=finding.order,
        earliest=finding.earliest.year if finding.earliest else None,
        latest=finding.latest.year if finding.latest else None,
    )


def _lines(sentences: Sentences, language: str) -> Iterator[Line]:
    for key, text in sentences:
        said = text.said(language)
        if said.words:
            yield Line(key, _plain(said.words), said.language if said.is_fallback else "")


def _in_language(names: Iterable[Name], language: str) -> Iterator[str]:
    for name in names:
        words = name if isinstance(name, str) else name.words(language)
        if words:
            yield words


def _plain(words: str) -> str:
    """Without the asterisks of italics."""
    return words.replace("*", "")


def _chunks(rows: QuerySet[M], keys: Keys) -> Iterator[list[M]]:
    """The rows, or those with these keys, a chunk at a time in the order of their ids."""
    wanted = rows if keys is None else rows.filter(key__in=keys)
    last = 0
    while chunk := list(wanted.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _grouped(pairs: Iterable[tuple[int, int | None]]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for owner, other in pairs:
        others = grouped.setdefault(owner, [])
        if other is not None and other not in others:
            others.append(other)
    return grouped


def _all_names(agent: Person | CorporateBody) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(name["text"]) for name in agent.names))


def _authors(source: Source) -> tuple[str, ...]:
    people = [*source.csl.get("author", []), *source.csl.get("editor", [])]
    whole = (
        " ".join(map(str, [p.get("given", ""), p.get("family", p.get("literal", ""))]))
        for p in people
    )
    return tuple(name.strip() for name in whole)


def _imprint(source: Source) -> str:
    """Who made it, where and when, as words to be found and shown."""
    csl = source.csl
    year = csl.get("issued", {}).get("date-parts", [[""]])[0][0]
    parts = (
        *_authors(source),
        csl.get("container-title"),
        csl.get("publisher-place"),
        csl.get("publisher"),
        year,
    )
    return ", ".join(str(part) for part in parts if part)


def _earliest(when: FuzzyDate | None) -> date | None:
    return when.earliest if when else None


def _latest(when: FuzzyDate | None) -> date | None:
    return when.latest if when else None


def _some(pk: int | None) -> list[int]:
    return [] if pk is None else [pk]
