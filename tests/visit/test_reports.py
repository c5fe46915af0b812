"""Reports add up: visitors by how they were counted, income by when the money came and went."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import finish_refund, request_refund
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.refunding import refund_at_till
from casamuseo.visit.actions.selling import Sale, Tender, sell
from casamuseo.visit.actions.shifts import first_drawer, open_shift, pay_in
from casamuseo.visit.actions.voiding import void_sale
from casamuseo.visit.models import Drawer, Payment, VisitCount
from casamuseo.visit.pricing import Asked
from casamuseo.visit.reports import (
    BACK,
    Span,
    admitted_twice,
    income,
    oldest_day,
    span_of,
    visitors,
)
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import CountSource, PayAt, PaymentMethod, PaymentState
from tests.cast import NOON
from tests.staffing import a_member
from tests.visit.cast import an_open_house, an_order
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)


def span(grain: Any, day: date = DAY) -> Span:
    return span_of(visit_rules().calendar, grain=grain, day=day)


def count(quantity: int, *, at: datetime = NOON, **fields: Any) -> VisitCount:
    """Visitors who came in, by the house's day."""
    on = at.astimezone(ZoneInfo("America/Mexico_City")).date()
    key = f"count-{VisitCount.objects.count()}"
    return VisitCount.objects.create(
        at=at, on=on, quantity=quantity, request_key=key, **{"source": CountSource.TALLY, **fields}
    )


def a_till() -> tuple[Drawer, Member]:
    drawer, chucho = first_drawer(at=NOON), a_member("director", login="chucho")
    open_shift(drawer, float_cents=100_000, by=chucho, at=NOON)
    return drawer, chucho


def sold(drawer: Drawer, by: Member, *, key: str, adults: int = 1, card: bool = False) -> Any:
    method = PaymentMethod.TERMINAL if card else PaymentMethod.CASH
    sale = Sale(
        asked=[Asked("adult", adults), Asked("child", 1)],
        tender=Tender(method=method),
        contact=Contact(language="es", origin="MX"),
    )
    return sell(drawer, sale, request_key=key, by=by, at=NOON)


def test_a_month_has_its_days_and_each_its_visitors() -> None:
    an_open_house()
    count(3, category="adult")
    count(2, category="child")
    count(-1, category="child")
    count(4, category="adult", at=NOON - timedelta(days=20))
    count(9, category="adult", at=NOON - timedelta(days=30))

    report = visitors(span("month"), by="category")

    assert len(report.span.periods) == 30
    assert report.values == ("adult", "child")
    assert report.row(23) == [3, 1]
    assert report.totals()[3] == 4
    assert (report.total, report.total_of("adult")) == (8, 7)


def test_a_year_has_its_months_and_all_years_theirs() -> None:
    an_open_house()
    count(3)
    count(4, at=NOON - timedelta(days=40))
    count(5, at=NOON - timedelta(days=365))

    assert visitors(span("year"), by="source").totals() == [0] * 9 + [4, 3, 0]
    every = span_of(visit_rules().calendar, grain="all", day=DAY, oldest=oldest_day())
    assert [period.day.year for period in every.periods] == [2025, 2026]
    assert visitors(every, by="source").totals() == [5, 7]


def test_a_day_has_its_hours_by_the_clock_of_the_house() -> None:
    an_open_house()
    count(3)  # noon
    count(2, at=NOON + timedelta(hours=11))  # 23:00, tomorrow in UTC
    count(5, at=NOON + timedelta(hours=13))  # tomorrow

    report = visitors(span("day"), by="source")

    assert {n: total for n, total in enumerate(report.totals()) if total} == {12: 3, 23: 2}


@pytest.mark.parametrize("aspect", ["source", "category", "language", "origin"])
def test_visitors_are_the_same_number_whatever_they_are_told_apart_by(aspect: Any) -> None:
    an_open_house()
    count(3, category="adult", language="es", origin="MX", source=CountSource.SCAN)
    count(2, category="", language="", origin="", source=CountSource.TOUR)

    report = visitors(span("year"), by=aspect)

    assert report.total == 5
    assert len(report.values) == 2


