"""The Presentation API 3.0: manifests of objects and days, collections of rooms, and what they keep back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import iiif_prezi3
import pytest
from django.test import Client
from pytest_django import Settings

from casamuseo.collection.models import MuseumObject, Placement, Right
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from tests.cast import a_display_state, a_house, a_place, an_object
from tests.media.showing import a_photograph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

BASE = "http://testserver"
MANIFEST = "/iiif/object/D-001/manifest.json"
BY = "http://creativecommons.org/licenses/by/4.0/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 180"><path d="M1 1H9"/></svg>'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def media(made: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = made


@pytest.fixture
def desk() -> MuseumObject:
    """A desk with a photograph, standing in the study today."""
    a_house()
    thing = an_object(width=1.2, depth=0.6)
    thing.pictures.add(a_photograph())
    Placement.objects.create(
        display_state=a_display_state(),
        museum_object=thing,
        place=a_place(),
        x=2,
        y=1,
        certainty="inferred",
    )
    return thing


def asked(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Content-Type"] == (
        'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    )
    shape: dict[str, Any] = response.json()
    check(shape)
    return shape


def check(shape: dict[str, Any]) -> None:
    """What the specification asks of every document, written down here, and read by iiif-prezi3."""
    assert next(iter(shape)) == "@context"
    assert shape["@context"] == "http://iiif.io/api/presentation/3/context.json"
    getattr(iiif_prezi3, shape["type"])(**{k: v for k, v in shape.items() if k != "@context"})
    ids: list[str] = []
    for part in parts_of(shape):
        kind = part.get("type")
        if kind in {"Manifest", "Collection", "Canvas", "Annotation", "AnnotationPage"}:
            ids.append(part["id"])
            assert part["id"].startswith(BASE)
        if kind in {"Manifest", "Collection", "Canvas"} and "label" in part:
            assert_language_map(part["label"])
        for name in ("summary", "label", "value"):
            if isinstance(part.get(name), dict):
                assert_language_map(part[name])
        for name in ("thumbnail", "seeAlso", "provider", "homepage", "service", "metadata"):
            assert isinstance(part.get(name, []), list), name
        if kind == "Canvas":
            assert part["width"] > 0 < part["height"]
            painting = part["items"][0]["items"][0]
            assert (painting["motivation"], painting["target"]) == ("painting", part["id"])
        if "rights" in part:
            assert part["rights"].startswith(
                ("http://creativecommons.org/", "http://rightsstatements.org/vocab/")
            )
    assert len(ids) == len(set(ids))
    if shape["type"] == "Manifest":
        assert shape["items"]


def assert_language_map(words: dict[str, list[str]]) -> None:
    assert words
    for code, values in words.items():
        assert code in {"es", "en", "none"}
        assert values
        assert all(isinstance(value, str) and value for value in values)


def parts_of(shape: Any) -> Iterator[dict[str, Any]]:
    if isinstance(shape, dict):
        yield shape
        for value in shape.values():
            yield from parts_of(value)
    elif isinstance(shape, list):
        for value in shape:
            yield from parts_of(value)


def test_the_manifest_of_an_object(client: Client, desk: MuseumObject) -> None:
    picture = Picture.objects.get()
    Right.objects.create(museum_object=desk, subject="photograph", uri=BY)

    shape = asked(client, MANIFEST)

    service = f"{BASE}/iiif/3/{picture.digest}"
    body = {
        "type": "Image",
        "width": 1100,
        "height": 800,
        "id": f"{service}/full/max/0/default.jpg",
        "format": "image/jpeg",
        "service": [{"id": service, "type": "ImageService3", "profile": "level2"}],
    }
    thumbnail = {
        **body,
        "id": f"{service}/full/480,349/0/default.jpg",
        "width": 480,
        "height": 349,
    }
    name = {"es": ["Casa de prueba"], "en": ["Test house"]}
    canvas = f"{BASE}{MANIFEST}/canvas/1"
    assert shape == {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{BASE}{MANIFEST}",
        "type": "Manifest",
        "label": {"es": ["Escritorio"], "en": ["Desk"]},
        "provider": [
            {
                "id": f"{BASE}/",
                "type": "Agent",
                "label": name,
                "homepage": [
                    {"id": f"{BASE}/", "type": "Text", "label": name, "format": "text/html"}
                ],
            }
        ],
        "metadata": [
            {"label": shape["metadata"][0]["label"], "value": {"none": ["D-001"]}},
        ],
        "requiredStatement": {
            "label": shape["requiredStatement"]["label"],
            "value": {"es": ["Foto: Berta"], "en": ["Photograph: Berta"]},
        },
        "rights": BY,
        "seeAlso": [
            {
                "id": f"{BASE}/open-data/casamuseo-casa.zip",
                "type": "Dataset",
                "label": shape["seeAlso"][0]["label"],
                "format": "application/zip",
            }
        ],
        "items": [
            {
                "id": canvas,
                "type": "Canvas",
                "label": {"es": ["Escritorio"], "en": ["Desk"]},
                "summary": {"es": ["Un escritorio."], "en": ["A desk."]},
                "width": 1100,
                "height": 800,
                "thumbnail": [thumbnail],
                "items": [
                    {
                        "id": f"{canvas}/page",
                        "type": "AnnotationPage",
                        "items": [
                            {
                                "id": f"{canvas}/painting",
                                "type": "Annotation",
                                "motivation": "painting",
                                "body": body,
                                "target": canvas,
                            }
                        ],
                    }
                ],
            }
        ],
        "thumbnail": [thumbnail],
    }
    assert shape["metadata"][0]["label"]["en"] == ["Object number"]


def test_a_language_without_words_is_left_out(client: Client, desk: MuseumObject) -> None:
    MuseumObject.objects.update(name=Text.of(es="Escritorio", en=None))

    assert asked(client, MANIFEST)["label"] == {"es": ["Escritorio"]}


def test_a_right_that_has_expired_is_not_stated(client: Client, desk: MuseumObject) -> None:
    yesterday = date(2026, 11, 23)
    Right.objects.create(museum_object=desk, subject="photograph", uri=BY, expires_on=yesterday)
    Right.objects.create(museum_object=desk, subject="object", uri=BY)

    assert "rights" not in asked(client, MANIFEST)


def test_a_right_in_one_photograph_stands_on_its_canvas(client: Client, desk: MuseumObject) -> None:
    Right.objects.create(
        museum_object=desk, subject="photograph", uri=BY, picture=Picture.objects.get()
    )

    shape = asked(client, MANIFEST)

    assert "rights" not in shape
    assert shape["items"][0]["rights"] == BY


def test_a_drawing_stands_for_an_object_without_photographs(
    client: Client, desk: MuseumObject
) -> None:
    Picture.objects.update(is_public=False)
    drawing = Picture.objects.create(
        key="objects/desk", kind="drawing", file="pictures/a.svg", markup=SVG, width=240, height=180
    )
    desk.pictures.add(drawing)

    (canvas,) = asked(client, MANIFEST)["items"]

    body = canvas["items"][0]["items"][0]["body"]
    assert (canvas["width"], canvas["height"]) == (1200, 900)
    assert body["id"] == f"{BASE}/iiif/drawing/objects~desk.png"
    drawn = client.get("/iiif/drawing/objects~desk.png")
    assert drawn.headers["Content-Type"] == "image/png"
    assert drawn.headers["Access-Control-Allow-Origin"] == "*"
    assert drawn.content[16:24] == (1200).to_bytes(4, "big") + (900).to_bytes(4, "big")


def test_a_restricted_photograph_is_as_large_as_its_limit(
    client: Client, desk: MuseumObject
) -> None:
    desk.pictures.set([a_photograph(1600, 1200, seed=2, longest_side=400)])

    (canvas,) = asked(client, MANIFEST)["items"]

    assert (canvas["width"], canvas["height"]) == (400, 300)


@pytest.mark.parametrize("hidden", ["object", "withheld", "waiting"])
def test_what_is_hidden_appears_in_no_document(
    client: Client, desk: MuseumObject, hidden: str
) -> None:
    assert asked(client, "/iiif/room/study/collection.json")["items"] != []
    if hidden == "object":
        MuseumObject.objects.update(is_public=False)
    elif hidden == "withheld":
        Picture.objects.update(is_public=False, is_withheld=True)
    else:
        Picture.objects.update(is_public=False, state="waiting")

    assert client.get(MANIFEST).status_code == 404
    assert asked(client, "/iiif/room/study/collection.json")["items"] == []
    if hidden == "object":
        day = asked(client, "/iiif/state/today/manifest.json")
        assert day["items"][0]["annotations"][0]["items"] == []


def test_the_collection_of_a_room_names_its_objects(client: Client, desk: MuseumObject) -> None:
    shape = asked(client, "/iiif/room/study/collection.json")

    assert (shape["type"], shape["label"]) == ("Collection", {"es": ["Despacho"], "en": ["Study"]})
    assert shape["items"] == [
        {
            "id": f"{BASE}{MANIFEST}",
            "type": "Manifest",
            "label": {"es": ["Escritorio"], "en": ["Desk"]},
        }
    ]


def test_the_collection_of_the_house_names_rooms_and_days(
    client: Client, desk: MuseumObject
) -> None:
    a_display_state("may", day=date(1940, 5, 24))

    shape = asked(client, "/iiif/collection.json")

    assert [(item["type"], item["id"]) for item in shape["items"]] == [
        ("Collection", f"{BASE}/iiif/room/study/collection.json"),
        ("Manifest", f"{BASE}/iiif/state/may/manifest.json"),
        ("Manifest", f"{BASE}/iiif/state/today/manifest.json"),
    ]


def test_a_day_is_a_plan_on_which_objects_stand_with_their_certainty(
    client: Client, desk: MuseumObject
) -> None:
    shape = asked(client, "/iiif/state/today/manifest.json")

    (canvas,) = shape["items"]
    # A room of four metres with one metre around it, at sixty pixels a metre.
    assert (canvas["width"], canvas["height"]) == (360, 360)
    (annotation,) = canvas["annotations"][0]["items"]
    assert annotation["motivation"] == "describing"
    # The desk of 1.2 by 0.6 m has its middle at (2, 1).
    assert annotation["target"] == f"{canvas['id']}#xywh=144,102,72,36"
    assert [(body["language"], body["value"]) for body in annotation["body"]][1] == (
        "en",
        "D-001 Desk (Inferred)",
    )
    plan = client.get("/iiif/state/today/plan.png")
    assert plan.content[16:24] == (360).to_bytes(4, "big") * 2


def test_the_day_itself_is_said(client: Client, desk: MuseumObject) -> None:
    a_display_state("may", day=date(1940, 5, 24))

    shape = asked(client, "/iiif/state/may/manifest.json")

    assert shape["navDate"] == "1940-05-24T00:00:00Z"


@pytest.mark.parametrize(
    "address",
    [
        "/iiif/object/NO-1/manifest.json",
        "/iiif/room/nowhere/collection.json",
        "/iiif/state/never/manifest.json",
        "/iiif/state/never/plan.png",
        "/iiif/drawing/nothing.png",
    ],
)
def test_what_there_is_not_is_not_found(client: Client, desk: MuseumObject, address: str) -> None:
    assert client.get(address).status_code == 404


def test_browsers_of_other_sites_may_ask_first(client: Client, desk: MuseumObject) -> None:
    response = client.options(MANIFEST)

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_number_with_a_slash_has_its_address(client: Client, desk: MuseumObject) -> None:
    MuseumObject.objects.update(object_number="D/1")

    assert asked(client, "/iiif/object/D~1/manifest.json")["id"] == (
        f"{BASE}/iiif/object/D~1/manifest.json"
    )
