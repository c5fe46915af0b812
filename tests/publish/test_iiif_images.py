"""The Image API 3.0, level 2: what is asked for comes exactly so, and nothing more than may leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import pyvips
from django.test import Client
from pytest_django import Settings

from casamuseo.kernel import editions
from casamuseo.kernel.models import Edition
from casamuseo.media.copying import copies_name, copies_of
from casamuseo.media.models import Picture
from casamuseo.publish.iiif import images
from casamuseo.publish.iiif.tiles import TileServer
from casamuseo.wsgi import application
from tests.cast import a_house
from tests.media.showing import a_photograph

pytestmark = pytest.mark.django_db

LINK = '<http://iiif.io/api/image/3/level2.json>;rel="profile"'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Media of this module: what was copied for one test need not be copied for the next."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def photograph(made: Path, settings: Settings) -> Iterator[Picture]:
    settings.MEDIA_ROOT = made
    a_house()
    yield a_photograph()
    editions.forget_all()


def service(picture: Picture | None = None) -> str:
    return f"/iiif/3/{copies_name(picture or Picture.objects.get())}"


def body_of(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def asked(client: Client, request: str, *, picture: Picture | None = None) -> pyvips.Image:
    response = client.get(f"{service(picture)}/{request}")
    content = body_of(response)
    assert response.status_code == 200, content
    return pyvips.Image.new_from_buffer(content, "")


def test_the_information_says_what_the_service_does(client: Client) -> None:
    response = client.get(f"{service()}/info.json")

    assert response.headers["Content-Type"] == (
        'application/ld+json;profile="http://iiif.io/api/image/3/context.json"'
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content) == {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": f"http://testserver{service()}",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": 1100,
        "height": 800,
        "maxWidth": 4096,
        "maxHeight": 4096,
        "sizes": [
            {"width": 480, "height": 349},
            {"width": 960, "height": 698},
            {"width": 1100, "height": 800},
        ],
        "tiles": [{"width": 512, "scaleFactors": [1, 2, 4]}],
        "preferredFormats": ["jpg"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFormats": ["webp"],
        "extraFeatures": ["canonicalLinkHeader", "mirroring", "profileLinkHeader"],
    }


def test_whoever_asks_for_plain_json_gets_it(client: Client) -> None:
    response = client.get(f"{service()}/info.json", headers={"Accept": "application/json"})

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Vary"] == "Accept"


@pytest.mark.parametrize("ending", ["", "/"])
def test_the_identifier_alone_leads_to_the_information(client: Client, ending: str) -> None:
    response = client.get(f"{service()}{ending}")

    assert response.status_code == 303
    assert response.headers["Location"] == f"http://testserver{service()}/info.json"


@pytest.mark.parametrize("ending", ["", "/info.json", "/full/max/0/default.jpg"])
def test_browsers_of_other_sites_may_ask_first(client: Client, ending: str) -> None:
    response = client.options(f"{service()}{ending}")

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("request_", "size", "canonical"),
    [
        ("full/max/0/default.jpg", (1100, 800), "full/max/0/default.jpg"),
        ("square/max/0/default.jpg", (800, 800), "150,0,800,800/max/0/default.jpg"),
        ("10,20,300,200/max/0/default.jpg", (300, 200), "10,20,300,200/max/0/default.jpg"),
        ("1000,700,512,512/max/0/default.jpg", (100, 100), "1000,700,100,100/max/0/default.jpg"),
        ("pct:25,25,50,50/max/0/default.jpg", (550, 400), "275,200,550,400/max/0/default.jpg"),
        ("0,0,1100,800/550,/0/default.jpg", (550, 400), "full/550,400/0/default.jpg"),
        ("full/550,/0/default.jpg", (550, 400), "full/550,400/0/default.jpg"),
        ("full/,400/0/default.jpg", (550, 400), "full/550,400/0/default.jpg"),
        ("full/pct:10/0/default.jpg", (110, 80), "full/110,80/0/default.jpg"),
        ("full/100,300/0/default.jpg", (100, 300), "full/100,300/0/default.jpg"),
        ("full/!200,200/0/default.jpg", (200, 145), "full/200,145/0/default.jpg"),
        ("full/!9000,9000/0/default.jpg", (1100, 800), "full/1100,800/0/default.jpg"),
        ("full/^550,/0/default.jpg", (550, 400), "full/550,400/0/default.jpg"),
        ("full/110,/90/default.jpg", (80, 110), "full/110,80/90/default.jpg"),
        ("full/110,/360/default.jpg", (110, 80), "full/110,80/0/default.jpg"),
        ("full/110,/!180.0/gray.png", (110, 80), "full/110,80/!180/gray.png"),
        ("full/110,/0/color.webp", (110, 80), "full/110,80/0/default.webp"),
        ("full/110,/0/bitonal.png", (110, 80), "full/110,80/0/bitonal.png"),
        ("3,5,7,1/1,/0/default.jpg", (1, 1), "3,5,7,1/1,1/0/default.jpg"),
    ],
)
def test_each_form_of_the_request_gives_that_image_and_its_canonical_address(
    client: Client, request_: str, size: tuple[int, int], canonical: str
) -> None:
    response = client.get(f"{service()}/{request_}")

    assert response.status_code == 200
    image = pyvips.Image.new_from_buffer(body_of(response), "")
    assert (image.width, image.height) == size
    links = response.headers["Link"]
    assert links == f'<http://testserver{service()}/{canonical}>;rel="canonical", {LINK}'
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "request_",
    [
        "full/full/0/default.jpg",  # Image API 2
        "middle/max/0/default.jpg",
        "1100,0,10,10/max/0/default.jpg",
        "0,0,0,10/max/0/default.jpg",
        "-1,0,10,10/max/0/default.jpg",
        "pct:100,0,10,10/max/0/default.jpg",
        "pct:1e3,0,10,10/max/0/default.jpg",
        "full/0,/0/default.jpg",
        "full/,/0/default.jpg",
        "full/!100,/0/default.jpg",
        "full/1101,/0/default.jpg",
        "full/pct:101/0/default.jpg",
        "full/pct:0.01/0/default.jpg",
        "full/max/45/default.jpg",
        "full/max/450/default.jpg",
        "full/max/-90/default.jpg",
        "full/max/0/native.jpg",
        "full/max/0/default.tif",
        "full/max/0/default",
        "full/99999999999,/0/default.jpg",
    ],
)
def test_what_is_no_request_or_not_in_the_picture_is_a_bad_request(
    client: Client, request_: str
) -> None:
    response = client.get(f"{service()}/{request_}")

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert len(response.content.decode()) > 10


@pytest.mark.parametrize("size", ["^1200,", "^max", "^pct:120", "^!2000,2000", "^1200,10"])
def test_scaling_up_is_not_offered(client: Client, size: str) -> None:
    assert client.get(f"{service()}/full/{size}/0/default.jpg").status_code == 501


@pytest.mark.parametrize(
    "address",
    [
        f"/iiif/3/{'ab' * 32}/info.json",
        f"/iiif/3/{'ab' * 32}/full/max/0/default.jpg",
        "/iiif/3/desk/info.json",
        "/iiif/3/..%2F..%2Fcasamuseo.sqlite3/info.json",
    ],
)
def test_what_there_is_not_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_pixels_come_from_where_they_were_asked_for(client: Client) -> None:
    # The picture is a slope: red grows to the right, green downwards.
    right_below = asked(client, "1000,700,100,100/10,10/0/default.png")
    left_above = asked(client, "0,0,100,100/10,10/0/default.png")
    mirrored = asked(client, "full/100,/!0/default.png")

    assert right_below(5, 5)[0] > 220 > 210 < right_below(5, 5)[1]
    assert left_above(5, 5)[0] < 30 > left_above(5, 5)[1]
    assert mirrored(5, 36)[0] > 220


def test_every_tile_that_the_information_promises_lies_ready(client: Client) -> None:
    picture = Picture.objects.get()
    copies = copies_of(picture)
    assert copies is not None
    for factor in (1, 2, 4):
        step = 512 * factor
        for x in range(0, 1100, step):
            for y in range(0, 800, step):
                wide, high = min(step, 1100 - x), min(step, 800 - y)
                size = f"{-(-wide // factor)},{-(-high // factor)}"
                is_whole = (wide, high) == (1100, 800)
                region = "full" if is_whole else f"{x},{y},{wide},{high}"
                name = f"{region}/{size}/0/default.jpg"
                assert (copies.folder / "tiles" / name).is_file(), name
                assert client.get(f"{service()}/{name}").streaming


def test_a_restricted_photograph_gives_no_pixel_above_its_limit_in_any_piece(
    client: Client,
) -> None:
    restricted = a_photograph(1600, 1200, seed=2, longest_side=400)

    shape = client.get(f"{service(restricted)}/info.json").json()
    assert (shape["width"], shape["height"]) == (400, 300)
    assert max(size["width"] for size in shape["sizes"]) == 400
    # A quarter of the picture is at most a quarter of the limit: stitched they are no more than it.
    quarter = asked(client, "pct:0,0,25,25/max/0/default.jpg", picture=restricted)
    assert (quarter.width, quarter.height) == (100, 75)
    for request_ in ("pct:0,0,25,25/400,/0/default.jpg", "800,600,512,512/max/0/default.jpg"):
        assert client.get(f"{service(restricted)}/{request_}").status_code == 400
    unlimited = f"/iiif/3/{restricted.digest}"
    assert client.get(f"{unlimited}/info.json").status_code == 404
    assert client.get(f"{unlimited}/full/max/0/default.jpg").status_code == 404
    assert client.get(f"/media/{restricted.digest}/max.jpg").status_code == 404
    assert client.get(f"/media/{copies_name(restricted)}/400.webp").status_code == 200


@pytest.mark.parametrize("fields", [{"is_withheld": True}, {"is_public": False}])
def test_what_is_withheld_is_not_there_for_the_public(
    client: Client, fields: dict[str, Any]
) -> None:
    picture = Picture.objects.get()
    assert client.get(f"{service()}/info.json").status_code == 200
    Picture.objects.filter(pk=picture.pk).update(**{"is_public": False, **fields})
    Edition.rise()
    editions.forget_all()

    for address in (
        f"{service()}/info.json",
        f"{service()}",
        f"{service()}/full/max/0/default.jpg",
        f"{service()}/0,0,512,512/512,512/0/default.jpg",
        f"/media/{picture.digest}/480.webp",
        f"/media/{picture.digest}/max.jpg",
        f"/media/{picture.stored_name}",
        f"/media/masters/{picture.stored_name}",
    ):
        assert client.get(address).status_code == 404, address


def test_nothing_that_is_served_says_where_it_was_taken(client: Client) -> None:
    for request_ in ("full/max/0/default.jpg", "full/300,/0/default.jpg", "full/300,/0/gray.webp"):
        image = asked(client, request_)
        assert [name for name in image.get_fields() if "exif" in name] == []


class Answer:
    """What a WSGI application answers."""

    def __init__(self, app: Any, path: str, *, method: str = "GET") -> None:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
        self.body = b"".join(app(environ, self.begin))

    def begin(self, status: str, headers: list[tuple[str, str]], *_rest: Any) -> None:
        self.status, self.headers = status, dict(headers)


def test_a_tile_is_answered_from_the_disk_before_django_is_asked() -> None:
    name = f"{service()}/0,0,512,512/512,512/0/default.jpg"
    copies = copies_of(Picture.objects.get())
    assert copies is not None

    answer = Answer(TileServer(None, is_closed=lambda: False), name)  # type: ignore[arg-type]

    assert answer.status == "200 OK"
    ready = copies.folder / "tiles/0,0,512,512/512,512/0/default.jpg"
    assert answer.body == ready.read_bytes()
    assert answer.headers == {
        "Content-Type": "image/jpeg",
        "Content-Length": str(len(answer.body)),
        "Link": f'<{name}>;rel="canonical", {LINK}',
        "Cache-Control": "public, max-age=31536000, immutable",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    head = Answer(TileServer(None), name, method="HEAD")  # type: ignore[arg-type]
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(answer.body)))


@pytest.mark.parametrize(
    "path",
    [
        "/iiif/3/{}/../../../../casamuseo.sqlite3",
        "/iiif/3/{}/0,0,512,512/512,512/0/../../../../copies.json",
        "/iiif/3/{}/0,0,512,512/511,511/0/default.jpg",
        f"/iiif/3/{{}}/{'1' * 300},0,512,512/512,512/0/default.jpg",
        "/en/",
    ],
)
def test_everything_else_is_passed_on(path: str) -> None:
    def beneath(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"beneath"]

    answer = Answer(TileServer(beneath), path.format(Picture.objects.get().digest))

    assert answer.body == b"beneath"


def test_tiles_wait_while_the_site_is_closed() -> None:
    def beneath(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("503 Service Unavailable", [])
        return [b"closed"]

    name = f"{service()}/0,0,512,512/512,512/0/default.jpg"

    assert Answer(TileServer(beneath, is_closed=lambda: True), name).body == b"closed"


def test_the_server_begins_with_the_tiles() -> None:
    assert isinstance(application, TileServer)


def test_whoever_asks_for_many_large_pieces_waits(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(images, "LARGE", 1000)
    monkeypatch.setattr(images, "LARGE_PIECES", replace(images.LARGE_PIECES, most=2))
    large, small = "full/100,100/0/gray.png", "full/20,20/0/gray.png"

    answers = [client.get(f"{service()}/{large}").status_code for _time in range(3)]

    assert answers == [200, 200, 429]
    assert int(client.get(f"{service()}/{large}").headers["Retry-After"]) > 0
    assert client.get(f"{service()}/{small}").status_code == 200
    assert client.get(f"{service()}/full/max/0/default.jpg").status_code == 200
