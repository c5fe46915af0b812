"""The addresses of the Image API: information, and images as they are asked for."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from casamuseo.kernel import clock
from casamuseo.kernel.limits import Limit, TooOften, caller, count
from casamuseo.media.copying import Copies
from casamuseo.media.copyist import TILES
from casamuseo.publish.iiif.asked import FORMATS, Asked, BadRequest, read
from casamuseo.publish.iiif.drawn import piece
from casamuseo.publish.iiif.service import CONTEXT, LEVEL, PREFIX, information, public_copies

A_YEAR = 60 * 60 * 24 * 365
METHODS = "GET, HEAD, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Pictures and their descriptions may be shown by any site."""
LARGE = 1_000_000
"""Pixels of a piece from which it counts as a large one: drawing it may take seconds."""
LARGE_PIECES = Limit("large-iiif-pieces", most=60, every=timedelta(minutes=10))
FOREVER = f"public, max-age={A_YEAR}, immutable"
"""The identifier is made from the content: what it names never changes."""


def base_url(request: HttpRequest) -> str:
    """Where the public finds the site."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


def opened(response: HttpResponseBase) -> HttpResponseBase:
    """The same response, for any site to use."""
    for name, value in OPEN.items():
        response.headers[name] = value
    return response


def preflight() -> HttpResponseBase:
    """The answer to OPTIONS."""
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "*"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Allow"] = METHODS
    return opened(response)


def json_ld(request: HttpRequest, shape: dict[str, Any], *, context: str) -> HttpResponseBase:
    """JSON-LD with its profile, or plain JSON for whoever asks for that alone."""
    kind = f'application/ld+json;profile="{context}"'
    accepted = request.headers.get("Accept", "")
    if "application/json" in accepted and "application/ld+json" not in accepted:
        kind = "application/json"
    body = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(body, content_type=kind)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return opened(response)


def told(message: str, *, status: int) -> HttpResponseBase:
    """A refusal, in words."""
    return opened(HttpResponse(message, status=status, content_type="text/plain; charset=utf-8"))


def base(request: HttpRequest, name: str) -> HttpResponseBase:
    """The identifier alone leads to the information (Image API 3.0, chapter 2.2)."""
    if request.method == "OPTIONS":
        return preflight()
    if public_copies(name) is None:
        return told("404", status=404)
    response = HttpResponse(status=303)
    response.headers["Location"] = f"{base_url(request)}{PREFIX}{name}/info.json"
    return opened(response)


def info(request: HttpRequest, name: str) -> HttpResponseBase:
    """What the service says of itself."""
    if request.method == "OPTIONS":
        return preflight()
    if request.method not in ("GET", "HEAD"):
        return _not_this_way()
    copies = public_copies(name)
    if copies is None:
        return told("404", status=404)
    shape = information(copies, identifier=f"{base_url(request)}{PREFIX}{name}")
    response = json_ld(request, shape, context=CONTEXT)
    response.headers["Link"] = f'<{LEVEL}>;rel="profile"'
    return response


def image(
    request: HttpRequest, name: str, region: str, size: str, rotation: str, last: str
) -> HttpResponseBase:
    """An image: the file that lies ready, or else a piece drawn now."""
    if request.method == "OPTIONS":
        return preflight()
    if request.method not in ("GET", "HEAD"):
        return _not_this_way()
    copies = public_copies(name)
    if copies is None:
        return told("404", status=404)
    quality, _dot, form = last.rpartition(".")
    try:
        asked = read(
            region, size, rotation, quality, form, width=copies.width, height=copies.height
        )
    except BadRequest as refused:
        return told(str(refused), status=refused.status)
    try:
        response = _answer(request, copies, asked)
    except TooOften as refused:
        response = told(str(refused), status=429)
        response.headers["Retry-After"] = str(refused.facts["seconds"])
        return response
    canonical = f"{base_url(request)}{PREFIX}{name}/{asked.canonical}"
    response.headers["Link"] = f'<{canonical}>;rel="canonical", <{LEVEL}>;rel="profile"'
    response.headers["Cache-Control"] = FOREVER
    return opened(response)


def _answer(request: HttpRequest, copies: Copies, asked: Asked) -> HttpResponseBase:
    """What lies ready, or is drawn now. Refuses with TooOften whoever asks for many large pieces."""
    kind = FORMATS[asked.format]
    ready = ready_file(copies, asked.canonical)
    if ready is not None:
        return FileResponse(ready.open("rb"), content_type=kind)
    if asked.width * asked.height >= LARGE:
        count(LARGE_PIECES, caller(request), at=clock.now())
    return HttpResponse(piece(copies, asked), content_type=kind)


def ready_file(copies: Copies, canonical: str) -> Path | None:
    """The file that was made for this request when the photograph came in."""
    path = copies.folder / TILES / canonical
    return path if path.is_file() else None


def _not_this_way() -> HttpResponseBase:
    response = HttpResponse(status=405)
    response.headers["Allow"] = METHODS
    return opened(response)


paths: list[URLPattern] = [
    path("iiif/3/<str:name>", base),
    path("iiif/3/<str:name>/", base),
    path("iiif/3/<str:name>/info.json", info, name="iiif_info"),
    path("iiif/3/<str:name>/<str:region>/<str:size>/<str:rotation>/<str:last>", image),
]
