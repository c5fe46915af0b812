"""Who may open the pages of condition checks, treatments, damage."""

from __future__ import annotations

from tests.desk.matrix.rows import Row

ROWS: dict[str, Row] = {}
