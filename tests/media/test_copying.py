"""Copies of a photograph: made by a limited process, without what the camera wrote beside it."""

from __future__ import annotations

import os
import threading
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pyvips
from pytest_django import Settings

from casamuseo.kernel.doctor import findings
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.media import copying, fixity
from casamuseo.media.actions.copying import copy_next, queue_what_lacks_copies, try_again
from casamuseo.media.actions.receiving import receive_photograph
from casamuseo.media.copying import copies_of, why
from casamuseo.media.masters import kept_path, master_path
from casamuseo.media.models import FixityCheck, Picture
from casamuseo.media.publishing import may_be_public, settle_all, settle_picture
from tests.cast import BERTA, NOON
from tests.media import files

pytestmark = pytest.mark.django_db

LANGUAGES = ["es", "en"]
SEEN = Text.of(es="Un escritorio.", en="A desk.")


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def received(content: bytes, **fields: Any) -> Picture:
    asked = {"description": SEEN, "is_withheld": False, **fields}
    return receive_photograph(
        content, name="a.jpg", title=Text.of(es="Mesa"), credit=Text(), by=BERTA, at=NOON, **asked
    )


def copied(content: bytes, **fields: Any) -> Picture:
    picture = received(content, **fields)
    assert copy_next(languages=LANGUAGES, at=NOON)
    picture.refresh_from_db()
    return picture


def names_below(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_the_copies_of_a_photograph_are_all_that_a_viewer_asks_for() -> None:
    picture = copied(files.jpeg(1100, 800))

    assert (picture.state, picture.problem, picture.is_public) == ("ready", "", True)
    copies = copies_of(picture)
    assert copies is not None
    assert (copies.width, copies.height) == (1100, 800)
    assert names_below(copies.folder) == sorted(
        [
            "copies.json",
            "pyramid.tif",
            *(f"sizes/{width}.{kind}" for width in (480, 960, 1100) for kind in ("jpg", "webp")),
            "sizes/max.jpg",
            "tiles/full/275,200/0/default.jpg",
            "tiles/full/max/0/default.jpg",
            *(
                f"tiles/full/{size}/0/default.{kind}"
                for size in ("480,349", "960,698", "1100,800")
                for kind in ("jpg", "webp")
            ),
            *(
                f"tiles/{region}/0/default.jpg"
                for region in (
                    "0,0,1024,800/512,400",
                    "1024,0,76,800/38,400",
                    "0,0,512,512/512,512",
                    "512,0,512,512/512,512",
                    "1024,0,76,512/76,512",
                    "0,512,512,288/512,288",
                    "512,512,512,288/512,288",
                    "1024,512,76,288/76,288",
                )
            ),
        ]
    )


def test_the_place_leaves_the_house_with_no_copy_and_the_master_keeps_it() -> None:
    content = files.jpeg_from_a_telephone()
    picture = copied(content)

    assert b"GPS" not in content  # tags are numbers; the camera's name is in plain letters
    assert b"Telephone" in content
    assert master_path(picture).read_bytes() == content
    copies = copies_of(picture)
    assert copies is not None
    for name in names_below(copies.folder):
        raw = (copies.folder / name).read_bytes()
        assert b"Telephone" not in raw, name
        assert b"Exif" not in raw, name
    shown = pyvips.Image.new_from_file(str(copies.folder / "sizes/480.webp"))
    assert [name for name in shown.get_fields() if "exif" in name or "gps" in name.lower()] == []


def test_a_photograph_that_was_held_upright_stands_upright() -> None:
    picture = copied(files.jpeg_from_a_telephone(orientation=6))

    assert (picture.width, picture.height) == (480, 640)
    copies = copies_of(picture)
    assert copies is not None
    shown = pyvips.Image.new_from_file(str(copies.folder / "sizes/480.jpg"))
    assert (shown.width, shown.height) == (480, 640)
    # The slope goes from dark red at the left to bright at the right: turned, from above to below.
    assert shown.getpoint(240, 20)[0] < 60 < 190 < shown.getpoint(240, 620)[0]


@pytest.mark.parametrize(("width", "height"), [(1, 1), (64, 48), (2000, 5), (5, 2000)])
def test_a_photograph_of_any_shape_gets_its_copies(width: int, height: int) -> None:
    picture = copied(files.png(width, height))

    assert (picture.state, picture.width, picture.height) == ("ready", width, height)


@pytest.mark.parametrize("make", [files.webp, files.tiff, lambda: files.png(640, 480)])
def test_every_kind_of_photograph_gets_its_copies(make: Any) -> None:
    picture = copied(make())

    assert (picture.state, picture.width, picture.height) == ("ready", 640, 480)


def test_a_restricted_photograph_has_no_copy_above_its_limit() -> None:
    picture = received(files.jpeg(1100, 800))
    Picture.objects.filter(pk=picture.pk).update(longest_side=600)

    copy_next(languages=LANGUAGES, at=NOON)

    picture.refresh_from_db()
    assert (picture.width, picture.height) == (600, 436)
    copies = copies_of(picture)
    assert copies is not None
    assert copies.folder.name == f"{picture.digest}-600"
    for path in copies.folder.rglob("*"):
        if path.suffix in {".jpg", ".webp", ".tif"}:
            image = pyvips.Image.new_from_file(str(path))
            assert max(image.width, image.height) <= 600


def test_a_file_whose_pixels_are_broken_fails_with_its_reason() -> None:
    picture = copied(files.png(640, 480, pixels=zlib.compress(bytes(1000))))

    assert picture.state == "failed"
    assert picture.problem.startswith("unreadable: ")
    assert why(picture.problem).startswith("The file is damaged: ")
    assert not picture.is_public
    assert copies_of(picture) is None
    assert names_below(kept_path(picture.digest, "png").parents[2] / "copies") == [".turn"]


def test_the_copyist_is_stopped_when_it_takes_too_much_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copying, "MOST_RESIDENT", 1_000_000)

    picture = copied(files.jpeg(2000, 2000))

    assert (picture.state, picture.problem) == ("failed", "memory")


