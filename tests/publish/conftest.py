"""Fixtures of the house folder: a small house on disk, messages in English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from tests.publish.folders import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small house with one record of everything."""
    return write_folder(tmp_path / "casa")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    """Media of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
