"""A hidden object is nowhere that the public sees: each place is first shown to have had it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from casamuseo.collection.actions.registering import hide_object, publish_object
from casamuseo.collection.models import MuseumObject, Placement
from casamuseo.collection.showing import hidden_passages, hidden_pictures
from casamuseo.house.models import HousePassage
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from casamuseo.publish.folder.dumping import dump_house
from casamuseo.search.index import installed
from casamuseo.search.refresh import refresh
from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register
from casamuseo.story.models import Exhibition, GuideStop, Story
from tests.cast import (
    a_display_state,
    a_house,
    a_passage,
    a_person,
    a_place,
    a_source,
    a_statement,
    an_object,
)
from tests.collection.cast_objects import BY
from tests.staffing import a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SECRET = "Zafiro"
"""The name of the object, which no page of the public may say."""

PAGES = (
    "/en/objects/",
    "/en/objects/Z-1/zafiro/",
    "/en/house/?against=1940-08-20",
    "/en/house/study/",
    "/en/house/study/?day=1940-08-20",
    "/en/stories/attack/",
    "/en/people/trotsky/",
    "/en/sources/patenaude/",
    "/en/contested/",
    "/en/guide/7/",
    "/en/exhibitions/rooms/",
    "/en/search/?q=zafiro",
    "/sitemap.xml",
)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> None:
    settings.SEARCH_ROOT = tmp_path / "search"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def jewel() -> MuseumObject:
    """A public object that stands in every place where the public could meet one."""
    house, source = a_house(), a_source()
    HousePassage.objects.create(house=house, topic="about", passage=a_passage("house/about"))
    study = a_place(passage=a_told("places/study"))
    passage = a_passage("objects/jewel")
    a_statement(passage, es=f"El {SECRET} es azul.", en=f"The {SECRET} is blue.", source=source)
    a_statement(
        passage,
        es=f"El {SECRET} es viejo.",
        en=f"The {SECRET} is old.",
        source=source,
        certainty=Certainty.CONTESTED,
        counter_text=Text.of(es="No lo es.", en="It is not."),
    )
    thing = an_object(
        "jewel",
        number="Z-1",
        name=Text.of(es=SECRET, en=SECRET),
        slug=Text.of(es="zafiro", en="zafiro"),
        passage=passage,
    )
    thing.pictures.add(a_drawing())
    person = a_person()
    thing.person_links.create(person=person, role="used")
    story = Story.objects.create(
        key="attack",
        title=Text.of(es="El ataque", en="The attack"),
        slug=Text.of(es="attack", en="attack"),
        passage=a_told("stories/attack"),
    )
    story.museum_objects.add(thing)
    shown = Exhibition.objects.create(
        key="rooms",
        title=Text.of(es="Salas", en="Rooms"),
        slug=Text.of(es="rooms", en="rooms"),
        passage=a_told("exhibitions/rooms"),
    )
    shown.museum_objects.add(thing)
    GuideStop.objects.create(
        number=7,
        place=study,
        museum_object=thing,
        title=Text.of(es="Mire", en="Look"),
        passage=a_told("guide/7"),
    )
    for state in (a_display_state(), a_display_state("murder", day=date(1940, 8, 20))):
        Placement.objects.create(
            display_state=state,
            museum_object=thing,
            place=study,
            x=1 if state.day else 2,
            y=1,
            certainty=Certainty.DOCUMENTED,
        )
    refresh(installed())
    return thing


def a_told(key: str) -> Passage:
    passage = a_passage(key)
    a_statement(passage, es="Aquí.", en="Here.", source=a_source(key.replace("/", "-")))
    return passage


def a_drawing() -> Picture:
    return Picture.objects.create(
        key="objects/jewel",
        kind=Picture.Kind.DRAWING,
        file="pictures/objects/jewel.svg",
        markup='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>',
        title=Text.of(es=SECRET, en=SECRET),
        description=Text.of(es="Azul", en="Blue"),
    )


def said_by(client: Client, address: str) -> str:
    response = client.get(address)
    if response.status_code == 404:
        return ""
    return response.getvalue().decode().lower()


def meets(words: str, address: str) -> bool:
    """Whether the page tells of the object; the search repeats what was asked for."""
    told = words.replace('value="zafiro"', "") if "search" in address else words
    return "z-1/zafiro" in told or "the zafiro is" in told


@pytest.mark.parametrize("address", PAGES)
def test_a_hidden_object_is_on_no_page(jewel: MuseumObject, client: Client, address: str) -> None:
    assert meets(said_by(client, address), address), "the object is not there to be hidden"

    hide_object(jewel, **BY)

    hidden = said_by(client, address)
    assert not meets(hidden, address)
    if "search" not in address:
        assert "zafiro" not in hidden

    publish_object(jewel, **BY)
    assert meets(said_by(client, address), address)


@pytest.mark.parametrize("address", ["/en/house/", "/en/house/?day=1940-08-20"])
def test_a_hidden_object_is_not_drawn(jewel: MuseumObject, client: Client, address: str) -> None:
    drawn = said_by(client, address)

    hide_object(jewel, **BY)
    hidden = said_by(client, address)
    Placement.objects.all().delete()
    publish_object(jewel, **BY)

    assert hidden != drawn
    assert hidden == said_by(client, address)


def test_its_pages_are_missing(jewel: MuseumObject, client: Client) -> None:
    for address in ("/en/objects/Z-1/zafiro/", "/en/objects/Z-1/", "/en/og/object/jewel.png"):
        assert client.get(address).status_code in {200, 301}

    hide_object(jewel, **BY)

    for address in ("/en/objects/Z-1/zafiro/", "/en/objects/Z-1/", "/en/og/object/jewel.png"):
        assert client.get(address).status_code == 404


def test_a_hidden_object_leaves_the_index_and_the_words_of_others(
    jewel: MuseumObject, client: Client
) -> None:
    from casamuseo.search.query import find

    found = {(hit.section, hit.key) for hit in find("zafiro", language="en").hits}
    assert found == {("object", "jewel"), ("story", "attack"), ("guide", "7")}

    hide_object(jewel, **BY)
    assert refresh(installed())

    assert find("zafiro", language="en").hits == []
    publish_object(jewel, **BY)
    refresh(installed())
    assert {hit.section for hit in find("zafiro", language="en").hits} == {
        "object",
        "story",
        "guide",
    }


def test_what_the_staff_alone_does_with_objects_leaves_the_index_as_it_is(
    jewel: MuseumObject,
) -> None:
    from casamuseo.kernel.models import Change
    from casamuseo.search.dependents import records_of

    changes = [
        Change(kind=f"collection.{model}", key="1")
        for model in ("movement", "loan", "audit", "documentationplan")
    ]

    assert records_of(changes, index=installed(), most=10) == set()


def test_a_hidden_object_is_not_in_the_public_folder(jewel: MuseumObject, tmp_path: Path) -> None:
    def written(name: str) -> str:
        folder = tmp_path / name
        files = dump_house(folder, public=True)
        return "\n".join([*files, *((folder / file).read_text("utf-8") for file in files)])

    assert "Zafiro" in written("before")
    assert "jewel" in written("again")

    hide_object(jewel, **BY)

    after = written("after")
    assert "Zafiro" not in after
    assert "jewel" not in after
    assert "Z-1" not in after


def test_the_whole_folder_keeps_a_hidden_object(jewel: MuseumObject, tmp_path: Path) -> None:
    hide_object(jewel, **BY)

    files = dump_house(tmp_path / "all")

    assert "Zafiro" in (tmp_path / "all" / "objects.yaml").read_text("utf-8")
    assert "pictures/objects/jewel.svg" in files


def test_open_data_counts_what_the_public_folder_has(jewel: MuseumObject, client: Client) -> None:
    before = said_by(client, "/en/data/")

    hide_object(jewel, **BY)

    assert said_by(client, "/en/data/") != before


def test_the_registers_of_a_hidden_objects_text_are_hidden_with_it(jewel: MuseumObject) -> None:
    easy = Passage.objects.create(
        key="easy-read/objects/jewel", register=Register.EASY_READ, of=jewel.passage
    )
    assert not hidden_passages().exists()

    hide_object(jewel, **BY)

    assert set(hidden_passages()) == {jewel.passage, easy}


def test_a_picture_that_a_public_object_shares_stays(jewel: MuseumObject) -> None:
    hide_object(jewel, **BY)
    assert list(hidden_pictures()) == [Picture.objects.get()]

    an_object().pictures.add(Picture.objects.get())

    assert not hidden_pictures().exists()


def test_the_short_address_leads_visitors_to_the_page_and_to_nothing_hidden(
    jewel: MuseumObject, client: Client
) -> None:
    found = client.get("/o/Z-1", HTTP_ACCEPT_LANGUAGE="es")
    assert found.headers["Location"] == "/es/objetos/Z-1/zafiro/"

    hide_object(jewel, **BY)

    assert client.get("/o/Z-1").status_code == 404
    assert client.get("/o/unheard-of").status_code == 404


def test_the_short_address_leads_those_who_work_here_to_the_record(jewel: MuseumObject) -> None:
    hide_object(jewel, **BY)
    curator = signed_in(a_member("curator"))
    clerk = signed_in(a_member("till", login="chucho"))

    assert curator.get("/o/Z-1").headers["Location"] == "/desk/collection/Z-1/"
    assert curator.get("/o/Z-1", follow=True).status_code == 200
    assert clerk.get("/o/Z-1", follow=True).status_code == 404
    assert clerk.get("/o/unheard-of", follow=True).status_code == 404
