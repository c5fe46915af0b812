"""An index of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from casamuseo.kernel.editions import forget_all
from casamuseo.search.index import Index, Mark, installed


@pytest.fixture(autouse=True)
def _no_earlier_house() -> None:
    """What pages keep of the house of an earlier test has the same edition as this one's."""
    forget_all()


@pytest.fixture
def index(tmp_path: Path, settings: Settings) -> Index:
    """The installation's index, not built yet."""
    settings.SEARCH_ROOT = tmp_path / "search"
    return installed()


def build(index: Index) -> Index:
    """Build the index from what the database holds."""
    from casamuseo.search.gathering import everything, languages_of_house

    languages = languages_of_house()
    index.build(everything(languages), languages=languages, mark=Mark())
    return index
