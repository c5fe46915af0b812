"""The server is killed while it takes in a photograph: at each write to the disk and to the database."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from casamuseo.collection.models import Movement, MuseumObject
from casamuseo.media.masters import digest_of, master_path, stored_masters
from casamuseo.media.models import Picture
from tests.cast import a_house
from tests.media import files
from tests.staffing import a_member, signed_in
from tests.survival.dying import in_a_process_that_dies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]

MANY = 60
"""Taking in an object with its photograph has fewer writes."""


@pytest.fixture(autouse=True)
def _masters_of_this_test(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_server_killed_at_any_write_of_a_photograph_has_it_whole_or_not_at_all() -> None:
    a_house()
    berta = signed_in(a_member("curator", login="berta"))
    killed = 0
    for write in range(MANY):
        photograph = files.jpeg(64, 48, seed=write + 1)

        survived = in_a_process_that_dies(
            lambda write=write, photograph=photograph: _register(berta, write, photograph), write
        )

        killed += not survived
        _pictures_are_whole()
        _objects_are_whole()
        # Whoever presses again gets the object with its photograph, or hears that it is there.
        again = _register(berta, write, photograph)
        assert again.status_code in (302, 422)
        thing = MuseumObject.objects.get(object_number=f"F-{write}")
        assert [one.digest for one in thing.pictures.all()] == [
            hashlib.sha256(photograph).hexdigest()
        ]
        if survived:
            break
    assert survived
    assert killed > 10  # it has died on both sides of each commit


def _register(berta: Client, number: int, photograph: bytes) -> object:
    return berta.post(
        "/desk/objects/register/",
        {
            "photograph": SimpleUploadedFile("IMG_1.JPG", photograph, content_type="image/jpeg"),
            "name_es": "Pluma fuente",
            "name_en": "Fountain pen",
            "number": f"F-{number}",
            "number_of_objects": "1",
            "is_unknown": "on",
        },
    )


def _pictures_are_whole() -> None:
    """No picture is known whose master is not on the disk, to the last bit."""
    for picture in Picture.objects.all():
        assert digest_of(master_path(picture)) == picture.digest
    for path in stored_masters():
        assert path.name.startswith(".on-its-way-") or digest_of(path) == path.stem


def _objects_are_whole() -> None:
    """Each has its first location and its photograph."""
    for thing in MuseumObject.objects.all():
        assert Movement.objects.filter(museum_object=thing).count() == 1
        assert thing.pictures.count() == 1
