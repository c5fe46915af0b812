"""Fixtures for every test: a clean memory, a stopped clock, and the first house loaded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker, Settings

from casamuseo.kernel import clock, editions
from casamuseo.publish.folder.loading import load_house
from tests.cast import BERTA, NOON

FIRST_HOUSE = Path(__file__).resolve().parents[1] / "houses" / "trotsky"


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("django_db") is None:
        let_go_of_connections()
    editions.forget_all()
    yield
    editions.forget_all()


@pytest.fixture(autouse=True)
def _media_of_this_test_alone(
    settings: Settings,
) -> Iterator[None]:
    """What a test takes in is not for the next one, nor for the checkout's own `var`."""
    with tempfile.TemporaryDirectory(prefix="casamuseo-media-") as folder:
        settings.MEDIA_ROOT = Path(folder)
        yield


def let_go_of_connections() -> None:
    """Close what another test has left open: a test without a database may not even look at it."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands at noon of a Tuesday in Mexico City."""
    with clock.stopped(NOON):
        yield


@pytest.fixture(scope="module")
def first_house(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    """The first house, loaded once for the tests of a module and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_house(FIRST_HOUSE, actor=BERTA, at=NOON)
        yield FIRST_HOUSE
        transaction.set_rollback(True)
