"""Who may open the pages of sources."""

from __future__ import annotations

from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, TRANSLATOR, Row, only

READERS = only(DIRECTOR, CURATOR, EDITOR, TRANSLATOR)

ROWS: dict[str, Row] = {
    "desk/sources/find/": READERS,
}