def test_income_is_what_came_less_what_went_back() -> None:
    an_open_house()
    drawer, chucho = a_till()
    sold(drawer, chucho, key="one", adults=2)
    sold(drawer, chucho, key="two", card=True)
    void_sale(sold(drawer, chucho, key="three"), drawer=drawer, reason="slip", by=chucho, at=NOON)
    refund_at_till(
        sold(drawer, chucho, key="four", adults=3).payment,
        drawer=drawer,
        amount_cents=4000,
        method=PaymentMethod.CASH,
        reason="ill",
        request_key="refund",
        by=chucho,
        at=NOON,
    )
    pay_in(drawer, amount_cents=50_000, reason="change", request_key="in", by=chucho, at=NOON)

    report = income(span("month"), by="method")

    assert report.row(23) == [16_000, 4000]
    assert report.values == ("cash", "terminal")


def test_income_by_category_adds_up_to_the_same() -> None:
    an_open_house()
    drawer, chucho = a_till()
    movement = sold(drawer, chucho, key="one", adults=2)
    void_sale(sold(drawer, chucho, key="two"), drawer=drawer, reason="slip", by=chucho, at=NOON)
    an_online_payment(refunded_cents=1000)

    report = income(span("year"), by="category")

    assert movement.amount_cents == 8000
    assert {value: report.total_of(value) for value in report.values} == {
        "adult": 8000 + 4000 + 8000,
        BACK: -4000 - 1000,
    }
    assert report.total == income(span("year"), by="method").total == 15_000


def test_income_online_counts_when_the_money_came_and_went() -> None:
    an_open_house()
    an_online_payment(refunded_cents=8000, refunded_at=NOON + timedelta(days=7))

    assert income(span("month"), by="method").total == 8000
    december = span("month", DAY + timedelta(days=7))
    assert income(december, by="origin").total == -8000


@pytest.mark.parametrize("aspect", ["language", "origin"])
def test_income_is_told_apart_by_language_and_origin(aspect: Any) -> None:
    an_open_house()
    drawer, chucho = a_till()
    sold(drawer, chucho, key="one")
    an_online_payment()

    report = income(span("day"), by=aspect)

    assert report.values == {"language": ("es",), "origin": ("", "MX")}[aspect]
    assert report.total == 12_000


@pytest.mark.parametrize("aspect", ["method", "category", "language", "origin"])
def test_a_report_asks_as_little_of_a_full_year_as_of_an_empty_one(
    aspect: Any, django_assert_max_num_queries: Any
) -> None:
    an_open_house()
    drawer, chucho = a_till()
    for number in range(3):
        sold(drawer, chucho, key=f"sale-{number}")
    year = span("year")

    with django_assert_max_num_queries(19):
        income(year, by=aspect)


@pytest.mark.parametrize(("grain", "queries"), [("year", 12 + 3), ("all", 1 + 3)])
def test_what_was_added_up_is_remembered_until_something_is_written(
    grain: Any, queries: int, django_assert_num_queries: Any
) -> None:
    an_open_house()
    drawer, chucho = a_till()
    first = sold(drawer, chucho, key="one")
    books = span(grain)
    assert income(books, by="category").total == 4000

    with django_assert_num_queries(queries):
        assert income(books, by="category").total == 4000

    sold(drawer, chucho, key="two")
    assert income(books, by="category").total == 8000
    void_sale(first, drawer=drawer, reason="slip", by=chucho, at=NOON)
    assert income(books, by="category").total == 4000
    an_online_payment(refunded_cents=1000)
    assert income(books, by="category").total == 11_000
    Payment.objects.filter(method=PaymentMethod.STRIPE).update(state=PaymentState.DISPUTED)
    assert income(books, by="category").total == 3000


def test_nothing_is_reported_of_an_empty_span() -> None:
    an_open_house()

    assert visitors(span("year"), by="source").values == ()
    assert income(span("year"), by="category").total == 0
    assert admitted_twice(span("year")) == []


def an_online_payment(*, refunded_cents: int = 0, refunded_at: datetime = NOON) -> None:
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)
    if refunded_cents:
        refund = request_refund(
            payment,
            amount_cents=refunded_cents,
            method=PaymentMethod.STRIPE,
            reason="ill",
            request_key="refund-1",
            by="berta",
            at=refunded_at,
        )
        finish_refund(refund, at=refunded_at)
