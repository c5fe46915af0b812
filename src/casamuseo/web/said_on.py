"""The page on which a passage is read: its name and its address."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from casamuseo.collection.models import DisplayState, MuseumObject
from casamuseo.house.models import HousePassage
from casamuseo.kernel.editions import per_edition
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
from casamuseo.web import addresses
from casamuseo.web.shelf import shelf_or_404

HOUSE_TOPICS = {"visit": "visit", "accessibility": "accessibility", "data": "data"}
"""Topics of the house that have a page of their own; of the others, "about" stands on the home page
and the rest on the house's page."""

Page = tuple[str, str]
"""A page's name and its address."""


def pages_of(passages: Collection[int], *, language: str) -> dict[int, Page]:
    """The page of each of these passages that has one; at most three queries, once an edition some more."""
    few = _few(language)
    pages = {passage: few[passage] for passage in passages if passage in few}
    left = set(passages) - pages.keys()
    if left:
        pages.update(_of_many(left, language))
    left -= pages.keys()
    if left:
        pages.update(_of_registers(left, language))
    return pages


def _of_registers(passages: Collection[int], language: str) -> Iterator[tuple[int, Page]]:
    """Another register is read on the page of the full text."""
    found = Passage.objects.filter(pk__in=passages).exclude(of=None).order_by()
    full = {passage.pk: passage.of_id or passage.pk for passage in found}
    pages = pages_of(set(full.values()), language=language) if full else {}
    for register, of in full.items():
        if of in pages:
            yield register, pages[of]


def _of_many(passages: Collection[int], language: str) -> Iterator[tuple[int, Page]]:
    """Among what a house has by the thousand."""
    spoken = {"passage__in": passages}
    things = MuseumObject.objects.public().only("key", "slug", "name", "object_number", "passage")
    for thing in things.filter(**spoken).order_by():
        yield _at(thing, thing.name.words(language), addresses.of_object(thing, language))
    timeline = addresses.of_section("timeline", language)
    for happening in Happening.objects.only("title", "passage").filter(**spoken).order_by():
        yield _at(happening, happening.title.words(language), timeline)
    for portrait in Portrait.objects.filter(**spoken).select_related("person", "corporate_body"):
        who = portrait.person or portrait.corporate_body
        if who is not None:
            yield _at(portrait, who.name_in(language), addresses.of_agent(who, language))


@per_edition
def _few(language: str) -> Mapping[int, Page]:
    """All that speak and are few however large the collection."""
    return dict(_of_few(language))


def _of_few(language: str) -> Iterator[tuple[int, Page]]:
    spoken = {"passage__isnull": False}
    for place in shelf_or_404().places:
        if place.passage_id is not None:
            yield _at(place, place.name.words(language), addresses.of_place(place, language))
    for story in Story.objects.filter(**spoken):
        yield _at(story, story.title.words(language), addresses.of_story(story, language))
    for journey in Journey.objects.filter(**spoken):
        yield _at(journey, journey.title.words(language), addresses.of_journey(journey, language))
    for stop in JourneyStop.objects.filter(**spoken).select_related("journey", "at"):
        name = stop.title.words(language) or stop.at.name.words(language)
        yield _at(stop, name, addresses.of_journey(stop.journey, language))
    for guide_stop in GuideStop.objects.filter(**spoken):
        address = addresses.of_guide_stop(guide_stop, language)
        yield _at(guide_stop, guide_stop.title.words(language), address)
    for shown in Exhibition.objects.filter(**spoken):
        yield _at(shown, shown.title.words(language), addresses.of_exhibition(shown, language))
    for state in DisplayState.objects.filter(**spoken):
        day = state.day.isoformat() if state.day else None
        address = addresses.of_section("house", language, day=day)
        yield _at(state, state.name.words(language), address)
    for told in HousePassage.objects.select_related("house"):
        is_home = told.topic == "about"
        section = HOUSE_TOPICS.get(told.topic, "house")
        address = addresses.home(language) if is_home else addresses.of_section(section, language)
        yield _at(told, told.house.name.words(language), address)


def _at(speaker: Any, name: str, address: str) -> tuple[int, Page]:
    return speaker.passage_id, (name, address)
