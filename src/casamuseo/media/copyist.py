"""Makes the copies of one master, in a process of its own that may take little memory.

Run as `python -m casamuseo.media.copyist MASTER FOLDER [LONGEST_SIDE]`, by `media.copying` and by
nobody else. It imports nothing of Django's: what decodes strangers' files knows no database.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TILE = 512
WIDTHS = (480, 960, 1600)
LARGEST_PIECE = 4096
"""Pixels of the longer side of what the image service gives in one piece."""
MOST_DATA = 260_000_000
"""Bytes of memory of its own; with the libraries' pages that is under 300 MB resident."""
MOST_FILE = 2_000_000_000
PYRAMID, SIZES, TILES, NOTE = "pyramid.tif", "sizes", "tiles", "copies.json"
UNREADABLE, NO_MEMORY = 3, 4

_LOADERS = {"jpg": "jpegload", "png": "pngload", "webp": "webpload", "tif": "tiffload"}
_UPRIGHT = 1


def main(master: str, folder: str, longest_side: str = "") -> int:
    """Make everything, and last the note that says how large the picture is."""
    _limit_ourselves()
    import pyvips  # only now: what it takes counts as well

    pyvips.cache_set_max(0)
    try:
        levels = _copy(pyvips, Path(master), Path(folder), limit=int(longest_side or 0))
    except (pyvips.Error, MemoryError) as problem:
        words = " ".join(str(problem).split())
        print(words[-500:], file=sys.stderr)
        return NO_MEMORY if "memory" in words or isinstance(problem, MemoryError) else UNREADABLE
    width, height = levels[0]
    note = json.dumps({"width": width, "height": height, "levels": levels})
    (Path(folder) / NOTE).write_text(note, encoding="ascii")
    os.sync()  # the database will say that they are there
    return 0


def _limit_ourselves() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE, MOST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def _copy(vips: Any, master: Path, folder: Path, *, limit: int) -> list[tuple[int, int]]:
    """Make the copies; the sizes of the pyramid's levels, the whole first."""
    opened = _opener(vips, master, folder)
    base = _upright(opened, vips, folder, limit=limit)
    pyramid = folder / PYRAMID
    whole = base()
    wide, high = _tile(whole)
    whole.tiffsave(
        str(pyramid),
        tile=True,
        pyramid=True,
        tile_width=wide,
        tile_height=high,
        compression="jpeg",
        Q=88,  # from 90 on libvips keeps colour at full size: three times the bytes
        keep="none",
    )
    base().dzsave(
        str(folder / TILES),
        layout="iiif3",
        tile_size=TILE,
        suffix=".jpg[Q=82,optimize_coding=true]",
        keep="none",
        id="https://example.org",
    )
    levels = _levels(vips, pyramid)
    _write_sizes(vips, pyramid, folder, levels=levels)
    for leftover in (*folder.glob("*.xml"), folder / "flat.tif", folder / "upright.tif"):
        leftover.unlink(missing_ok=True)
    (folder / TILES / "info.json").unlink(missing_ok=True)  # the image service says it itself
    return levels


def _opener(vips: Any, master: Path, folder: Path) -> Callable[[], Any]:
    """Opens the master line by line, as eight-bit sRGB without transparency."""
    loader = getattr(vips.Image, _LOADERS[master.suffix[1:]])

    def opened() -> Any:
        image = loader(str(master), access="sequential", fail_on="error")
        if image.get_typeof("icc-profile-data"):
            image = image.icc_transform("srgb", embedded=True, intent="perceptual")
        elif image.interpretation not in ("srgb", "b-w"):
            image = image.colourspace("srgb")
        if image.hasalpha():
            image = image.flatten(background=255)
        return image.cast("uchar")

    return opened


