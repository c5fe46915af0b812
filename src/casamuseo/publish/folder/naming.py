"""Which records there are: from key to row and back, for references inside the folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

NO_ROW = 0
"""Stands for the row of a record that is known but not written, as the folder will be refused."""


@dataclass(slots=True)
class Names:
    """Rows by kind (`objects`, `terms`, `terms/material`) and key."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    keys: dict[str, dict[int, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    is_public: bool = False
    """Whether they are written for the public: a record that it may not know has no key."""

    def learn(self, kind: str, key: str, row: int = NO_ROW) -> None:
        """Remember a record."""
        self.ids.setdefault(kind, {})[key] = row

    def learn_back(self, kind: str, pairs: Iterable[tuple[int, str]]) -> None:
        """Remember keys by row, for writing."""
        self.keys.setdefault(kind, {}).update(pairs)

    def knows(self, kind: str, key: str) -> bool:
        return key in self.ids.get(kind, {})

    def row(self, kind: str, key: str) -> int | None:
        """The row of a record, None where there is no such record."""
        return self.ids.get(kind, {}).get(key)

    def key(self, kind: str, row: int) -> str | None:
        """The key of a known row; None for what the public may not know."""
        known = self.keys[kind.partition("/")[0]]
        return known.get(row) if self.is_public else known[row]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field may ask while it is read."""

    languages: tuple[str, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Mention:
    """A statement named in a record, `places/study#attack`; its row is looked up for many at once."""

    passage: str
    statement: str
    line: int
