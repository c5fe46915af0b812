"""The device that asks: known by a token in a cookie that only the door's addresses see."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from casamuseo.kernel.errors import Refusal
from casamuseo.staff.access import guards_itself
from casamuseo.visit.actions.enrolling import device_of
from casamuseo.visit.errors_gate import DeviceRevoked, DeviceUnknown
from casamuseo.visit.models import Device

COOKIE = "gate_device"
PATH = "/gate/"
YEARS = 60 * 60 * 24 * 365 * 2

View = Callable[..., HttpResponse]
WhenRefused = Callable[[HttpRequest, Refusal], HttpResponse]


def for_devices(*, otherwise: WhenRefused) -> Callable[[View], View]:
    """Let in enrolled devices: the view is called with the device. Others get what `otherwise` answers."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                device = device_of(request.COOKIES.get(COOKIE, ""))
            except (DeviceUnknown, DeviceRevoked) as refused:
                return otherwise(request, refused)
            return view(request, device, *args, **kwargs)

        return guards_itself(guarded)

    return decorate


def remember(request: HttpRequest, response: HttpResponse, *, token: str) -> None:
    """Give the browser the device's token, where no script can read it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=YEARS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def is_device(request: HttpRequest) -> Device | None:
    """The device that asks, where it is one of ours."""
    try:
        return device_of(request.COOKIES.get(COOKIE, ""))
    except (DeviceUnknown, DeviceRevoked):
        return None
