"""Browsing objects: by place, kind, material, person and year, with the index and without."""

from __future__ import annotations

from datetime import date

import pytest

from casamuseo.collection.models import MuseumObject
from casamuseo.search.browse import browse_objects
from casamuseo.search.index import Index
from tests.search.conftest import build
from tests.search.factories import a_house, a_place, a_term, an_object, placed, trotsky

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["indexed", "unindexed"])
def house(request: pytest.FixtureRequest, index: Index) -> None:
    """Three objects; the index built or missing: the answers must be the same."""
    a_house()
    site = a_place("site", "Predio", "Property", kind="site")
    main = a_place("main-house", "La casa", "Main house", kind="building", parent=site)
    study = a_place("study", "Despacho", "Study", parent=main)
    kitchen = a_place("kitchen", "Cocina", "Kitchen", parent=main)
    furniture, document = (
        a_term("furniture", "Mueble", "Furniture"),
        a_term("document", "Papel", "Paper"),
    )
    wood = a_term("wood", "Madera", "Wood", vocabulary="material")
    glass = a_term("glass", "Vidrio", "Glass", vocabulary="material")
    leon = trotsky()
    desk = an_object(
        "desk",
        "Escritorio",
        "Desk",
        kind=furniture,
        materials=(wood, glass),
        persons=(leon,),
        made_earliest_on=date(1930, 1, 1),
        made_latest_on=date(1939, 12, 31),
        order=2,
    )
    stove = an_object("stove", "Estufa", "Stove", kind=furniture, order=0)
    papers = an_object(
        "papers",
        "Papeles",
        "Papers",
        kind=document,
        persons=(leon,),
        made_earliest_on=date(1940, 5, 1),
        made_latest_on=date(1940, 5, 31),
        order=1,
    )
    placed(desk, study, day="1940-05-24")
    placed(desk, study, day="1940-08-20")
    placed(papers, kitchen, day="1940-05-24")
    placed(papers, study, day="1940-08-20")
    placed(stove, None, day="1940-08-20", presence="unknown")
    if request.param == "indexed":
        build(index)


@pytest.mark.usefixtures("house")
def test_objects_come_in_the_order_of_their_records_with_counts() -> None:
    found = browse_objects("es")

    assert found.keys == ["stove", "papers", "desk"]
    assert (found.total, found.pages) == (3, 1)
    assert found.facets == {
        "place": [("main-house", 2), ("study", 2), ("kitchen", 1)],
        "kind": [("furniture", 2), ("document", 1)],
        "material": [("glass", 1), ("wood", 1)],
        "person": [("trotsky", 2)],
    }


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"place": "study"}, ["papers", "desk"]),
        ({"place": "main-house"}, ["papers", "desk"]),
        ({"place": "main-house", "kind": "document"}, ["papers"]),
        ({"place": "cellar"}, []),
        ({"kind": "furniture", "material": "glass"}, ["desk"]),
        ({"person": "trotsky"}, ["papers", "desk"]),
        ({"from_year": 1940}, ["papers"]),
        ({"until_year": 1935}, ["desk"]),
        ({"from_year": 1939, "until_year": 1940}, ["papers", "desk"]),
        ({"from_year": 1950}, []),
    ],
)
def test_filters_narrow_the_objects(asked: dict[str, str | int], keys: list[str]) -> None:
    found = browse_objects("en", **asked)  # type: ignore[arg-type]

    assert (found.keys, found.total) == (keys, len(keys))


@pytest.mark.usefixtures("house")
def test_counts_are_those_under_the_filters() -> None:
    facets = browse_objects("es", kind="document").facets

    assert facets["kind"] == [("document", 1)]
    assert facets["place"] == [("kitchen", 1), ("main-house", 1), ("study", 1)]
    assert facets["material"] == []


@pytest.mark.usefixtures("house")
def test_pages_follow_one_another() -> None:
    pages = [browse_objects("es", page=number, size=2) for number in (1, 2, 3, 0)]

    assert [found.keys for found in pages] == [
        ["stove", "papers"],
        ["desk"],
        [],
        ["stove", "papers"],
    ]
    assert {found.pages for found in pages} == {2}


@pytest.mark.usefixtures("house")
def test_objects_without_a_date_come_last_by_date() -> None:
    assert browse_objects("es", order="oldest").keys == ["desk", "papers", "stove"]
    assert browse_objects("es", order="newest").keys == ["papers", "desk", "stove"]


@pytest.mark.usefixtures("house")
def test_a_language_that_the_house_does_not_have_sees_the_same_objects() -> None:
    assert browse_objects("fr").total == MuseumObject.objects.count()


@pytest.mark.usefixtures("house")
def test_an_unheard_of_key_gives_no_object_and_no_error() -> None:
    assert browse_objects("es", person='") OR *').total == 0
    assert browse_objects("es", person="\x00").total == 0
    assert browse_objects("es", place="\ud800").total == 0
