"""The service worker of one order's page: served beside it, so that it rules nothing else."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SCRIPT = Path("theme") / "static" / "theme" / "ticket-worker.js"


def script(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """The script, the same for every order: it learns from its own address which page is its."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@lru_cache(maxsize=1)
def _script() -> bytes:
    return (Path(settings.PACKAGE) / SCRIPT).read_bytes()
