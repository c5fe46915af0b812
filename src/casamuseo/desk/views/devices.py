"""The devices at the door: the director adds them, sees how they are, and withdraws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms import DeskForm
from casamuseo.desk.pages import desk_page, tell
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions.enrolling import (
    ENROLMENT_MINUTES,
    add_device,
    renew_enrolment,
    revoke_device,
)
from casamuseo.visit.codes import qr
from casamuseo.visit.models import Device, Scan
from casamuseo.visit.terms import GateLevel, Verdict

LOST_AFTER = timedelta(minutes=10)
MOST = 200
"""Entries to look into that one page lists."""
OFF_AFTER = 60
"""Seconds that a clock may be off before it is shown."""


class DeviceForm(DeskForm):
    """What a device is called: by where it stands or who carries it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Where it stands or what it is: “Entrance, telephone”."),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A device as the list shows it."""

    device: Device
    state: str
    tone: str
    level: str
    clock: str
    conflicts: int


@allowed_to("enrol_devices")
def devices(request: HttpRequest) -> HttpResponse:
    """Every device that was ever added, the working ones first."""
    at = clock.now()
    conflicts = Count("scans", filter=Q(scans__verdict=Verdict.ADMITTED_CONFLICT))
    found = Device.objects.annotate(conflicts=conflicts).order_by("revoked_at", "name", "pk")
    rows = [_row(device, is_lost=_is_lost(device, at)) for device in found]
    rows.sort(key=lambda row: row.device.revoked_at is not None)
    return desk_page(request, "desk/devices.html", title=_("Devices"), rows=rows)


@allowed_to("enrol_devices")
def entries(request: HttpRequest) -> HttpResponse:
    """Who came in though the ticket was used up or not good: the last ones first."""
    found = (
        Scan.objects.filter(verdict=Verdict.ADMITTED_CONFLICT)
        .select_related("device", "ticket__order")
        .order_by("-corrected_at", "-pk")[:MOST]
    )
    return desk_page(
        request,
        "desk/devices-entries.html",
        title=_("Entries to look into"),
        scans=found,
        levels={level.value: level.label for level in GateLevel},
    )


@allowed_to("enrol_devices")
def add(request: HttpRequest) -> HttpResponse:
    """Add a device; the next page has the link that enrols it."""
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        device, word = add_device(name, by=member_of(request), at=clock.now())
        return _link_page(request, device, word)
    return desk_page(
        request,
        "desk/devices-add.html",
        title=_("Add a device"),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("enrol_devices", hides=True)
@require_POST
def link(request: HttpRequest, key: int) -> HttpResponse:
    """Another link for a device that did not enrol in time or was reset."""
    device = get_object_or_404(Device, pk=key)
    try:
        word = renew_enrolment(device, by=member_of(request), at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:devices")
    return _link_page(request, device, word)


@allowed_to("enrol_devices", hides=True)
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Withdraw a device, at once and for good."""
    device = get_object_or_404(Device, pk=key)
    revoke_device(device, by=member_of(request), at=clock.now())
    tell(request, _("%(name)s checks no more tickets.") % {"name": device.name})
    return redirect("desk:devices")


def _link_page(request: HttpRequest, device: Device, word: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("gate:enrol_by_link", kwargs={"word": word}))
    return desk_page(
        request,
        "desk/devices-link.html",
        title=device.name,
        address=address,
        word=word,
        typed_at=request.build_absolute_uri(reverse("gate:enrol")),
        picture=qr.svg(address, title=_("Link that enrols this device")),
        minutes=ENROLMENT_MINUTES,
    )


def _is_lost(device: Device, at: datetime) -> bool:
    return device.seen_at is None or at - device.seen_at > LOST_AFTER


def _row(device: Device, *, is_lost: bool) -> Row:
    state, tone = _state(device, is_lost=is_lost)
    return Row(
        device,
        state,
        tone,
        level=str(GateLevel(device.level).label) if device.level else "",
        clock=_clock_words(device.clock_offset_seconds),
        conflicts=getattr(device, "conflicts", 0),
    )


def _state(device: Device, *, is_lost: bool) -> tuple[str, str]:
    if device.revoked_at is not None:
        return pgettext("device", "Withdrawn"), "bad"
    if device.enrolled_at is None:
        return _("Not enrolled yet"), "waiting"
    if is_lost:
        return _("Not heard of"), "waiting"
    return _("At work"), "good"


def _clock_words(offset: float | None) -> str:
    """How far its clock is off, where that is worth saying."""
    if offset is None:
        return ""
    if abs(offset) <= OFF_AFTER:
        return pgettext("clock", "right")
    minutes = round(abs(offset) / 60)
    if offset > 0:
        return ngettext("%(count)d minute fast", "%(count)d minutes fast", minutes) % {
            "count": minutes
        }
    return ngettext("%(count)d minute slow", "%(count)d minutes slow", minutes) % {"count": minutes}
