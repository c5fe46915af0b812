"""The clock of the fronts and the worker; nothing below them asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_stopped_at: list[datetime] = []


def now() -> datetime:
    """The present moment, in UTC and aware; in a test, the moment at which the clock was stopped."""
    return _stopped_at[-1] if _stopped_at else datetime.now(UTC)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment, in this process."""
    _stopped_at.append(at)
    try:
        yield
    finally:
        _stopped_at.pop()
