"""One entry of somebody's bibliography: where it stood, and the CSL item, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_ENTRIES = 5000
MOST_BYTES = 10_000_000
LONGEST_ENTRY = 100_000
"""Letters of one entry of BibTeX or RIS: the time that reading takes grows faster than they do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was read."""

    line: int
    csl: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    """What it was called there."""
    problem: str = ""
    """Why it cannot be read; then there is no item."""


def lines_at(text: str, starts: Iterable[int]) -> Iterator[int]:
    """The line of each of these places, which come in order."""
    line, before = 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        before = start
        yield line
