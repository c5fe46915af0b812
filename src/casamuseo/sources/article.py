"""An article with footnotes becomes draft statements: its sentences, and what their notes lead to.

The audit of citations says where each note leads; a source counts only where the house has it. What leads
nowhere, or to a source that the house does not have, stays with its sentence as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources import audit
from casamuseo.sources.audit.auditing import own_references
from casamuseo.sources.audit.blocks import Block, Role, cut
from casamuseo.sources.audit.marks import Mark, Marked, find_marks
from casamuseo.sources.audit.sentences import is_prose, sentence_spans
from casamuseo.sources.bibliography.csl import date_from
from casamuseo.sources.bibliography.doubles import Doubles
from casamuseo.sources.drafting import WrittenCitation, WrittenStatement
from casamuseo.sources.models import Source
from casamuseo.sources.sentences import problem_with

LONGEST_SENTENCE, LONGEST_LOCATOR = 2000, 200
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_BEGINS = re.compile(r"^\s*(?:>\s*|[-+]\s+|\d{1,3}[.)]\s+|\*\s+)+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~^-])")
_UNFIT = re.compile(r"[\x00-\x1f\[\];{}@]+")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ue000\ue001\ufffe\uffff]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source of the article that the house does not have, to be confirmed by a person."""

    csl: dict[str, Any]
    entry: str
    """As the article writes it."""
    notes: tuple[str, ...]
    """The notes that lead to it."""


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article as statements, with the audit that they rest on."""

    title: str
    audit: audit.Audit
    statements: tuple[WrittenStatement, ...]
    proposals: tuple[Proposal, ...]
    aside: tuple[str, ...]
    """Notes that no sentence has: those of headings and tables, and those never pointed to."""

    @property
    def resolved(self) -> int:
        """Citations that lead to sources of the house."""
        return sum(len(one.citations) for one in self.statements)

    @property
    def unresolved(self) -> int:
        """Notes that are kept as they were written."""
        return sum(len(one.unresolved_notes) for one in self.statements)


def read_article(text: str, *, language: str) -> ArticleRead:
    """The sentences of a Markdown article as statements in this language. Any text is answered."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = audit.audit_article(text)
    known = _known(found)
    notes = {note.label.casefold(): note for note in found.notes}
    statements: list[WrittenStatement] = []
    used: set[str] = set()
    for sentence in _sentences(text):
        labels = [label for label in dict.fromkeys(sentence.labels) if label in notes]
        used.update(labels)
        statements.append(_statement(sentence, [notes[label] for label in labels], known, language))
    aside = [
        f"[^{note.label}] {note.text}".strip() for label, note in notes.items() if label not in used
    ]
    return ArticleRead(
        title=_title(text),
        audit=found,
        statements=tuple(statements),
        proposals=tuple(_proposals(found, known)),
        aside=tuple(aside),
    )


@dataclass(slots=True)
class _Sentence:
    words: str
    labels: list[str]
    starts_paragraph: bool


def _sentences(text: str) -> Iterator[_Sentence]:
    """Every sentence of the running text with the labels of its notes, counted as the audit counts."""
    article = cut(text)
    keys = own_references(article)
    events = 0
    for block in article.blocks:
        if block.role in {Role.DEFINITION, Role.BIBLIOGRAPHY}:
            continue
        marked = find_marks(block.text, known_keys=keys)
        labels = []
        for mark in marked.marks:
            events += 1
            labels.append(_label(mark, events))
        if block.role is Role.PARAGRAPH:
            yield from _of_block(block, marked, labels)


def _label(mark: Mark, event: int) -> str:
    if mark.form in (audit.Form.INLINE, audit.Form.CITATION):
        sign = "^" if mark.form is audit.Form.INLINE else "@"
        return f"{sign}[{event}]"
    return mark.label.casefold()


def _of_block(block: Block, marked: Marked, labels: list[str]) -> Iterator[_Sentence]:
    waiting: _Sentence | None = None
    is_first = True
    for start, end in sentence_spans(marked.text):
        inside = [
            (mark, label)
            for mark, label in zip(marked.marks, labels, strict=True)
            if start <= mark.start < end
        ]
        words = _plain(_without_marks(block.text, start, end, [mark for mark, _l in inside]))
        if is_prose(marked.text[start:end]) and words:
            if waiting:
                yield waiting
            waiting = _Sentence(words, [label for _m, label in inside], is_first)
            is_first = False
        elif waiting:
            # A mark alone after a full stop belongs to the sentence before it.
            waiting.labels += [label for _m, label in inside]
    if waiting:
        yield waiting


