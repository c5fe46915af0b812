"""Visitors and income of a span of time, added up in the database: period by period, aspect by aspect.

Visitors are not tickets: scans, tallies and tours count; conflicts at the gate did come in. Income is
what came in less what went back, when it did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Literal

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from casamuseo.kernel.editions import per_edition
from casamuseo.visit.calendar import Calendar
from casamuseo.visit.models import CashMovement, Payment, Refund, Scan, VisitCount
from casamuseo.visit.terms import (
    MovementKind,
    PaymentMethod,
    PaymentState,
    RefundState,
    Verdict,
)

Grain = Literal["day", "month", "year", "all"]
VisitorAspect = Literal["source", "category", "language", "origin"]
IncomeAspect = Literal["method", "category", "language", "origin"]

BACK = "back"
"""The column of income by category for what no category can be told of: refunds and voided sales."""

BY_THE_HOUR = 24
WITHOUT_DRAWER = [PaymentMethod.STRIPE, PaymentMethod.TRANSFER]
"""Ways of paying that write no movement into a drawer's book."""


@dataclass(frozen=True, slots=True)
class Period:
    """A row of a report: an hour, a day, a month or a year, from midnight or the full hour on."""

    begins: datetime
    ends: datetime
    """In the house's wall time, aware; the first moment that is not in it."""

    @property
    def day(self) -> date:
        return self.begins.date()


@dataclass(frozen=True, slots=True)
class Span:
    """What a report is about: a day by its hours, a month by its days, a year by its months, or all."""

    grain: Grain
    first: date
    last: date
    periods: tuple[Period, ...]

    @property
    def begins(self) -> datetime:
        return self.periods[0].begins

    @property
    def ends(self) -> datetime:
        return self.periods[-1].ends


@dataclass(frozen=True, slots=True)
class Report:
    """Numbers by period and by the values of an aspect; cents where it is about income."""

    span: Span
    values: tuple[str, ...]
    """What the aspect was found to be, the largest first; "" where nobody knows."""
    cells: dict[tuple[int, str], int] = field(default_factory=dict)

    def row(self, number: int) -> list[int]:
        """The numbers of a period, in the order of the values."""
        return [self.cells.get((number, value), 0) for value in self.values]

    def total_of(self, value: str) -> int:
        return sum(self.cells.get((number, value), 0) for number in range(len(self.span.periods)))

    def totals(self) -> list[int]:
        """The sum of each period."""
        sums = [0] * len(self.span.periods)
        for (number, _), count in self.cells.items():
            sums[number] += count
        return sums

    @property
    def total(self) -> int:
        return sum(self.cells.values())


def span_of(calendar: Calendar, *, grain: Grain, day: date, oldest: date | None = None) -> Span:
    """The day, month or year in which a day lies; for "all", the years from the oldest day on."""
    if grain == "day":
        begins = datetime.combine(day, time(), tzinfo=calendar.zone)
        hours = [begins + timedelta(hours=n) for n in range(BY_THE_HOUR + 1)]
        hours[-1] = datetime.combine(day + timedelta(days=1), time(), tzinfo=calendar.zone)
        return Span(grain, day, day, _periods(hours))
    if grain == "month":
        first = day.replace(day=1)
        following = _next_month(first)
        days = [first + timedelta(days=n) for n in range((following - first).days)]
        return _of_days(calendar, grain, [*days, following])
    if grain == "year":
        months = [date(day.year, month, 1) for month in range(1, 13)]
        return _of_days(calendar, grain, [*months, date(day.year + 1, 1, 1)])
    years = range((oldest or day).year, day.year + 2)
    return _of_days(calendar, grain, [date(year, 1, 1) for year in years])


def oldest_day() -> date | None:
    """The first day on which a visitor was counted."""
    return VisitCount.objects.order_by("on").values_list("on", flat=True).first()


def visitors(span: Span, *, by: VisitorAspect) -> Report:
    """How many came in, by period and aspect."""
    counts = VisitCount.objects.filter(on__gte=span.first, on__lte=span.last).order_by()
    if span.grain == "day":
        period = _period_of("at", span)
        of_hours = counts.annotate(period=period).values_list("period", by)
        return _report(span, of_hours.annotate(sum=Sum("quantity")))
    # By the day, whatever the periods: so the database goes through an index in its order.
    of_days = counts.values_list("on", by).annotate(sum=Sum("quantity"))
    number = _numbers_by_day(span)
    return _report(span, ((number[on], value, count) for on, value, count in of_days))


