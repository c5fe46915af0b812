"""Who may open the pages of the passage editor."""

from __future__ import annotations

from typing import Any

from casamuseo.sources.models import Passage
from tests.cast import a_house, a_passage, a_source, a_statement
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, TRANSLATOR, Row, only

READING = (DIRECTOR, CURATOR, EDITOR, TRANSLATOR)
WRITING = (DIRECTOR, CURATOR, EDITOR)


def a_text() -> dict[str, Any]:
    """A room's text; made once a test."""
    passage = Passage.objects.first()
    if passage is None:
        a_house()
        passage = a_passage()
        a_statement(passage, source=a_source())
    return {"key": passage.pk}


def a_plain_list() -> dict[str, Any]:
    """The list has no part of its address to fill."""
    a_text()
    return {}


ROWS: dict[str, Row] = {
    "desk/texts/": only(*READING, parts=a_plain_list),
    "desk/texts/<int:key>/": only(*READING, others=404, parts=a_text),
    "desk/texts/<int:key>/preview/": only(*READING, others=404, parts=a_text),
    "desk/texts/<int:key>/history/": only(*READING, others=404, parts=a_text),
    "desk/texts/<int:key>/save/": only(*WRITING, others=404, parts=a_text),
    "desk/texts/<int:key>/publish/": only(*WRITING, others=404, parts=a_text),
    "desk/texts/<int:key>/send-back/": only(*WRITING, others=404, parts=a_text),
    "desk/texts/<int:key>/discard/": only(*WRITING, others=404, parts=a_text),
    "desk/texts/<int:key>/register/": only(*WRITING, others=404, parts=a_text),
}
