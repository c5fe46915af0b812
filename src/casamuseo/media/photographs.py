"""Takes in a photograph by its header: JPEG, PNG or WebP, not larger than what the site can serve."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST = 20_000_000
"""Bytes."""
MOST_PIXELS = 40_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and so give its size."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """What the header says; width and height in pixels, as stored."""

    width: int
    height: int
    suffix: str


class UnfitPhotograph(Exception):  # noqa: N818  a refusal is named for what is the case
    """The file is no photograph that the site takes."""

    code = "unfit-photograph"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def measure(content: bytes) -> Photograph:
    """The kind and size of a photograph. Raises UnfitPhotograph."""
    if len(content) > LARGEST:
        raise UnfitPhotograph(
            _("the photograph is larger than %(megabytes)d MB")
            % {"megabytes": LARGEST // 1_000_000}
        )
    try:
        photograph = _measure(content)
    except (struct.error, IndexError) as error:
        raise UnfitPhotograph(_("the photograph's header is broken")) from error
    if not photograph.width or not photograph.height:
        raise UnfitPhotograph(_("the photograph's header is broken"))
    if photograph.width * photograph.height > MOST_PIXELS:
        raise UnfitPhotograph(
            _("the photograph has more than %(megapixels)d megapixels")
            % {"megapixels": MOST_PIXELS // 1_000_000}
        )
    return photograph


def _measure(content: bytes) -> Photograph:
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return Photograph(width, height, "png")
    if content.startswith(b"\xff\xd8\xff"):
        return Photograph(*_jpeg(content), "jpg")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Photograph(*_webp(content), "webp")
    raise UnfitPhotograph(_("expected a photograph as JPEG, PNG or WebP"))


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at < len(content):
        if content[at] != 0xFF:
            raise IndexError(at)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    raise IndexError(at)


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if len(content) < (25 if kind == b"VP8L" else 30):
        raise IndexError(kind)
    if kind == b"VP8X":
        return _three(content[24:27]) + 1, _three(content[27:30]) + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise IndexError(kind)


def _three(content: bytes) -> int:
    return int.from_bytes(content, "little")
