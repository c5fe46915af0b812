"""Finds the statements that records name as their evidence, for many records in one query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.naming import Mention
from casamuseo.publish.folder.records import Record
from casamuseo.publish.folder.tables import Table
from casamuseo.sources.models import Statement


def resolve_mentions(table: Table, records: list[Record], load: Load) -> None:
    """Put the row of the statement in the place of each mention in the records' children."""
    found = list(_mentions(table, records))
    rows = rows_of_statements([mention for _r, _e, _n, mention in found]) if found else {}
    for record, entry, name, mention in found:
        row = rows.get((mention.passage, mention.statement))
        if row is None and load.is_writing:
            load.add(record.file, mention.line, no_such_statement(mention))
        entry[name] = row


def rows_of_statements(mentions: list[Mention]) -> dict[tuple[str, str], int]:
    """The rows of these statements, those that exist."""
    statements = Statement.objects.filter(
        passage__key__in={mention.passage for mention in mentions},
        key__in={mention.statement for mention in mentions},
    )
    return {
        (passage, key): row
        for passage, key, row in statements.values_list("passage__key", "key", "pk")
    }


def no_such_statement(mention: Mention) -> str:
    return _("there is no statement “%(key)s”") % {"key": f"{mention.passage}#{mention.statement}"}


def _mentions(
    table: Table, records: list[Record]
) -> Iterator[tuple[Record, dict[str, Any], str, Mention]]:
    for record in records:
        for child in table.children:
            for entry in record.values[child.name]:
                mention = entry.get("evidence_id")
                if isinstance(mention, Mention):
                    yield record, entry, "evidence_id", mention
