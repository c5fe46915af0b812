"""Two wordings held against each other, word by word: what is gone and what is new."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import WrittenStatement

Mark = Literal["same", "gone", "new"]
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and what became of them."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A statement in two editions; None: it was not there."""

    before: WrittenStatement | None
    after: WrittenStatement | None
    texts: Mapping[str, list[Piece]]
    """Its words in each language in which it has any."""
    counter_texts: Mapping[str, list[Piece]]
    is_moved: bool

    @property
    def key(self) -> str:
        statement = self.after or self.before
        return statement.key if statement else ""

    @property
    def is_reworded(self) -> bool:
        pieces = [*self.texts.values(), *self.counter_texts.values()]
        return any(piece.mark != "same" for each in pieces for piece in each)

    @property
    def is_changed(self) -> bool:
        return self.is_moved or self._digest(self.before) != self._digest(self.after)

    @staticmethod
    def _digest(statement: WrittenStatement | None) -> str:
        return statement.digest if statement else ""


def compare_words(before: str, after: str) -> list[Piece]:
    """The words of both in reading order; the pieces that are not gone make up `after`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces


def compare_statements(
    before: Sequence[WrittenStatement], after: Sequence[WrittenStatement]
) -> list[Compared]:
    """Every statement of both editions: those of the later in order, what is gone where it stood."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    stayed = [key for key in old if key in new]
    moved = _moved(stayed, [key for key in new if key in old])
    order = list(new)
    for place, key in enumerate(old):
        if key not in new:
            follows = [one for one in list(old)[:place] if one in order]
            order.insert(order.index(follows[-1]) + 1 if follows else 0, key)
    return [_compared(old.get(key), new.get(key), is_moved=key in moved) for key in order]


def _compared(
    before: WrittenStatement | None, after: WrittenStatement | None, *, is_moved: bool
) -> Compared:
    return Compared(
        before,
        after,
        _languages(before.text if before else Text(), after.text if after else Text()),
        _languages(
            before.counter_text if before else Text(), after.counter_text if after else Text()
        ),
        is_moved,
    )


def _languages(old: Text, new: Text) -> dict[str, list[Piece]]:
    languages = [*new, *(language for language in old if language not in new)]
    pieces = {
        language: compare_words(_in(old, language), _in(new, language)) for language in languages
    }
    return {language: each for language, each in pieces.items() if each}


def _in(text: Text, language: str) -> str:
    return (text[language].words or "") if language in text else ""


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest that were carried elsewhere while the others stood in line."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stood = {key for block in blocks for key in before[block.a : block.a + block.size]}
    return set(before) - stood
