"""How a page of the door is answered: in the device's language, with a policy that allows its camera."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

POLICY = "; ".join(
    [
        "default-src 'none'",
        # The reader of pictures is compiled: WebAssembly, and nothing else, may be evaluated.
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""For the door itself; its other pages have the policy of the whole site."""
THEMES = ("light", "dark")


def gate_page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page of the door."""
    theme = request.COOKIES.get("theme", "")
    shared = {
        "language": translation.get_language(),
        "title": title,
        "theme": theme if theme in THEMES else "",
    }
    return render(request, template, {**shared, **context}, status=status)


def with_camera(response: HttpResponse) -> HttpResponse:
    """The policy of the one page that looks through a camera: its reader is WebAssembly."""
    response.headers["Content-Security-Policy"] = POLICY
    return response
