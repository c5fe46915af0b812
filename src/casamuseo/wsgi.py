"""What the server calls: tiles from the disk and pages from memory first, then static files, then Django."""

from __future__ import annotations

import os
import re
from wsgiref.headers import Headers
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casamuseo.settings.dev")
django_application = get_wsgi_application()

from casamuseo.kernel.pagecache import DEFAULT_BYTES, MEGABYTE, PageCache  # noqa: E402  needs models
from casamuseo.publish.iiif.service import PREFIX  # noqa: E402  needs models
from casamuseo.publish.iiif.tiles import TileServer  # noqa: E402  needs models

HASHED_NAME = re.compile(r"\.[0-9a-f]{12}\.\w+$")
"""A file whose name changes with its content, as Django's manifest storage writes it."""


def page_cache_bytes(wish: str) -> int:
    """The size from CASAMUSEO_PAGE_CACHE: "" for the usual one, "off", or megabytes."""
    if not wish:
        return DEFAULT_BYTES
    if wish == "off":
        return 0
    if not wish.isascii() or not wish.isdigit():
        raise ImproperlyConfigured(
            f'CASAMUSEO_PAGE_CACHE must be "off" or a number of megabytes, not {wish!r}.'
        )
    return int(wish) * MEGABYTE


def with_static_files(application: WSGIApplication) -> WSGIApplication:
    """Serve the collected static files, compressed ones where they lie beside them."""
    if not settings.STATIC_ROOT.is_dir():
        return application  # `casamuseo doctor` says so, and the pages can be read without
    served: WSGIApplication = WhiteNoise(
        application,
        root=settings.STATIC_ROOT,
        prefix=settings.STATIC_URL,
        immutable_file_test=lambda _path, url: HASHED_NAME.search(url) is not None,
        allow_all_origins=False,
        add_headers_function=_static_headers,
    )
    return served


def _static_headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # An SVG opened by itself is a document, which must not run anything either.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"


def build() -> WSGIApplication:
    """The whole application."""
    pages = PageCache(
        with_static_files(django_application),
        size=page_cache_bytes(os.environ.get("CASAMUSEO_PAGE_CACHE", "")),
        passed_by=(settings.STATIC_URL, PREFIX),
    )
    return TileServer(pages)


application = build()
