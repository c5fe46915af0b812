"""A passage made ready to be read: paragraphs of runs of equal certainty, and the notes they point to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Said
from casamuseo.sources.models import Citation, Passage, Source, Statement
from casamuseo.sources.terms import Stance
from casamuseo.web import addresses


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note: a place in a source."""

    number: int
    source: Source
    locator: str
    lacks_page: bool


@dataclass(slots=True)
class Notes:
    """The notes of one page, each place in a source numbered once, in the order of first mention."""

    by_place: dict[tuple[int, str], Note] = field(default_factory=dict)
    signatories: list[str] = field(default_factory=list)
    """Who signed sentences of this page as house knowledge, each once."""

    def sign(self, name: str) -> None:
        if name not in self.signatories:
            self.signatories.append(name)

    def number(self, citation: Citation) -> int:
        place = (citation.source_id, citation.locator)
        if place not in self.by_place:
            self.by_place[place] = Note(
                len(self.by_place) + 1, citation.source, citation.locator, citation.lacks_page
            )
        return self.by_place[place].number

    def __iter__(self) -> Iterator[Note]:
        return iter(self.by_place.values())

    def __len__(self) -> int:
        return len(self.by_place)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement as this page says it."""

    anchor: str
    said: Said
    notes: tuple[int, ...]
    signed_by: str
    certainty: str
    counter: Said | None = None
    counter_notes: tuple[int, ...] = ()


@dataclass(slots=True)
class Run:
    """Neighbouring sentences of one paragraph that share their certainty."""

    certainty: str
    sentences: list[Sentence]

    @property
    def label(self) -> str:
        return str(Certainty(self.certainty).label)


Paragraph = list[Run]


def readable_statements() -> QuerySet[Statement]:
    """Published statements with all that a page says of them, in three queries whatever their number."""
    return (
        Statement.objects.filter(is_published=True)
        .select_related("signed_by")
        .prefetch_related(Prefetch("citations", queryset=Citation.objects.select_related("source")))
        .order_by("position")
    )


def with_statements(field_name: str = "passage") -> Prefetch[str, QuerySet[Passage], str]:
    """Prefetch for a record's passage and its readable statements."""
    return Prefetch(
        field_name,
        queryset=Passage.objects.published().prefetch_related(
            Prefetch("statements", queryset=readable_statements())
        ),
    )


def read(passage: Passage | None, *, language: str, notes: Notes) -> list[Paragraph]:
    """The paragraphs of a passage as a reader of this language gets them; none without a passage.

    Expects the passage to come through `with_statements`, and adds to `notes`.
    """
    paragraphs: list[Paragraph] = []
    if passage is None or not passage.is_published:
        return paragraphs
    for statement in passage.statements.all():
        sentence = read_statement(statement, passage, language=language, notes=notes)
        if not paragraphs or statement.starts_paragraph:
            paragraphs.append([])
        runs = paragraphs[-1]
        # A contested statement stands alone: its two versions stand side by side.
        joins = runs and runs[-1].certainty == sentence.certainty != Certainty.CONTESTED
        if joins:
            runs[-1].sentences.append(sentence)
        else:
            runs.append(Run(sentence.certainty, [sentence]))
    return paragraphs


def read_statement(
    statement: Statement, passage: Passage, *, language: str, notes: Notes
) -> Sentence:
    """One statement with its notes numbered."""
    citations = statement.citations.all()
    supporting = [c for c in citations if c.stance == Stance.SUPPORTS]
    contradicting = [c for c in citations if c.stance == Stance.CONTRADICTS]
    signed_by = statement.signed_by.name.words(language) if statement.signed_by else ""
    if signed_by:
        notes.sign(signed_by)
    return Sentence(
        anchor=addresses.anchor(statement, passage),
        said=statement.text.said(language),
        notes=tuple(notes.number(citation) for citation in supporting),
        signed_by=signed_by,
        certainty=statement.certainty,
        counter=statement.counter_text.said(language) if statement.counter_text else None,
        counter_notes=tuple(notes.number(citation) for citation in contradicting),
    )


def first_words(passage: Passage | None, *, language: str, length: int = 155) -> str:
    """The beginning of a passage in plain words, for descriptions and lists."""
    if passage is None or not passage.is_published:
        return ""
    words = ""
    for statement in passage.statements.all():
        following = f"{words} {statement.text.words(language)}".strip().replace("*", "")
        if words and len(following) > length:
            break
        words = following
    return words if len(words) <= length else words[: words.rfind(" ", 0, length)] + "…"
