"""Which photographs are taken in, told from the first bytes of the file."""

from __future__ import annotations

import struct

import pytest

from casamuseo.media.photographs import LARGEST, Photograph, UnfitPhotograph, measure


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02"


def jpeg(width: int, height: int) -> bytes:
    exif = b"\xff\xe1\x00\x10" + b"\x00" * 14
    frame = b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03"
    return b"\xff\xd8" + exif + b"\xff" + frame + b"\x00" * 20


def webp(kind: bytes, header: bytes) -> bytes:
    return b"RIFF\x00\x00\x00\x00WEBP" + kind + b"\x00\x00\x00\x00" + header


@pytest.mark.parametrize(
    ("content", "photograph"),
    [
        (png(4000, 3000), Photograph(4000, 3000, "png")),
        (jpeg(4000, 3000), Photograph(4000, 3000, "jpg")),
        (
            webp(b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 480)),
            Photograph(640, 480, "webp"),
        ),
        (
            webp(b"VP8L", b"\x2f" + struct.pack("<I", (640 - 1) | (480 - 1) << 14)),
            Photograph(640, 480, "webp"),
        ),
        (
            webp(b"VP8X", b"\x00" * 4 + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")),
            Photograph(640, 480, "webp"),
        ),
    ],
)
def test_the_header_gives_kind_and_size(content: bytes, photograph: Photograph) -> None:
    assert measure(content) == photograph


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a", "expected a photograph as JPEG, PNG or WebP"),
        (b"", "expected a photograph as JPEG, PNG or WebP"),
        (b"\xff\xd8\xff", "the photograph's header is broken"),
        (b"\xff\xd8\xff\xe0\x00\x04\x00\x00\x00\x00", "the photograph's header is broken"),
        (webp(b"JUNK", b""), "the photograph's header is broken"),
        (webp(b"VP8X", b""), "the photograph's header is broken"),
        (png(0, 10), "the photograph's header is broken"),
        (png(8000, 5001), "the photograph has more than 40 megapixels"),
        (png(10, 10) + b"\x00" * LARGEST, "the photograph is larger than 20 MB"),
    ],
)
def test_what_the_site_cannot_take_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(UnfitPhotograph) as refused:
        measure(content)

    assert refused.value.message == message
