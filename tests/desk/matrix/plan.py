"""Who may open the pages of the plan and display states."""

from __future__ import annotations

from tests.desk.matrix.rows import Row

ROWS: dict[str, Row] = {}
