"""What a load did: how much there is, how much of it changed, and what is held back and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from casamuseo.sources.publishing import Reason


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A passage or a statement that the public does not see, and where it stands."""

    file: str
    line: int
    key: str
    """`places/study` or `places/study#attack`."""
    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {' '.join(str(one) for one in self.reasons)}"


@dataclass(slots=True)
class LoadReport:
    """The outcome of a load."""

    counts: Counter[str] = field(default_factory=Counter)
    """Records in the folder, by kind; `passages` and `statements` among them."""
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    deleted: Counter[str] = field(default_factory=Counter)
    held_back: list[HeldBack] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether any row was written or deleted."""
        return bool(self.created or self.changed or self.deleted)

    def facts(self) -> dict[str, dict[str, int]]:
        """What changed, as facts for the history."""
        return {
            "created": dict(self.created),
            "changed": dict(self.changed),
            "deleted": dict(self.deleted),
        }
