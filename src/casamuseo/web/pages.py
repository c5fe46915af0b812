"""How a public page is answered: one context for all, and the marks that let the page cache keep it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from markupsafe import Markup

from casamuseo.kernel.locales import (
    interface_language,
    nearest_language,
    speak_english_beneath,
)
from casamuseo.web import addresses
from casamuseo.web.languages import parameter
from casamuseo.web.shelf import shelf_or_404


class UnknownLanguage(Http404):
    """The address is in a language that the house does not have."""


THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from the home page to here."""

    name: str
    address: str


def page(
    request: HttpRequest,
    template: str,
    *,
    language: str,
    title: str,
    address: Callable[[str], str],
    description: str = "",
    crumbs: Sequence[Crumb] = (),
    json_ld: Sequence[dict[str, Any]] = (),
    picture: str = "",
    section: str = "",
    fresh_until: datetime | None = None,
    is_kept: bool = True,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a public page, from within a view that is `in_language`.

    `address` gives this same page's path in any language, with its day and query; `picture` is the
    path of its Open Graph picture; `fresh_until` the moment after which it may say something
    else though no record changed; `is_kept` lets the page cache keep it.
    """
    house_shelf = shelf_or_404()
    theme = request.COOKIES.get("theme", "")
    shared = {
        "house": house_shelf.house,
        "languages": house_shelf.languages,
        "language": language,
        "interface": interface_language(language),
        "title": title,
        "description": description,
        "crumbs": crumbs,
        "section": section,
        "address": address(language),
        "alternates": {code: address(code) for code in house_shelf.languages},
        "base_url": base_url(request),
        "picture": picture or f"/{language}/og/house.png",
        "json_ld": [as_json_ld(item) for item in json_ld],
        "theme": theme if theme in THEMES else "",
        "to": addresses,
        "parameter": lambda name: parameter(name, language=language),
    }
    response = render(request, template, {**shared, **context}, status=status)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    if is_kept and status == 200:
        keep(response, until=fresh_until)
    return response


def base_url(request: HttpRequest) -> str:
    """Where the public finds the site: as the settings say, or else the request's own host."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


def in_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a view in the language of its address; one that the house does not have is refused."""

    @wraps(view)
    def speaking(request: HttpRequest, language: str, **kwargs: Any) -> HttpResponse:
        if language not in shelf_or_404().languages:
            raise UnknownLanguage(language)
        speak_english_beneath(language)
        with translation.override(language):
            return view(request, language=language, **kwargs)

    return speaking


def preferred_language(request: HttpRequest) -> str:
    """Of the house's languages, the one that the visitor's browser asks for; else the first."""
    languages = shelf_or_404().languages
    wanted = request.headers.get("Accept-Language", "")
    for code, _ in parse_accept_lang_header(wanted.lower()):
        found = nearest_language(code, languages)
        if found:
            return found
    return languages[0]


def keep(response: HttpResponse, *, until: datetime | None = None) -> None:
    """Let the page cache keep this response until the next edition, or until this moment."""
    response.headers["X-Casamuseo-Keep"] = str(int(until.timestamp())) if until else "edition"


def as_json_ld(item: dict[str, Any]) -> Markup:
    """JSON for a script element of data: no `<`, so nothing in it can end the element."""
    shape = json.dumps({"@context": "https://schema.org", **item}, ensure_ascii=False)
    escaped = shape.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704  escaped in the line above