def _upright(
    opened: Callable[[], Any], vips: Any, folder: Path, *, limit: int
) -> Callable[[], Any]:
    """The same turned as it was held, and no longer than the limit.

    To turn is to jump about in the picture: it is laid down in tiles first, without loss.
    """
    first = opened()
    turn = first.get("orientation") if first.get_typeof("orientation") else _UPRIGHT
    longest = max(first.width, first.height)
    if turn == _UPRIGHT and not 0 < limit < longest:
        return opened
    flat = folder / "flat.tif"
    _lay_down(first, flat)
    tiled = vips.Image.tiffload(str(flat))
    turned = tiled.copy()
    turned.set_type(vips.GValue.gint_type, "orientation", turn)
    turned = turned.autorot()
    if 0 < limit < longest:
        turned = turned.thumbnail_image(limit, height=limit, size="down", no_rotate=True)
    upright = folder / "upright.tif"
    _lay_down(turned, upright)
    return lambda: vips.Image.tiffload(str(upright))


def _lay_down(image: Any, path: Path) -> None:
    wide, high = _tile(image)
    image.tiffsave(
        str(path), tile=True, tile_width=wide, tile_height=high, compression="none", keep="none"
    )


def _tile(image: Any) -> tuple[int, int]:
    """Width and height of the TIFF's tiles: of a small picture libvips reads none larger than it."""
    wide, high = (min(TILE, -(-side // 16) * 16) for side in (image.width, image.height))
    return wide, high


def _levels(vips: Any, pyramid: Path) -> list[tuple[int, int]]:
    whole = vips.Image.tiffload(str(pyramid))
    pages = int(whole.get("n-pages")) if whole.get_typeof("n-pages") else 1
    rest = [vips.Image.tiffload(str(pyramid), page=number) for number in range(1, pages)]
    return [(image.width, image.height) for image in (whole, *rest)]


def _write_sizes(vips: Any, pyramid: Path, folder: Path, *, levels: list[tuple[int, int]]) -> None:
    """The widths that pages ask for, as WebP and JPEG, and the whole as large as the service gives it.

    The image service has the same files under its own names.
    """
    (folder / SIZES).mkdir(exist_ok=True)
    width, height = levels[0]
    for wide in widths_of(width):
        high = height_at(wide, width, height)
        small = scaled(vips, str(pyramid), levels, width=wide, height=high)
        stem = folder / SIZES / str(wide)
        small.webpsave(f"{stem}.webp", Q=78, effort=4, keep="none")
        small.jpegsave(f"{stem}.jpg", Q=80, keep="none", optimize_coding=True)
        for kind in ("webp", "jpg"):
            _link(Path(f"{stem}.{kind}"), folder, f"{wide},{high}")
    wide, high = largest_piece(width, height)
    whole = scaled(vips, str(pyramid), levels, width=wide, height=high)
    whole.jpegsave(str(folder / SIZES / "max.jpg"), Q=85, keep="none")
    for name in ("max", f"{wide},{high}"):
        _link(folder / SIZES / "max.jpg", folder, name)


def _link(path: Path, folder: Path, size: str) -> None:
    name = folder / TILES / "full" / size / "0" / f"default{path.suffix}"
    name.parent.mkdir(parents=True, exist_ok=True)
    if not name.exists():
        os.link(path, name)


def scaled(
    vips: Any, pyramid: str, levels: list[tuple[int, int]], *, width: int, height: int
) -> Any:
    """The whole picture at this size, from the level of the pyramid that is just large enough."""
    fitting = [
        number for number, (wide, high) in enumerate(levels) if wide >= width and high >= height
    ]
    image = vips.Image.tiffload(pyramid, page=max(fitting, default=0))
    if (image.width, image.height) == (width, height):
        return image
    return image.thumbnail_image(width, height=height, size="force", no_rotate=True)


def widths_of(width: int) -> list[int]:
    """The widths in which a picture this wide lies ready; never wider than it is."""
    return [each for each in WIDTHS if each < width] + ([width] if width <= WIDTHS[-1] else [])


def height_at(wide: int, width: int, height: int) -> int:
    """The height that goes with another width, at least one pixel."""
    return max(1, round(height * wide / width))


def largest_piece(width: int, height: int) -> tuple[int, int]:
    """Width and height of the whole as far as it is given in one piece."""
    scale = min(1.0, LARGEST_PIECE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