def _without_marks(text: str, start: int, end: int, marks: list[Mark]) -> str:
    pieces, at = [], start
    for mark in marks:
        pieces.append(text[at : mark.start])
        at = max(at, mark.end)
    return "".join([*pieces, text[at:end] if at < end else ""])


def _plain(words: str) -> str:
    """One line that may stand as a sentence: italics stay, other Markdown goes."""
    words = _LINK.sub(r"\1", _BEGINS.sub("", words))
    words = re.sub(r"\*\*\*?(.+?)\*\*\*?", r"\1", words)
    words = re.sub(r"(?<!\w)_(\S(?:[^_]*\S)?)_(?!\w)", r"*\1*", words)
    words = _ESCAPED.sub(r"\1", words)
    words = " ".join(_CONTROLS.sub(" ", words).split())
    words = words.replace("{", "(").replace("}", ")").replace("[@", "[")
    return words.replace("*", "") if problem_with(words) else words


def _statement(
    sentence: _Sentence,
    notes: list[audit.Note],
    known: Mapping[str, str],
    language: str,
) -> WrittenStatement:
    citations: list[WrittenCitation] = []
    unresolved = []
    for note in notes:
        led = [_citation(one, known) for one in note.citations]
        citations += [one for one in led if one is not None and one not in citations]
        if not led or None in led:
            unresolved.append(note.text or f"[^{note.label}]")
    words = sentence.words
    if len(words) > LONGEST_SENTENCE:
        unresolved.append(words)
        words = words[: LONGEST_SENTENCE - 1] + "…"
    return WrittenStatement(
        key="",
        text=Text.of(**{language: words}),
        certainty=Certainty.DOCUMENTED,
        starts_paragraph=sentence.starts_paragraph,
        citations=tuple(citations),
        unresolved_notes=tuple(dict.fromkeys(unresolved)),
    )


def _citation(found: audit.CitationFinding, known: Mapping[str, str]) -> WrittenCitation | None:
    """The citation, where it leads to a source that the house has."""
    key = known.get(found.source or "")
    if key is None or found.status is not audit.Status.RESOLVED:
        return None
    locator = " ".join(_UNFIT.sub(" ", found.locator or "").split())
    if len(locator) > LONGEST_LOCATOR:
        return None
    return WrittenCitation(key, locator)


def _known(found: audit.Audit) -> dict[str, str]:
    """The audit's sources that the house has, by their keys there; where two may be meant, none."""
    rows = dict(Source.objects.values_list("key", "csl"))
    by_own_key = {str(csl.get("citation-key")): key for key, csl in rows.items()}
    index = Doubles.among(rows.items())
    known = {}
    for source in found.sources:
        if source.key in rows:
            known[source.id] = source.key or ""
            continue
        if source.key in by_own_key:
            known[source.id] = by_own_key[source.key]
            continue
        meant = {
            double.key
            for kind in ("book", "chapter")
            for double in index.of({**_item(source), "type": kind})
            if source.authors or source.year
        }
        if len(meant) == 1:
            known[source.id] = meant.pop()
    return known


def _proposals(found: audit.Audit, known: Mapping[str, str]) -> Iterator[Proposal]:
    for source in found.sources:
        if source.id not in known and source.title and (source.authors or source.year):
            yield Proposal(_item(source), source.entry, source.notes)


def _item(source: audit.Source) -> dict[str, Any]:
    """What the article says of a source, as a CSL item."""
    item: dict[str, Any] = {"type": "book", "title": source.title}
    if source.authors:
        item["author"] = [_person(name) for name in source.authors]
    if source.year and (issued := date_from(source.year)):
        item["issued"] = issued
    return item


def _person(name: str) -> dict[str, str]:
    """The article gives names in their natural order, or the family name first with a comma."""
    if "," in name:
        family, _comma, given = name.partition(",")
        return {"family": family.strip(), "given": given.strip()}
    given, _space, family = name.rpartition(" ")
    return {"family": family, "given": given} if given else {"family": family}


def _title(text: str) -> str:
    """The first heading; "" where there is none."""
    for block in cut(text).blocks:
        if block.role is Role.HEADING:
            return _plain(find_marks(block.text.lstrip("# ")).text)[:200]
    return ""