def test_the_copyist_is_stopped_when_it_takes_too_long() -> None:
    attempt = copying.make_copies(received(files.jpeg(2000, 2000)), longest=0.0)

    assert attempt.problem == "time"


def test_a_progressive_photograph_too_large_for_the_limits_fails_without_harm() -> None:
    picture = copied(files.jpeg(6300, 6300, interlace=True, subsample_mode="off"))

    assert (picture.state, picture.problem) == ("failed", "memory")


def test_what_failed_is_tried_again_when_somebody_asks() -> None:
    picture = received(files.jpeg())
    Picture.objects.filter(pk=picture.pk).update(state="failed", problem="time")
    assert not copy_next(languages=LANGUAGES, at=NOON)

    try_again(picture, by=BERTA, at=NOON)

    assert copy_next(languages=LANGUAGES, at=NOON)
    picture.refresh_from_db()
    assert picture.state == "ready"
    assert Change.objects.filter(action="try_copies_again", actor=BERTA).count() == 1


def test_what_a_killed_copyist_has_left_is_cleared_away(media: Path) -> None:
    left = media / "copies" / "ab" / ".on-its-way-x"
    left.mkdir(parents=True)
    (left / "flat.tif").write_bytes(b"half")

    copied(files.jpeg(64, 48))

    assert not left.exists()


def test_copies_are_made_by_one_process_at_a_time() -> None:
    received(files.jpeg())
    with copying.one_at_a_time() as is_ours:
        heard: list[bool] = []

        def other() -> None:
            with copying.one_at_a_time() as is_theirs:
                heard.append(is_theirs)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert (is_ours, heard) == (True, [False])


def test_a_photograph_is_public_only_with_words_in_every_language() -> None:
    Edition.rise()
    before = Edition.current()
    picture = copied(files.jpeg(), description=Text.of(es="Un escritorio."))
    assert not picture.is_public
    assert Edition.current() == before

    picture.description = SEEN
    picture.save(update_fields=["description"])
    assert settle_picture(picture, languages=LANGUAGES, by=BERTA, at=NOON)

    assert Picture.objects.get().is_public
    assert Edition.current() == before + 1
    assert not settle_picture(picture, languages=LANGUAGES, by=BERTA, at=NOON)
    assert Edition.current() == before + 1


