"""The cast of the tests and plain factories that build the least that is true."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from casamuseo.authority.models import Person
from casamuseo.collection.models import DisplayState, MuseumObject
from casamuseo.house.models import House, Place
from casamuseo.kernel.models import Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Citation, Passage, Signatory, Source, Statement
from casamuseo.sources.terms import Stance

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""A Tuesday, noon in Mexico City."""

ANA, BERTA, CHUCHO, DOLORES = "Ana", "Berta", "Chucho", "Dolores"
"""Ana visits, Berta curates, Chucho keeps the till, Dolores may see nothing."""


def a_house(**fields: Any) -> House:
    """A house in Coyoacán that speaks Spanish and English."""
    Edition.rise()
    return House.objects.create(
        **{
            "key": "casa",
            "name": Text.of(es="Casa de prueba", en="Test house"),
            "motto": Text.of(es="Una casa.", en="A house."),
            "languages": ["es", "en"],
            "timezone": "America/Mexico_City",
            "address": {
                "street": "Calle 1",
                "neighbourhood": "Centro",
                "borough": "Coyoacán",
                "postcode": "04000",
                "city": {"es": "Ciudad de México", "en": "Mexico City"},
                "country": "MX",
            },
            **fields,
        }
    )


def a_source(key: str = "patenaude", **csl: Any) -> Source:
    """A book."""
    entry = {"type": "book", "title": f"Book {key}", "author": [{"family": key.title()}], **csl}
    return Source.objects.create(key=key, csl=entry)


def a_passage(key: str = "places/study", *, is_published: bool = True) -> Passage:
    return Passage.objects.create(key=key, is_published=is_published)


def a_statement(
    passage: Passage,
    *,
    es: str = "La mesa está junto a la ventana.",
    en: str | None = "The desk stands by the window.",
    certainty: str = Certainty.DOCUMENTED,
    source: Source | None = None,
    is_published: bool = True,
    **fields: Any,
) -> Statement:
    """A statement at the end of its passage, citing the source where one is given."""
    position = passage.statements.count() + 1
    statement = Statement.objects.create(
        passage=passage,
        **{
            "position": position,
            "key": f"s{position}",
            "text": Text.of(es=es, en=en),
            "certainty": certainty,
            "is_published": is_published,
            **fields,
        },
    )
    if source is not None:
        Citation.objects.create(statement=statement, source=source, stance=Stance.SUPPORTS)
    return statement


def a_signatory(key: str = "editors") -> Signatory:
    return Signatory.objects.create(key=key, name=Text.of(es="La redacción", en="The editors"))


def a_place(key: str = "study", *, number: int | None = 7, **fields: Any) -> Place:
    """A square room of four metres."""
    return Place.objects.create(
        key=key,
        number=number,
        **{
            "kind": "room",
            "name": Text.of(es="Despacho", en="Study"),
            "slug": Text.of(es="despacho", en="study"),
            "polygon": [[0, 0], [4, 0], [4, 4], [0, 4]],
            "wall": 0.3,
            "height": 2.8,
            "geometry": Certainty.INFERRED,
            **fields,
        },
    )


def an_object(key: str = "desk", *, number: str = "D-001", **fields: Any) -> MuseumObject:
    return MuseumObject.objects.create(
        key=key,
        object_number=number,
        **{
            "name": Text.of(es="Escritorio", en="Desk"),
            "slug": Text.of(es="escritorio", en="desk"),
            **fields,
        },
    )


def a_display_state(key: str = "today", *, day: date | None = None) -> DisplayState:
    name = day.isoformat() if day else "Hoy"
    return DisplayState.objects.create(key=key, day=day, name=Text.of(es=name, en=name))


def a_person(key: str = "trotsky", *names: str, **fields: Any) -> Person:
    spelled = names or ("León Trotsky", "Лев Троцкий")
    return Person.objects.create(
        key=key,
        sort_name=spelled[0],
        names=[{"text": name, "language": "es", "kind": "preferred"} for name in spelled],
        **{"slug": Text.of(es=key, en=key), **fields},
    )
