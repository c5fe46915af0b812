"""Imports of tables: brought, mapped, tried out, written, and what became of each row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.collection.actions.importing import (
    forget_import,
    is_waiting,
    map_columns,
    receive_table,
    start_import,
    work_on,
)
from casamuseo.collection.errors_importing import TableTooLarge
from casamuseo.collection.importing.choosing import best_mapping, mapping_used_before
from casamuseo.collection.importing.keeping import MEGABYTES, MOST_BYTES, path_of
from casamuseo.collection.importing.remarks import told
from casamuseo.collection.importing.tables import open_table
from casamuseo.collection.models import ImportedRow, ImportRun
from casamuseo.collection.terms import ImportState, RowFate
from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.exports import inert
from casamuseo.desk.forms_imports import (
    Column,
    MappingForm,
    TableForm,
    field_groups,
    fields_from,
)
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.desk.pickers import house_languages
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal

A_BREATH = 2.0
"""Seconds that a page works on an import before it shows how far it came; the worker goes on."""
SAMPLED, SAMPLES, LONGEST_SAMPLE = 40, 3, 60


@allowed_to("import_objects")
def imports(request: HttpRequest) -> HttpResponse:
    """The imports there were, and a table to be brought."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if (file.size or 0) > MOST_BYTES:
                raise TableTooLarge(megabytes=MEGABYTES)
            run = receive_table(
                file.chunks(), name=file.name or "", by=member_of(request).login, at=clock.now()
            )
        except Refusal as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("desk:imports_run", key=run.key)
    runs = ImportRun.objects.defer("columns").order_by("-begun_at", "-pk")
    return desk_page(
        request,
        "desk/imports.html",
        title=_("Import"),
        form=form,
        page=page_of(runs, request.GET.get("page")),
        status=422 if form.errors else 200,
    )


@allowed_to("import_objects", hides=True)
def run(request: HttpRequest, key: str) -> HttpResponse:
    """One import, at the step where it stands."""
    return _page(request, get_object_or_404(ImportRun, key=key))


@allowed_to("import_objects", hides=True)
@require_POST
def map_run(request: HttpRequest, key: str) -> HttpResponse:
    """Say what each column is, and try the table out."""
    found = get_object_or_404(ImportRun, key=key)
    fields, form = fields_from(request.POST, found.columns), MappingForm(request.POST)
    if form.is_valid():
        try:
            by = member_of(request).login
            map_columns(found, fields=fields, options=form.options(), by=by, at=clock.now())
            work_on(found, at=clock.now(), seconds=A_BREATH)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("desk:imports_run", key=key)
    found.refresh_from_db()
    return _mapping_page(request, found, fields=fields, form=form, status=422)


@allowed_to("import_objects", hides=True)
@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Write what was tried out."""
    found = get_object_or_404(ImportRun, key=key)
    try:
        start_import(found, by=member_of(request).login, at=clock.now())
        work_on(found, at=clock.now(), seconds=A_BREATH)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    return redirect("desk:imports_run", key=key)


@allowed_to("import_objects", hides=True)
@require_POST
def work(request: HttpRequest, key: str) -> HttpResponse:
    """Go on with it for a breath; htmx is told to load the page anew once it is done."""
    found = get_object_or_404(ImportRun, key=key)
    try:
        is_done = work_on(found, at=clock.now(), seconds=A_BREATH)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        is_done = True
    if not request.headers.get("HX-Request"):
        return redirect("desk:imports_run", key=key)
    if is_done:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return desk_page(request, "desk/imports-progress.html", title=found.file_name, run=found)


@allowed_to("import_objects", hides=True)
@require_POST
def forget(request: HttpRequest, key: str) -> HttpResponse:
    """Put away an import of which nothing was written."""
    found = get_object_or_404(ImportRun, key=key)
    try:
        forget_import(found, by=member_of(request).login, at=clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:imports_run", key=key)
    tell(request, _("The import was put away; nothing had been written."))
    return redirect("desk:imports")


@allowed_to("import_objects", hides=True)
def remap(request: HttpRequest, key: str) -> HttpResponse:
    """The mapping once more, before anything is written."""
    found = get_object_or_404(ImportRun, key=key)
    if found.state not in {ImportState.MAPPING, ImportState.CHECKED}:
        return redirect("desk:imports_run", key=key)
    return _mapping_page(request, found)


@allowed_to("import_objects", hides=True)
def fates_csv(request: HttpRequest, key: str) -> HttpResponse:
    """Every row with what becomes of it, and why, as CSV."""
    found = get_object_or_404(ImportRun, key=key)
    name = slugify(found.file_name.rpartition(".")[0]) or "import"
    return cast(
        HttpResponse,
        StreamingHttpResponse(
            _lines_of(found, _fate_asked(request), language=translation.get_language()),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}-rows.csv"'},
        ),
    )


class _Echo:
    """A file that gives back what is written to it, line by line."""

    def write(self, words: str) -> str:
        return words


def _lines_of(run: ImportRun, fate: str, *, language: str) -> Iterator[bytes]:
    """The lines of the file. They are made after the request, when nobody's language is set any more."""
    writer = csv.writer(_Echo())
    with translation.override(language):
        heading = [_("Row"), _("What becomes of it"), _("Remarks"), *run.columns]
        yield "\ufeff".encode() + writer.writerow([inert(cell) for cell in heading]).encode()
        for row in _rows_of(run, fate).iterator(chunk_size=500):
            remarks = "; ".join(map(str, told(row.problem)))
            cells = [row.number, row.get_fate_display(), remarks, *row.values]
            yield writer.writerow([inert(cell) for cell in cells]).encode()


