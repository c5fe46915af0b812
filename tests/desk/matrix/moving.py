"""Who may open the pages of movements, audits."""

from __future__ import annotations

from tests.desk.matrix.rows import Row

ROWS: dict[str, Row] = {}
