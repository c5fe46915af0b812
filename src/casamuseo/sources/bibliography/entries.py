"""One entry of somebody's bibliography: where it stood, and the CSL item, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MOST_ENTRIES = 5000
MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it was read."""

    line: int
    csl: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    """What it was called there."""
    problem: str = ""
    """Why it cannot be read; then there is no item."""
