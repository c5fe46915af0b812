"""Snippets: the sentence that answers, with the words that were found marked, as pieces without markup."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from casamuseo.search.entries import Line
from casamuseo.search.schema import Word, folded_words, words_of

LONGEST_SNIPPET = 240
"""Characters."""

BEFORE_FIRST_MARK = 80
"""Characters of a long sentence that are shown before what was found in it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is what was looked for."""

    words: str
    is_found: bool = False


Marked = tuple[Piece, ...]


def marked(text: str, terms: Set[str]) -> Marked:
    """The text with every word marked that the index knows as one of these; accents as written."""
    if terms.isdisjoint(folded_words(text)):
        return (Piece(text),) if text else ()
    return _pieces(text, _found(text, terms))


def best_line(lines: Sequence[Line], terms: Set[str]) -> Line | None:
    """The sentence with most of the different words looked for, or else the first one."""
    best, most = (lines[0] if lines else None), 0
    for line in lines:
        different = len(terms & frozenset(folded_words(line.words)))
        if different > most:
            best, most = line, different
    return best


def snippet(line: Line, terms: Set[str]) -> Marked:
    """The sentence, or as much of a long one as has what was found, with its words marked."""
    text = line.words
    if len(text) <= LONGEST_SNIPPET:
        return marked(text, terms)
    found = _found(text, terms)
    start = max(0, found[0].start - BEFORE_FIRST_MARK) if found else 0
    if start:
        # Begin with a whole word; a text without spaces is cut where it must be.
        start = max(text.find(" ", start, start + BEFORE_FIRST_MARK) + 1, start)
    end = start + LONGEST_SNIPPET
    if end < len(text):
        space = text.rfind(" ", start + 1, end)
        end = space if space > start else end
    cut = _pieces(text[start:end], _found(text[start:end], terms))
    opening = (Piece("… "),) if start else ()
    return (*opening, *cut, *((Piece(" …"),) if end < len(text) else ()))


def _found(text: str, terms: Set[str]) -> list[Word]:
    return [word for word in words_of(text) if word.folded in terms]


def _pieces(text: str, found: list[Word]) -> Marked:
    pieces, last = [], 0
    for word in found:
        if word.start > last:
            pieces.append(Piece(text[last : word.start]))
        pieces.append(Piece(text[word.start : word.end], is_found=True))
        last = word.end
    if last < len(text):
        pieces.append(Piece(text[last:]))
    return tuple(pieces)
