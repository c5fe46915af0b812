"""Who may open the pages of sources."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.importing.keeping import keep_table
from casamuseo.sources.models import Source
from tests.cast import a_house, a_source
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, TRANSLATOR, Row, only


def a_book() -> dict[str, Any]:
    a_house()
    return {"key": a_source("service").key if not Source.objects.exists() else "service"}


def two_books() -> dict[str, Any]:
    return {**a_book(), "other": a_source("deutscher").key}


def a_bibliography() -> dict[str, Any]:
    return {"digest": keep_table([b'[{"type": "book", "title": "A life"}]'])}


def an_article() -> dict[str, Any]:
    a_house()
    return {"digest": keep_table([b"# A house\n\nIt stands in Viena street.[^1]\n\n[^1]: Seen.\n"])}


READERS = (DIRECTOR, CURATOR, EDITOR, TRANSLATOR)
KEEPERS = (DIRECTOR, CURATOR, EDITOR)

ROWS: dict[str, Row] = {
    "desk/texts/articles/": only(*KEEPERS),
    "desk/texts/articles/<str:digest>/": only(*KEEPERS, parts=an_article),
    "desk/sources/": only(*READERS),
    "desk/sources/find/": only(*READERS),
    "desk/sources/add/": only(*KEEPERS),
    "desk/sources/doubles/": only(*KEEPERS),
    "desk/sources/import/": only(*KEEPERS),
    "desk/sources/import/<str:digest>/": only(*KEEPERS, parts=a_bibliography),
    "desk/sources/import/<str:digest>/take/": only(*KEEPERS, parts=a_bibliography),
    "desk/sources/out/sources.<str:form>": only(*READERS, parts=lambda: {"form": "json"}),
    "desk/sources/<slug:key>/": only(*READERS, parts=a_book),
    "desk/sources/<slug:key>/change/": only(*KEEPERS, parts=a_book),
    "desk/sources/<slug:key>/withdraw/": only(DIRECTOR, CURATOR, parts=a_book),
    "desk/sources/<slug:key>/take-back/": only(DIRECTOR, CURATOR, parts=a_book),
    "desk/sources/<slug:key>/delete/": only(*KEEPERS, parts=a_book),
    "desk/sources/<slug:key>/merge/<slug:other>/": only(*KEEPERS, parts=two_books),
}
