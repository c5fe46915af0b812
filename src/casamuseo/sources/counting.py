"""How long a text is: words of a label and of its sentences, held against the rules for labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register

WORD = re.compile(r"\w+(?:[.,’'\-/]\w+)*")
_ENDS = re.compile(
    # A full stop after one or two letters abbreviates: "Sr. Pérez", "J. Hansen".
    r"(?<!\b\w\.)(?<!\b\w\w\.)(?<=[.!?…])([»”’\")\]]*)\s+(?=[¿¡«“\"(]*[A-ZÀ-ÞА-ЯЁ])"
)


@dataclass(frozen=True, slots=True)
class LengthRule:
    """How long a text of a kind should be. 0: nothing is asked."""

    least: int
    most: int
    sentence_most: int
    sentence_better: int


LABEL = LengthRule(75, 100, 25, 15)
"""The Smithsonian's guidelines: 75 to 100 words a label, 25 at most in a sentence, 15 are better."""
LONG_READ = LengthRule(0, 0, 25, 15)
OF_REGISTER = {
    Register.EASY_READ: LengthRule(0, 75, 15, 10),
    Register.AUDIO_SCRIPT: LengthRule(0, 200, 20, 15),
    Register.VISUAL_DESCRIPTION: LengthRule(0, 150, 25, 15),
}
"""Ours: easy read is shorter than the label; 200 words are spoken in a minute and a half."""
ON_THE_WALL = {"places", "objects", "guide", "exhibitions", "display-states"}
"""First parts of the keys of passages that hang on a wall; the others are read sitting."""


def rule_for(passage: Passage) -> LengthRule:
    """How long this passage should be."""
    register = Register(passage.register)
    if register != Register.FULL:
        return OF_REGISTER[register]
    return LABEL if passage.key.partition("/")[0] in ON_THE_WALL else LONG_READ


@dataclass(frozen=True, slots=True)
class Length:
    """How long something is in one language."""

    words: int
    sentences: tuple[int, ...]
    """The words of each sentence."""

    @property
    def longest(self) -> int:
        return max(self.sentences, default=0)

    def too_long(self, rule: LengthRule) -> int:
        """How many sentences have more words than a sentence should."""
        return sum(1 for words in self.sentences if words > rule.sentence_most)


def length_of(words: str) -> Length:
    """The length of some words, `*italics*` and all."""
    counts = [len(WORD.findall(part)) for part in sentences_in(words.replace("*", ""))]
    sentences = tuple(count for count in counts if count)
    return Length(sum(sentences), sentences)


def sentences_in(words: str) -> list[str]:
    """The sentences of some words, each with the marks that close it."""
    ends = [(found.end(1), found.end()) for found in _ENDS.finditer(words)]
    starts = [0, *(start for _end, start in ends)]
    stops = [*(end for end, _start in ends), len(words)]
    return [words[start:stop] for start, stop in zip(starts, stops, strict=True)]


def lengths_of(
    statements: Sequence[WrittenStatement], languages: Iterable[str]
) -> dict[str, Length]:
    """The length of the whole in each language, other versions of contested statements included."""
    texts = [text for one in statements for text in (one.text, one.counter_text)]
    return {language: _together(texts, language) for language in languages}


def _together(texts: Iterable[Text], language: str) -> Length:
    each = [length_of(text[language].words or "") for text in texts if language in text]
    return Length(
        sum(one.words for one in each), tuple(count for one in each for count in one.sentences)
    )
