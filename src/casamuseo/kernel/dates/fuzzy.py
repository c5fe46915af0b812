"""The date of a record: the words as written, and the EDTF that they mean."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import Self

from .folding import fold
from .reading import NOTHING, Precision, Reading, read_edtf
from .sides import names_a_part
from .telling import tell
from .written import understand

# People write dates in a few words. What is longer is not a date.
LONGEST = 200

_AFTER_ALL_DAYS = datetime.date.max.toordinal() + 1


class DateNotUnderstood(ValueError):  # noqa: N818 - a refusal is named for what it says
    """These words are no date that we know how to read."""

    code = "date-not-understood"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@total_ordering
@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date with the words as somebody wrote them.

    `edtf` is None when the words are not understood; an EDTF expression that cannot be read
    is refused with ValueError.

    `earliest` and `latest` are the first and the last possible day, None where that side is open
    or nothing is known. They say what the EDTF says: "about" and "perhaps" do not widen them,
    since nobody wrote by how much; ask `is_approximate` and `is_uncertain`. A year before 1 gives
    `date.min`, a year after 9999 `date.max`.
    """

    words: str
    edtf: str | None

    def __post_init__(self) -> None:
        if self.edtf is not None and read_edtf(self.edtf) is None:
            raise ValueError(f"not an EDTF date: {self.edtf[:LONGEST]!r}")

    @property
    def is_understood(self) -> bool:
        return self.edtf is not None

    @property
    def earliest(self) -> datetime.date | None:
        return self._reading.earliest

    @property
    def latest(self) -> datetime.date | None:
        return self._reading.latest

    @property
    def precision(self) -> Precision:
        return self._reading.precision

    @property
    def is_approximate(self) -> bool:
        return self.edtf is not None and ("~" in self.edtf or "%" in self.edtf)

    @property
    def is_uncertain(self) -> bool:
        return self.edtf is not None and ("?" in self.edtf or "%" in self.edtf)

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """By first possible day, then by last; what has neither comes after all days.

        "Before 1940" has no first day and stands where its last day stands, so that it comes
        just before 1940 and not before everything.
        """
        first = self.earliest or self.latest
        last = self.latest or (datetime.date.max if first else None)
        return (_ordinal(first), _ordinal(last), self.edtf or "", self.words)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, FuzzyDate):
            return NotImplemented
        return self.sort_key < other.sort_key

    def in_words(self, language: str) -> str:
        """The date as a reader of this language expects it.

        The words as written where they are not understood, where the language is neither Spanish
        nor English, or where the expression has no plain wording.
        """
        if self.edtf is None:
            return self.words
        by_part = names_a_part(fold(self.words[:LONGEST]))
        return tell(self.edtf, language=language, by_part=by_part) or self.words

    def to_json(self) -> dict[str, str]:
        if self.edtf is None:
            return {"words": self.words}
        return {"words": self.words, "edtf": self.edtf}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Self:
        """What `to_json` gave. The stored EDTF stands: the words are not read again."""
        return cls(words=stored["words"], edtf=stored.get("edtf"))

    @property
    def _reading(self) -> Reading:
        return (read_edtf(self.edtf) if self.edtf is not None else None) or NOTHING


def parse_date(words: str) -> FuzzyDate:
    """Understand a date written in Spanish or English, or as EDTF. Never raises.

    A date in figures is read day first: 5/8/1940 is 5 August, in both languages. Nothing is
    guessed to rescue a date: 8/20/1940, 31 de febrero and 20/8/40 are not understood, and their
    `edtf` is None.
    """
    if len(words) > LONGEST:
        return FuzzyDate(words, None)
    return _parse(words)


def require_date(words: str) -> FuzzyDate:
    """Understand a date, or refuse with DateNotUnderstood."""
    date = parse_date(words)
    if not date.is_understood:
        raise DateNotUnderstood(words)
    return date


@lru_cache(maxsize=8192)
def _parse(words: str) -> FuzzyDate:
    return FuzzyDate(words, understand(words))


def _ordinal(day: datetime.date | None) -> int:
    return day.toordinal() if day else _AFTER_ALL_DAYS
