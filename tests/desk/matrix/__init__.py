"""The matrix of the keeper's desk, a file for each part."""

from __future__ import annotations

from tests.desk.matrix import (
    climate,
    condition,
    imports,
    labels,
    moving,
    objects,
    pictures,
    plan,
    procedures,
    records,
    sources,
    texts,
    translating,
)
from tests.desk.matrix.rows import Row

ROWS: dict[str, Row] = {
    path: row
    for part in (
        climate,
        condition,
        imports,
        labels,
        moving,
        objects,
        pictures,
        plan,
        procedures,
        records,
        sources,
        texts,
        translating,
    )
    for path, row in part.ROWS.items()
}
