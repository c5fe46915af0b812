"""A photograph takes the drawing's place once it is there."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from tests.cast import a_house, an_object

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PIXELS = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 40, 30) + b"\x08\x02"
DIGEST = "ab" * 32


def test_a_photograph_takes_the_place_of_the_drawing(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_house()
    desk = an_object()
    drawing = Picture.objects.create(
        key="objects/desk", kind="drawing", file="pictures/desk.svg", markup="<svg><path/></svg>"
    )
    desk.pictures.add(drawing)
    assert (
        '<svg class="drawing" role="img"' in client.get("/en/objects/D-001/desk/").content.decode()
    )

    (tmp_path / f"{DIGEST}.png").write_bytes(PIXELS)
    photograph = Picture.objects.create(
        key="objects/desk/2",
        kind="photograph",
        file="pictures/desk.png",
        digest=DIGEST,
        width=40,
        height=30,
        description=Text.of(es="Un escritorio.", en="A desk."),
    )
    desk.pictures.add(photograph)
    Edition.rise()

    page = client.get("/en/objects/D-001/desk/").content.decode()
    assert f'<img src="/media/{DIGEST}.png" alt="A desk." width="40" height="30"' in page
    assert '<svg class="drawing"' not in page
    served = client.get(f"/media/{DIGEST}.png")
    assert served.headers["Content-Type"] == "image/png"
    assert b"".join(served) == PIXELS


@pytest.mark.parametrize("name", ["secret.png", "../casamuseo.sqlite3", f"{DIGEST}.svg"])
def test_nothing_else_below_the_media_folder_is_served(
    client: Client, settings: Settings, tmp_path: Path, name: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_house()
    (tmp_path / "secret.png").write_bytes(PIXELS)

    assert client.get(f"/media/{name}").status_code == 404
