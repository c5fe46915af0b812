"""Which photographs are taken in, told from the bytes of the file alone."""

from __future__ import annotations

import struct

import pytest

from casamuseo.media.photographs import LARGEST, Photograph, UnfitPhotograph, measure
from tests.media import files

TELEPHONE = files.jpeg_from_a_telephone()
JPEG, WEBP, TIFF = files.jpeg(), files.webp(), files.tiff()
SAMSUNG = b"\0\0\1\n\x0e\0\0\0Image_UTC_Data1700000000000"
SAMSUNG += b"SEFH" + struct.pack("<II", 107, 0) + struct.pack("<I", 12) + b"SEFT"


def frame(marker: int, width: int, height: int) -> bytes:
    """A JPEG's bones: one frame of this kind, an empty scan, the end."""
    head = struct.pack(">BBHBHHB", 0xFF, marker, 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + head + b"\xff\xda\x00\x08\1\1\0\0\x3f\0" + b"\x12\xff\x00" + b"\xff\xd9"


@pytest.mark.parametrize(
    ("content", "photograph"),
    [
        (files.png(400, 300), Photograph(400, 300, "png")),
        (JPEG, Photograph(640, 480, "jpg")),
        (TELEPHONE, Photograph(640, 480, "jpg")),
        (files.jpeg(interlace=True), Photograph(640, 480, "jpg")),
        (WEBP, Photograph(640, 480, "webp")),
        (TIFF, Photograph(640, 480, "tif")),
        (frame(0xC0, 10_000, 8_000), Photograph(10_000, 8_000, "jpg")),
    ],
)
def test_the_header_gives_kind_and_size(content: bytes, photograph: Photograph) -> None:
    assert measure(content) == photograph


@pytest.mark.parametrize("behind", [b"\0" * 700, files.jpeg(64, 48), SAMSUNG])
def test_what_cameras_hang_behind_a_jpeg_is_borne(behind: bytes) -> None:
    assert measure(JPEG + behind) == Photograph(640, 480, "jpg")


BROKEN = "the photograph is broken, or was cut off on its way; please send it again"
TRAILING = (
    "something that is no picture hangs behind the photograph's end; save it anew and send that"
)
HTML = b"<html><script>alert(1)</script></html>"
ZIP = b"PK\x03\x04" + b"\0" * 40
EXPECTED = "expected a photograph as JPEG, PNG, WebP or TIFF"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (files.bomb(), "the photograph has more than 40 megapixels"),
        (
            files.tiff_of_pages(60),
            "the TIFF has more than one page; save each page by itself",
        ),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', f"this is SVG; {EXPECTED}"),
        (b'<?xml version="1.0"?><svg/>', f"this is SVG; {EXPECTED}"),
        (HTML, f"this is HTML; {EXPECTED}"),
        (ZIP, f"this is ZIP; {EXPECTED}"),
        (b"GIF89a" + JPEG, f"this is GIF; {EXPECTED}"),
        (b"%PDF-1.7\n" + JPEG, f"this is PDF; {EXPECTED}"),
        (b"nothing at all", EXPECTED),
        (files.png(10, 10) + HTML, TRAILING),
        (JPEG + HTML, TRAILING),
        (JPEG + ZIP, TRAILING),
        (JPEG + b"\xff\xd8\xff" + HTML, TRAILING),
        (JPEG + b"<script>" + SAMSUNG, TRAILING),
        (WEBP + HTML, TRAILING),
        (JPEG[:-2], BROKEN),
        (JPEG[:300], BROKEN),
        (b"\xff\xd8\xff", BROKEN),
        (files.png(10, 10)[:-6], BROKEN),
        (WEBP[: len(WEBP) // 2], BROKEN),
        (TIFF[:40], BROKEN),
        (b"II*\0\xff\xff\xff\xff", BROKEN),
        (files.png(0, 10), "the photograph's header is broken"),
        (files.png(8000, 5001, pixels=b""), "the photograph has more than 40 megapixels"),
        (frame(0xC2, 8000, 5001), "the photograph has more than 40 megapixels"),
        (frame(0xC0, 12_000, 10_001), "the photograph has more than 120 megapixels"),
        (frame(0xC0, 32_001, 100), "the photograph is more than 32000 pixels wide or high"),
        (
            files.png(10, 10, pixels=bytes(LARGEST)),
            "the photograph is larger than 25 MB",
        ),
        (b"\xff\xd8\xff" + bytes(100_000_000), "the photograph is larger than 100 MB"),
    ],
    ids=range(30),
)
def test_what_the_house_cannot_take_is_refused_with_its_reason(
    content: bytes, message: str
) -> None:
    with pytest.raises(UnfitPhotograph) as refused:
        measure(content)

    assert refused.value.message == message


def test_a_photograph_of_an_iphone_is_told_how_to_come() -> None:
    with pytest.raises(UnfitPhotograph, match="Most Compatible"):
        measure(b"\0\0\0\x20ftypheic" + bytes(20))


def test_the_bomb_is_as_small_as_those_that_were_seen() -> None:
    assert len(files.bomb()) < 30_000


def test_a_chain_of_jpegs_is_no_photograph_and_costs_no_memory() -> None:
    with pytest.raises(UnfitPhotograph) as refused:
        measure(JPEG + b"\xff\xd8\xff\xd9" * 1_000_000)

    assert refused.value.message == TRAILING


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff\xe0\0\2" * 200_000,
        b"\xff\xd8" + b"\xff" * 200_000,
        files.PNG + files.png_chunk(b"IHDR", b"\0\0\0\1" * 2) + b"\0\0\0\0tEXt\0\0\0\0" * 200_000,
    ],
)
def test_a_photograph_of_countless_pieces_is_given_up(content: bytes) -> None:
    with pytest.raises(UnfitPhotograph) as refused:
        measure(content)

    assert refused.value.message == BROKEN
