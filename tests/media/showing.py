"""Photographs with their copies, for tests of what shows them."""

from __future__ import annotations

from typing import Any

from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.copying import copy_next
from casamuseo.media.actions.receiving import receive_photograph
from casamuseo.media.models import Picture
from tests.cast import BERTA, NOON
from tests.media import files


def a_photograph(
    width: int = 1100,
    height: int = 800,
    *,
    seed: int = 1,
    languages: tuple[str, ...] = ("es", "en"),
    longest_side: int | None = None,
    is_withheld: bool = False,
    **fields: Any,
) -> Picture:
    """A photograph that came in and has its copies; public unless something is in the way."""
    picture = receive_photograph(
        files.jpeg(width, height, seed=seed),
        name="a.jpg",
        title=Text.of(es="Escritorio", en="Desk"),
        description=Text.of(es="Un escritorio.", en="A desk."),
        credit=Text.of(es="Foto: Berta", en="Photograph: Berta"),
        is_withheld=is_withheld,
        by=BERTA,
        at=NOON,
    )
    Picture.objects.filter(pk=picture.pk).update(longest_side=longest_side, **fields)
    copy_next(languages=languages, at=NOON)
    Edition.rise()
    picture.refresh_from_db()
    return picture
