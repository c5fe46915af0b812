"""The keys: made once, readable by their owner only, rotated without a ticket lost."""

import stat
from multiprocessing import get_context
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casamuseo.visit.codes.keys import public_keys, rotate, signing_key
from casamuseo.visit.codes.ticket_code import read, sign
from tests.visit.codes.vectors import A_FAMILY

_processes = get_context("fork")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.CASAMUSEO_HOME = tmp_path
    return tmp_path


def test_the_first_use_makes_a_key_that_only_its_owner_reads(home: Path) -> None:
    key = signing_key()

    assert key.key_id == 1
    assert [path.name for path in (home / "keys").iterdir()] == ["tickets-1.pem"]
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "keys" / "tickets-1.pem").stat().st_mode) == 0o600


def test_the_key_stays() -> None:
    first, again = signing_key(), signing_key()

    assert first.public == again.public
    assert public_keys() == {1: first.public}


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_verifies() -> None:
    before = sign(A_FAMILY)
    rotate()
    after = sign(A_FAMILY)

    keys = public_keys()
    assert sorted(keys) == [1, 2]
    assert signing_key().key_id == 2
    assert read(before, keys=keys) == read(after, keys=keys) == A_FAMILY
    assert before != after


def test_a_key_taken_away_no_longer_verifies(home: Path) -> None:
    signing_key()
    rotate()
    (home / "keys" / "tickets-1.pem").unlink()

    assert sorted(public_keys()) == [2]


def test_the_numbers_of_keys_are_not_used_twice(home: Path) -> None:
    (home / "keys").mkdir()
    first = signing_key()
    (home / "keys" / "tickets-1.pem").rename(home / "keys" / "tickets-255.pem")

    assert signing_key().key_id == 255
    assert signing_key().public == first.public
    with pytest.raises(ValueError):
        rotate()


def test_processes_that_start_at_once_agree_on_one_key(home: Path) -> None:
    with _processes.Pool(6) as pool:
        seen = pool.map(_public_key, [home] * 24, chunksize=1)

    assert len(set(seen)) == 1
    assert [path.name for path in (home / "keys").iterdir()] == ["tickets-1.pem"]


def _public_key(home: Path) -> bytes:
    return signing_key().public
