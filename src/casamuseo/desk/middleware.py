"""What stands before every page of the desk and the gate: who is there, in which language, no copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from casamuseo.desk.pages import refusal
from casamuseo.desk.signing_in import member_of_session
from casamuseo.kernel import clock
from casamuseo.staff.access import guard_of, recognise, signed_in

DESK, GATE = "/desk/", "/gate/"
CAMERA = "camera=(self), geolocation=(), microphone=()"
"""The door reads tickets by the camera; no other page may have it."""

MOST_SENT = 2_000_000_000
"""Bytes that a member may send at once, photographs and tables; whoever is nobody here sends forms."""

View = Callable[..., HttpResponse]


class Staff:
    """Recognises the member, speaks their language, and refuses a view that nothing guards."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_staff(request):
            _refuse_too_much(request, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            return self.get_response(request)
        member = member_of_session(request, at=clock.now())
        _refuse_too_much(
            request, most=MOST_SENT if member else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
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


def _refuse_too_much(request: HttpRequest, *, most: int) -> None:
    """Before the search for the form's token puts every file that was sent on the disk."""
    sent = request.META.get("CONTENT_LENGTH") or ""
    if sent.isdecimal() and (len(sent) > 15 or int(sent) > most):
        raise RequestDataTooBig(sent[:15])


def is_of_staff(request: HttpRequest) -> bool:
    """Whether the address belongs to the staff."""
    return request.path_info.startswith((DESK, GATE))
