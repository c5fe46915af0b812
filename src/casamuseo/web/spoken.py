"""Sentences found away from their page: each with the name and the address of the page that says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casamuseo.collection.models import DisplayState, MuseumObject
from casamuseo.house.models import HousePassage, Place
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.models import Source, Statement
from casamuseo.story.models import (
    Exhibition,
    GuideStop,
    Happening,
    Journey,
    JourneyStop,
    Portrait,
    Story,
)
from casamuseo.web import addresses
from casamuseo.web.reading import Notes, Sentence, read_statement, readable_statements

HOUSE_TOPICS = {"visit": "visit", "accessibility": "accessibility", "data": "data"}
"""Topics of the house that have a page of their own; of the others, "about" stands on the home page
and the rest on the house's page."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, and where it is said."""

    sentence: Sentence
    page_name: str
    page_address: str

    @property
    def address(self) -> str:
        return f"{self.page_address}#{self.sentence.anchor}"


def spoken_with(certainty: Certainty, *, language: str, notes: Notes, limit: int) -> list[Spoken]:
    """Published sentences of this certainty, in the order of the house."""
    found = (
        readable_statements()
        .filter(certainty=certainty, passage__is_published=True)
        .select_related("passage")
        .order_by("passage__order", "position")[:limit]
    )
    return spoken(found, language=language, notes=notes)


def resting_on(source: Source, *, language: str, notes: Notes, limit: int) -> list[Spoken]:
    """Published sentences that cite this source, for or against, in the order of the house."""
    found = (
        readable_statements()
        .filter(citations__source=source, passage__is_published=True)
        .select_related("passage")
        .order_by("passage__order", "position")
        .distinct()[:limit]
    )
    return spoken(found, language=language, notes=notes)


def spoken(statements: Iterable[Statement], *, language: str, notes: Notes) -> list[Spoken]:
    """Each statement with its page; a statement on no page is left out."""
    listed = list(statements)
    pages = pages_of({statement.passage_id for statement in listed}, language=language)
    return [
        Spoken(
            read_statement(statement, statement.passage, language=language, notes=notes),
            *pages[statement.passage_id],
        )
        for statement in listed
        if statement.passage_id in pages
    ]


def pages_of(passages: set[int], *, language: str) -> dict[int, tuple[str, str]]:
    """Name and address of the page on which each passage is read; one query a kind of record."""
    pages: dict[int, tuple[str, str]] = {}

    def at(passage_id: int | None, name: str, address: str) -> None:
        if passage_id is not None:
            pages[passage_id] = (name, address)

    for place in Place.objects.filter(passage__in=passages):
        at(place.passage_id, place.name.words(language), addresses.of_place(place, language))
    for thing in MuseumObject.objects.filter(passage__in=passages):
        at(thing.passage_id, thing.name.words(language), addresses.of_object(thing, language))
    for story in Story.objects.filter(passage__in=passages):
        at(story.passage_id, story.title.words(language), addresses.of_story(story, language))
    timeline = addresses.of_section("timeline", language)
    for happening in Happening.objects.filter(passage__in=passages):
        at(happening.passage_id, happening.title.words(language), timeline)
    for journey in Journey.objects.filter(passage__in=passages):
        at(
            journey.passage_id,
            journey.title.words(language),
            addresses.of_journey(journey, language),
        )
    stops = JourneyStop.objects.filter(passage__in=passages).select_related("journey", "at")
    for stop in stops:
        name = stop.title.words(language) or stop.at.name.words(language)
        at(stop.passage_id, name, addresses.of_journey(stop.journey, language))
    for guide_stop in GuideStop.objects.filter(passage__in=passages):
        address = addresses.of_guide_stop(guide_stop, language)
        at(guide_stop.passage_id, guide_stop.title.words(language), address)
    for shown in Exhibition.objects.filter(passage__in=passages):
        at(shown.passage_id, shown.title.words(language), addresses.of_exhibition(shown, language))
    portraits = Portrait.objects.filter(passage__in=passages)
    for portrait in portraits.select_related("person", "corporate_body"):
        who = portrait.person or portrait.corporate_body
        if who is not None:
            at(portrait.passage_id, who.name_in(language), addresses.of_agent(who, language))
    for state in DisplayState.objects.filter(passage__in=passages):
        day = state.day.isoformat() if state.day else None
        at(
            state.passage_id,
            state.name.words(language),
            addresses.of_section("house", language, day=day),
        )
    for told in HousePassage.objects.filter(passage__in=passages).select_related("house"):
        is_home = told.topic == "about"
        section = HOUSE_TOPICS.get(told.topic, "house")
        at(
            told.passage_id,
            told.house.name.words(language),
            addresses.home(language) if is_home else addresses.of_section(section, language),
        )
    return pages
