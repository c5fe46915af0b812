"""A photograph takes the drawing's place once it is there, and only in copies."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from casamuseo.kernel import editions
from casamuseo.kernel.models import Edition
from casamuseo.media.models import Picture
from tests.cast import a_house, an_object
from tests.media.showing import a_photograph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGE = "/en/objects/D-001/desk/"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def page_of(client: Client) -> str:
    Edition.rise()
    editions.forget_all()
    return client.get(PAGE).content.decode()


def test_a_photograph_takes_the_place_of_the_drawing_while_it_is_public(client: Client) -> None:
    a_house()
    desk = an_object()
    drawing = Picture.objects.create(
        key="objects/desk", kind="drawing", file="pictures/desk.svg", markup="<svg><path/></svg>"
    )
    desk.pictures.add(drawing)
    assert '<svg class="drawing" role="img"' in page_of(client)

    photograph = a_photograph(1100, 800)
    desk.pictures.add(photograph)

    page = page_of(client)
    media = f"/media/{photograph.digest}"
    assert (
        f'<img src="{media}/960.jpg" srcset="{media}/480.webp 480w, {media}/960.webp 960w,'
        f' {media}/1100.webp 1100w" sizes="(min-width: 60rem) 36rem, 100vw" alt="A desk."'
        ' width="1100" height="800" loading="lazy" decoding="async">'
    ) in page
    assert '<svg class="drawing"' not in page
    assert f'href="{media}/max.jpg" data-zoom="/iiif/3/{photograph.digest}/info.json"' in page

    Picture.objects.filter(pk=photograph.pk).update(is_public=False)
    page = page_of(client)
    assert '<svg class="drawing" role="img"' in page
    assert photograph.digest not in page
    assert "zoom.js" not in page


def test_copies_are_served_for_ever_and_the_master_never(client: Client, media: Path) -> None:
    a_house()
    photograph = a_photograph(640, 480)

    served = client.get(f"/media/{photograph.digest}/480.webp")

    assert served.headers["Content-Type"] == "image/webp"
    assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    ready = media / "copies" / photograph.digest[:2] / photograph.digest / "sizes/480.webp"
    assert b"".join(served) == ready.read_bytes()
    assert client.get(f"/media/{photograph.stored_name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "secret.png",
        "../casamuseo.sqlite3",
        "{digest}/../../secret.png",
        "{digest}/481.webp",
        "{digest}/480.png",
        "{digest}/pyramid.tif",
        "{digest}/copies.json",
        "masters/{digest}.jpg",
    ],
)
def test_nothing_else_below_the_media_folder_is_served(
    client: Client, media: Path, name: str
) -> None:
    a_house()
    digest = a_photograph(640, 480).digest
    (media / "secret.png").write_bytes(b"secret")

    assert client.get(f"/media/{name.format(digest=digest)}").status_code == 404
