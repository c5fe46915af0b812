"""Photographs made in a test, good ones and hostile ones."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pyvips

PNG = b"\x89PNG\r\n\x1a\n"


def png_chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int, *, pixels: bytes | None = None) -> bytes:
    """A grey PNG; `pixels` are the compressed rows, all black where none are given."""
    rows = zlib.compress(bytes((1 + width) * height), 9) if pixels is None else pixels
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def bomb() -> bytes:
    """A PNG of 169 megapixels in some 20 kB, its rows compressed."""
    squeeze = zlib.compressobj(9)
    row = bytes(1 + 13_000 // 8)
    rows = b"".join(squeeze.compress(row) for _number in range(13_000)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", 13_000, 13_000, 1, 0, 0, 0, 0)
    return PNG + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def picture(width: int, height: int, *, seed: int = 1) -> Any:
    """A picture with something to see on it: a slope of colour under noise."""
    noise = pyvips.Image.gaussnoise(width, height, sigma=12, mean=0, seed=seed)
    slope = pyvips.Image.xyz(width, height)
    red = slope[0] * (255 / width) + noise
    green = slope[1] * (255 / height) + noise
    blue = noise + 128
    return red.bandjoin([green, blue]).cast("uchar").copy(interpretation="srgb")


def jpeg(width: int = 640, height: int = 480, *, seed: int = 1, **saved: Any) -> bytes:
    return bytes(picture(width, height, seed=seed).jpegsave_buffer(Q=85, **saved))


def webp(width: int = 640, height: int = 480) -> bytes:
    return bytes(picture(width, height).webpsave_buffer(Q=80))


def tiff(width: int = 640, height: int = 480) -> bytes:
    return bytes(picture(width, height).tiffsave_buffer(compression="deflate"))


def tiff_of_pages(count: int) -> bytes:
    page = pyvips.Image.black(64, 64)
    pages = pyvips.Image.arrayjoin([page] * count, across=1)
    pages.set_type(pyvips.GValue.gint_type, "page-height", 64)
    return bytes(pages.tiffsave_buffer(compression="deflate"))


def jpeg_from_a_telephone(*, orientation: int = 6, place: bool = True) -> bytes:
    """A photograph of 640 by 480 that was held upright, with the place at which it was taken."""
    image = picture(640, 480).copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    image.set_type(pyvips.GValue.gstr_type, "exif-ifd0-Make", "Telephone")
    if place:
        image.set_type(pyvips.GValue.gstr_type, "exif-ifd3-GPSLatitude", "19/1 21/1 0/1")
        image.set_type(pyvips.GValue.gstr_type, "exif-ifd3-GPSLatitudeRef", "N")
    return bytes(image.jpegsave_buffer(Q=85))
