"""Words as they are compared: without case, accents or punctuation, and how near two are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

WORD = re.compile(r"[^\W_]+")


def word_list(text: str, *, separator: str | None = None) -> frozenset[str]:
    """The words of a list that is written on one line."""
    return frozenset(text.split(separator))


def fold(text: str) -> str:
    """The text without case and accents: *Ibídem* and *IBIDEM* become one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text, in order."""
    return tuple(WORD.findall(fold(text.replace("&", " and "))))


SMALL_WORDS = word_list(
    "a an and as at by de del e el en for from in la las los of on or su the to un una y"
)
SHORTEST_MISSPELLED = 5


def telling(words: Iterable[str]) -> frozenset[str]:
    """The words that tell one title from another: neither articles nor prepositions."""
    return frozenset(word for word in words if word not in SMALL_WORDS)


def near_pairs(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of different words that are one slip of the pen apart.

    One letter too many, too few, another, or two neighbours exchanged. Words with digits and
    words under five letters are never near: *1929* is not *1939*, *II* is not *III*.

    Two such words share a word once a letter is struck out of one or both, so that every word is
    looked at once per letter and no word is compared with all others.
    """
    shelves: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(words):
        if len(word) < SHORTEST_MISSPELLED or not word.isalpha():
            continue
        met: set[str] = set()
        for struck in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
            for other in shelves[struck][:4]:
                if other not in met and is_one_slip(other, word):
                    met.add(other)
                    yield other, word
            shelves[struck].append(word)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two different words are one slip apart."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[:2] == right[1::-1] and len(left) > 1 and left[2:] == right[2:]
