"""The image service of one photograph: whether the public may ask for it, and what it says of itself."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.showing import hidden_pictures
from casamuseo.kernel.editions import per_edition
from casamuseo.media.copying import Copies, copies_called, copies_name
from casamuseo.media.copyist import LARGEST_PIECE, TILE, height_at, largest_piece, widths_of
from casamuseo.media.derivatives import NAME, public_called
from casamuseo.media.models import Picture
from casamuseo.publish.iiif.asked import QUALITIES

PREFIX = "/iiif/3/"
CONTEXT = "http://iiif.io/api/image/3/context.json"
PROTOCOL = "http://iiif.io/api/image"
LEVEL = "http://iiif.io/api/image/3/level2.json"


@per_edition
def public_copies(name: str) -> Copies | None:
    """The copies of this name, if the public may see them.

    Those of a restricted photograph are no larger than its limit, in any piece: nothing that is
    asked of them can give more.
    """
    if not NAME.fullmatch(name):
        return None
    is_seen = public_called(name).exclude(pk__in=hidden_pictures()).exists()
    return copies_called(name) if is_seen else None


def service_path(picture: Picture) -> str:
    """The path of a photograph's image service, without a slash at its end."""
    return f"{PREFIX}{copies_name(picture)}"


def information(copies: Copies, *, identifier: str) -> dict[str, Any]:
    """What `info.json` says (Image API 3.0, chapter 5)."""
    width, height = copies.width, copies.height
    sizes = [(wide, height_at(wide, width, height)) for wide in widths_of(width)]
    largest = largest_piece(width, height)
    if largest not in sizes:
        sizes.append(largest)
    return {
        "@context": CONTEXT,
        "id": identifier,
        "type": "ImageService3",
        "protocol": PROTOCOL,
        "profile": "level2",
        "width": width,
        "height": height,
        "maxWidth": LARGEST_PIECE,
        "maxHeight": LARGEST_PIECE,
        "sizes": [{"width": wide, "height": high} for wide, high in sizes],
        "tiles": [{"width": TILE, "scaleFactors": _factors(width, height)}],
        "preferredFormats": ["jpg"],
        "extraQualities": [quality for quality in QUALITIES if quality != "default"],
        "extraFormats": ["webp"],
        "extraFeatures": ["canonicalLinkHeader", "mirroring", "profileLinkHeader"],
    }


def _factors(width: int, height: int) -> list[int]:
    """1, 2, 4 … until the whole fits one tile."""
    factors = [1]
    while max(width, height) > TILE * factors[-1]:
        factors.append(factors[-1] * 2)
    return factors