def _rows_of(run: ImportRun, fate: str) -> QuerySet[ImportedRow]:
    rows = ImportedRow.objects.filter(run=run).order_by("number")
    return rows.filter(fate=fate) if fate else rows


def _fate_asked(request: HttpRequest) -> str:
    fate = request.GET.get("fate", "")
    return fate if fate in RowFate.values else ""


def _page(request: HttpRequest, found: ImportRun) -> HttpResponse:
    if found.state == ImportState.MAPPING and not is_waiting(found):
        return _mapping_page(request, found)
    fate = _fate_asked(request)
    page = page_of(_rows_of(found, fate).select_related("museum_object"), request.GET.get("page"))
    fields = found.mapping.get("fields", {})
    shown = [place for place, column in enumerate(found.columns) if column in fields][:3]
    fates = found.mapping.get("fates", {})
    return desk_page(
        request,
        "desk/imports-run.html",
        title=found.file_name,
        run=found,
        is_waiting=is_waiting(found),
        page=page,
        rows=[(row, told(row.problem), [row.values[n] for n in shown]) for row in page.rows],
        shown=[found.columns[n] for n in shown],
        fates=[(each, fates[each.value]) for each in RowFate if each.value in fates],
        fate=fate,
        query=f"fate={fate}&" if fate else "",
        kept_only=[column for column in found.columns if column not in fields],
    )


def _mapping_page(
    request: HttpRequest,
    found: ImportRun,
    *,
    fields: dict[str, str] | None = None,
    form: MappingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The columns with some of their cells, and a choice for each."""
    known, guessed = best_mapping(found.columns, house_languages())
    name = known.name.words(get_language() or "es")
    before = None if found.mapping.get("fields") else mapping_used_before(found)
    started = found.mapping.get("fields") or (before.mapping["fields"] if before else guessed)
    options = found.mapping.get("options") or (before.mapping["options"] if before else {})
    try:
        samples = _samples(found)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        samples = [[] for _column in found.columns]
    chosen = started if fields is None else fields
    return desk_page(
        request,
        "desk/imports-mapping.html",
        title=found.file_name,
        run=found,
        columns=[
            Column(column, samples[place], chosen.get(column, ""))
            for place, column in enumerate(found.columns)
        ],
        groups=field_groups(),
        form=form or MappingForm(initial={"order_of_sizes": "height-width-depth", **options}),
        taken_from="" if found.mapping.get("fields") else (before.file_name if before else name),
        status=status,
    )


def _samples(run: ImportRun) -> list[list[str]]:
    """Some of the cells of each column, each once, cut short."""
    found: list[list[str]] = [[] for _column in run.columns]
    for line in islice(open_table(path_of(run)).lines(), SAMPLED):
        for place, cells in enumerate(found):
            words = " ".join(line.values[place].split())
            words = words[: LONGEST_SAMPLE - 1] + "…" if len(words) > LONGEST_SAMPLE else words
            if words and words not in cells and len(cells) < SAMPLES:
                cells.append(words)
    return found
