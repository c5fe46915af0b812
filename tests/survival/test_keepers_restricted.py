"""A restricted photograph asked for piece by piece: put together, the pieces are no more than its limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pyvips
from django.test import Client
from pytest_django import Settings

from casamuseo.kernel import editions
from casamuseo.media.copying import copies_name
from casamuseo.media.models import Picture
from tests.cast import a_house
from tests.media.showing import a_photograph

pytestmark = pytest.mark.django_db

LIMIT = 400
NEAR = 12
"""Levels of grey by which two JPEGs of the same pixels may differ."""


@pytest.fixture
def restricted(tmp_path: Path, settings: Settings) -> Iterator[Picture]:
    settings.MEDIA_ROOT = tmp_path / "media"
    a_house()
    yield a_photograph(1600, 1200, longest_side=LIMIT)
    editions.forget_all()


def piece(client: Client, picture: Picture, request: str) -> pyvips.Image | None:
    """What comes for this request; None where it is refused."""
    response: Any = client.get(f"/iiif/3/{copies_name(picture)}/{request}")
    if response.status_code in (400, 501):
        return None
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return pyvips.Image.new_from_buffer(content, "")


@pytest.mark.parametrize("pieces", [2, 4, 8, 20])
def test_stitched_pieces_make_the_picture_that_everybody_may_have(
    client: Client, restricted: Picture, pieces: int
) -> None:
    share = 100 / pieces
    row = []
    for column in range(pieces):
        got = piece(
            client, restricted, f"pct:{column * share:g},0,{share:g},{share:g}/max/0/default.png"
        )
        assert got is not None
        row.append(got)

    stitched = pyvips.Image.arrayjoin(row, across=pieces)

    assert stitched.width == LIMIT
    whole = piece(client, restricted, "full/max/0/default.png")
    assert whole is not None
    strip = whole.crop(0, 0, LIMIT, stitched.height)
    assert (strip - stitched).abs().max() <= NEAR


@pytest.mark.parametrize(
    "request_",
    [
        "pct:0,0,10,10/400,/0/default.jpg",
        "pct:0,0,10,10/^max/0/default.jpg",
        "0,0,512,512/512,/0/default.jpg",
        "full/1600,/0/default.jpg",
        "full/^1600,/0/default.jpg",
        "full/pct:400/0/default.jpg",
    ],
)
def test_no_piece_is_drawn_larger_than_it_is_at_the_limit(
    client: Client, restricted: Picture, request_: str
) -> None:
    assert piece(client, restricted, request_) is None


def test_pieces_smaller_than_a_pixel_say_nothing_that_lies_between(
    client: Client, restricted: Picture
) -> None:
    whole = piece(client, restricted, "full/max/0/default.png")
    assert whole is not None
    for sixteenth in range(16):
        # Steps of a pixel of the master, a quarter of one that may leave the house.
        left = 50 + sixteenth * 100 / 1600
        got = piece(client, restricted, f"pct:{left:.4f},50,0.0625,0.0834/max/0/default.png")
        if got is None:
            continue
        assert (got.width, got.height) == (1, 1)
        around = whole.crop(198 + sixteenth // 4, 148, 5, 5)
        value = got.getpoint(0, 0)
        for band, level in enumerate(value):
            assert around[band].min() - NEAR <= level <= around[band].max() + NEAR
