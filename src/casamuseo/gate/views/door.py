"""The door's one page: a code is held up or typed, and the verdict fills the screen."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casamuseo.gate.devices import for_devices
from casamuseo.gate.pages import gate_page, with_camera
from casamuseo.gate.words import TALLIES, Sign, sign_of, words_for_scripts
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions.admitting import Answer, ScanFacts, admit
from casamuseo.visit.actions.counting import tally
from casamuseo.visit.errors_gate import DeviceRevoked
from casamuseo.visit.models import Device
from casamuseo.visit.terms import Verdict

MOST = 20
"""Buttons for how many enter."""


class CodeForm(forms.Form):
    """A code as somebody typed or scanned it, and how many enter."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=400, strip=False, required=False)
    count = forms.IntegerField(min_value=0, max_value=255, required=False)
    scan_id = forms.UUIDField()
    annuls = forms.UUIDField(required=False)


def not_enrolled(request: HttpRequest, refused: Refusal) -> HttpResponse:
    """Say how a device is enrolled, or that this one has been withdrawn."""
    is_revoked = isinstance(refused, DeviceRevoked)
    return gate_page(
        request,
        "gate/not-enrolled.html",
        title=str(refused),
        is_revoked=is_revoked,
        status=403 if is_revoked else 401,
    )


@for_devices(otherwise=not_enrolled)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, device: Device) -> HttpResponse:
    """The page; a form sent without the script is judged at once."""
    if request.method == "POST" and "category" in request.POST:
        return _counted(request, device)
    if request.method == "POST":
        return _judged(request, device)
    return _page(request, device)


def _judged(request: HttpRequest, device: Device) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, device, said=_("This form is too old"), status=422)
    asked = form.cleaned_data
    at = clock.now()
    facts = ScanFacts(
        scan_id=asked["scan_id"],
        boot_id=str(asked["scan_id"]),
        sequence=0,
        device_at=at,
        code=asked["code"],
        count=asked["count"],
        server_offset_seconds=0.0,
        annuls=asked["annuls"],
    )
    try:
        answer = admit(facts, device=device, at=at)
    except Refusal as refused:
        return _page(request, device, said=str(refused), status=409)
    return _page(request, device, answer=answer)


def _counted(request: HttpRequest, device: Device) -> HttpResponse:
    category, _sign, number = request.POST["category"].partition(":")
    if category not in TALLIES or number not in {"1", "-1"}:
        return _page(request, device, said=_("This form is too old"), status=422)
    tally(
        category,
        quantity=int(number),
        device=device,
        request_key=f"tally:{device.pk}:{request.POST.get('scan_id', '')[:40]}",
        at=clock.now(),
    )
    return _page(
        request,
        device,
        said=_("Counted: %(who)s") % {"who": f"{TALLIES[category]} {int(number):+d}"},
    )


def _page(
    request: HttpRequest,
    device: Device,
    *,
    answer: Answer | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    sign: Sign | None = sign_of(answer) if answer else None
    is_entry = answer is not None and answer.scan.verdict == Verdict.ADMITTED
    response = gate_page(
        request,
        "gate/door.html",
        title=_("Door"),
        device=device,
        sign=sign,
        scan=answer.scan if answer else None,
        choices=_choices(answer) if answer else [],
        can_undo=is_entry,
        said=said,
        scan_id=new_scan_id(at=time.time()),
        tallies=TALLIES.items(),
        words=words_for_scripts(),
        status=status,
    )
    return with_camera(response)


def _choices(answer: Answer) -> range:
    """How many of the party can enter instead."""
    if answer.ticket is None or answer.scan.verdict not in {Verdict.ADMITTED, Verdict.TOO_MANY}:
        return range(0)
    free = answer.ticket.party - answer.used
    if answer.scan.verdict == Verdict.TOO_MANY:
        return range(1, min(free, MOST) + 1)
    free += answer.scan.count
    return range(1, min(free, MOST) + 1) if free > 1 else range(0)


def new_scan_id(*, at: float) -> UUID:
    """A UUIDv7 (RFC 9562, section 5.7) of a moment in Unix seconds."""
    number = int(at * 1000) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 7 << 76
    return UUID(int=number & ~(3 << 62) | 2 << 62)
