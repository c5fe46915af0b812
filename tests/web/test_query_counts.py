"""A page costs no more queries with fifty records of each kind than with one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from casamuseo.authority.models import GeographicPlace, Term
from casamuseo.collection.models import ObjectPerson, Placement
from casamuseo.house.models import AccessFact, Opening, PlaceFunction
from casamuseo.kernel.models import Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from casamuseo.search.index import installed
from casamuseo.search.refresh import rebuild
from casamuseo.sources.models import Citation, Passage, Source
from casamuseo.sources.terms import Stance
from casamuseo.story.models import (
    Exhibition,
    GuideStop,
    Happening,
    Journey,
    JourneyStop,
    Portrait,
    Story,
)
from tests.cast import (
    NOON,
    a_display_state,
    a_house,
    a_passage,
    a_person,
    a_place,
    a_signatory,
    a_source,
    a_statement,
    an_object,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGES = [
    "/es/",
    "/es/casa/",
    "/es/casa/?dia=1940-08-20&contra=today",
    "/es/casa/lugar-0/",
    "/es/casa/lugar-0/?dia=1940-08-20",
    "/es/objetos/",
    "/es/objetos/?lugar=place-0&tipo=furniture",
    "/es/objetos/D-0/cosa-0/",
    "/es/historias/",
    "/es/historias/historia-0/",
    "/es/linea-del-tiempo/",
    "/es/mapa/viaje/",
    "/es/personas/",
    "/es/personas/persona-0/",
    "/es/fuentes/",
    "/es/fuentes/source-0/",
    "/es/en-disputa/",
    "/es/guia/",
    "/es/guia/1/",
    "/es/exposiciones/",
    "/es/exposiciones/muestra/",
    "/es/visita/",
    "/es/accesibilidad/",
    "/es/datos/",
    "/es/buscar/?q=mesa",
    "/es/buscar/?q=mesa&tipo=furniture",
    "/sitemap.xml",
]


class GrowingHouse:
    """A house in which everything hangs on its first records, however many more there are."""

    def __init__(self) -> None:
        a_house()
        self.size = 0
        self.sources: list[Source] = []
        self.signatory = a_signatory()
        self.states = [a_display_state("today"), a_display_state("then", day=date(1940, 8, 20))]
        self.kind = Term.objects.create(key="furniture", vocabulary="object-kind")
        self.journey = Journey.objects.create(key="viaje", slug=same("viaje"), title=same("Viaje"))
        self.exhibition = Exhibition.objects.create(
            key="muestra", slug=same("muestra"), title=same("M"), passage=self.told("exhibitions/m")
        )

    def told(self, key: str) -> Passage:
        """A passage with a sentence of each certainty, citing the first source and its own."""
        passage = a_passage(key)
        for certainty in Certainty.values:
            statement = a_statement(
                passage,
                certainty=certainty,
                counter_text=same("No."),
                signed_by=self.signatory,
                signed_on=NOON.date(),
            )
            for source in self.sources[:1] + self.sources[-1:]:
                Citation.objects.create(statement=statement, source=source, stance=Stance.SUPPORTS)
        return passage

    def grow_to(self, size: int) -> None:
        """Have this many records of every kind."""
        for number in range(self.size, size):
            self.add(number)
        self.size = size
        Edition.rise()
        rebuild(installed())
        Edition.rise()

    def add(self, number: int) -> None:
        self.sources.append(a_source(f"source-{number}"))
        picture = Picture.objects.create(key=f"p-{number}", kind="drawing", markup="<svg></svg>")
        place = a_place(
            f"place-{number}",
            number=number + 1,
            slug=same(f"lugar-{number}"),
            # Drawing fifty rooms takes long and asks the database for nothing.
            polygon=[] if number else [[0, 0], [5, 0], [5, 5], [0, 5]],
            passage=self.told(f"places/place-{number}"),
        )
        place.pictures.add(picture)
        self.place = getattr(self, "place", place)
        self.person = getattr(self, "person", None) or a_person("person-0", slug=same("persona-0"))
        who = self.person if number == 0 else a_person(f"person-{number}")
        Portrait.objects.create(person=who, passage=self.told(f"persons/person-{number}"))
        self.furnish(number, picture)
        self.tell(number, picture)

    def furnish(self, number: int, picture: Picture) -> None:
        """One more thing in the first place, one more door, use and fact of it."""
        thing = an_object(
            f"thing-{number}",
            number=f"D-{number}",
            slug=same(f"cosa-{number}"),
            kind=self.kind,
            passage=self.told(f"objects/thing-{number}"),
        )
        self.thing = getattr(self, "thing", thing)
        thing.materials.add(
            self.kind, Term.objects.create(key=f"m-{number}", vocabulary="material")
        )
        thing.pictures.add(picture)
        self.exhibition.museum_objects.add(thing)
        for holder in {thing.pk: thing, self.thing.pk: self.thing}.values():
            person = self.person if holder == thing else a_person(f"owner-{number}")
            ObjectPerson.objects.create(museum_object=holder, person=person, role="used")
        for state in self.states:
            Placement.objects.create(
                display_state=state, museum_object=thing, place=self.place, certainty="inferred"
            )
        facts = {"place": self.place, "certainty": "inferred", "key": f"k-{number}"}
        Opening.objects.create(kind="window", line=[[1, 0], [2, 0]], **facts)
        AccessFact.objects.create(fact="door-width", **facts)
        PlaceFunction.objects.create(place=self.place, function=same("f"), certainty="inferred")

    def tell(self, number: int, picture: Picture) -> None:
        """One more story, happening, station and stop of the guide, all of the first records."""
        story = Story.objects.create(
            key=f"story-{number}",
            slug=same(f"historia-{number}"),
            title=same("H"),
            picture=picture,
            passage=self.told(f"stories/story-{number}"),
        )
        happening = Happening.objects.create(
            key=f"happening-{number}",
            title=same("H"),
            place=self.place,
            passage=self.told(f"happenings/happening-{number}"),
        )
        for told in (story, happening):
            told.persons.add(self.person)
            told.museum_objects.add(self.thing)
        story.places.add(self.place)
        JourneyStop.objects.create(
            journey=self.journey,
            key=f"stop-{number}",
            position=number,
            at=GeographicPlace.objects.create(key=f"town-{number}"),
            passage=self.told(f"journeys/viaje/stop-{number}"),
        )
        GuideStop.objects.create(
            number=number + 1,
            title=same("P"),
            place=self.place,
            museum_object=self.thing,
            passage=self.told(f"guide/{number + 1}"),
        )


def same(words: str) -> Text:
    return Text.of(es=words, en=words)


def test_no_page_asks_more_of_the_database_where_the_house_has_more(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.SEARCH_ROOT = tmp_path / "search"
    house = GrowingHouse()
    costs: dict[str, list[tuple[int, int]]] = {address: [] for address in PAGES}
    for size in (1, 3, 50):
        house.grow_to(size)
        for address in PAGES:
            costs[address].append((queries(client, address), queries(client, address)))

    # A list with one kind of result may take fewer queries than one with several: never more.
    more = {address: cost for address, cost in costs.items() if max(cost) > cost[0]}
    assert more == {}


def queries(client: Client, address: str) -> int:
    """How many queries the page takes, less those that ask for the edition."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.status_code == 200, address
        assert b"".join(response)
    return sum("kernel_edition" not in query["sql"] for query in captured.captured_queries)
