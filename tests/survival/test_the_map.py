"""The map of what must be survived leads to tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tests.survival

HERE = Path(__file__).resolve().parent
NAMED = sorted(set(re.findall(r"(?:[a-z]+/)*test_\w+", tests.survival.__doc__ or "")))


@pytest.mark.parametrize("name", NAMED)
def test_what_the_map_names_is_there(name: str) -> None:
    folder = HERE.parent if "/" in name else HERE
    assert (folder / f"{name}.py").is_file()


def test_the_map_names_every_test_of_survival() -> None:
    own = {path.stem for path in HERE.glob("test_*.py")} - {Path(__file__).stem}

    assert own <= set(NAMED)
