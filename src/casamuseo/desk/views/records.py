"""Stories, happenings, journeys, exhibitions, stops, persons, towns, terms: one set of pages for all."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.beside import Beside, see_anew, standing_beside
from casamuseo.desk.forms_records import RecordForm, RowSet
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.desk.record_kinds import BY_SLUG, KINDS, RecordKind
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.recording import ChangedMeanwhile
from casamuseo.story.actions.journeys import begin_text_of_station
from casamuseo.story.models import Journey, JourneyStop


@allowed_to("keep_records")
def hub(request: HttpRequest) -> HttpResponse:
    """The kinds of record that there are."""
    return desk_page(request, "desk/records.html", title=_("Stories and persons"), kinds=KINDS)


@allowed_to("keep_records", hides=True)
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind, searched by name."""
    of_kind = _kind(kind)
    words = request.GET.get("q", "").strip()[:100]
    page = page_of(of_kind.found(words), request.GET.get("page"))
    language = get_language() or "es"
    return desk_page(
        request,
        "desk/record-list.html",
        title=str(of_kind.plural),
        kind=of_kind,
        words=words,
        page=page,
        rows=[
            (one, of_kind.called(one, language), of_kind.beside(one, language=language))
            for one in page.rows
        ],
    )


@allowed_to("keep_records", hides=True)
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a record."""
    return _edit(request, _kind(kind), None)


@allowed_to("keep_records", hides=True)
def record(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """A record, to be read and changed."""
    of_kind = _kind(kind)
    return _edit(request, of_kind, get_object_or_404(of_kind.model, pk=key))


@allowed_to("keep_records", hides=True)
@require_POST
def delete(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Delete a record that nobody needs; who does is named."""
    of_kind = _kind(kind)
    found = get_object_or_404(of_kind.model, pk=key)
    name = of_kind.called(found, get_language() or "es")
    try:
        of_kind.delete(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:record", kind=kind, key=key)
    tell(request, _("“%(name)s” was deleted.") % {"name": name})
    return redirect("desk:record_list", kind=kind)


@allowed_to("keep_records", hides=True)
@require_POST
def text(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Go to the record's text, begun where there is none."""
    of_kind = _kind(kind)
    if of_kind.begin_text is None:
        raise Http404
    found = get_object_or_404(of_kind.model, pk=key)
    try:
        passage = of_kind.begin_text(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:record", kind=kind, key=key)
    return redirect("desk:text", key=passage.pk)


@allowed_to("keep_records", hides=True)
@require_POST
def station_text(request: HttpRequest, key: int) -> HttpResponse:
    """Go to the text of a station, begun where there is none."""
    stop = get_object_or_404(JourneyStop.objects.select_related("journey"), pk=key)
    passage = begin_text_of_station(stop, by=member_of(request).login, at=clock.now())
    return redirect("desk:text", key=passage.pk)


def _edit(request: HttpRequest, kind: RecordKind, found: Any) -> HttpResponse:
    start = kind.form.start(found, seen=kind.see(found)) if found else None
    form = kind.form(request.POST or None, initial=start)
    rows = _rows(kind, found, request.POST or None)
    beside: list[Beside] = []
    is_step = request.POST.get("do") == "row"
    if request.method == "POST" and not is_step and form.is_valid() and _is_sound(rows):
        try:
            saved = kind.save(
                found,
                form.asked(rows.rows() if rows else ()),
                rows.rows() if rows else (),
                seen=form.cleaned_data["seen"],
                by=member_of(request).login,
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
            if found and isinstance(refused, ChangedMeanwhile):
                fresh = kind.form(initial=start)
                beside = standing_beside(form, fresh)
                see_anew(form, fresh)
        else:
            tell(request, _("This was saved."))
            return redirect("desk:record", kind=kind.slug, key=saved.pk)
    is_refused = request.method == "POST" and not is_step
    return _page(request, kind, found, form, rows, beside=beside, status=422 if is_refused else 200)


def _page(
    request: HttpRequest,
    kind: RecordKind,
    found: Any,
    form: RecordForm,
    rows: RowSet | None,
    *,
    beside: list[Beside],
    status: int,
) -> HttpResponse:
    language = get_language() or "es"
    stations: list[JourneyStop] = []
    if isinstance(found, Journey):
        stations = list(found.stops.select_related("at", "passage").order_by("position"))
    return desk_page(
        request,
        "desk/record.html",
        title=kind.called(found, language) if found else str(kind.add_one),
        kind=kind,
        record=found,
        form=form,
        rows=rows,
        stations=stations,
        has_text=bool(found and kind.passage(found)),
        beside=beside,
        status=status,
    )


def _rows(kind: RecordKind, found: Any, typed: Any) -> RowSet | None:
    if kind.row_set is None:
        return None
    if typed is not None and typed.get("do") == "row":
        typed = typed.copy()
        count = typed.get("r-TOTAL_FORMS", "")
        typed["r-TOTAL_FORMS"] = str(int(count) + 1 if count.isdecimal() else 1)
    row_form: Any = kind.row_set.form
    start = row_form.starts(found) if found else None
    return kind.row_set(typed, initial=start, prefix="r", form_kwargs=row_form.shared())


def _is_sound(rows: RowSet | None) -> bool:
    return rows is None or rows.is_valid()


def _kind(slug: str) -> RecordKind:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]
