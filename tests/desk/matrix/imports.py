"""Who may open the pages of imports."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.actions.importing import receive_table
from tests.cast import NOON
from tests.desk.matrix.rows import CURATOR, DIRECTOR, Row, only


def an_import() -> dict[str, Any]:
    parts = [b"N\xc3\xbamero,Nombre\nA-1,Silla\n"]
    return {"key": receive_table(parts, name="chairs.csv", by="berta", at=NOON).key}


ONE = only(DIRECTOR, CURATOR, others=404, parts=an_import)

ROWS: dict[str, Row] = {
    "desk/collection/imports/": only(DIRECTOR, CURATOR),
    "desk/collection/imports/<str:key>/": ONE,
    "desk/collection/imports/<str:key>/columns/": ONE,
    "desk/collection/imports/<str:key>/map/": ONE,
    "desk/collection/imports/<str:key>/start/": ONE,
    "desk/collection/imports/<str:key>/go-on/": ONE,
    "desk/collection/imports/<str:key>/forget/": ONE,
    "desk/collection/imports/<str:key>/rows.csv": ONE,
}
