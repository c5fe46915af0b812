"""Who may open the pages of entries, acquisitions, exits, loans."""

from __future__ import annotations

from tests.desk.matrix.rows import Row

ROWS: dict[str, Row] = {}
