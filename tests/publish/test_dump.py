"""Load, dump and load again: the same rows give the same bytes, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from casamuseo.publish.folder.dumping import dump_house
from casamuseo.publish.folder.loading import load_house
from casamuseo.publish.folder.problems import FolderRefused
from tests.cast import BERTA, NOON
from tests.publish.folders import change, contents, write

pytestmark = pytest.mark.django_db


def test_a_dump_of_what_was_loaded_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)

    dump_house(tmp_path / "dump")

    assert contents(tmp_path / "dump") == contents(folder)


def test_a_dump_into_the_same_folder_rewrites_no_file(folder: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

    dump_house(folder)

    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before


def test_loading_a_dump_changes_nothing(folder: Path, tmp_path: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    dump_house(tmp_path / "dump")

    report = load_house(tmp_path / "dump", actor=BERTA, at=NOON)

    assert report.facts() == {"created": {}, "changed": {}, "deleted": {}}


def test_earlier_wordings_are_dumped_and_loaded(folder: Path, tmp_path: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    change(folder, "passages/house.txt", "se abrió en", "abrió sus puertas en")
    load_house(folder, actor=BERTA, at=NOON)

    dump_house(tmp_path / "dump")

    revisions = (tmp_path / "dump" / "revisions.yaml").read_text()
    assert revisions == (
        "# yaml-language-server: $schema=../../docs/schemas/revisions.json\n"
        "- statement: house/about#s1\n"
        "  revision: 1\n"
        "  text: {es: La casa se abrió en 1990., en: The house was opened in 1990.}\n"
        "  certainty: documented\n"
        '  replaced_at: "2026-11-24T18:00:00Z"\n'
        "  replaced_by: Berta\n"
    )
    told = (tmp_path / "dump" / "passages" / "house.txt").read_text()
    assert told == (
        "# house/about\n"
        "= La casa abrió sus puertas en 1990. [@levine] {rev=2}\n"
        "  en@1: The house was opened in 1990.\n"
    )
    assert not load_house(tmp_path / "dump", actor=BERTA, at=NOON).is_changed


def test_the_public_dump_has_only_what_is_published(folder: Path, tmp_path: Path) -> None:
    change(folder, "passages/places.txt", " [@levine, pp. 141-148; @hoax]", "")
    load_house(folder, actor=BERTA, at=NOON)
    change(folder, "passages/house.txt", "se abrió en", "abrió sus puertas en")
    load_house(folder, actor=BERTA, at=NOON)

    dump_house(tmp_path / "dump", public=True)

    dumped = contents(tmp_path / "dump")
    assert "revisions.yaml" not in dumped
    assert "passages/objects.txt" not in dumped
    assert b"Mercader" not in b"".join(dumped.values())
    assert b"evidence: places/study#attack" not in dumped["places.yaml"]
    assert dumped["passages/places.txt"].startswith(b"# places/study\n~ El *escritorio*")
    assert b"{#s2 signed=editors" in dumped["passages/places.txt"]


def test_a_dump_removes_records_that_are_gone_and_leaves_other_files(folder: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    write(folder, "README.md", "Notes\n")
    (folder / "guide.yaml").unlink()
    (folder / "passages" / "house.txt").unlink()
    load_house(folder, actor=BERTA, at=NOON)
    write(folder, "guide.yaml", "- {number: 9}\n")
    write(folder, "objects/0001.yaml", "- {key: left-over}\n")

    dump_house(folder)

    assert not (folder / "guide.yaml").exists()
    assert not (folder / "objects").exists()
    assert (folder / "README.md").read_text() == "Notes\n"


def test_a_dump_refuses_a_folder_of_something_else(folder: Path, tmp_path: Path) -> None:
    load_house(folder, actor=BERTA, at=NOON)
    write(tmp_path / "other", "letter.txt", "Dear Ana\n")

    with pytest.raises(FolderRefused, match="expected a new or empty folder, or one of a house"):
        dump_house(tmp_path / "other")


def test_there_is_nothing_to_dump_before_a_house_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(FolderRefused, match="no house has been loaded yet"):
        dump_house(tmp_path / "dump")
