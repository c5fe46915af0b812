"""Photographs taken in: kept bit for bit, once, and on the disk before anybody knows of them."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.receiving import label_of, receive_photograph
from casamuseo.media.masters import master_path, stored_masters
from casamuseo.media.models import Picture
from casamuseo.media.photographs import UnfitPhotograph
from tests.cast import BERTA, NOON
from tests.media import files

pytestmark = pytest.mark.django_db

PHOTOGRAPH = files.jpeg(64, 48)
DIGEST = hashlib.sha256(PHOTOGRAPH).hexdigest()


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def receive(content: Any = PHOTOGRAPH, *, name: str = "IMG_1.JPG") -> Picture:
    return receive_photograph(
        content,
        name=name,
        title=Text.of(es="Escritorio"),
        description=Text(),
        credit=Text(),
        is_withheld=False,
        by=BERTA,
        at=NOON,
    )


def test_the_master_is_kept_bit_for_bit_under_its_checksum(media: Path) -> None:
    picture = receive()

    path = media / "masters" / DIGEST[:2] / f"{DIGEST}.jpg"
    assert master_path(picture) == path
    assert path.read_bytes() == PHOTOGRAPH
    assert (picture.digest, picture.size) == (DIGEST, len(PHOTOGRAPH))
    assert (picture.width, picture.height) == (64, 48)
    assert (picture.state, picture.is_public) == ("waiting", False)
    change = Change.objects.get()
    assert (change.action, change.kind, change.key) == (
        "receive_photograph",
        "media.picture",
        picture.key,
    )


def test_the_same_bytes_twice_are_one_file(media: Path) -> None:
    first, second = receive(), receive(BytesIO(PHOTOGRAPH))

    assert first.key != second.key
    assert first.digest == second.digest
    assert len(list(stored_masters())) == 1


def test_bytes_that_come_again_heal_a_master_that_has_changed(media: Path) -> None:
    path = master_path(receive())
    path.chmod(0o644)
    path.write_bytes(b"\0" * len(PHOTOGRAPH))

    receive()

    assert path.read_bytes() == PHOTOGRAPH


def test_what_is_refused_leaves_neither_file_nor_row(media: Path) -> None:
    with pytest.raises(UnfitPhotograph):
        receive(PHOTOGRAPH + b"<html>")

    assert not media.exists()
    assert not Picture.objects.exists()


def test_the_master_is_on_the_disk_before_the_picture_is_known(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[int] = []
    settle = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (settled.append(handle), settle(handle))[1])

    class PowerCutError(Exception):
        """The power goes."""

    def cut(**_fields: Any) -> None:
        assert len(settled) == 4  # the file and the three folders above it
        raise PowerCutError

    monkeypatch.setattr(Picture.objects, "create", cut)
    with pytest.raises(PowerCutError):
        receive()

    assert [path.name for path in stored_masters()] == [f"{DIGEST}.jpg"]
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\mesa.jpg", "mesa.jpg"),
        ("a\x00b\x1b[31m\u202egpj.exe", "ab[31mgpj.exe"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("ñ" * 300, "ñ" * 200),
        ("año/Día.jpg", "Día.jpg"),
    ],
)
def test_a_name_is_only_ever_a_label(media: Path, name: str, label: str) -> None:
    assert label_of(name) == label
    picture = receive(name=name)
    assert picture.original_name == label
    assert [path.name for path in stored_masters()] == [f"{DIGEST}.jpg"]
