"""Who may open the pages of pictures."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.models import MuseumObject
from casamuseo.media.copying import copies_folder
from casamuseo.media.models import Picture
from tests.desk.matrix.objects import the_desk
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, GUIDE, TRANSLATOR, Row, only

SEEING = (DIRECTOR, CURATOR, EDITOR, TRANSLATOR, GUIDE)
KEEPING = (DIRECTOR, CURATOR, EDITOR)


def a_picture() -> dict[str, Any]:
    """A photograph that waits; made once a test."""
    picture, _is_new = Picture.objects.get_or_create(
        key="photographs/p1",
        defaults={
            "kind": Picture.Kind.PHOTOGRAPH,
            "file": "pictures/photographs/p1.jpg",
            "digest": "ab" * 32,
            "state": Picture.State.FAILED,
            "is_public": False,
        },
    )
    copy = copies_folder(picture.digest) / "sizes" / "480.webp"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(b"RIFF")
    return {"key": picture.pk}


def of_an_object() -> dict[str, Any]:
    number = the_desk()["number"]
    row = MuseumObject.objects.get(object_number=number).pk
    return {**a_picture(), "kind": "object", "row": row}


ONE = "desk/pictures/<int:key>/"
ROWS: dict[str, Row] = {
    "desk/pictures/": only(*SEEING),
    "desk/pictures/add/": only(*KEEPING),
    ONE: only(*SEEING, others=404, parts=a_picture),
    f"{ONE}change/": only(*KEEPING, others=404, parts=a_picture),
    f"{ONE}shows/": only(*KEEPING, others=404, parts=a_picture),
    f"{ONE}shows/<str:kind>/<int:row>/remove/": only(*KEEPING, others=404, parts=of_an_object),
    f"{ONE}shows/<str:kind>/<int:row>/first/": only(*KEEPING, others=404, parts=of_an_object),
    f"{ONE}again/": only(*KEEPING, others=404, parts=a_picture),
    f"{ONE}remove/": only(*KEEPING, others=404, parts=a_picture),
    f"{ONE}files/<str:copy>": only(
        *SEEING, others=404, parts=lambda: {**a_picture(), "copy": "480.webp"}
    ),
}
