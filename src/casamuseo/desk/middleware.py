"""What stands before every page of the desk and the gate: who is there, in which language, no copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from casamuseo.desk.pages import refusal
from casamuseo.desk.signing_in import member_of_session
from casamuseo.kernel import clock
from casamuseo.staff.access import guard_of, recognise, signed_in

DESK, GATE = "/desk/", "/gate/"
CAMERA = "camera=(self), geolocation=(), microphone=()"
"""The door reads tickets by the camera; no other page may have it."""

View = Callable[..., HttpResponse]


class Staff:
    """Recognises the member, speaks their language, and refuses a view that nothing guards."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_staff(request):
            return self.get_response(request)
        member = member_of_session(request, at=clock.now())
        recognise(request, member)
        with translation.override(member.language if member else translation.get_language()):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "es")
        response.headers.setdefault("Cache-Control", "no-store")
        if request.path_info.startswith(GATE):
            response.headers.setdefault("Permissions-Policy", CAMERA)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if is_of_staff(request) and not guard_of(view):
            raise PermissionDenied("unguarded")
        return None

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Refusals within the desk's own walls, for whoever may stand within them."""
        if not is_of_staff(request) or signed_in(request) is None:
            return None
        if isinstance(problem, Http404):
            return refusal(request, status=404)
        if isinstance(problem, PermissionDenied):
            return refusal(request, status=403)
        return None


def is_of_staff(request: HttpRequest) -> bool:
    """Whether the address belongs to the staff."""
    return request.path_info.startswith((DESK, GATE))