def income(span: Span, *, by: IncomeAspect) -> Report:
    """What came in less what went back, in cents, by period and aspect.

    By category, what was sold is told by the lines of the orders, and what went back stands for itself.
    A month in whose books nothing has been written since it was last added up is remembered.
    """
    if span.grain in ("day", "month"):
        return _report(span, _added_up(span, by=by))
    remembered, marks = _remembered(), _marks(span)
    kept = {
        number: remembered.get((by, period.begins, period.ends))
        for number, period in enumerate(span.periods)
    }
    stale = [number for number, found in kept.items() if not found or found[0] != marks[number]]
    rows: list[tuple[int, str, int]] = []
    if stale:
        first, last = stale[0], stale[-1]
        part = replace(span, periods=span.periods[first : last + 1])
        # A year is added up by its months, which remember what they came to.
        in_years = span.grain == "all"
        added_up = _by_year(part, by=by) if in_years else _by_period(_added_up(part, by=by))
        for number in range(first, last + 1):
            cells = added_up.get(number - first, {})
            period = span.periods[number]
            remembered[by, period.begins, period.ends] = (marks[number], cells)
            kept[number] = (marks[number], cells)
    for number, found in kept.items():
        if found:
            rows += [(number, value, cents) for value, cents in found[1].items()]
    return _report(span, rows)


def admitted_twice(span: Span) -> list[Scan]:
    """Scans by which somebody came in with a ticket that another gate had admitted already."""
    return list(
        Scan.objects.filter(
            verdict=Verdict.ADMITTED_CONFLICT,
            corrected_at__gte=span.begins,
            corrected_at__lt=span.ends,
            annulled_at=None,
        )
        .select_related("device", "ticket__order")
        .order_by("corrected_at", "pk")[:200]
    )


Rows = Iterable[tuple[int, str, int]]
Mark = tuple[int, ...]
Remembered = dict[tuple[str, datetime, datetime], tuple[Mark, dict[str, int]]]


@per_edition
def _remembered() -> Remembered:
    """What periods came to, each with the mark that its books bore then."""
    return {}


def _marks(span: Span) -> list[Mark]:
    """What tells whether anything was written into the books of each period: counts, sums and keys.

    Books are only ever added to, and a payment or refund that changes its state leaves or enters them.
    """
    marks = [_mark_of_movements(period) for period in span.periods]
    for rows, moment in ((_online(span), "confirmed_at"), (_sent_back(span), "done_at")):
        grouped = rows.order_by().annotate(period=_period_of(moment, span)).values_list("period")
        sums = grouped.annotate(count=Count("pk"), cents=Sum("amount_cents"), keys=Sum("pk"))
        found = {number: (count, cents, keys) for number, count, cents, keys in sums}
        marks = [(*mark, *found.get(number, (0, 0, 0))) for number, mark in enumerate(marks)]
    return marks


def _mark_of_movements(period: Period) -> Mark:
    """Every movement, whatever it is, so that the database reads an index and not the book.

    A question for each period: telling twelve months apart row by row would take five times as long.
    """
    every = CashMovement.objects.filter(at__gte=period.begins, at__lt=period.ends)
    sums = every.aggregate(count=Count("pk"), cents=Sum("amount_cents"), keys=Sum("pk"))
    return sums["count"], sums["cents"] or 0, sums["keys"] or 0


def _by_year(span: Span, *, by: IncomeAspect) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for number, period in enumerate(span.periods):
        year = income(_months_of(period), by=by)
        found[number] = {value: year.total_of(value) for value in year.values}
    return found


def _months_of(year: Period) -> Span:
    """A year by its months, in the zone of its own boundaries."""
    months = [year.day.replace(month=month) for month in range(1, 13)]
    moments = [datetime.combine(day, time(), tzinfo=year.begins.tzinfo) for day in months]
    last = year.ends.date() - timedelta(days=1)
    return Span("year", months[0], last, _periods([*moments, year.ends]))


def _by_period(rows: Rows) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for number, value, cents in rows:
        of_period = found.setdefault(number, {})
        of_period[value] = of_period.get(value, 0) + cents
    return found


