"""The public dump to fetch: complete, the same bytes each time, made once an edition."""

from __future__ import annotations

import fcntl
import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from casamuseo.kernel.models import Edition
from casamuseo.publish.downloads import zip_folder
from tests.cast import a_house, a_passage, a_place, a_source, a_statement, an_object

pytestmark = pytest.mark.django_db
ADDRESS = "/open-data/casamuseo-casa.zip"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CASAMUSEO_HOME = tmp_path
    return tmp_path


def fetched(client: Client, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    response = client.get(ADDRESS, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return response.status_code, body, dict(response.headers)


def files_in(body: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(body)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_the_dump_is_a_house_folder_in_one_file(client: Client) -> None:
    a_house()
    a_place(passage=a_passage())

    status, body, headers = fetched(client)

    assert status == 200
    assert headers["Content-Type"] == "application/zip"
    assert headers["Content-Disposition"] == 'attachment; filename="casamuseo-casa.zip"'
    assert "key: study" in files_in(body)["casa/places.yaml"]


def test_what_is_not_published_is_not_in_the_dump(client: Client) -> None:
    a_house()
    secret = a_passage("objects/secret", is_published=False)
    a_statement(secret, es="Un secreto.", en="A secret.", source=a_source(), is_published=False)
    an_object("secret", passage=secret)

    whole = "".join(files_in(fetched(client)[1]).values())

    assert "Un secreto." not in whole
    assert "A secret." not in whole


def test_the_dump_is_made_once_an_edition(client: Client, home: Path) -> None:
    a_house()
    first = fetched(client)[1]
    an_object(passage=a_passage("objects/desk"))
    before = fetched(client)[1]

    Edition.rise()
    after = fetched(client)[1]

    assert before == first
    assert "casa/objects.yaml" in files_in(after)
    assert len(list((home / "cache" / "open-data").glob("*.zip"))) == 1


def test_who_has_the_dump_already_is_told_so(client: Client) -> None:
    a_house()
    tag = fetched(client)[2]["ETag"]

    assert fetched(client, if_none_match=tag)[:2] == (304, b"")
    Edition.rise()
    assert fetched(client, if_none_match=tag)[0] == 200


def test_while_somebody_packs_it_others_are_asked_to_come_back(client: Client, home: Path) -> None:
    a_house()
    shelf = home / "cache" / "open-data"
    shelf.mkdir(parents=True)
    with (shelf / "packing").open("w") as sign:
        fcntl.flock(sign, fcntl.LOCK_EX)
        status, _, headers = fetched(client)

    assert (status, headers["Retry-After"]) == (503, "15")
    assert fetched(client)[0] == 200


def test_a_house_that_is_not_here_is_not_found(client: Client) -> None:
    a_house(key="other")

    assert fetched(client)[0] == 404


def test_the_same_files_make_the_same_bytes_at_any_time(tmp_path: Path) -> None:
    packed = []
    for turn in ("one", "two"):
        folder = tmp_path / turn / "casa"
        (folder / "passages").mkdir(parents=True)
        names = ["house.yaml", "passages/a.txt"]
        for name in names if turn == "one" else reversed(names):
            (folder / name).write_text(name, encoding="utf-8")
        (folder / "house.yaml").chmod(0o600 if turn == "one" else 0o644)
        zip_folder(folder, tmp_path / f"{turn}.zip")
        packed.append((tmp_path / f"{turn}.zip").read_bytes())

    assert packed[0] == packed[1]
    assert list(files_in(packed[0])) == ["casa/house.yaml", "casa/passages/a.txt"]
