"""Errors in the house's look: what went wrong, in the visitor's language, and where to go from here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header

from casamuseo.kernel.limits import TooOften
from casamuseo.kernel.locales import nearest_language
from casamuseo.kernel.maintenance import lasts_until
from casamuseo.web import addresses
from casamuseo.web.pages import UnknownLanguage, page
from casamuseo.web.shelf import shelf
from casamuseo.web.templating import language_name
from casamuseo.web.views.guide import NoSuchStop
from casamuseo.web.views.house import UnknownDay
from casamuseo.web.words import clock_time, long_day

log = logging.getLogger(__name__)

LONGEST_ECHO = 60
READING = ("GET", "HEAD")

LAST_RESORT = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Error</title></head>
<body><h1>Algo falló. <span lang="en">Something went wrong.</span></h1></body></html>
"""
"""Where not even the error page can be rendered."""


@dataclass(frozen=True, slots=True)
class Said:
    """The same message in one language."""

    language: str
    heading: str
    text: str
    onward: str
    """The name of the link to the first page."""


Message = Callable[[], tuple[str, str]]
"""Gives the heading and the text in the language that is active."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page; with words of its own for a stop, a day or a language that does not exist."""
    if shelf() is None:
        return _alone(request, _no_house, status=404)
    try:
        return _in_house(request, _missing(exception), status=404, missing=exception)
    except SuspiciousOperation as problem:
        return bad_request(request, problem)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that nobody's browser would send, or for a host that is not ours."""
    return _alone(request, _bad, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _alone(request, _closed, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form without its token, or with one that is too old."""
    # The middleware before it has chosen: the member's language, or that of the address.
    return _alone(request, _stale, status=403, languages=[translation.get_language()])


def method_not_allowed(request: HttpRequest, *, allowed: Sequence[str] = READING) -> HttpResponse:
    """405: most of the public site can only be read."""
    response = _alone(request, _only_read, status=405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def too_often(request: HttpRequest, refused: TooOften) -> HttpResponse:
    """429: come back in a while."""
    response = _alone(request, lambda: (gettext("Please wait a moment"), str(refused)), status=429)
    response.headers["Retry-After"] = str(refused.facts["seconds"])
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: never asks the database, which may be what failed."""
    return _alone(request, _failed, status=500)


def maintenance(request: HttpRequest) -> HttpResponse:
    """503: closed for a while; never asks the database either."""
    return _alone(request, _back_soon, status=503)


def reading_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse every method but GET and HEAD."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in READING:
            return method_not_allowed(request)
        return view(request, *args, **kwargs)

    return refusing


def _in_house(
    request: HttpRequest, message: Message, *, status: int, missing: Exception | None
) -> HttpResponse:
    """The message within the site's shell, with a search box and the ways on."""
    house_shelf = shelf()
    spoken = _spoken(request, house_shelf.languages if house_shelf else ())
    said = _say(message, spoken)
    with translation.override(spoken[0]):
        response = page(
            request,
            "web/error.html",
            language=spoken[0],
            title=said[0].heading,
            address=addresses.home,
            status=status,
            is_kept=False,
            said=said,
            wanted=_words_of_path(request.path_info),
            is_stop=isinstance(missing, NoSuchStop),
            is_day=isinstance(missing, UnknownDay),
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def _alone(
    request: HttpRequest, message: Message, *, status: int, languages: Sequence[str] = ()
) -> HttpResponse:
    """The message on a page that needs neither database nor house."""
    said = _say(message, languages or _spoken(request, [code for code, _ in settings.LANGUAGES]))
    try:
        with translation.override(said[0].language):
            body = str(
                render_to_string("web/alone.html", {"said": said, "language": said[0].language})
            )
    except Exception:  # whatever it is, the visitor gets an answer, and the log the reason
        log.exception("The error page itself could not be rendered")
        body = LAST_RESORT
    response = HttpResponse(body, status=status)
    response.headers["Content-Language"] = ", ".join(each.language for each in said)
    response.headers["Cache-Control"] = "no-store"
    return response


def _say(message: Message, languages: Sequence[str]) -> list[Said]:
    said = []
    for language in languages:
        with translation.override(language):
            said.append(Said(language, *message(), onward=gettext("To the first page")))
    return said


def _spoken(request: HttpRequest, languages: Sequence[str]) -> list[str]:
    """The language of the address or of the browser; all of them where neither tells."""
    first = request.path_info.strip("/").split("/", 1)[0]
    if first in languages:
        return [first]
    for code, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower()):
        if found := nearest_language(code, languages):
            return [found]
    return list(languages)


def _words_of_path(path: str) -> str:
    """What the address seems to be about, to begin a search with: "carta-de-breton" gives three words."""
    last = path.rstrip("/").rsplit("/", 1)[-1][:LONGEST_ECHO]
    words = "".join(letter if letter.isalnum() else " " for letter in last)
    return " ".join(words.split())


def _missing(exception: Exception | None) -> Message:
    asked = str(exception.args[0])[:LONGEST_ECHO] if exception and exception.args else ""
    if isinstance(exception, NoSuchStop):
        return lambda: (
            gettext("There is no stop %(number)s") % {"number": asked},
            gettext("Look at the number on the wall once more, or choose a stop from the list."),
        )
    if isinstance(exception, UnknownDay):
        return lambda: (
            gettext("We cannot show the house on that day"),
            gettext("Of “%(day)s” too little is known. Choose one of the days that we can show.")
            % {"day": asked},
        )
    if isinstance(exception, UnknownLanguage):
        return lambda: (
            gettext("The house does not speak this language yet"),
            gettext("These pages exist in: %(languages)s.") % {"languages": _names_of_languages()},
        )
    return lambda: (
        gettext("This page does not exist"),
        gettext(
            "Perhaps it has moved, or the address has a slip. Search for it, or begin at the door."
        ),
    )


def _names_of_languages() -> str:
    house_shelf = shelf()
    return ", ".join(language_name(code) for code in (house_shelf.languages if house_shelf else ()))


def _no_house() -> tuple[str, str]:
    return (
        gettext("No house has been loaded yet"),
        gettext(
            "Casamuseo is running and its database is empty. Load a house with: casamuseo load FOLDER"
        ),
    )


def _bad() -> tuple[str, str]:
    return (
        gettext("We did not understand this request"),
        gettext("Something in the address or in what was sent is not as it should be."),
    )


def _closed() -> tuple[str, str]:
    return gettext("This door is closed"), gettext("You may not see this page.")


def _stale() -> tuple[str, str]:
    return (
        gettext("This form is too old"),
        gettext("Nothing was saved. Go back, load the page once more and send the form again."),
    )


def _only_read() -> tuple[str, str]:
    return (
        gettext("This page can only be read"),
        gettext("Nothing can be sent to this address."),
    )


def _failed() -> tuple[str, str]:
    return (
        gettext("Something went wrong on our side"),
        gettext("It was not your doing, and it has been noted. Please try again in a moment."),
    )


def _back_soon() -> tuple[str, str]:
    until = lasts_until()
    if until is None:
        return (
            gettext("We are tidying up"),
            gettext(
                "The site is closed for maintenance. It will be back soon; the house keeps its hours."
            ),
        )
    return (
        gettext("We are tidying up"),
        gettext(
            "The site is closed for maintenance until %(day)s, %(time)s (%(zone)s). "
            "The house keeps its hours."
        )
        % {
            "day": long_day(until.date()),
            "time": clock_time(until.time()),
            "zone": until.tzname() or "UTC",
        },
    )
