"""Reports: visitors and income by day, month and year, with a chart, a table and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast, get_args
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names
from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to
from casamuseo.desk.charts import bars
from casamuseo.desk.dates import locale, whole_day
from casamuseo.desk.exports import Cell, as_csv, as_xlsx
from casamuseo.desk.pages import desk_page
from casamuseo.kernel import clock
from casamuseo.visit import reports as figures
from casamuseo.visit.models import Price, Programme
from casamuseo.visit.money import amount
from casamuseo.visit.reports import BACK, Grain, Report, Span, admitted_twice, oldest_day, span_of
from casamuseo.visit.rules import the_house, visit_rules
from casamuseo.visit.terms import CountSource, PaymentMethod

GRAINS: tuple[Grain, ...] = get_args(Grain)
ASPECTS = {
    "visitors": ("category", "source", "language", "origin"),
    "income": ("method", "category", "language", "origin"),
}
FURTHEST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked about, as its address says it."""

    about: str
    by: str
    span: Span
    day: date

    def address(self, **changes: str) -> str:
        """The query of the same report, but for these changes."""
        same = {
            "about": self.about,
            "by": self.by,
            "span": self.span.grain,
            "of": self.day.isoformat(),
        }
        return "?" + urlencode({**same, **changes})

    @property
    def is_income(self) -> bool:
        return self.about == "income"


@allowed_to("read_reports")
def reports(request: HttpRequest) -> HttpResponse:
    """Visitors or income of a span, told apart by one aspect."""
    asked = _asked(request)
    report = _report(asked)
    name = value_names(asked.by)
    totals = report.totals()
    shown = _shown(asked.span, totals)
    words = _money_words if asked.is_income else _number_words
    title = report_title(asked)
    return desk_page(
        request,
        "desk/reports.html",
        title=_("Reports"),
        heading=title,
        asked=asked,
        report=report,
        rows=[
            (
                period_name(asked.span, number),
                report.row(number),
                totals[number],
                _deeper(asked, number),
            )
            for number in shown
        ],
        values=[(name(value), report.total_of(value)) for value in report.values],
        columns=[
            _row_heading(asked.span.grain),
            *((name(value), "number") for value in report.values),
            (_("Total"), "number"),
        ],
        words=words,
        chart=bars(
            [period_label(asked.span, number) for number in shown],
            [totals[number] for number in shown],
            title=title,
            description=_("The table below has the same numbers."),
            words=_whole_words if asked.is_income else _number_words,
        ),
        aspects=[(each, aspect_name(each)) for each in ASPECTS[asked.about]],
        grains=[(each, grain_name(each)) for each in GRAINS],
        before=_neighbour(asked, -1),
        after=_neighbour(asked, 1),
        twice=admitted_twice(asked.span),
        currency=the_house().currency,
    )


@allowed_to("read_reports")
def table_csv(request: HttpRequest) -> HttpResponse:
    """The report's table as CSV."""
    asked = _asked(request)
    return _file(as_csv(_table(asked)), asked, ending="csv", kind="text/csv; charset=utf-8")


@allowed_to("read_reports")
def table_xlsx(request: HttpRequest) -> HttpResponse:
    """The report's table as a workbook."""
    asked = _asked(request)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    content = as_xlsx(_table(asked), name=report_title(asked))
    return _file(content, asked, ending="xlsx", kind=kind)


def report_title(asked: Asked) -> str:
    """What the report is about, in words."""
    about = _("Income") if asked.is_income else _("Visitors")
    grain = asked.span.grain
    if grain == "all":
        return _("%(what)s by year") % {"what": about}
    if grain == "day":
        return f"{about}: {whole_day(asked.day)}"
    skeleton = {"month": "yMMMM", "year": "y"}[grain]
    return f"{about}: {format_skeleton(skeleton, asked.day, locale=locale())}"


def period_label(span: Span, number: int) -> str:
    """What stands below a bar."""
    period = span.periods[number]
    if span.grain == "day":
        return f"{period.begins:%H}"
    if span.grain == "month":
        return str(period.day.day)
    if span.grain == "year":
        names = get_month_names("abbreviated", context="stand-alone", locale=locale())
        return str(names[period.day.month])
    return str(period.day.year)


def period_name(span: Span, number: int) -> str:
    """What stands before a row."""
    period = span.periods[number]
    if span.grain == "day":
        return f"{period.begins:%H:%M}–{period.ends:%H:%M}"
    if span.grain == "month":
        return str(format_date(period.day, "EEE d MMM", locale=locale()))
    if span.grain == "year":
        return str(format_date(period.day, "LLLL", locale=locale()))
    return str(period.day.year)


def aspect_name(aspect: str) -> str:
    return {
        "category": _("Category"),
        "source": _("How they were counted"),
        "language": _("Language"),
        "origin": _("Origin"),
        "method": _("Way of paying"),
    }[aspect]


