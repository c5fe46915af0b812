"""The guard in front of every staff page: who stands before it, and whether they may come in.

A view of the desk or the gate wears one of the decorators below; one without is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from casamuseo.staff.models import Member
from casamuseo.staff.permissions import who_may

View = Callable[..., HttpResponse]

ANYBODY = "anybody"
ANY_MEMBER = "any member"
ITSELF = "itself"


def allowed_to(verb: str, *, hides: bool = False) -> Callable[[View], View]:
    """Let in members whose roles allow this verb; others get 403, or 404 where the view `hides`.

    Nobody signed in: sent to sign in. Raises UnknownVerbError, at import, for a verb without a row.
    """
    who_may(verb)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            member = signed_in(request)
            if member is None:
                return to_sign_in(request)
            if not member.may(verb):
                raise Http404 if hides else PermissionDenied(verb)
            return view(request, *args, **kwargs)

        return _marked(guarded, verb)

    return decorate


def for_members(view: View) -> View:
    """Let in every member of the staff; whoever is not signed in is sent to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in(request) is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return _marked(guarded, ANY_MEMBER)


def for_anybody(view: View) -> View:
    """Say that a page of the desk or the gate is for anybody: signing in, a feed with its own token."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return _marked(open_to_all, ANYBODY)


def guards_itself(view: View) -> View:
    """Say that a view judges its callers by other means, such as a device's token."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return _marked(guarded, ITSELF)


def guard_of(view: Callable[..., Any]) -> str:
    """The verb that a view asks for, or one of the words above; "" for a view without a guard."""
    return str(getattr(view, "guard", ""))


def signed_in(request: HttpRequest) -> Member | None:
    """The member who is signed in, as the desk's middleware found it."""
    return getattr(request, "staff_member", None)


def member_of(request: HttpRequest) -> Member:
    """The member before whom a guarded view stands. Raises PermissionDenied where there is none."""
    member = signed_in(request)
    if member is None:
        raise PermissionDenied
    return member


def recognise(request: HttpRequest, member: Member | None) -> None:
    """Remember in the request who is signed in."""
    request.staff_member = member  # type: ignore[attr-defined]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, and back here afterwards; htmx moves the whole page."""
    address = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    if request.method in {"GET", "HEAD"}:
        address = f"{address}?{urlencode({'next': request.get_full_path()})}"
    return redirect(address)


def _marked(view: View, guard: str) -> View:
    view.guard = guard  # type: ignore[attr-defined]
    return view
