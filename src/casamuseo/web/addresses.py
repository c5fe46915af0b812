"""The address of every public page, in any language; nothing else builds one."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage, Source, Statement
from casamuseo.story.models import Exhibition, GuideStop, Journey, Story
from casamuseo.web.languages import parameter, section


def home(language: str) -> str:
    return f"/{language}/"


def of_section(name: str, language: str, **query: str | None) -> str:
    """The first page of a section: `of_section("house", "es", day="1940-05-24")`."""
    return f"/{language}/{section(name, language=language)}/" + _query(query, language)


def of_place(place: Place, language: str, *, day: str | None = None) -> str:
    slug = slug_in(place.slug, language, key=place.key)
    return f"/{language}/{section('house', language=language)}/{slug}/" + _query(
        {"day": day}, language
    )


def of_object(museum_object: MuseumObject, language: str) -> str:
    number = quote(museum_object.object_number.replace("/", "~"), safe="~")
    slug = slug_in(museum_object.slug, language, key=museum_object.key)
    return f"/{language}/{section('objects', language=language)}/{number}/{slug}/"


def of_story(story: Story, language: str) -> str:
    slug = slug_in(story.slug, language, key=story.key)
    return f"/{language}/{section('stories', language=language)}/{slug}/"


def of_agent(agent: Person | CorporateBody, language: str) -> str:
    slug = slug_in(agent.slug, language, key=agent.key)
    return f"/{language}/{section('people', language=language)}/{slug}/"


def of_journey(journey: Journey, language: str) -> str:
    slug = slug_in(journey.slug, language, key=journey.key)
    return f"/{language}/{section('journey', language=language)}/{slug}/"


def of_exhibition(exhibition: Exhibition, language: str) -> str:
    slug = slug_in(exhibition.slug, language, key=exhibition.key)
    return f"/{language}/{section('exhibitions', language=language)}/{slug}/"


def of_source(source: Source, language: str, *, page: int = 1) -> str:
    path = f"/{language}/{section('sources', language=language)}/{source.key}/"
    return path + _query({"page": str(page) if page > 1 else None}, language)


def of_guide_stop(stop: GuideStop, language: str) -> str:
    return f"/{language}/{section('guide', language=language)}/{stop.number}/"


def anchor(statement: Statement, passage: Passage) -> str:
    """The fragment of a statement on its page; unlike the key alone, unique where passages meet."""
    return f"{passage.key}.{statement.key}".replace("/", ".")


def slug_in(slug: Text, language: str, *, key: str) -> str:
    """The slug in this language; without one, the record's key."""
    return slug[language].words or key if slug.has(language) else key


def _query(query: dict[str, str | None], language: str) -> str:
    pairs = [(parameter(name, language=language), value) for name, value in query.items() if value]
    return "?" + urlencode(pairs) if pairs else ""
