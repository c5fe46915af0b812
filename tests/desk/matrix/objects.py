"""Who may open the pages of objects: register, catalogue, find."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.models import MuseumObject
from tests.cast import a_house, an_object
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, GUIDE, TRANSLATOR, Row, only

SEEING = (DIRECTOR, CURATOR, EDITOR, TRANSLATOR, GUIDE)


def the_desk() -> dict[str, Any]:
    """An object that nothing needs; made once a test."""
    if not MuseumObject.objects.exists():
        a_house()
        an_object()
    return {"number": "D-001"}


ROWS: dict[str, Row] = {
    "desk/collection/": only(*SEEING),
    "desk/collection/<str:number>/": only(*SEEING, others=404, parts=the_desk),
}
