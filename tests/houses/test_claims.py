"""The first house keeps its promises: every claim with its status, and enough to see and read."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from casamuseo.authority.models import Person
from casamuseo.collection.models import DisplayState, MuseumObject
from casamuseo.house.models import Place
from casamuseo.sources.models import Source, Statement
from casamuseo.story.models import GuideStop, Happening, JourneyStop, Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_house")]

CONTESTED = {8, 9, 12, 20, 24}
DANGLING = {17, 18, 19, 23, 28}


def claim(number: int) -> Statement:
    return Statement.objects.published().get(key=f"claim-{number}")


@pytest.mark.parametrize("number", range(1, 29))
def test_every_claim_is_published_once_with_its_status(number: int) -> None:
    statement = claim(number)

    if number in CONTESTED:
        assert statement.certainty == "contested"
        assert statement.counter_text.has("es")
        assert statement.counter_text.has("en")
        assert statement.citations.exists()
    elif number in DANGLING:
        assert statement.certainty == "unknown"
        assert not statement.citations.exists()
        assert statement.signed_by is not None
    elif number == 14:
        # The article cites it; its place of cremation is contested.
        assert statement.citations.exists()
    else:
        assert statement.certainty == "documented"
        assert statement.citations.exists()


def test_the_house_has_all_that_was_promised() -> None:
    assert Place.objects.filter(number__isnull=False).count() >= 12
    assert MuseumObject.objects.count() >= 30
    assert Person.objects.count() >= 15
    assert Source.objects.count() >= 12
    assert Happening.objects.count() >= 40
    assert JourneyStop.objects.count() >= 10
    assert Story.objects.count() >= 6
    assert GuideStop.objects.count() >= 14
    days = {state.day.isoformat() if state.day else "today" for state in DisplayState.objects.all()}
    assert days == {"1940-05-24", "1940-08-20", "today"}


def test_the_timeline_runs_from_1879_to_1990() -> None:
    years = [
        happening.earliest_on.year for happening in Happening.objects.all() if happening.earliest_on
    ]

    assert (min(years), max(years)) == (1879, 1990)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_story_has_300_to_700_words(language: str) -> None:
    lengths = {}
    for story in Story.objects.prefetch_related("passage__statements"):
        assert story.passage is not None
        words = 0
        for statement in story.passage.statements.all():
            words += len(re.findall(r"\w+", statement.text.words(language)))
            words += len(re.findall(r"\w+", statement.counter_text.words(language)))
        lengths[story.key] = words

    assert {key: n for key, n in lengths.items() if not 300 <= n <= 700} == {}


def test_every_object_and_numbered_place_has_a_picture() -> None:
    assert list(MuseumObject.objects.filter(pictures=None)) == []
    assert list(Place.objects.filter(number__isnull=False, pictures=None)) == []


def test_nothing_is_drawn_as_documented_that_nobody_measured() -> None:
    drawn = Counter(Place.objects.values_list("geometry", flat=True))
    sizes = Counter(MuseumObject.objects.values_list("size_certainty", flat=True))

    assert set(drawn) <= {"inferred", "unknown"}
    assert set(sizes) <= {"inferred", "unknown"}
