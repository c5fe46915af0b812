"""Shifts and drawers: opened, counted blind, closed with a Z report, reviewed by the director."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.cash import money_words, pieces, print_z, z_lines
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.till_drawer import choose_drawer, drawer_of, drawers, running_shift
from casamuseo.desk.till_forms import CashForm, CloseForm, DrawerForm, DropForm, OpenShiftForm
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions import shifts as act
from casamuseo.visit.models import Drawer, Shift
from casamuseo.visit.rules import the_house
from casamuseo.visit.terms import MovementKind, PaymentMethod, ShiftState
from casamuseo.visit.z_report import z_report

A_PAGE = 50
MOST_PIECES = 100_000
IN, OUT = "in", "out"


@allowed_to("sell")
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """The shift that runs at this drawer: its movements, and cash that is no sale."""
    drawer = drawer_of(request)
    running = running_shift(drawer)
    if running is None:
        return redirect("desk:till")
    return _shift_page(request, running, cash_in=CashForm(), cash_out=DropForm())


@allowed_to("sell")
@require_POST
def open_shift(request: HttpRequest) -> HttpResponse:
    """Begin a shift with the float."""
    form = OpenShiftForm(request.POST)
    if form.is_valid():
        try:
            act.open_shift(
                drawer_of(request),
                float_cents=form.cleaned_data["float_cents"],
                by=member_of(request),
                at=clock.now(),
            )
        except Refusal as refused:
            tell(request, str(refused), tone="refused")
        return redirect("desk:till")
    return desk_page(
        request, "desk/shift-open.html", title=_("Open a shift"), form=form, status=422
    )


@allowed_to("sell")
@require_POST
def move_cash(request: HttpRequest, way: str) -> HttpResponse:
    """Put cash into the drawer, or take it to the safe."""
    running = running_shift(drawer_of(request))
    if running is None:
        return redirect("desk:till")
    form = CashForm(request.POST) if way == IN else DropForm(request.POST)
    if form.is_valid():
        move = act.pay_in if way == IN else act.drop
        try:
            move(running.drawer, **form.cleaned_data, by=member_of(request), at=clock.now())
        except Refusal as refused:
            form.add_error("amount_cents", str(refused))
        else:
            tell(request, _("This was written into the drawer’s book."))
            return redirect("desk:shift")
    cash_in, cash_out = (form, DropForm()) if way == IN else (CashForm(), form)
    return _shift_page(request, running, cash_in=cash_in, cash_out=cash_out, status=422)


@allowed_to("close_shift")
def count(request: HttpRequest) -> HttpResponse:
    """Count the drawer, piece by piece, without being told what should be in it."""
    running = running_shift(drawer_of(request))
    if running is None:
        return redirect("desk:till")
    member, at = member_of(request), clock.now()
    try:
        if "begin" in request.POST:
            if running.state == ShiftState.OPEN:
                act.begin_count(running, by=member, at=at)
            return redirect("desk:count")
        if "leave" in request.POST:
            act.leave_count(running, by=member, at=at)
            return redirect("desk:till")
        if request.method == "POST":
            act.record_count(running, pieces=_pieces_in(request.POST), by=member, at=at)
            return redirect("desk:close_shift")
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:count")
    if running.state == ShiftState.OPEN:
        return redirect("desk:shift")
    return desk_page(
        request,
        "desk/shift-count.html",
        title=_("Count the drawer"),
        shift=running,
        pieces=pieces(),
        counted=act.pieces_counted(running) if running.counted_cents is not None else {},
        currency=the_house().currency,
        words=money_words(),
    )


@allowed_to("close_shift")
def close(request: HttpRequest) -> HttpResponse:
    """What was counted beside what was expected; close for good, or count again."""
    running = running_shift(drawer_of(request))
    if running is None or running.counted_cents is None:
        return redirect("desk:shift")
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["difference_note"]
        try:
            closed = act.close_shift(
                running, difference_note=note, by=member_of(request), at=clock.now()
            )
        except Refusal as refused:
            form.add_error("difference_note", str(refused))
        else:
            tell(request, _("The shift is closed."))
            return redirect("desk:z_report", key=closed.pk)
    return desk_page(
        request,
        "desk/shift-close.html",
        title=_("Close the shift"),
        shift=running,
        report=z_report(running),
        form=form,
        **_names(),
        status=422 if form.errors else 200,
    )


@allowed_to("close_shift")
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """The shifts that were, newest first."""
    rows = Shift.objects.select_related("drawer", "opened_by", "closed_by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        "desk/shifts.html",
        title=_("Shifts"),
        page=page,
        words=money_words(),
        rows=list(page),
    )


@allowed_to("close_shift", hides=True)
@require_safe
def z(request: HttpRequest, key: int) -> HttpResponse:
    """The Z report of a closed shift."""
    shift = _closed(key)
    return desk_page(
        request,
        "desk/shift-z.html",
        title=_("Z report %(number)d") % {"number": shift.number},
        shift=shift,
        report=z_report(shift),
        pieces=sorted(act.pieces_counted(shift).items(), reverse=True),
        lines=z_lines(shift, language=get_language() or "es"),
        can_review=shift.state == ShiftState.CLOSED and member_of(request).may("review_shift"),
        **_names(),
    )


@allowed_to("review_shift", hides=True)
@require_POST
def review(request: HttpRequest, key: int) -> HttpResponse:
    """The director has looked at it."""
    try:
        act.review_shift(_closed(key), by=member_of(request), at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, _("The shift is reviewed."))
    return redirect("desk:z_report", key=key)


@allowed_to("close_shift", hides=True)
@require_POST
def print_report(request: HttpRequest, key: int) -> HttpResponse:
    """Send the Z report to the drawer's printer."""
    shift = _closed(key)
    if print_z(shift, language=get_language() or "es"):
        tell(request, _("The report was sent to the printer."))
    else:
        tell(request, _("The printer did not answer. Print by the browser."), tone="refused")
    return redirect("desk:z_report", key=key)


