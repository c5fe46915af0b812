"""Draws what an image request asks for, out of the pyramid of a photograph."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from casamuseo.media.copying import Copies
from casamuseo.media.copyist import PYRAMID
from casamuseo.publish.iiif.asked import Asked, Region

AT_ONCE = 2
"""Pieces drawn at the same time in one process: each holds some tiles in memory."""
_turn = threading.BoundedSemaphore(AT_ONCE)
_SAVED = {
    "jpg": {"Q": 82, "keep": "none"},
    "webp": {"Q": 80, "effort": 2, "keep": "none"},
    "png": {"compression": 6, "keep": "none"},
}


def piece(copies: Copies, asked: Asked) -> bytes:
    """The bytes of the image that was asked for: region, then size, mirror, turn, quality, format."""
    with _turn:
        image = _scaled(copies, asked)
        if asked.is_mirrored:
            image = image.fliphor()
        if asked.turn:
            image = image.rot(f"d{asked.turn}")
        if asked.quality in ("gray", "bitonal"):
            image = image.colourspace("b-w")
        if asked.quality == "bitonal":
            image = image > 127
        return bytes(image.write_to_buffer(f".{asked.format}", **_SAVED[asked.format]))


@cache
def _vips() -> Any:
    """The library, told to keep nothing and to use one thread: requests are many and small."""
    import pyvips  # only where pieces are drawn: it takes its time

    pyvips.cache_set_max(0)
    pyvips.vips_lib.vips_concurrency_set(1)
    return pyvips


def _scaled(copies: Copies, asked: Asked) -> Any:
    """The region at its size, from the smallest level of the pyramid that is still large enough."""
    region = asked.region
    level = _level(copies, asked)
    image = _vips().Image.tiffload(str(copies.folder / PYRAMID), page=level)
    part = _at_level(region, copies, image.width, image.height)
    image = image.crop(part.x, part.y, part.width, part.height)
    if (part.width, part.height) == (asked.width, asked.height):
        return image
    across, down = asked.width / part.width, asked.height / part.height
    image = image.resize(across, vscale=down, kernel="cubic")
    if (image.width, image.height) != (asked.width, asked.height):
        image = image.gravity("north-west", asked.width, asked.height, extend="copy")
    return image


def _level(copies: Copies, asked: Asked) -> int:
    share = max(asked.width / asked.region.width, asked.height / asked.region.height)
    fitting = [
        number
        for number, (width, _high) in enumerate(copies.levels)
        if width >= copies.width * share
    ]
    return max(fitting, default=0)


def _at_level(region: Region, copies: Copies, width: int, height: int) -> Region:
    across, down = width / copies.width, height / copies.height
    x, y = min(int(region.x * across), width - 1), min(int(region.y * down), height - 1)
    wide = min(max(1, round(region.width * across)), width - x)
    high = min(max(1, round(region.height * down)), height - y)
    return Region(x, y, wide, high)
