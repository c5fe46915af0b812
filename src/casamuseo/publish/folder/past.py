"""Loads `revisions.yaml`: what statements said before. What was said once is only ever added to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casamuseo.kernel.terms import Certainty
from casamuseo.publish.folder.belongings import MANY
from casamuseo.publish.folder.exact import Moment
from casamuseo.publish.folder.kinds import Choice, Number, Words
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.mentions import no_such_statement, rows_of_statements
from casamuseo.publish.folder.naming import Mention
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.reader import read_records
from casamuseo.publish.folder.references import Evidence
from casamuseo.publish.folder.rows import handfuls
from casamuseo.publish.folder.shapes import Field, Shape
from casamuseo.publish.folder.texts import Multilingual
from casamuseo.sources.models import StatementRevision

REVISIONS = "revisions"


REVISION = Shape(
    Field("statement", Evidence(), ("statement_id",), is_required=True),
    Field("revision", Number(least=1, most=1_000_000, is_whole=True), is_required=True),
    Field("text", Multilingual(), is_required=True),
    Field("counter_text", Multilingual()),
    Field("certainty", Choice(Certainty.values), is_required=True),
    Field("replaced_at", Moment(), is_required=True),
    Field("replaced_by", Words(), is_required=True),
)


def load_revisions(load: Load) -> None:
    """Add the revisions that the history does not have yet."""
    for handful in handfuls(_read(load), size=MANY):
        load.report.counts[REVISIONS] += len(handful)
        if load.is_writing:
            _add(handful, load)


def _read(load: Load) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in load.folder.parts(REVISIONS, suffix=".yaml"):
        with load.file(name):
            for node in read_records(load.folder.read_text(name)):
                faults: list[Fault] = []
                values = REVISION.take(node, load.reading, faults)
                for fault in faults:
                    load.add(name, fault.line, fault.message)
                if not faults:
                    yield name, values


def _add(handful: list[tuple[str, dict[str, Any]]], load: Load) -> None:
    mentions: list[Mention] = [values["statement_id"] for _name, values in handful]
    rows = rows_of_statements(mentions)
    found = StatementRevision.objects.filter(statement__in=rows.values())
    known = set(found.values_list("statement_id", "revision", "replaced_at"))
    new = []
    for (name, values), mention in zip(handful, mentions, strict=True):
        row = rows.get((mention.passage, mention.statement))
        if row is None:
            load.add(name, mention.line, no_such_statement(mention))
        elif (row, values["revision"], values["replaced_at"]) not in known:
            new.append(StatementRevision(**values | {"statement_id": row}))
    StatementRevision.objects.bulk_create(new, batch_size=MANY)
    if new:
        load.report.created[REVISIONS] += len(new)
