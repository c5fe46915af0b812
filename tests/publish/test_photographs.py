"""Photographs of a folder: copied under the name of their content, once everything is right."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from casamuseo.kernel.texts import Text
from casamuseo.media.actions.copying import copy_next
from casamuseo.media.actions.receiving import receive_photograph
from casamuseo.media.derivatives import whole_copy
from casamuseo.media.models import Picture
from casamuseo.publish.folder.dumping import dump_house
from casamuseo.publish.folder.loading import load_house
from casamuseo.publish.folder.problems import FolderRefused
from tests.cast import BERTA, NOON
from tests.media.files import jpeg, png
from tests.publish.folders import change, contents

pytestmark = pytest.mark.django_db

PHOTOGRAPH = png(400, 300)


@pytest.fixture
def with_photograph(folder: Path) -> Path:
    """The small house, with a photograph of the desk in the place of its first drawing."""
    (folder / "pictures/objects/desk.png").write_bytes(PHOTOGRAPH)
    (folder / "pictures/objects/desk.svg").unlink()
    change(
        folder,
        "pictures.yaml",
        "kind: drawing\n  file: pictures/objects/desk.svg",
        "kind: photograph\n  file: pictures/objects/desk.png",
    )
    return folder


def test_a_photograph_is_copied_under_the_name_of_its_content(
    with_photograph: Path, media: Path
) -> None:
    load_house(with_photograph, actor=BERTA, at=NOON)

    picture = Picture.objects.get(key="objects/desk")
    assert picture.stored_name == f"{hashlib.sha256(PHOTOGRAPH).hexdigest()}.png"
    name = f"masters/{picture.digest[:2]}/{picture.stored_name}"
    assert contents(media) == {name: PHOTOGRAPH}
    assert (picture.width, picture.height, picture.size) == (400, 300, len(PHOTOGRAPH))
    assert (picture.state, picture.is_public) == ("waiting", False)


def test_once_its_copies_are_made_it_is_public_and_another_load_leaves_it_so(
    with_photograph: Path,
) -> None:
    load_house(with_photograph, actor=BERTA, at=NOON)
    copy_next(languages=["es", "en"], at=NOON)

    report = load_house(with_photograph, actor=BERTA, at=NOON)

    assert not report.is_changed
    picture = Picture.objects.get(key="objects/desk")
    assert (picture.state, picture.is_public) == ("ready", True)


def test_a_dump_gives_the_photograph_back(
    with_photograph: Path, media: Path, tmp_path: Path
) -> None:
    load_house(with_photograph, actor=BERTA, at=NOON)

    dump_house(tmp_path / "dump")

    assert contents(tmp_path / "dump") == contents(with_photograph)


def test_a_photograph_of_which_nothing_is_written_yet_goes_out_and_comes_in(
    folder: Path, media: Path, tmp_path: Path
) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    received = receive_photograph(
        PHOTOGRAPH,
        name="a.png",
        title=Text(),
        description=Text(),
        credit=Text(),
        is_withheld=True,
        by=BERTA,
        at=NOON,
    )

    dump_house(tmp_path / "dump")
    Picture.objects.filter(pk=received.pk).delete()
    load_house(tmp_path / "dump", actor=BERTA, at=NOON)

    again = Picture.objects.get(key=received.key)
    assert (again.digest, again.is_withheld) == (received.digest, True)
    assert (again.original_name, again.received_by) == ("a.png", BERTA)


def test_the_public_gets_the_largest_copy_and_never_the_master(
    with_photograph: Path, media: Path, tmp_path: Path
) -> None:
    load_house(with_photograph, actor=BERTA, at=NOON)
    copy_next(languages=["es", "en"], at=NOON)

    dump_house(tmp_path / "dump", public=True)

    shown = tmp_path / "dump/pictures/objects/desk.jpg"
    picture = Picture.objects.get(key="objects/desk")
    assert shown.read_bytes() == whole_copy(picture)
    assert not (tmp_path / "dump/pictures/objects/desk.png").exists()
    assert "file: pictures/objects/desk.jpg" in (tmp_path / "dump/pictures.yaml").read_text()


def test_nothing_is_copied_from_a_refused_folder(with_photograph: Path, media: Path) -> None:
    change(with_photograph, "guide.yaml", "number: 7", "number: seven")

    with pytest.raises(FolderRefused):
        load_house(with_photograph, actor=BERTA, at=NOON)

    assert not media.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a", "this is GIF; expected a photograph as JPEG, PNG, WebP or TIFF"),
        (png(9000, 9000, pixels=b""), "the photograph has more than 40 megapixels"),
        (jpeg(64, 48), "the file is in truth a “.jpg”; name it so"),
    ],
)
def test_an_unfit_photograph_is_refused(
    with_photograph: Path, content: bytes, message: str
) -> None:
    (with_photograph / "pictures/objects/desk.png").write_bytes(content)

    with pytest.raises(FolderRefused) as refused:
        load_house(with_photograph, actor=BERTA, at=NOON)

    (problem,) = refused.value.problems
    assert str(problem) == (
        f"{with_photograph}/pictures.yaml:7: pictures/objects/desk.png: {message}"
    )
