"""Audits: the list of a place, worked through with a telephone in the store room, and closed for good."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from casamuseo.collection.actions.auditing import (
    begin_audit,
    close_audit,
    enter_what_was_seen,
    lines_to_enter,
    miss_object,
    moved_meanwhile,
    see_object,
    take_back,
    write_note,
)
from casamuseo.collection.locating import Arrangement
from casamuseo.collection.models import Audit, AuditLine
from casamuseo.collection.terms import AuditOutcome
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_moving import (
    AuditNoteForm,
    BeginAuditForm,
    CloseAuditForm,
    LineForm,
    SeeForm,
)
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

CAMERA = "camera=(self), geolocation=(), microphone=()"
POLICY = "; ".join(
    [
        "default-src 'none'",
        # The reader of pictures is compiled: WebAssembly, and nothing else, may be evaluated.
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""For the one page that looks through a camera."""
TICKED = (AuditOutcome.FOUND, AuditOutcome.MISPLACED)


@allowed_to("audit")
def audits(request: HttpRequest) -> HttpResponse:
    """The audits there were, the open ones first, and the form that begins one."""
    return _list_page(request, BeginAuditForm(initial={"place": _place_asked(request)}))


@allowed_to("audit")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the audit of a place."""
    form = BeginAuditForm(request.POST)
    if form.is_valid():
        asked, by = form.cleaned_data, member_of(request).login
        try:
            audit = begin_audit(asked["place"], note=asked["note"], by=by, at=clock.now())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:audit", key=audit.pk)
    return _list_page(request, form, status=422)


@allowed_to("audit", hides=True)
def audit(request: HttpRequest, key: int) -> HttpResponse:
    """The list of an audit: to be ticked while it is open, to be read once it is closed."""
    return _page(request, _audit(key))


@allowed_to("audit", hides=True)
@require_POST
def see(request: HttpRequest, key: int) -> HttpResponse:
    """Note that an object was seen, by its number."""
    found = _audit(key)
    form = SeeForm(request.POST, places=_places(found), language=_language())
    if form.is_valid():
        asked, by = form.cleaned_data, member_of(request).login
        try:
            line = see_object(
                found,
                museum_object=asked["thing"],
                seen_place=asked.get("seen_place"),
                by=by,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = f"{asked['thing'].object_number}: {AuditOutcome(line.outcome).label}"
            return _answer(request, found, said=said, see=_next(form, found))
    return _page(request, found, see=form, status=422)


@allowed_to("audit", hides=True)
@require_POST
def ticks(request: HttpRequest, key: int) -> HttpResponse:
    """Note what was ticked, and take back what is ticked no more; what was not shown stays."""
    found, by = _audit(key), member_of(request).login
    seen, was = _rows(request, "seen"), _rows(request, "was")
    lines = found.lines.filter(pk__in=seen ^ was).select_related("museum_object").order_by("order")
    try:
        for each in lines:
            if each.pk in seen:
                see_object(found, museum_object=each.museum_object, by=by, at=clock.now())
            else:
                take_back(found, museum_object=each.museum_object)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    return _answer(request, found)


@allowed_to("audit", hides=True)
def line(request: HttpRequest, key: int, row: int) -> HttpResponse:
    """Say more of one object: that it is missing, where else it is, a note."""
    found = _audit(key)
    related = AuditLine.objects.select_related("museum_object", "expected_place", "seen_place")
    each = get_object_or_404(related, pk=row, audit=found)
    form = LineForm(
        request.POST or None, places=_places(found), language=_language(), initial=_start(each)
    )
    if request.method == "POST" and form.is_valid():
        try:
            _write(found, each, form.cleaned_data, by=member_of(request).login)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:audit", key=key)
    return desk_page(
        request,
        "desk/audit-line.html",
        title=each.museum_object.object_number,
        audit=found,
        line=each,
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("audit", hides=True)
@require_POST
def note(request: HttpRequest, key: int) -> HttpResponse:
    """Write what is to be said of the audit as a whole."""
    found, form = _audit(key), AuditNoteForm(request.POST)
    if form.is_valid():
        try:
            write_note(
                found,
                note=form.cleaned_data["note"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("This was saved."))
            return redirect("desk:audit", key=key)
    return _page(request, found, note=form, status=422)


@allowed_to("audit", hides=True)
def close(request: HttpRequest, key: int) -> HttpResponse:
    """Ask about what nobody has seen, then close the audit for good."""
    found = _audit(key)
    form = CloseAuditForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            close_audit(
                found,
                are_awaited_missing=form.cleaned_data["are_awaited_missing"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("The audit is closed."))
            return redirect("desk:audit", key=key)
    awaited = found.lines.filter(outcome=AuditOutcome.AWAITED)
    lines = list(awaited.select_related("museum_object", "expected_place").order_by("order"))
    gone = moved_meanwhile(found, lines)
    return desk_page(
        request,
        "desk/audit-close.html",
        title=_("Close the audit"),
        audit=found,
        form=form,
        awaited=[each for each in lines if each.pk not in gone],
        moved=[each for each in lines if each.pk in gone],
        status=422 if form.errors else 200,
    )


@allowed_to("audit", hides=True)
@require_POST
def enter(request: HttpRequest, key: int) -> HttpResponse:
    """Enter movements for what was found elsewhere than the ledger has it."""
    found = _audit(key)
    entered = enter_what_was_seen(found, by=member_of(request).login, at=clock.now())
    count = len(entered.movements)
    words = ngettext("%(count)d movement is entered.", "%(count)d movements are entered.", count)
    tell(request, words % {"count": count})
    for refused in entered.refused:
        tell(request, str(refused), tone="refused")
    return redirect("desk:audit", key=key)


def _audit(key: int) -> Audit:
    return get_object_or_404(Audit.objects.select_related("place"), pk=key)


def _list_page(request: HttpRequest, form: BeginAuditForm, *, status: int = 200) -> HttpResponse:
    rows = Audit.objects.select_related("place").order_by("-begun_at", "-pk")
    page = page_of(rows, request.GET.get("page"))
    tallies = {
        each["audit"]: each
        for each in AuditLine.objects.filter(audit__in=[row.pk for row in page.rows])
        .order_by()
        .values("audit")
        .annotate(all=Count("pk"), **_tally())
    }
    return desk_page(
        request,
        "desk/audits.html",
        title=_("Audits"),
        form=form,
        page=page,
        tallies=tallies,
        status=status,
    )


def _tally() -> dict[str, Count]:
    return {outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in AuditOutcome}


def _page(
    request: HttpRequest,
    found: Audit,
    *,
    see: SeeForm | None = None,
    note: AuditNoteForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or for htmx only the part of it that a tick changes."""
    is_part = request.headers.get("HX-Request") == "true"
    places, language = _places(found), _language()
    see = see or SeeForm(places=places, language=language)
    if is_part:  # the script leaves the focus where somebody is working
        see.fields["thing"].widget.attrs.pop("autofocus", None)
    wanted = request.GET.get("show", "")
    page = page_of(_lines(found, wanted), request.GET.get("page"))
    response = desk_page(
        request,
        "desk/audit-board.html" if is_part else "desk/audit.html",
        title=_("Audit: %(place)s") % {"place": found.place.name.words(language)},
        audit=found,
        see=see,
        note=note or AuditNoteForm(initial={"note": found.note}),
        page=page,
        moved=moved_meanwhile(found, page.rows) if found.closed_at is None else set(),
        tally=found.lines.aggregate(all=Count("pk"), **_tally()),
        outcomes=AuditOutcome,
        shown=wanted if wanted in AuditOutcome.values else "",
        ticked=TICKED,
        to_enter=lines_to_enter(found).count(),
        said=said,
        status=200 if is_part else status,  # htmx puts in what was refused as well
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Permissions-Policy"] = CAMERA
    return response


def _lines(found: Audit, wanted: str) -> QuerySet[AuditLine]:
    rows = found.lines.select_related("museum_object", "expected_place", "seen_place")
    if wanted in AuditOutcome.values:
        rows = rows.filter(outcome=wanted)
    return rows.order_by("order")


def _answer(
    request: HttpRequest, found: Audit, *, said: str = "", see: SeeForm | None = None
) -> HttpResponse:
    """For htmx the changed part; otherwise the page is loaded again."""
    if request.headers.get("HX-Request") == "true":
        return _page(request, found, said=said, see=see)
    if said:
        tell(request, said)
    query = request.GET.urlencode()
    address = reverse("desk:audit", kwargs={"key": found.pk})
    return redirect(f"{address}?{query}" if query else address)


def _next(form: SeeForm, found: Audit) -> SeeForm:
    """An empty form that stays at the fixture in which somebody is working."""
    place = form.cleaned_data.get("seen_place")
    initial = {"seen_place": place.pk if place else ""}
    return SeeForm(places=_places(found), language=_language(), initial=initial)


def _places(found: Audit) -> list[Place]:
    return Arrangement().within(found.place)


def _rows(request: HttpRequest, name: str) -> set[int]:
    sent = request.POST.getlist(name)[:1000]
    return {int(value) for value in sent if value.isdecimal() and len(value) < 12}


def _start(each: AuditLine) -> dict[str, Any]:
    outcome = AuditOutcome.FOUND if each.outcome in TICKED else each.outcome
    return {"outcome": outcome, "seen_place": each.seen_place_id or "", "note": each.note}


def _write(found: Audit, each: AuditLine, asked: dict[str, Any], *, by: str) -> None:
    thing, at = each.museum_object, clock.now()
    if asked["outcome"] == AuditOutcome.MISSING:
        miss_object(found, museum_object=thing, note=asked["note"], by=by, at=at)
    elif asked["outcome"] == AuditOutcome.AWAITED:
        take_back(found, museum_object=thing)
    else:
        see_object(
            found,
            museum_object=thing,
            seen_place=asked["seen_place"],
            note=asked["note"],
            by=by,
            at=at,
        )


def _place_asked(request: HttpRequest) -> Place | None:
    return Place.objects.filter(key=request.GET.get("place", "")).first()


def _language() -> str:
    return translation.get_language() or "es"
