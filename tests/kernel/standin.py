"""A stand-in for the site: a few pages that say what the tests of the kernel need."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

from casamuseo.kernel.health import healthz
from casamuseo.kernel.models import Edition

LONG = "El jardín de los cactos. " * 100


def kept(request: HttpRequest) -> HttpResponse:
    """A public page that says the edition and the theme it was made for."""
    theme = request.COOKIES.get("theme", "")
    response = HttpResponse(f"{Edition.current()} {theme} {LONG}")
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.headers["X-Casamuseo-Keep"] = "edition"
    return response


def edition(_request: HttpRequest) -> HttpResponse:
    """A kept page of nothing but the edition's number."""
    return HttpResponse(
        str(Edition.current()),
        headers={"Cache-Control": "public", "X-Casamuseo-Keep": "edition"},
    )


def form(request: HttpRequest) -> HttpResponse:
    """A page with a form token that claims by mistake that it may be kept."""
    response = kept(request)
    response.content = f"<form>{get_token(request)}</form>".encode()
    return response


def stream(_request: HttpRequest) -> StreamingHttpResponse:
    """A response that comes in pieces."""
    return StreamingHttpResponse(iter([b"one ", b"two"]))


urlpatterns = [
    path("es/casa/", kept),
    path("es/edicion/", edition),
    path("es/forma/", form),
    path("es/piezas/", stream),
    path("healthz", healthz),
]
