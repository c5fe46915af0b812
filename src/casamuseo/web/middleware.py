"""What stands between the server and the pages: security headers and the page's language."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from casamuseo.web.languages import ADDRESS_LANGUAGES

View = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Sets the headers that a response has not set itself."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response


class House:
    """Activates the language of the address, so that an error page speaks it too."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = request.path_info.split("/", 2)[1] if "/" in request.path_info else ""
        chosen = (
            first if first in ADDRESS_LANGUAGES else translation.get_language_from_request(request)
        )
        with translation.override(chosen):
            if "\0" in request.path_info or _asks_the_desk_for_nul(request):
                raise Http404  # PostgreSQL takes such a sign in no question
            return self.get_response(request)


def _asks_the_desk_for_nul(request: HttpRequest) -> bool:
    """The public's own questions go to the index, which bears whatever is typed."""
    query = request.META.get("QUERY_STRING", "")
    return "%00" in query and request.path_info.startswith("/desk/")
