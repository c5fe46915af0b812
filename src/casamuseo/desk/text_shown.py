"""A written text as the public would read it: in the shape that the site's own components show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Said
from casamuseo.sources.drafting import WrittenCitation, WrittenStatement
from casamuseo.sources.models import Signatory, Source


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A numbered note."""

    number: int
    source: Source
    locator: str
    lacks_page: bool


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A statement as the component takes it."""

    anchor: str
    said: Said
    notes: tuple[int, ...]
    signed_by: str
    certainty: str
    counter: Said
    counter_notes: tuple[int, ...]


@dataclass(slots=True)
class ShownRun:
    """Neighbouring sentences that share their certainty."""

    certainty: str
    sentences: list[ShownSentence]

    @property
    def label(self) -> str:
        return str(Certainty(self.certainty).label)


@dataclass(slots=True)
class Shown:
    """A whole text in one language, with its notes."""

    paragraphs: list[list[ShownRun]] = field(default_factory=list)
    notes: list[ShownNote] = field(default_factory=list)
    signatories: list[str] = field(default_factory=list)

    def runs(self) -> Iterator[ShownRun]:
        for paragraph in self.paragraphs:
            yield from paragraph


def shown(statements: Sequence[WrittenStatement], *, language: str) -> Shown:
    """The text as a reader of this language would get it. Two queries."""
    cited = {citation.source for one in statements for citation in one.citations}
    sources = {source.key: source for source in Source.objects.filter(key__in=cited)}
    names = {one.key: one.name.words(language) for one in Signatory.objects.all()}
    whole, numbers = Shown(), _Numbers(sources)
    for place, statement in enumerate(statements):
        sentence = _sentence(statement, language, numbers, names)
        if sentence.signed_by and sentence.signed_by not in whole.signatories:
            whole.signatories.append(sentence.signed_by)
        if not place or statement.starts_paragraph:
            whole.paragraphs.append([])
        runs = whole.paragraphs[-1]
        # A contested statement stands alone: its two versions stand side by side.
        if runs and runs[-1].certainty == sentence.certainty != Certainty.CONTESTED:
            runs[-1].sentences.append(sentence)
        else:
            runs.append(ShownRun(sentence.certainty, [sentence]))
    whole.notes = numbers.notes
    return whole


class _Numbers:
    """Numbers each place in a source once."""

    def __init__(self, sources: dict[str, Source]) -> None:
        self.sources = sources
        self.notes: list[ShownNote] = []
        self.by_place: dict[tuple[str, str], int] = {}

    def of(self, citations: Sequence[WrittenCitation]) -> tuple[int, ...]:
        return tuple(self._number(one) for one in citations if one.source in self.sources)

    def _number(self, citation: WrittenCitation) -> int:
        place = (citation.source, citation.locator)
        if place not in self.by_place:
            source = self.sources[citation.source]
            number = self.by_place[place] = len(self.by_place) + 1
            lacks_page = not citation.locator and source.has_pages
            self.notes.append(ShownNote(number, source, citation.locator, lacks_page))
        return self.by_place[place]


def _sentence(
    statement: WrittenStatement, language: str, numbers: _Numbers, names: dict[str, str]
) -> ShownSentence:
    return ShownSentence(
        anchor=f"shown-{statement.key}",
        said=statement.text.said(language),
        notes=numbers.of(statement.supporting()),
        signed_by=names.get(statement.signature.by, "") if statement.signature else "",
        certainty=statement.certainty,
        counter=statement.counter_text.said(language),
        counter_notes=numbers.of(statement.contradicting()),
    )
