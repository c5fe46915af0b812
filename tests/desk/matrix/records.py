"""Who may open the pages of stories, happenings, journeys, persons."""

from __future__ import annotations

from tests.desk.matrix.rows import Row

ROWS: dict[str, Row] = {}
