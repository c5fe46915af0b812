"""A passage made ready to be read: paragraphs of runs of equal certainty, and the notes they point to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Said
from casamuseo.sources.models import Citation, Passage, Source, Statement
from casamuseo.sources.terms import Stance
from casamuseo.web import addresses
from casamuseo.web.kept import give, signatories_by_pk, sources_by_pk


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


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement with its citations, in order."""

    statement: Statement
    citations: list[Citation]


def cited(statements: Iterable[Statement]) -> list[Cited]:
    """The statements with all that a page says of them, in one query more whatever their number."""
    listed = list(statements)
    sources, signatories = sources_by_pk(), signatories_by_pk()
    for statement in listed:
        give(statement, "signed_by", signatories)
    citations: defaultdict[int, list[Citation]] = defaultdict(list)
    found = Citation.objects.filter(statement__in=[statement.pk for statement in listed])
    for citation in found.order_by("stance", "position"):
        give(citation, "source", sources)
        citations[citation.statement_id].append(citation)
    return [Cited(statement, citations[statement.pk]) for statement in listed]


def statements_of(passages: Iterable[Passage]) -> dict[int, list[Cited]]:
    """The published statements of each of these passages, in order; two queries whatever their number."""
    found: dict[int, list[Cited]] = {passage.pk: [] for passage in passages}
    published = Statement.objects.published().filter(passage__in=list(found))
    for it in cited(published.order_by("position")):
        found[it.statement.passage_id].append(it)
    return found


def read(passage: Passage | None, *, language: str, notes: Notes) -> list[Paragraph]:
    """The paragraphs of a passage as a reader of this language gets them; none without a passage.

    Adds to `notes`. Many passages are read by `read_each`.
    """
    return read_each([passage], language=language, notes=notes)[0]


def read_each(
    passages: Sequence[Passage | None], *, language: str, notes: Notes
) -> list[list[Paragraph]]:
    """The paragraphs of every passage, as `read` gives them, in two queries."""
    statements = statements_of(passage for passage in passages if passage)
    return [
        paragraphs(passage, statements[passage.pk], language=language, notes=notes)
        if passage
        else []
        for passage in passages
    ]


def paragraphs(
    passage: Passage, statements: Iterable[Cited], *, language: str, notes: Notes
) -> list[Paragraph]:
    """The paragraphs that these statements of a passage make."""
    told: list[Paragraph] = []
    for it in statements:
        sentence = read_statement(it, passage, language=language, notes=notes)
        if not told or it.statement.starts_paragraph:
            told.append([])
        runs = told[-1]
        # A contested statement stands alone: its two versions stand side by side.
        joins = runs and runs[-1].certainty == sentence.certainty != Certainty.CONTESTED
        if joins:
            runs[-1].sentences.append(sentence)
        else:
            runs.append(Run(sentence.certainty, [sentence]))
    return told


def read_statement(it: Cited, passage: Passage, *, language: str, notes: Notes) -> Sentence:
    """One statement with its notes numbered."""
    statement, citations = it.statement, it.citations
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


def first_words(told: list[Paragraph], *, length: int = 155) -> str:
    """The beginning of a passage in plain words, for descriptions and lists."""
    words = ""
    for sentence in (it for runs in told for run in runs for it in run.sentences):
        following = f"{words} {sentence.said}".strip().replace("*", "")
        if words and len(following) > length:
            break
        words = following
    return words if len(words) <= length else words[: words.rfind(" ", 0, length)] + "…"
