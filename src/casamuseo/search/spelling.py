"""Words of the index that somebody may have meant: the same, its other number, its ending, its spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import tantivy

from casamuseo.search.schema import WORD_FIELDS

How = Literal["exact", "completed", "corrected"]

SHORTEST_COMPLETED = 3
SHORTEST_CORRECTED = 4
LONGEST_CORRECTED = 24
MOST_COMPLETIONS = 12
MOST_CORRECTIONS = 3

OTHER_NUMBER = 0.8
COMPLETED = 0.6
CORRECTED = (1.0, 0.5, 0.3)
"""What a match of another word weighs, against the word itself."""

ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a word may mean: words of the index, the likeliest first, each with its weight."""

    word: str
    terms: tuple[tuple[str, float], ...]
    how: How


def known_as(word: str, searcher: tantivy.Searcher, *, is_last: bool) -> Meant | None:
    """The word and its other number, as far as the index has them; or else, if it is the last one typed,
    the words that it begins; None where there is neither."""
    same = [(word, 1.0), *((other, OTHER_NUMBER) for other in other_numbers(word))]
    known = [(term, weight) for term, weight in same if is_known(term, searcher)]
    if known:
        return Meant(word, tuple(known), "exact")
    if is_last and len(word) >= SHORTEST_COMPLETED:
        begun = _commonest(_begun_by(word, searcher))[:MOST_COMPLETIONS]
        if begun:
            return Meant(word, tuple((term, COMPLETED) for term in begun), "completed")
    return None


def corrected(word: str, searcher: tantivy.Searcher) -> Meant | None:
    """The words of the index that differ from this one in one letter: another, one more, one less, or
    two changed about; None where there is none, or the word is too short or too long to tell."""
    if not SHORTEST_CORRECTED <= len(word) <= LONGEST_CORRECTED:
        return None
    near = _nearest(word, searcher)
    return Meant(word, tuple(zip(near, CORRECTED, strict=False)), "corrected") if near else None


def is_known(term: str, searcher: tantivy.Searcher) -> bool:
    """Whether any entry has this word anywhere."""
    return any(searcher.doc_freq(field, term) for field in WORD_FIELDS)


def other_numbers(word: str) -> Iterator[str]:
    """Its plural or singular by the rules that Spanish and English share; most of them are no words."""
    if len(word) < 3 or not word.isalpha():
        return
    if word.endswith("s"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ces"):
            yield word[:-3] + "z"
        if word.endswith("ies"):
            yield word[:-3] + "y"
    else:
        yield word + "s"
        yield word + "es"
        if word.endswith("z"):
            yield word[:-1] + "ces"
        if word.endswith("y"):
            yield word[:-1] + "ies"


def one_letter_away(word: str) -> set[str]:
    """Every string at a distance of one letter, in the word's own alphabet."""
    alphabet = next((letters for letters in ALPHABETS if word[0] in letters), ALPHABETS[0])
    near: set[str] = set()
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        near.update(before + letter + after for letter in alphabet)
        if after:
            near.add(before + after[1:])
            near.update(before + letter + after[1:] for letter in alphabet)
        if len(after) > 1:
            near.add(before + after[1] + after[0] + after[2:])
    near.discard(word)
    return near


def _nearest(word: str, searcher: tantivy.Searcher) -> list[str]:
    """The known words one letter away: first those with the same beginning, then the commonest."""
    found = _counted(one_letter_away(word), searcher)
    return sorted(found, key=lambda term: (term[0] != word[0], -found[term], term))[
        :MOST_CORRECTIONS
    ]


def _begun_by(word: str, searcher: tantivy.Searcher) -> dict[str, int]:
    counted: dict[str, int] = {}
    for field in WORD_FIELDS:
        for term, number in searcher.terms_with_prefix(field, word):
            counted[term] = counted.get(term, 0) + number
    return counted


def _counted(terms: Iterable[str], searcher: tantivy.Searcher) -> dict[str, int]:
    # Linked names are left out: each is also a title or a name of the record that it links to.
    counted = {}
    for term in terms:
        number = (
            searcher.doc_freq("body", term)
            + searcher.doc_freq("title", term)
            + searcher.doc_freq("names", term)
        )
        if number:
            counted[term] = number
    return counted


def _commonest(counted: dict[str, int]) -> list[str]:
    return sorted(counted, key=lambda term: (-counted[term], term))
