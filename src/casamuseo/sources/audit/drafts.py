"""The notes of an article before they are followed: where used, where defined, in order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from casamuseo.sources.audit.blocks import Article, Block, Role
from casamuseo.sources.audit.citations import YEAR, Cited, read_citations, read_entry
from casamuseo.sources.audit.findings import Form, Kind, Remark, Sentence
from casamuseo.sources.audit.marks import Mark, Marked, find_marks
from casamuseo.sources.audit.sentences import is_prose, readable, sentence_spans

LONGEST_SENTENCE = 300


@dataclass(slots=True)
class Definition:
    """What a note says, and the notes that it points to itself."""

    line: int
    text: str
    points_to: list[tuple[str, int]]
    cited: list[Cited]


@dataclass(slots=True, eq=False)
class Draft:
    """A note, with every line that points to it and every definition of it."""

    label: str
    form: Form
    used_at: list[int] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return bool(self.definitions) and not any(
            definition.text or definition.points_to for definition in self.definitions
        )

    @property
    def cited(self) -> list[Cited]:
        return [cited for definition in self.definitions for cited in definition.cited]


@dataclass(slots=True)
class Entry:
    """A line of the article's own bibliography."""

    line: int
    cited: Cited


@dataclass(slots=True)
class Reading:
    """All that was read. `events` are the notes as the text points to them, one after another."""

    notes: dict[str, Draft] = field(default_factory=dict)
    events: list[Draft] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    sentences: int = 0
    without_note: list[Sentence] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, label: str, *, form: Form) -> Draft:
        draft = self.notes.get(label.casefold())
        if draft is None:
            draft = self.notes[label.casefold()] = Draft(label, form)
        return draft


def read(article: Article, *, known_keys: Collection[str]) -> Reading:
    """Read the blocks of an article."""
    reading = Reading(remarks=list(article.remarks))
    for block in article.blocks:
        if block.role is Role.DEFINITION:
            read_definition(reading, block)
        elif block.role is Role.BIBLIOGRAPHY:
            read_bibliography(reading, block)
        else:
            read_text(reading, block, known_keys=known_keys)
    follow_nested(reading)
    return reading


def read_definition(reading: Reading, block: Block) -> None:
    draft = reading.note(block.label, form=block.form)
    draft.definitions.append(definition_of(block.text.strip(), line=block.numbers[0]))


def definition_of(text: str, *, line: int) -> Definition:
    marked = find_marks(text, in_note=True)
    pieces = []
    at = 0
    for mark in marked.marks:
        pieces.append(text[at : mark.start])
        at = mark.end
    words = " ".join("".join([*pieces, text[at:]]).split())
    points_to = [(mark.label, line) for mark in marked.marks]
    cited = read_citations(words)
    if not any(one.kind is not Kind.NONE for one in cited):
        cited += [Cited(kind=Kind.NOTE, text=f"[^{label}]", note=label) for label, _ in points_to]
    return Definition(line, words, points_to, cited)


def read_bibliography(reading: Reading, block: Block) -> None:
    for line, text in entry_lines(block):
        cited = read_entry(text)
        if cited:
            reading.entries.append(Entry(line, cited))


def entry_lines(block: Block) -> Iterable[tuple[int, str]]:
    """One entry a block; one a line where the lines are broken on purpose or each has its year."""
    broken = all(line.endswith(("  ", "\\")) for line in block.lines[:-1])
    dated = all(YEAR.search(line) and not line[:1].islower() for line in block.lines)
    if len(block.lines) > 1 and (broken or dated):
        return zip(block.numbers, (line.rstrip(" \\") for line in block.lines), strict=True)
    return [(block.numbers[0], block.text)]


def read_text(reading: Reading, block: Block, *, known_keys: Collection[str]) -> None:
    text = block.text
    marked = find_marks(text, known_keys=known_keys)
    line_of = block.line_finder()
    for mark in marked.marks:
        meet(reading, mark, line=line_of(mark.start))
    for at in marked.never_closed:
        message = "An inline note, ^[, is opened here and never closed."
        reading.remarks.append(Remark(code="never-closed", line=line_of(at), message=message))
    if block.role is Role.STRAY and not marked.marks:
        message = "This stands under the heading of the notes and belongs to none of them."
        reading.remarks.append(Remark(code="stray", line=block.numbers[0], message=message))
    if block.role is Role.PARAGRAPH:
        read_sentences(reading, block, marked=marked)


def meet(reading: Reading, mark: Mark, *, line: int) -> None:
    """Take in one mark of a note in the text."""
    label = mark.label
    if mark.form in (Form.INLINE, Form.CITATION):
        sign = "^" if mark.form is Form.INLINE else "@"
        label = f"{sign}[{len(reading.events) + 1}]"
    draft = reading.note(label, form=mark.form)
    if mark.form in (Form.INLINE, Form.CITATION):
        text = f"[{mark.text}]" if mark.form is Form.CITATION else mark.text
        draft.definitions.append(definition_of(text, line=line))
    if not draft.used_at:
        draft.form = mark.form
    draft.used_at.append(line)
    reading.events.append(draft)


def read_sentences(reading: Reading, block: Block, *, marked: Marked) -> None:
    line_of = block.line_finder()
    starts = [mark.start for mark in marked.marks]
    passed = 0
    for start, end in sentence_spans(marked.text):
        before = passed
        while passed < len(starts) and starts[passed] < end:
            passed += 1
        sentence = marked.text[start:end]
        if not is_prose(sentence):
            continue
        reading.sentences += 1
        if passed == before:
            lead = len(sentence) - len(sentence.lstrip())
            words = readable(block.text[start:end])
            words = words if len(words) <= LONGEST_SENTENCE else words[: LONGEST_SENTENCE - 1] + "…"
            reading.without_note.append(Sentence(line=line_of(start + lead), text=words))


def follow_nested(reading: Reading) -> None:
    """Count the notes that are pointed to only from inside notes that a reader comes by."""
    reached = list(dict.fromkeys(reading.events))
    seen = set(reached)
    for draft in reached:
        for definition in draft.definitions:
            for label, line in definition.points_to:
                target = reading.note(label, form=Form.BRACKETED)
                target.used_at.append(line)
                if target not in seen:
                    seen.add(target)
                    reached.append(target)
