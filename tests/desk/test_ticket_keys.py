"""`casamuseo ticket-keys` lists the keys and makes a new one."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casamuseo.visit.codes.keys import public_keys


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings: object, tmp_path: Path) -> None:
    settings.CASAMUSEO_HOME = tmp_path  # type: ignore[attr-defined]


def listed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("ticket-keys", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_first_key_is_made_and_listed() -> None:
    lines = listed()

    assert lines == [f"*   1  {public_keys()[1].hex()}"]


def test_a_new_key_signs_and_the_old_one_still_verifies() -> None:
    listed()

    lines = listed("--new")

    assert [line[:5] for line in lines] == ["    1", "*   2"]
    assert set(public_keys()) == {1, 2}
