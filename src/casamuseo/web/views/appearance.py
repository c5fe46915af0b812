"""Light, dark, or as the device has it: a choice kept in a cookie, so that no page flashes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from casamuseo.web import addresses
from casamuseo.web.languages import parameter
from casamuseo.web.pages import THEMES

A_YEAR = 60 * 60 * 24 * 365


def appearance(request: HttpRequest, language: str) -> HttpResponse:
    """Keep the choice and go back to the page where it was made."""
    chosen = request.GET.get(parameter("theme", language=language), "")
    back = request.GET.get(parameter("back", language=language), "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if is_ours else addresses.home(language))
    if chosen in THEMES:
        response.set_cookie(
            "theme",
            chosen,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie("theme")
    return response
