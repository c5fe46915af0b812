"""The page cache: a public page that nobody changed is answered from memory, before Django.

A view lets its response be kept by the header `X-Casamuseo-Keep`, with "edition" or the Unix
second until which it holds. Pages are kept by edition: a new one begins with empty shelves, and
whoever was still rendering for the old one puts the page on a shelf that nobody reads any more.

Two requests for one missing page may both render it. With one thread a process that is rare, it is
harmless, and nobody waits for a lock.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import Error
from django.http.cookie import parse_cookie

from casamuseo.kernel import maintenance
from casamuseo.kernel.editions import seen_edition

Header = tuple[str, str]
Key = tuple[str, str, str, str, str]
"""Scheme, host, path, query and theme: all that a public page depends on."""

KEEP_HEADER = "X-Casamuseo-Keep"
MEGABYTE = 1024 * 1024
DEFAULT_BYTES = 48 * MEGABYTE
THEMES = frozenset({"light", "dark"})
VARY_WITH = frozenset({"cookie", "accept-encoding"})
"""What the key knows of; a response that varies with anything else is not kept."""
LONGEST_HOST, LONGEST_PATH, LONGEST_QUERY = 255, 1024, 512
LONGEST_REMEMBERED, MOST_REMEMBERED = 512, 1024
"""Spellings of a header that are read only once: how long, and how many."""
COMPRESSED_TYPES = ("text/", "application/json", "application/ld+json", "image/svg+xml")
SMALLEST_COMPRESSED = 500
OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-language"})


class PageCache:
    """A WSGI application in front of another.

    `passed_by` are prefixes of paths that it leaves alone; `size` is in bytes and 0 keeps nothing.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        size: int = DEFAULT_BYTES,
        passed_by: Sequence[str] = (),
        edition: Callable[[], int] = seen_edition,
        is_closed: Callable[[], bool] = maintenance.is_on,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.application = application
        self.size = size
        self.passed_by = tuple(passed_by)
        self.edition = edition
        self.is_closed = is_closed
        self.clock = clock
        self.shelves = Shelves(-1, size)
        self.readings = Readings()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self.readings.key(environ)
        if key is None or self.is_closed():
            return self._passed_on(environ, start_response)
        shelves = self._shelves()
        page = shelves.get(key)
        if page is not None and (page.until is None or self.clock() < page.until):
            return page.answer(environ, start_response)
        if environ["PATH_INFO"].startswith(self.passed_by):
            return self.application(environ, start_response)
        return self._rendered(environ, start_response, key=key, shelves=shelves)

    def _shelves(self) -> Shelves:
        try:
            edition = self.edition()
        except Error:
            # No edition was ever seen: nothing can be kept, and the site says itself what is wrong.
            return Shelves(-1, 0)
        shelves = self.shelves
        if shelves.edition != edition:
            shelves = self.shelves = Shelves(edition, self.size)
        return shelves

    def _passed_on(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        heard = Heard()
        body = self.application(environ, heard)
        heard.take(KEEP_HEADER)
        return heard.repeated(body, start_response)

    def _rendered(
        self, environ: WSGIEnvironment, start_response: StartResponse, *, key: Key, shelves: Shelves
    ) -> Iterable[bytes]:
        heard = Heard()
        body = self.application(environ, heard)
        keep = heard.take(KEEP_HEADER)
        if not _is_whole_public_page(heard, body):
            return heard.repeated(body, start_response)
        content = _all_of(body)
        page = Page(content, headers=heard.headers, until=_until(keep))
        is_kept = keep is not None and self.size > 0 and _may_be_kept(environ, heard, content)
        if is_kept or takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            page.compress()
        if is_kept:
            shelves.keep(key, page)
        return page.answer(environ, start_response)


class Readings:
    """What requests ask for; a spelling of a header that comes again is not read again."""

    def __init__(self) -> None:
        self.themes: dict[str, str | None] = {"": ""}
        self.session_cookie = settings.SESSION_COOKIE_NAME
        secure = settings.SECURE_PROXY_SSL_HEADER
        self.secure_name, self.secure_value = secure or ("", "")

    def key(self, environ: WSGIEnvironment) -> Key | None:
        """The page's key; None for a request that is none of the cache's business."""
        get = environ.get
        method = environ["REQUEST_METHOD"]
        if (method != "GET" and method != "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return None
        cookie = get("HTTP_COOKIE", "")
        theme = self.themes[cookie] if cookie in self.themes else self._theme(cookie)
        if theme is None:
            return None
        query = get("QUERY_STRING", "")
        if "&" in query:
            query = normal_query(query)
        scheme = environ["wsgi.url_scheme"]
        if self.secure_name and self.secure_name in environ:
            is_secure = environ[self.secure_name].split(",", 1)[0].strip() == self.secure_value
            scheme = "https" if is_secure else "http"
        return (scheme, get("HTTP_HOST", ""), environ["PATH_INFO"], query, theme)

    def _theme(self, cookie: str) -> str | None:
        """The theme in a Cookie header; None where there is a session in it."""
        # With Django's own parser: a spelling that the two understood differently would put one
        # visitor's theme on everybody's page.
        cookies = parse_cookie(cookie)
        theme = cookies.get("theme", "")
        found = None if self.session_cookie in cookies else theme if theme in THEMES else ""
        if len(cookie) <= LONGEST_REMEMBERED:
            if len(self.themes) >= MOST_REMEMBERED:
                self.themes = {"": ""}
            self.themes[cookie] = found
        return found


def normal_query(query: str) -> str:
    """The query with its parameters in the order of their names; those of one name keep theirs."""
    parts = [part for part in query.split("&") if part]
    return "&".join(sorted(parts, key=lambda part: part.partition("=")[0]))


class Shelves:
    """One edition's pages: those with a query apart, so that invented ones push out their like."""

    def __init__(self, edition: int, size: int) -> None:
        self.edition = edition
        self.plain = Shelf(size - size // 4)
        self.asked = Shelf(size // 4)

    def get(self, key: Key) -> Page | None:
        pages = self.asked.pages if key[3] else self.plain.pages
        page = pages.get(key)
        if page is not None:
            page.is_read = True
        return page

    def keep(self, key: Key, page: Page) -> None:
        _, host, path, query, _ = key
        if len(host) > LONGEST_HOST or len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
            return
        (self.asked if query else self.plain).keep(key, page)


class Shelf:
    """Pages up to a number of bytes: the oldest goes first, unless it was read since its turn."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.taken = 0
        self.pages: dict[Key, Page] = {}
        self.lock = Lock()

    def keep(self, key: Key, page: Page) -> None:
        weight = _weight(key, page)
        if weight > self.size // 8:
            return
        with self.lock:
            self.drop(key)
            while self.pages and self.taken + weight > self.size:
                oldest = next(iter(self.pages))
                if self.pages[oldest].is_read:
                    self.pages[oldest].is_read = False
                    self.pages[oldest] = self.pages.pop(oldest)
                else:
                    self.drop(oldest)
            self.pages[key] = page
            self.taken += weight

    def drop(self, key: Key) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self.taken -= _weight(key, page)


def _weight(key: Key, page: Page) -> int:
    return page.weight + sum(map(len, key)) + 500


class Page:
    """A whole response, as it is and, once asked to, compressed: each with its own strong ETag."""

    __slots__ = ("gzipped", "is_read", "plain", "until")

    def __init__(self, content: bytes, *, headers: Sequence[Header], until: float | None) -> None:
        tag = hashlib.blake2b(content, digest_size=16).hexdigest()
        kept = [pair for pair in headers if pair[0].lower() not in {"etag", "content-length"}]
        self.plain = self.gzipped = Variant(content, headers=kept, tag=tag)
        self.until = until
        self.is_read = False

    def compress(self) -> None:
        """Have a compressed variant too, where the type of the content makes that worth while."""
        plain = self.plain
        if not _is_worth_compressing(plain):
            return
        smaller = gzip.compress(plain.body, compresslevel=6, mtime=0)
        headers = [pair for pair in plain.headers if pair[0] not in {"ETag", "Content-Length"}]
        self.gzipped = Variant(
            smaller, headers=[*headers, ("Content-Encoding", "gzip")], tag=f"{plain.tag}-gzip"
        )

    @property
    def weight(self) -> int:
        return self.plain.weight + (self.gzipped.weight if self.gzipped is not self.plain else 0)

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        variant = self.gzipped if accepted and takes_gzip(accepted) else self.plain
        condition = environ.get("HTTP_IF_NONE_MATCH")
        if condition is not None and (condition == variant.etag or variant.matches(condition)):
            start_response("304 Not Modified", variant.headers_unchanged)
            return []
        start_response("200 OK", variant.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


class Variant:
    """One encoding of a page, with its headers ready to be sent."""

    __slots__ = ("body", "etag", "headers", "headers_unchanged", "tag")

    def __init__(self, body: bytes, *, headers: Sequence[Header], tag: str) -> None:
        self.body = body
        self.tag = tag
        self.etag = f'"{tag}"'
        self.headers = [*headers, ("Content-Length", str(len(body))), ("ETag", self.etag)]
        self.headers_unchanged = [
            pair for pair in self.headers if pair[0].lower() not in OF_THE_BODY
        ]

    @property
    def weight(self) -> int:
        return len(self.body) + sum(len(name) + len(value) + 100 for name, value in self.headers)

    def matches(self, condition: str) -> bool:
        """Whether an If-None-Match names this variant, compared weakly (RFC 9110, 13.1.2)."""
        tags = [tag.strip().removeprefix("W/") for tag in condition.split(",")]
        return self.etag in tags or tags == ["*"]


_takes_gzip: dict[str, bool] = {}


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding allows gzip (RFC 9110, 12.5.3)."""
    known = _takes_gzip.get(accepted)
    if known is not None:
        return known
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        coding, _, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=").strip() or "1"
        weights[coding.strip()] = weight.strip("0.") != ""
    answer = weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))
    if len(accepted) <= LONGEST_REMEMBERED:
        if len(_takes_gzip) >= MOST_REMEMBERED:
            _takes_gzip.clear()
        _takes_gzip[accepted] = answer
    return answer


class Heard:
    """What an application said to start_response, held back until we know what to make of it."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[Header] = []
        self.problem: Any = None

    def __call__(
        self, status: str, headers: list[Header], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        self.status, self.headers, self.problem = status, headers, exc_info
        return _no_writing

    def take(self, name: str) -> str | None:
        """Remove a header and give its value."""
        wanted = name.lower()
        values = [value for own, value in self.headers if own.lower() == wanted]
        if values:
            self.headers = [pair for pair in self.headers if pair[0].lower() != wanted]
        return values[-1] if values else None

    def get(self, name: str) -> str:
        return next((value for own, value in self.headers if own.lower() == name), "")

    def repeated(self, body: Iterable[bytes], start_response: StartResponse) -> Iterable[bytes]:
        """The response as it came; one that is complete goes out in one piece."""
        if getattr(body, "streaming", True):
            start_response(self.status, self.headers, self.problem)
            return body
        content = _all_of(body)
        if not self.get("content-length") and self.status[:3] not in {"204", "304"}:
            self.headers = [*self.headers, ("Content-Length", str(len(content)))]
        start_response(self.status, self.headers, self.problem)
        return [content]


def _no_writing(_: bytes) -> object:
    raise RuntimeError("An application behind the page cache returns its body.")


def _all_of(body: Iterable[bytes]) -> bytes:
    content = b"".join(body)
    close = getattr(body, "close", None)
    if close is not None:
        close()
    return content


def _is_whole_public_page(heard: Heard, body: Iterable[bytes]) -> bool:
    """A complete answer that calls itself public: it gets an ETag and is compressed."""
    return (
        heard.status.startswith("200")
        and getattr(body, "streaming", True) is False
        and "public" in heard.get("cache-control")
        and not heard.get("set-cookie")
        and not heard.get("content-encoding")
    )


def _may_be_kept(environ: WSGIEnvironment, heard: Heard, content: bytes) -> bool:
    varies_with = {name.strip().lower() for name in heard.get("vary").split(",") if name.strip()}
    # Django notes in the request that a view asked for a form token: it would be one visitor's own.
    has_form_token = "CSRF_COOKIE" in environ or b"csrfmiddlewaretoken" in content
    is_get = environ["REQUEST_METHOD"] == "GET"
    return is_get and varies_with <= VARY_WITH and not has_form_token


def _is_worth_compressing(variant: Variant) -> bool:
    kind = next((value for name, value in variant.headers if name.lower() == "content-type"), "")
    return len(variant.body) >= SMALLEST_COMPRESSED and kind.startswith(COMPRESSED_TYPES)


def _until(keep: str | None) -> float | None:
    return None if keep is None or keep == "edition" else float(keep)
