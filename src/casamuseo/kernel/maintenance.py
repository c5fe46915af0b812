"""Maintenance mode: while a file lies in CASAMUSEO_HOME, every page says that we will be back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from casamuseo.kernel import clock

View = Callable[[HttpRequest], HttpResponse]

RETRY_SECONDS = 600
"""When to come back, where nobody said until when the maintenance lasts."""


def begin(*, until: datetime | None) -> None:
    """Close the site in this CASAMUSEO_HOME; every process follows within a second."""
    _sign().write_text(until.isoformat() if until else "", encoding="ascii")


def end() -> None:
    """Open the site again; nothing happens where it was open."""
    _sign().unlink(missing_ok=True)


def lasts_until() -> datetime | None:
    """Until when the maintenance is to last; None where nobody said so, or it is over."""
    try:
        words = _sign().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return datetime.fromisoformat(words) if words else None


class MaintenanceWatch:
    """Whether the site is closed, looked up at most once in an interval."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, interval: float | None = None
    ) -> None:
        self.clock = clock
        self.interval = interval
        self.answer = False
        self.looked_at: float | None = None

    def is_on(self) -> bool:
        interval = settings.EDITION_SECONDS if self.interval is None else self.interval
        now = self.clock()
        if self.looked_at is None or now - self.looked_at >= interval:
            self.answer, self.looked_at = _sign().exists(), now
        return self.answer


_watch = MaintenanceWatch()


def is_on() -> bool:
    """Whether the site is closed, as known at most EDITION_SECONDS ago."""
    return _watch.is_on()


class Maintenance:
    """Middleware: answers 503 with the view `handler503` of the URLconf; `/healthz` still answers."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_on() or request.path_info == "/healthz":
            return self.get_response(request)
        handler = getattr(import_module(settings.ROOT_URLCONF), "handler503", None)
        view = import_string(handler) if isinstance(handler, str) else handler or _plain_words
        response: HttpResponse = view(request)
        response.status_code = 503
        response.headers["Retry-After"] = str(_retry_seconds())
        response.headers["Cache-Control"] = "no-store"
        return response


def _plain_words(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "Volvemos en un momento: estamos en mantenimiento.\n"
        "We will be back in a moment: this is maintenance.\n",
        content_type="text/plain; charset=utf-8",
    )


def _retry_seconds() -> int:
    until = lasts_until()
    return max(60, int((until - clock.now()).total_seconds())) if until else RETRY_SECONDS


def _sign() -> Path:
    return Path(settings.CASAMUSEO_HOME) / "maintenance"
