"""Browsers on which somebody has signed in before: a signed cookie, good only against the slow-down."""

from __future__ import annotations

import secrets
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known_device"
SALT = "casamuseo.desk.known-device"
A_YEAR = 60 * 60 * 24 * 365
MOST = 20
"""Members that one machine remembers; of a shared one, the last."""


def known_device(request: HttpRequest, login: str) -> str:
    """The device's own name, where this login has been signed in on it before; else ""."""
    kept = _kept(request)
    return str(kept["device"]) if _short(login) in kept["logins"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Know this browser again when the login is tried on it."""
    kept = _kept(request)
    others = [each for each in kept["logins"] if each != _short(login)]
    kept["logins"] = [*others[-(MOST - 1) :], _short(login)]
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=A_YEAR,
        path="/desk/",
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return {"device": secrets.token_urlsafe(12), "logins": []}
    return kept


def _short(login: str) -> str:
    return salted_hmac(SALT, login, algorithm="sha256").hexdigest()[:16]
