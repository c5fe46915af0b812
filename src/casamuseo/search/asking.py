"""What somebody typed, made ready to be asked: cut, cleaned, in words and quoted phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casamuseo.search.schema import composed, folded_words

MOST_CHARACTERS = 200
MOST_WORDS = 12

QUOTED = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]')

LITTLE_WORDS = {
    "es": frozenset(
        """
        a al ante asi aun como con cual cuando de del desde donde e el ella ellas ellos en entre
        era eran es esa esas ese eso esos esta estas este esto estos fue fueron ha han hasta hay
        la las le les lo los mas me mi muy ni no nos o otra otro para pero por porque que quien
        se sin sobre son su sus tambien te tu u un una unas unos y ya
        """.split()  # noqa: SIM905  a list of a hundred strings would hide the words
    ),
    "en": frozenset(
        """
        a about after also an and are as at be been before but by can did do does for from had
        has have he her him his how i if in into is it its me my no not of off on or our out she
        so than that the their them then there these they this those to up was we were what when
        where which who whom whose why will with you your
        """.split()  # noqa: SIM905  a list of a hundred strings would hide the words
    ),
}
"""Folded words that say little in a language: not asked for where other words are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words as the index knows them."""

    text: str
    """What was typed, in one line, as far as it is asked."""
    words: tuple[str, ...]
    """Its words outside quotation marks, each once, in order."""
    phrases: tuple[tuple[str, ...], ...]
    """What stands in quotation marks: words that must follow one another."""
    was_cut: bool
    """Whether more was typed than is asked."""

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    def telling_words(self, language: str) -> tuple[str, ...]:
        """The words less those that say little in this language, unless there are no others."""
        little = LITTLE_WORDS.get(language, frozenset())
        telling = tuple(word for word in self.words if word not in little)
        return telling or (() if self.phrases else self.words)


def read(typed: str) -> Asked:
    """Understand what was typed. Nothing is refused: signs, unmatched quotes and the rest are passed over."""
    # Twice the limit leaves room for what is dropped, and a long text costs no more than a short one.
    kept = composed(typed[: 2 * MOST_CHARACTERS])
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in kept).split())
    text = line[:MOST_CHARACTERS].rstrip()
    phrases, words, left = [], [], MOST_WORDS
    was_cut = len(line) > len(text) or len(typed) > 2 * MOST_CHARACTERS
    rest = text
    for quoted in QUOTED.finditer(text):
        phrase = folded_words("".join(group for group in quoted.groups() if group))
        if 1 < len(phrase) <= left:
            phrases.append(tuple(phrase))
            rest = rest.replace(quoted.group(), " ", 1)
            left -= len(phrase)
    for word in dict.fromkeys(folded_words(rest)):
        if left == 0:
            was_cut = True
            break
        words.append(word)
        left -= 1
    return Asked(text, tuple(words), tuple(phrases), was_cut)