def _added_up(span: Span, *, by: IncomeAspect) -> list[tuple[int, str, int]]:
    if by == "category":
        return _by_category(span)
    aspect = "method" if by == "method" else f"order__{by}"
    nested = "method" if by == "method" else f"payment__order__{by}"
    return [
        *_sums(_movements(span), "at", span, aspect, "amount_cents"),
        *_sums(_online(span), "confirmed_at", span, aspect, "amount_cents"),
        *_sums(_sent_back(span), "done_at", span, nested, "amount_cents", sign=-1),
    ]


def _by_category(span: Span) -> list[tuple[int, str, int]]:
    sold = F("order__lines__quantity") + F("order__lines__given_up")
    line = sold * F("order__lines__unit_cents")
    sales = _movements(span).filter(kind=MovementKind.SALE)
    back = _movements(span).exclude(kind=MovementKind.SALE)
    category = "order__lines__category"
    went = [
        (number, BACK, cents)
        for number, _, cents in (
            *_sums(back, "at", span, "method", "amount_cents"),
            *_sums(_sent_back(span), "done_at", span, "method", "amount_cents", sign=-1),
        )
    ]
    return [
        *_sums(sales, "at", span, category, line),
        *_sums(_online(span), "confirmed_at", span, category, line),
        *went,
    ]


def _movements(span: Span) -> QuerySet[CashMovement]:
    """Sales, refunds and voided sales in the drawers' books; cash put in or taken out is no income."""
    sold = Q(kind__in=[MovementKind.SALE, MovementKind.REFUND])
    voided = Q(kind=MovementKind.REVERSAL, order__isnull=False)
    return CashMovement.objects.filter(sold | voided, at__gte=span.begins, at__lt=span.ends)


def _online(span: Span) -> QuerySet[Payment]:
    return Payment.objects.filter(
        method__in=WITHOUT_DRAWER,
        state=PaymentState.CONFIRMED,
        confirmed_at__gte=span.begins,
        confirmed_at__lt=span.ends,
        movement__isnull=True,
    )


def _sent_back(span: Span) -> QuerySet[Refund]:
    return Refund.objects.filter(
        method__in=WITHOUT_DRAWER,
        state=RefundState.DONE,
        done_at__gte=span.begins,
        done_at__lt=span.ends,
        movement__isnull=True,
    )


def _sums(
    rows: QuerySet[Any], moment: str, span: Span, aspect: str, amount: Any, *, sign: int = 1
) -> list[tuple[int, str, int]]:
    period = _period_of(moment, span)
    grouped = rows.order_by().annotate(period=period).values_list("period", aspect)
    return [
        (number, value or "", sign * cents)
        for number, value, cents in grouped.annotate(sum=Sum(amount))
        if cents is not None
    ]


def _period_of(column: str, span: Span) -> Case:
    """The number of the period of a row that is known to lie in the span.

    Boundaries are reckoned here, by the house's zone: the database compares and nothing else.
    """
    *others, last = range(len(span.periods))
    return Case(
        *(
            When(**{f"{column}__lt": span.periods[number].ends}, then=Value(number))
            for number in others
        ),
        default=Value(last),
        output_field=IntegerField(),
    )


def _numbers_by_day(span: Span) -> dict[date, int]:
    numbers: dict[date, int] = {}
    for number, period in enumerate(span.periods):
        day, end = period.day, period.ends.date()
        while day < end:
            numbers[day] = number
            day += timedelta(days=1)
    return numbers


def _report(span: Span, rows: Rows) -> Report:
    cells: dict[tuple[int, str], int] = {}
    sums: dict[str, int] = {}
    for number, value, count in rows:
        cells[number, value] = cells.get((number, value), 0) + count
        sums[value] = sums.get(value, 0) + count
    found = {value for (_, value), count in cells.items() if count}
    values = sorted(found, key=lambda value: (value == BACK, -sums[value], value))
    return Report(span, tuple(values), cells)


def _of_days(calendar: Calendar, grain: Grain, days: list[date]) -> Span:
    moments = [datetime.combine(day, time(), tzinfo=calendar.zone) for day in days]
    return Span(grain, days[0], days[-1] - timedelta(days=1), _periods(moments))


def _periods(moments: list[datetime]) -> tuple[Period, ...]:
    return tuple(Period(begins, ends) for begins, ends in pairwise(moments))


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