def grain_name(grain: str) -> str:
    return {
        "day": pgettext("report", "Day"),
        "month": pgettext("report", "Month"),
        "year": pgettext("report", "Year"),
        "all": pgettext("report", "All years"),
    }[grain]


def _row_heading(grain: str) -> str:
    """What the rows of a span are: of a year its months, of a month its days."""
    return {
        "day": _("Hour"),
        "month": pgettext("report", "Day"),
        "year": pgettext("report", "Month"),
        "all": pgettext("report", "Year"),
    }[grain]


def value_names(aspect: str) -> Callable[[str], str]:
    """How the values of an aspect are called in the member's language."""
    language = get_language() or "es"
    names: dict[str, str] = {"": _("not known")}
    if aspect == "source":
        names |= {value: str(label) for value, label in CountSource.choices}
    elif aspect == "method":
        names |= {value: str(label) for value, label in PaymentMethod.choices}
    elif aspect == "category":
        names |= {price.key: price.category.words(language) for price in Price.objects.all()}
        names |= {
            f"programme:{programme.key}": programme.title.words(language)
            for programme in Programme.objects.all()
        }
        names[BACK] = _("Refunds and voided sales")
    elif aspect == "language":
        names |= _languages_by_code(language)
    elif aspect == "origin":
        names |= _countries_by_code(language)
    return lambda value: names.get(value) or names.get(value.upper()) or value


def _asked(request: HttpRequest) -> Asked:
    """The report that the address asks for; what it does not know falls back to what is usual."""
    about = request.GET.get("about", "visitors")
    if about not in ASPECTS:
        about = "visitors"
    by = request.GET.get("by", "")
    if by not in ASPECTS[about]:
        by = ASPECTS[about][0]
    grain = request.GET.get("span", "month")
    if grain not in GRAINS:
        grain = "month"
    rules = visit_rules()
    day = _day(request.GET.get("of", ""), rules.date_at(clock.now()))
    oldest = oldest_day() if grain == "all" else None
    span = span_of(rules.calendar, grain=cast(Grain, grain), day=day, oldest=oldest)
    return Asked(about, by, span, day)


def _report(asked: Asked) -> Report:
    if asked.is_income:
        return figures.income(asked.span, by=cast(figures.IncomeAspect, asked.by))
    return figures.visitors(asked.span, by=cast(figures.VisitorAspect, asked.by))


def _shown(span: Span, totals: list[int]) -> range:
    """The numbers of the periods that are shown: all, but of a day no more hours than it needs."""
    if span.grain != "day":
        return range(len(totals))
    busy = [number for number, total in enumerate(totals) if total]
    return range(min([*busy, 9]), max([*busy, 17]) + 1)


def _table(asked: Asked) -> list[list[Cell]]:
    """The report as a table of cells: one row for each period, one column for each value."""
    report, name = _report(asked), value_names(asked.by)
    cell: Callable[[int], Cell] = amount if asked.is_income else int
    rows: list[list[Cell]] = [
        [_row_heading(asked.span.grain), *(name(value) for value in report.values), _("Total")]
    ]
    for number, total in enumerate(report.totals()):
        row = [cell(count) for count in report.row(number)]
        rows.append([period_name(asked.span, number), *row, cell(total)])
    sums = [cell(report.total_of(value)) for value in report.values]
    return [*rows, [_("Total"), *sums, cell(report.total)]]


def _file(content: bytes, asked: Asked, *, ending: str, kind: str) -> HttpResponse:
    name = slugify(f"{the_house().key} {report_title(asked)}")
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )


def _neighbour(asked: Asked, direction: int) -> str:
    """The address of the span before or after; "" where every year is shown."""
    if asked.span.grain == "all":
        return ""
    edge = asked.span.first if direction < 0 else asked.span.last
    day = edge + timedelta(days=direction)
    return asked.address(of=day.isoformat()) if 2000 <= day.year <= FURTHEST_YEAR else ""


def _deeper(asked: Asked, number: int) -> str:
    """The address of a row's own report: of a year its months, of a month its days."""
    finer = {"all": "year", "year": "month", "month": "day"}.get(asked.span.grain)
    if finer is None:
        return ""
    return asked.address(span=finer, of=asked.span.periods[number].day.isoformat())


def _day(words: str, today: date) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return today
    return day if 2000 <= day.year <= FURTHEST_YEAR else today


def _number_words(count: int) -> str:
    return str(format_decimal(count, locale=locale()))


def _money_words(cents: int) -> str:
    return str(format_decimal(amount(cents), "#,##0.00", locale=locale()))


def _whole_words(cents: int) -> str:
    return str(format_decimal(cents // 100, locale=locale()))


def _languages_by_code(language: str) -> dict[str, Any]:
    return dict(Locale.parse(language).languages)


def _countries_by_code(language: str) -> dict[str, Any]:
    return dict(Locale.parse(language).territories)
