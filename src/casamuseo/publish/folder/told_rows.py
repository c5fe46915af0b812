"""The rows of passages: those that stand, and what is to be written of some hundreds of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casamuseo.publish.folder.belongings import MANY
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.texts import Multilingual
from casamuseo.sources.actions import keep_wording
from casamuseo.sources.models import Citation, Passage, Statement, StatementRevision

_TEXT = Multilingual()


@dataclass(slots=True)
class Standing:
    """The rows that some passages have: by key, by passage and key, by statement."""

    passages: dict[str, Passage]
    statements: dict[int, dict[str, Statement]]
    citations: dict[int, list[Citation]]

    @classmethod
    def of(cls, rows: list[int]) -> Standing:
        passages = {one.key: one for one in Passage.objects.filter(pk__in=rows)}
        statements: dict[int, dict[str, Statement]] = {}
        for statement in Statement.objects.filter(passage__in=rows):
            statements.setdefault(statement.passage_id, {})[statement.key] = statement
        citations: dict[int, list[Citation]] = {}
        found = Citation.objects.filter(statement__passage__in=rows)
        for citation in found.order_by("-stance", "position", "pk"):
            citations.setdefault(citation.statement_id, []).append(citation)
        return cls(passages, statements, citations)


@dataclass(slots=True)
class Work:
    """What is to be written for some hundreds of statements."""

    new: list[Statement] = field(default_factory=list)
    changed: list[Statement] = field(default_factory=list)
    kept: list[StatementRevision] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    recited: set[int] = field(default_factory=set)
    gone: list[int] = field(default_factory=list)
    passages: set[int] = field(default_factory=set)
    """Rows of the passages that stood before and now say something else."""

    def create(self, statement: Statement, cited: list[Citation]) -> None:
        self.new.append(statement)
        self._cite(statement, cited)

    def update(
        self,
        before: Statement,
        wanted: Statement,
        cited: list[Citation],
        citations: list[Citation],
        *,
        load: Load,
    ) -> None:
        """Change the row that stands, keeping its wording where that changes."""
        is_reworded = before.certainty != wanted.certainty or not (
            _TEXT.same(before.text, wanted.text)
            and _TEXT.same(before.counter_text, wanted.counter_text)
        )
        if is_reworded:
            self.kept.append(keep_wording(before, by=load.actor, at=load.at))
            before.text, before.counter_text = wanted.text, wanted.counter_text
            before.certainty = wanted.certainty
        differing = {name for name in PLAIN if getattr(before, name) != getattr(wanted, name)}
        for name in differing:
            setattr(before, name, getattr(wanted, name))
        if is_reworded or differing:
            self.changed.append(before)
        if is_reworded or differing - {"is_published"}:
            self.passages.add(before.passage_id)
        if [_cited(one) for one in citations] != [_cited(one) for one in cited]:
            self.recited.add(before.pk)
            self.passages.add(before.passage_id)
            self._cite(before, cited)

    def _cite(self, statement: Statement, cited: list[Citation]) -> None:
        for citation in cited:
            citation.statement = statement
        self.citations += cited

    def write(self) -> None:
        if self.gone:
            Statement.objects.filter(pk__in=self.gone).delete()
        if self.recited:
            Citation.objects.filter(statement__in=self.recited).delete()
        # The wording is kept as it was: the revision holds its texts, not the row that changes.
        StatementRevision.objects.bulk_create(self.kept, batch_size=MANY)
        Statement.objects.bulk_update(
            self.changed, ["text", "counter_text", "certainty", *_FIELDS], batch_size=100
        )
        Statement.objects.bulk_create(self.new, batch_size=MANY)
        for citation in self.citations:
            citation.statement_id = citation.statement.pk
        Citation.objects.bulk_create(self.citations, batch_size=MANY)


PLAIN = (
    "position",
    "starts_paragraph",
    "signed_by_id",
    "signed_on",
    "unresolved_notes",
    "is_published",
)
_FIELDS = tuple(name.removesuffix("_id") for name in PLAIN)


def _cited(citation: Citation) -> tuple[Any, ...]:
    return (citation.source_id, citation.locator, citation.stance, citation.position)
