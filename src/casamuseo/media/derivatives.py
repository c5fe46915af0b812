"""Where pages find the copies of a photograph: addresses, and the files behind them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from casamuseo.media.copying import copies_folder, copies_name
from casamuseo.media.copyist import SIZES, height_at, widths_of
from casamuseo.media.models import Picture, PictureQuerySet

Kind = Literal["webp", "jpg"]

NAME = re.compile(r"[0-9a-f]{64}(?:-[1-9][0-9]{0,6})?")
"""What copies are called: a checksum, and the limit where there is one."""
WHOLE = "max.jpg"


def address_of(picture: Picture, *, width: int = 0, kind: Kind = "webp") -> str:
    """The public address of a copy at least this wide, or of the widest; "" for one not made yet."""
    if picture.state != Picture.State.READY or not picture.digest:
        return ""
    return f"/media/{copies_name(picture)}/{fitting_width(picture, width)}.{kind}"


def whole_address(picture: Picture) -> str:
    """The public address of the largest copy that is one file."""
    return f"/media/{copies_name(picture)}/{WHOLE}" if picture.digest else ""


def fitting_width(picture: Picture, width: int) -> int:
    """The narrowest of the widths that lie ready that is this wide, or else the widest."""
    ready = widths_of(picture.width)
    return next((each for each in ready if each >= width > 0), ready[-1])


def sizes_of(picture: Picture) -> list[tuple[int, int]]:
    """Width and height of each copy that lies ready, the narrowest first."""
    wide, high = picture.width, picture.height
    return [(width, height_at(width, wide, high)) for width in widths_of(wide)]


def file_of(name: str, copy: str) -> Path | None:
    """The file of a copy, `480.webp` or `max.jpg`, of the copies called so; None if there is none."""
    if not NAME.fullmatch(name) or not re.fullmatch(r"(?:[0-9]{1,5}\.(?:webp|jpg)|max\.jpg)", copy):
        return None
    path = copies_folder(name) / SIZES / copy
    return path if path.is_file() else None


def whole_copy(picture: Picture) -> bytes:
    """The largest copy that is one file: without what the camera wrote beside it, within the limit."""
    return (copies_folder(copies_name(picture)) / SIZES / WHOLE).read_bytes()


def public_called(name: str) -> PictureQuerySet:
    """The public photographs that have the copies of this name."""
    digest, _dash, limit = name.partition("-")
    return Picture.objects.public().filter(
        kind=Picture.Kind.PHOTOGRAPH,
        state=Picture.State.READY,
        digest=digest,
        longest_side=int(limit) if limit else None,
    )
