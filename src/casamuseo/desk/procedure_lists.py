"""Lists of the procedures: found by words, a page at a time, and whole as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.text import slugify

from casamuseo.desk.exports import Cell, as_csv, as_xlsx
from casamuseo.desk.pages import desk_page
from casamuseo.desk.paging import page_of
from casamuseo.desk.procedure_forms import day_words

M = TypeVar("M", bound=Model)
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column(Generic[M]):
    """A column: its heading, what stands in it, whether a telephone leaves it out."""

    heading: Promise
    value: Callable[[M], date | str | int | None]
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Listing(Generic[M]):
    """A list: its rows in order, its columns, the fields that are searched, where a row leads."""

    name: Promise
    empty: Promise
    rows: Callable[[], QuerySet[M]]
    columns: Sequence[Column[M]]
    searched: Sequence[str]
    address: Callable[[M], str]
    table: str
    """The name of the address of its files."""


def list_page(
    request: HttpRequest, listing: Listing[M], template: str, **context: Any
) -> HttpResponse:
    """A page of the list, narrowed by the words that were asked for. One query."""
    query = request.GET.get("q", "").strip()[:100]
    page = page_of(_found(listing, query), request.GET.get("page"))
    return desk_page(
        request,
        template,
        title=str(listing.name),
        listing=listing,
        page=page,
        rows=[
            (listing.address(row), [_shown(column.value(row)) for column in listing.columns])
            for row in page.rows
        ],
        asked=query,
        query=f"{urlencode({'q': query})}&" if query else "",
        **context,
    )


def list_file(request: HttpRequest, listing: Listing[M], kind: str) -> HttpResponse:
    """The whole list, narrowed as the page is, as CSV or XLSX."""
    if kind not in KINDS:
        raise Http404(kind)
    rows = _found(listing, request.GET.get("q", "").strip()[:100])
    table = list(_table(listing, rows.iterator(chunk_size=1000)))
    name = str(listing.name)
    content = as_csv(table) if kind == "csv" else as_xlsx(table, name=name)
    return HttpResponse(
        content,
        content_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{slugify(name)}.{kind}"'},
    )


def _found(listing: Listing[M], query: str) -> QuerySet[M]:
    rows = listing.rows()
    if not query:
        return rows
    wanted = Q()
    for field in listing.searched:
        wanted |= Q(**{f"{field}__icontains": query})
    return rows.filter(wanted)


def _table(listing: Listing[M], rows: Iterable[M]) -> Iterable[Sequence[Cell]]:
    yield [str(column.heading) for column in listing.columns]
    for row in rows:
        yield [_cell(column.value(row)) for column in listing.columns]


def _cell(value: date | str | int | None) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _shown(value: date | str | int | None) -> str:
    if isinstance(value, date):
        return day_words(value)
    return "" if value is None else str(value)