def test_another_language_of_the_house_takes_what_does_not_speak_it_off_the_site() -> None:
    copied(files.jpeg())

    assert settle_all(languages=["es", "en", "fr"], by=BERTA, at=NOON) == 1

    assert not Picture.objects.get().is_public


@pytest.mark.parametrize(
    ("fields", "is_public"),
    [
        ({}, True),
        ({"is_withheld": True}, False),
        ({"state": "waiting"}, False),
        ({"state": "failed"}, False),
        ({"description": Text.of(es="Algo.")}, False),
        ({"kind": "drawing", "state": "waiting", "description": Text()}, True),
        ({"kind": "drawing", "is_withheld": True}, False),
    ],
)
def test_the_rule_of_what_is_public(fields: dict[str, Any], is_public: bool) -> None:
    asked = {"kind": "photograph", "state": "ready", "description": SEEN, **fields}

    assert may_be_public(Picture(**asked), languages=LANGUAGES) is is_public


def test_photographs_of_an_older_version_get_their_copies(media: Path) -> None:
    content = files.jpeg()
    picture = received(content)
    older = media / picture.stored_name
    master_path(picture).replace(older)
    Picture.objects.update(state="ready", is_public=True)
    assert master_path(picture) == older

    assert queue_what_lacks_copies() == 1
    assert queue_what_lacks_copies() == 0
    assert copy_next(languages=LANGUAGES, at=NOON)

    assert Picture.objects.get().state == "ready"


def test_masters_are_read_again_the_oldest_check_first(monkeypatch: pytest.MonkeyPatch) -> None:
    good, changed, gone = (received(files.jpeg(64, 64, seed=seed)) for seed in (1, 2, 3))
    path = master_path(changed)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    master_path(gone).unlink()
    monkeypatch.setattr(fixity, "MOST_AT_ONCE", 2)

    assert fixity.check_next(at=NOON) == 2
    assert fixity.check_next(at=NOON) == 1
    assert fixity.check_next(at=NOON) == 0

    assert dict(FixityCheck.objects.values_list("picture__key", "outcome")) == {
        good.key: "intact",
        changed.key: "changed",
        gone.key: "missing",
    }
    assert {(one.key, outcome.value) for one, outcome in fixity.not_intact()} == {
        (changed.key, "changed"),
        (gone.key, "missing"),
    }
    assert fixity.check_next(at=NOON + timedelta(days=31)) == 2


def test_the_doctor_names_masters_that_are_gone_changed_or_nobodys(media: Path) -> None:
    changed, gone = (received(files.jpeg(64, 64, seed=seed)) for seed in (1, 2))
    path = master_path(changed)
    path.chmod(0o644)
    path.write_bytes(b"rust")
    master_path(gone).unlink()
    nobodys = media / "masters" / "ab" / f"{'ab' * 32}.jpg"
    nobodys.parent.mkdir(exist_ok=True)
    nobodys.write_bytes(b"orphan")
    (media / "masters" / "ab" / ".on-its-way-x").write_bytes(b"cut")
    Picture.objects.filter(pk=changed.pk).update(state="failed", problem="time")
    fixity.check_next(at=NOON)

    found = {
        each.code: each.what for each in findings(only=["masters", "orphaned_masters", "copies"])
    }

    assert found == {
        "masters-missing": f"The master of 1 photograph is gone: {gone.key}",
        "masters-changed": (f"The master of 1 photograph is no longer what came in: {changed.key}"),
        "masters-orphaned": (
            f"2 files among the masters belong to no photograph: .on-its-way-x, {'ab' * 32}.jpg"
        ),
        "copies-failed": (
            f"The copies of the photograph “{changed.key}” could not be made: "
            "Making its copies took too long."
        ),
    }


def test_a_master_that_was_mended_is_no_longer_named() -> None:
    picture = received(files.jpeg(64, 48))
    for days, outcome in ((0, "missing"), (1, "intact")):
        at = NOON + timedelta(days=days)
        FixityCheck.objects.create(picture=picture, checked_at=at, outcome=outcome)

    assert fixity.not_intact() == []


def test_the_copyist_knows_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    assert "DATABASE_URL" not in copying._environment(tmp_path)
    assert os.environ["DATABASE_URL"] == "postgres://secret"
