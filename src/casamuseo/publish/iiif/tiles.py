"""Tiles straight from the disk: before Django is asked, since a viewer wants dozens at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import Error

from casamuseo.kernel import maintenance
from casamuseo.media.copyist import TILES
from casamuseo.publish.iiif.service import LEVEL, PREFIX, public_copies

READY = re.compile(
    r"/iiif/3/([0-9a-f]{64}(?:-[1-9][0-9]{0,6})?)"
    r"/((?:full|[0-9]{1,7}(?:,[0-9]{1,7}){3})/(?:max|[0-9]{1,7},[0-9]{1,7})/0/default\.(jpg|webp))"
)
"""A request in the form under which copies are stored."""
_KINDS = {"jpg": "image/jpeg", "webp": "image/webp"}
_HEADERS = [
    ("Cache-Control", "public, max-age=31536000, immutable"),
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
]


class TileServer:
    """A WSGI application in front of another: answers what lies ready, and passes on all else.

    Whether the public may see it is asked of the records, once an edition.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        is_closed: Callable[[], bool] = maintenance.is_on,
    ) -> None:
        self.application = application
        self.is_closed = is_closed

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(PREFIX) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            content = self._content(path)
            if content is not None:
                return _answer(environ, start_response, path, content)
        return self.application(environ, start_response)

    def _content(self, path: str) -> bytes | None:
        found = READY.fullmatch(path)
        if found is None or self.is_closed():
            return None
        try:
            copies = public_copies(found[1])
        except Error:
            return None
        if copies is None:
            return None
        try:
            return (copies.folder / TILES / found[2]).read_bytes()
        except FileNotFoundError:
            return None


def _answer(
    environ: WSGIEnvironment, start_response: StartResponse, path: str, content: bytes
) -> Iterable[bytes]:
    kind = _KINDS[path.rpartition(".")[2]]
    links = f'<{settings.PUBLIC_URL}{path}>;rel="canonical", <{LEVEL}>;rel="profile"'
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Link", links),
        *_HEADERS,
    ]
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
