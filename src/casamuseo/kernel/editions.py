"""The edition as a process sees it: asked for at most once a second, and what may be kept until it changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings

from casamuseo.kernel.models import Edition

P = ParamSpec("P")
R = TypeVar("R")

KEPT_VALUES = 4096
"""How many results one `per_edition` function keeps; the oldest go first."""


class _Watch:
    """The last edition number seen, and when it was read."""

    def __init__(self) -> None:
        self.number = -1
        self.read_at = 0.0
        self.lock = threading.Lock()

    def seen(self) -> int:
        interval = settings.EDITION_SECONDS
        if self.number >= 0 and time.monotonic() - self.read_at < interval:
            return self.number
        with self.lock:
            if self.number < 0 or time.monotonic() - self.read_at >= interval:
                self.number = Edition.current()
                self.read_at = time.monotonic()
            return self.number


_watch = _Watch()


def seen_edition() -> int:
    """The edition's number, at most EDITION_SECONDS old. Costs a query only when that time is up."""
    return _watch.seen()


def per_edition(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the function's results, by its arguments, until the edition changes.

    For what is derived from published records and asked for again and again: drawings, navigation,
    formatted sources. Arguments must be hashable; results must not be altered by the caller.
    """
    kept: dict[Hashable, R] = {}
    edition_of_kept = [-1]

    @wraps(function)
    def keeping(*args: P.args, **kwargs: P.kwargs) -> R:
        edition = seen_edition()
        if edition_of_kept[0] != edition:
            kept.clear()
            edition_of_kept[0] = edition
        key = (args, tuple(sorted(kwargs.items())))
        if key in kept:
            return kept[key]
        value = function(*args, **kwargs)
        if len(kept) >= KEPT_VALUES:
            kept.pop(next(iter(kept)), None)
        kept[key] = value
        return value

    def forget() -> None:
        kept.clear()

    keeping.forget = forget  # type: ignore[attr-defined]
    return keeping
