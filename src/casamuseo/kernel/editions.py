"""The edition as a process sees it, and what may be kept until it changes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import Error, connection

from casamuseo.kernel.models import Edition

P = ParamSpec("P")
R = TypeVar("R")

KEPT_VALUES = 4096
"""How many results one `per_edition` function keeps; the oldest go first."""

log = logging.getLogger(__name__)


class EditionWatch:
    """The last edition number seen; asks again when it is older than the interval.

    While the database does not answer, the last number stays: what is kept can still be served.
    """

    def __init__(
        self,
        *,
        ask: Callable[[], int] = Edition.current,
        clock: Callable[[], float] = time.monotonic,
        interval: float | None = None,
    ) -> None:
        self.ask = ask
        self.clock = clock
        self.interval = interval
        self.number: int | None = None
        self.asked_at = 0.0
        self.is_answered = True
        self.lock = threading.Lock()

    def seen(self) -> int:
        """The number. Raises the database's error only where no number was ever seen."""
        interval = settings.EDITION_SECONDS if self.interval is None else self.interval
        number = self.number
        if number is None:
            with self.lock:
                return self._asked()
        if self.clock() - self.asked_at < interval:
            return number
        if not self.lock.acquire(blocking=False):
            return number  # another thread is asking at this moment
        try:
            return self._asked()
        finally:
            self.lock.release()

    def _asked(self) -> int:
        asked_at = self.clock()
        try:
            number = self.ask()
        except Error as problem:
            _drop_connection()
            if self.number is None:
                raise
            if self.is_answered:
                log.warning("The edition cannot be read, the last one stays: %s", problem)
            number, self.is_answered = self.number, False
        else:
            self.is_answered = True
        # Counted from before the question: the answer may be as old as that.
        self.number, self.asked_at = number, asked_at
        return number


def _drop_connection() -> None:
    """Let the next question open a new connection, as a Django request would."""
    if not connection.in_atomic_block:
        connection.close()


_watch = EditionWatch()
_forgetters: list[Callable[[], None]] = []


def seen_edition() -> int:
    """The edition's number, at most EDITION_SECONDS old: only then it costs a query."""
    return _watch.seen()


def per_edition(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the function's results, by its arguments, until the edition changes.

    For what is derived from published records and asked for again and again: drawings, navigation,
    formatted sources. Arguments must be hashable; results must not be altered by the caller.
    """
    # One dictionary an edition: a result that took longer than its edition lasted lands in an old
    # dictionary that nobody reads any more.
    kept: list[tuple[int, dict[Hashable, R]]] = [(-1, {})]

    @wraps(function)
    def keeping(*args: P.args, **kwargs: P.kwargs) -> R:
        edition = seen_edition()
        edition_of_kept, values = kept[0]
        if edition_of_kept != edition:
            values = {}
            kept[0] = (edition, values)
        key = (args, tuple(sorted(kwargs.items())))
        if key in values:
            return values[key]
        value = function(*args, **kwargs)
        if len(values) >= KEPT_VALUES:
            values.pop(next(iter(values)), None)
        values[key] = value
        return value

    def forget() -> None:
        kept[0] = (-1, {})

    keeping.forget = forget  # type: ignore[attr-defined]
    _forgetters.append(forget)
    return keeping


def forget_all() -> None:
    """Drop what this process keeps of any edition: for a database that was exchanged under it."""
    _watch.number = None
    for forget in _forgetters:
        forget()
