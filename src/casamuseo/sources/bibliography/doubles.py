"""Which sources are perhaps the same: by DOI, ISBN or address, or by title, year and first author."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casamuseo.sources.audit.words import fold, is_one_slip, words_of
from casamuseo.sources.bibliography.naming import name_of, people_of, year_of

_PARTS = {"chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"}
"""What shares its book's numbers with its neighbours."""
_ISBN = re.compile(r"(?:97[89])?\d{9}[\dX]")


@dataclass(frozen=True, slots=True)
class Double:
    """A source that is perhaps the same, and by what: "DOI", "ISBN", "URL" or "title"."""

    key: str
    by: str


@dataclass(slots=True)
class Doubles:
    """An index of sources by all that tells them apart."""

    csl: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _by_sign: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def among(cls, sources: Iterable[tuple[str, Mapping[str, Any]]]) -> Doubles:
        index = cls()
        for key, csl in sources:
            index.add(key, csl)
        return index

    def add(self, key: str, csl: Mapping[str, Any]) -> None:
        self.csl[key] = csl
        for sign in _signs(csl):
            self._by_sign[sign].append(key)

    def of(self, csl: Mapping[str, Any], *, but: str = "") -> list[Double]:
        """Those that are perhaps this one, the surest first, each once."""
        found: dict[str, Double] = {}
        for sign in _signs(csl):
            for key in self._by_sign.get(sign, ()):
                if key == but or key in found:
                    continue
                if sign[0] != "title" or _are_near(csl, self.csl[key]):
                    found[key] = Double(key, sign[0])
        return list(found.values())

    def pairs(self) -> list[tuple[str, str, str]]:
        """Every two that are perhaps the same, and by what."""
        seen: set[frozenset[str]] = set()
        pairs = []
        for key, csl in self.csl.items():
            for double in self.of(csl, but=key):
                two = frozenset((key, double.key))
                if two not in seen:
                    seen.add(two)
                    pairs.append((key, double.key, double.by))
        return pairs


def isbns_in(words: str) -> set[str]:
    """The ISBNs in the words, each as thirteen digits."""
    found = set()
    for part in re.split(r"[;,/]|\s{2,}|\s(?=97[89])", words.upper()):
        digits = re.sub(r"[^0-9X]", "", part)
        if _ISBN.fullmatch(digits):
            found.add(digits if len(digits) == 13 else _as_thirteen(digits))
    return found


def _signs(csl: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What it has in common with its doubles, the surest first."""
    signs = []
    if doi := re.sub(
        r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", fold(str(csl.get("DOI") or ""))
    ):
        signs.append(("DOI", doi))
    if csl.get("type") not in _PARTS:
        signs += [("ISBN", isbn) for isbn in sorted(isbns_in(str(csl.get("ISBN") or "")))]
        if url := _address(str(csl.get("URL") or "")):
            signs.append(("URL", url))
    title = str(csl.get("title") or "")
    for words in dict.fromkeys((words_of(title), words_of(re.split(r"[:.]", title)[0]))):
        if words:
            signs.append(("title", " ".join(words)))
    return signs


def _are_near(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether year and first author may be the same; what is missing contradicts nothing."""
    years = year_of(one), year_of(other)
    if all(years) and years[0] != years[1]:
        return False
    kinds = {str(each.get("type")) in _PARTS for each in (one, other)}
    families = _family(one), _family(other)
    if not all(families):
        return len(kinds) == 1
    return len(kinds) == 1 and (families[0] == families[1] or is_one_slip(*families))


def _family(csl: Mapping[str, Any]) -> str:
    people = people_of(csl)
    if not people:
        return ""
    words = words_of(str(people[0].get("family") or name_of(people[0])))
    return words[-1] if words else ""


def _address(url: str) -> str:
    bare = re.sub(r"^https?://(?:www\.)?", "", url.strip().lower())
    return bare.partition("#")[0].rstrip("/")


def _as_thirteen(isbn: str) -> str:
    digits = f"978{isbn[:9]}"
    weight = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weight % 10}"
