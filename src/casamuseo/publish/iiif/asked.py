"""Reads an image request of the IIIF Image API 3.0: region, size, rotation, quality and format.

https://iiif.io/api/image/3.0/, chapter 4. What is wrong in it is told from what is not offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal
from casamuseo.media.copyist import LARGEST_PIECE, largest_piece

QUALITIES = ("default", "color", "gray", "bitonal")
FORMATS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}

_NUMBER = r"(?:[0-9]{1,7}(?:\.[0-9]{1,10})?|\.[0-9]{1,10})"
_PIXELS = re.compile(r"([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7}),([0-9]{1,7})")
_PERCENT = re.compile(rf"pct:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_SIZE_PERCENT = re.compile(rf"pct:({_NUMBER})")
_SIZE = re.compile(r"(!?)([0-9]{0,7}),([0-9]{0,7})")
_ROTATION = re.compile(rf"(!?)({_NUMBER})")


class BadRequest(Refusal):
    """The request is none that the specification knows, or asks for what is not in the picture."""

    code = "bad-image-request"
    status = 400


class NotOffered(BadRequest):
    """The specification knows it, and this service does not do it."""

    code = "not-offered"
    status = 501


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture, in pixels, that lies within it."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that can be answered: every part of it in pixels."""

    region: Region
    is_whole: bool
    width: int
    height: int
    is_max: bool
    turn: int
    is_mirrored: bool
    quality: str
    format: str

    @property
    def canonical(self) -> str:
        """The request in the canonical syntax, chapter 4.8."""
        at = self.region
        region = "full" if self.is_whole else f"{at.x},{at.y},{at.width},{at.height}"
        size = "max" if self.is_max else f"{self.width},{self.height}"
        turn = f"{'!' if self.is_mirrored else ''}{self.turn}"
        quality = "default" if self.quality == "color" else self.quality
        return f"{region}/{size}/{turn}/{quality}.{self.format}"


def read(
    region: str, size: str, rotation: str, quality: str, form: str, *, width: int, height: int
) -> Asked:
    """The request for a picture of this size. Refuses with BadRequest or NotOffered."""
    part = _region(region, width, height)
    wide, high = _size(size, part)
    if quality not in QUALITIES:
        raise BadRequest(_("There is no quality “%(quality)s”.") % {"quality": quality})
    if form not in FORMATS:
        raise BadRequest(_("There is no format “%(format)s”.") % {"format": form})
    is_mirrored, turn = _rotation(rotation)
    return Asked(
        region=part,
        is_whole=part == Region(0, 0, width, height),
        width=wide,
        height=high,
        is_max=size in ("max", "^max"),
        turn=turn,
        is_mirrored=is_mirrored,
        quality=quality,
        format=form,
    )


def _region(asked: str, width: int, height: int) -> Region:
    if asked == "full":
        return Region(0, 0, width, height)
    if asked == "square":
        side = min(width, height)
        return Region((width - side) // 2, (height - side) // 2, side, side)
    if pixels := _PIXELS.fullmatch(asked):
        x, y, wide, high = (int(number) for number in pixels.groups())
    elif percent := _PERCENT.fullmatch(asked):
        parts = [Decimal(number) / 100 for number in percent.groups()]
        x, y, wide, high = (
            round(part * whole) for part, whole in zip(parts, (width, height) * 2, strict=True)
        )
    else:
        raise BadRequest(_("“%(region)s” is no region.") % {"region": asked})
    if x >= width or y >= height or wide < 1 or high < 1:
        raise BadRequest(_("The region lies outside the picture, or is empty."))
    return Region(x, y, min(wide, width - x), min(high, height - y))


def _size(asked: str, part: Region) -> tuple[int, int]:
    may_grow = asked.startswith("^")
    size = asked.removeprefix("^")
    if size == "max":
        most = max(part.width, part.height)
        if may_grow and most < LARGEST_PIECE:
            raise _growing()
        return largest_piece(part.width, part.height)
    if percent := _SIZE_PERCENT.fullmatch(size):
        share = Decimal(percent[1]) / 100
        wide, high = round(part.width * share), round(part.height * share)
    else:
        wide, high = _pixels(asked, size, part, may_grow=may_grow)
    if wide < 1 or high < 1:
        raise BadRequest(_("The size is less than one pixel."))
    if wide > part.width or high > part.height:
        if may_grow:
            raise _growing()
        raise BadRequest(_("The size is larger than the region."))
    if max(wide, high) > LARGEST_PIECE:
        raise BadRequest(
            _("At most %(pixels)d pixels are given in one piece.") % {"pixels": LARGEST_PIECE}
        )
    return wide, high


def _growing() -> NotOffered:
    return NotOffered(_("Pictures are not scaled up."))


def _pixels(asked: str, size: str, part: Region, *, may_grow: bool) -> tuple[int, int]:
    found = _SIZE.fullmatch(size)
    if found is None or not (found[2] or found[3]) or (found[1] and not (found[2] and found[3])):
        raise BadRequest(_("“%(size)s” is no size.") % {"size": asked})
    wide, high = int(found[2] or 0), int(found[3] or 0)
    if found[1]:
        return _confined(part, wide, high, may_grow=may_grow)
    if not found[3]:
        return wide, max(1, round(part.height * wide / part.width)) if wide else 0
    if not found[2]:
        return max(1, round(part.width * high / part.height)) if high else 0, high
    return wide, high


def _confined(part: Region, wide: int, high: int, *, may_grow: bool) -> tuple[int, int]:
    """As large as fits, but never larger than the region or than what is given in one piece."""
    if not wide or not high:
        return 0, 0
    scale = min(wide / part.width, high / part.height)
    if scale > 1 and may_grow:
        raise _growing()
    scale = min(scale, 1.0, LARGEST_PIECE / max(part.width, part.height))
    return max(1, round(part.width * scale)), max(1, round(part.height * scale))


def _rotation(asked: str) -> tuple[bool, int]:
    found = _ROTATION.fullmatch(asked)
    if found is None or Decimal(found[2]) % 90 or Decimal(found[2]) > 360:
        raise BadRequest(
            _("“%(rotation)s” is no rotation; there are 0, 90, 180 and 270, with “!” mirrored.")
            % {"rotation": asked}
        )
    return bool(found[1]), int(Decimal(found[2])) % 360