@allowed_to("sell", hides=True)
@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Sell from this drawer in this browser."""
    choose_drawer(request, get_object_or_404(Drawer, key=key))
    return redirect("desk:till")


@allowed_to("keep_drawers")
def all_drawers(request: HttpRequest) -> HttpResponse:
    """The drawers of the house; the director adds one."""
    form = DrawerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act.add_drawer(**form.cleaned_data, by=member_of(request), at=clock.now())
        except Refusal as refused:
            form.add_error("name", str(refused))
        else:
            tell(request, _("The drawer was added."))
            return redirect("desk:drawers")
    return desk_page(
        request,
        "desk/till-drawers.html",
        title=_("Drawers"),
        drawers=drawers(),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("keep_drawers", hides=True)
def drawer(request: HttpRequest, key: str) -> HttpResponse:
    """A drawer's name and printer."""
    found = get_object_or_404(Drawer, key=key)
    start = {"name": found.name, "printer": found.printer, "paper_mm": found.paper_mm}
    form = DrawerForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        act.change_drawer(found, **form.cleaned_data, by=member_of(request), at=clock.now())
        tell(request, _("This was saved."))
        return redirect("desk:drawers")
    return desk_page(
        request,
        "desk/till-drawer.html",
        title=found.name,
        form=form,
        status=422 if form.errors else 200,
    )


def _shift_page(
    request: HttpRequest,
    running: Shift,
    *,
    cash_in: CashForm,
    cash_out: CashForm,
    status: int = 200,
) -> HttpResponse:
    movements = running.movements.select_related("order", "by", "reversal").order_by("-number")
    page = Paginator(movements, A_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        "desk/shift.html",
        title=_("Shift %(number)d") % {"number": running.number},
        shift=running,
        page=page,
        rows=list(page),
        cash_in=cash_in,
        cash_out=cash_out,
        is_counting=running.state == ShiftState.COUNTING,
        words=money_words(),
        status=status,
    )


def _pieces_in(posted: QueryDict) -> dict[int, int]:
    """How many of each piece were counted; what is no number counts as none."""
    counted = {}
    for worth in pieces():
        words = posted.get(f"piece-{worth}", "").strip()
        counted[worth] = min(int(words), MOST_PIECES) if words.isdecimal() else 0
    return counted


def _closed(key: int) -> Shift:
    closed = [ShiftState.CLOSED, ShiftState.REVIEWED]
    shifts = Shift.objects.select_related("drawer", "opened_by", "closed_by", "reviewed_by")
    return get_object_or_404(shifts, pk=key, state__in=closed)


def _names() -> dict[str, Any]:
    return {
        "words": money_words(),
        "method_names": dict(PaymentMethod.choices),
        "kind_names": dict(MovementKind.choices),
    }
