"""Builds the least of a house that search needs; every sentence published unless told otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from casamuseo.authority.models import Person, Term
from casamuseo.collection.models import DisplayState, MuseumObject, ObjectPerson, Placement
from casamuseo.house.models import House, HousePassage, Place
from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage, Source, Statement
from casamuseo.story.models import Portrait, Story

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_house(*, languages: tuple[str, ...] = ("es", "en")) -> House:
    return House.objects.create(
        key="house",
        name=Text.of(es="Casa", en="House"),
        languages=list(languages),
        address={"street": "Calle 1", "neighbourhood": "", "borough": "", "postcode": ""},
    )


def a_topic(topic: str, *sentences: tuple[str, str], is_published: bool = True) -> HousePassage:
    """What the house tells of itself."""
    passage = a_passage(f"house/{topic}", *sentences, is_published=is_published)
    return HousePassage.objects.create(house=House.objects.get(), topic=topic, passage=passage)


def a_display_state(
    key: str, es: str, en: str, *sentences: tuple[str, str], day: str | None = None
) -> DisplayState:
    return DisplayState.objects.create(
        key=key,
        day=day and date.fromisoformat(day),
        name=Text.of(es=es, en=en),
        passage=a_passage(f"display-states/{key}", *sentences),
    )


def a_passage(
    key: str, *sentences: tuple[str, str], is_published: bool = True, is_draft: bool = False
) -> Passage:
    """A passage of (Spanish, English) sentences with the keys s1, s2…"""
    passage = Passage.objects.create(key=key, is_published=is_published, is_draft=is_draft)
    for position, (spanish, english) in enumerate(sentences, start=1):
        Statement.objects.create(
            passage=passage,
            position=position,
            key=f"s{position}",
            text=Text.of(es=spanish, en=english or None),
            certainty="documented",
            is_published=True,
        )
    return passage


def a_place(key: str, es: str, en: str, *sentences: tuple[str, str], **facts: Any) -> Place:
    passage = a_passage(f"places/{key}", *sentences) if sentences else None
    facts.setdefault("kind", "room")
    return Place.objects.create(key=key, name=Text.of(es=es, en=en), passage=passage, **facts)


def an_object(
    key: str,
    es: str,
    en: str,
    *sentences: tuple[str, str],
    persons: tuple[Person, ...] = (),
    materials: tuple[Term, ...] = (),
    **facts: Any,
) -> MuseumObject:
    passage = a_passage(f"objects/{key}", *sentences) if sentences else None
    facts.setdefault("object_number", key.upper())
    facts.setdefault("order", MuseumObject.objects.count())
    thing = MuseumObject.objects.create(
        key=key, name=Text.of(es=es, en=en), passage=passage, **facts
    )
    for person in persons:
        ObjectPerson.objects.create(museum_object=thing, person=person, role="used")
    thing.materials.set(materials)
    return thing


def a_person(key: str, *sentences: tuple[str, str], names: list[tuple[str, str, str]]) -> Person:
    """A person with names as (text, language, kind), and a portrait where there are sentences."""
    person = Person.objects.create(
        key=key,
        sort_name=names[0][0],
        names=[{"text": text, "language": code, "kind": kind} for text, code, kind in names],
    )
    if sentences:
        Portrait.objects.create(person=person, passage=a_passage(f"persons/{key}", *sentences))
    return person


def trotsky() -> Person:
    return a_person(
        "trotsky",
        ("Murió en agosto de 1940.", "He died in August 1940."),
        names=[
            ("León Trotsky", "es", "preferred"),
            ("Leon Trotsky", "en", "preferred"),
            ("Лев Давидович Троцкий", "ru", "preferred"),
            ("León Trotski", "es", "variant"),
            ("Lev Davídovich Bronstein", "es", "birth"),
        ],
    )


def a_story(
    key: str, es: str, en: str, *sentences: tuple[str, str], persons: tuple[Person, ...] = ()
) -> Story:
    story = Story.objects.create(
        key=key, title=Text.of(es=es, en=en), passage=a_passage(f"stories/{key}", *sentences)
    )
    story.persons.set(persons)
    return story


def a_term(key: str, es: str, en: str, *, vocabulary: str = "object-kind") -> Term:
    return Term.objects.create(key=key, vocabulary=vocabulary, label=Text.of(es=es, en=en))


def a_source(key: str, title: str, **csl: Any) -> Source:
    return Source.objects.create(key=key, csl={"type": "book", "title": title, **csl})


def placed(
    thing: MuseumObject, place: Place | None, *, day: str, presence: str = "present"
) -> None:
    state, _ = DisplayState.objects.get_or_create(
        key=day, defaults={"day": date.fromisoformat(day), "name": Text.of(es=day)}
    )
    Placement.objects.create(
        display_state=state,
        museum_object=thing,
        place=place,
        presence=presence,
        certainty="inferred",
    )


def a_change(kind: str, key: str = "", *, action: str = "revise", **facts: Any) -> Change:
    return Change.objects.create(
        at=AT, actor="Berta", action=action, kind=kind, key=key, facts=facts
    )
