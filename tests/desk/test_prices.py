"""Prices on the desk: seen and changed by the director, holding at once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from casamuseo.kernel import clock
from casamuseo.kernel.texts import Text
from casamuseo.visit.models import Price, PriceRule, Resource, SlotRule
from tests.cast import NOON
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in
from tests.visit.cast import an_open_house, an_order

pytestmark = pytest.mark.django_db

CATEGORY = {"category_es": "Adultos", "category_en": "Adults"}
REASON = {"reason_es": "Gratis los domingos", "reason_en": "Free on Sundays"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def director() -> Client:
    return signed_in(a_member("director"))


def test_the_page_shows_prices_rules_times_and_capacities() -> None:
    an_open_house(day_capacity=300)
    rule = PriceRule.objects.create(
        key="free",
        amount=0,
        weekdays=[7],
        reason=Text.of(es="Gratis", en="Free"),
        residency="resident",
    )
    rule.prices.add(Price.objects.get(key="adult"))
    SlotRule.objects.create(key="always", weekdays=[6])

    words = words_of(director().get("/desk/prices/"))

    assert "adult 40.00 MXN – –" in words
    assert "Free free adult Lives in the country Sunday Remove" in words
    assert "Saturday 30 min 60 min Remove" in words
    assert "day Visitors in a day 300" in words


def test_a_price_is_changed() -> None:
    an_open_house()
    browser = director()

    response = browser.post("/desk/prices/categories/adult/", {**CATEGORY, "amount": "55.50"})

    assert response.headers["Location"] == "/desk/prices/"
    price = Price.objects.get(key="adult")
    assert (price.amount, price.category.words("es")) == (Decimal("55.50"), "Adultos")
    assert said(browser.get("/desk/prices/")) == ["This was saved."]


@pytest.mark.parametrize(
    "form",
    [{**CATEGORY, "amount": "-1"}, {**CATEGORY, "amount": "1.234"}, {"amount": "1"}, CATEGORY],
)
def test_a_price_that_cannot_be_is_refused(form: dict[str, Any]) -> None:
    an_open_house()

    assert director().post("/desk/prices/categories/adult/", form).status_code == 422
    assert Price.objects.get(key="adult").amount == 40


def test_a_category_and_a_rule_for_it_are_added_and_the_rule_removed() -> None:
    an_open_house()
    browser = director()

    browser.post("/desk/prices/categories/new/", {**CATEGORY, "amount": "10"})
    price = Price.objects.get(key="adultos")
    browser.post(
        "/desk/prices/rules/new/",
        {**REASON, "amount": "0", "weekdays": [7], "prices": [price.pk], "residency": "resident"},
    )

    rule = PriceRule.objects.get()
    assert (rule.weekdays, rule.residency, list(rule.prices.all())) == ([7], "resident", [price])
    assert 'value="7" id="id_weekdays_6" checked' in browser.get(
        f"/desk/prices/rules/{rule.key}/"
    ).text.replace("required ", "")

    browser.post(f"/desk/prices/rules/{rule.key}/remove/")
    assert not PriceRule.objects.exists()


def test_times_are_added_changed_and_removed() -> None:
    an_open_house()
    browser = director()
    form = {"every_minutes": 30, "stay_minutes": 60, "early_minutes": 10, "late_minutes": 15}

    browser.post("/desk/prices/times/new/", form)
    rule = SlotRule.objects.get()
    browser.post(f"/desk/prices/times/{rule.key}/", {**form, "every_minutes": 45})
    rule.refresh_from_db()
    assert rule.every_minutes == 45
    assert (
        browser.post(f"/desk/prices/times/{rule.key}/", {**form, "stay_minutes": 50}).status_code
        == 422
    )

    browser.post(f"/desk/prices/times/{rule.key}/remove/")
    assert not SlotRule.objects.exists()


def test_a_smaller_capacity_says_where_more_is_sold() -> None:
    an_open_house(day_capacity=10)
    an_order(party=6)
    browser = director()

    browser.post("/desk/prices/capacity/day/", {"capacity": 4})

    assert Resource.objects.get(key="day").capacity == 4
    assert said(browser.get("/desk/prices/")) == [
        "1 time already has more people than that; nothing more is sold for it.",
        "This was saved.",
    ]


def test_what_does_not_exist_is_not_found() -> None:
    an_open_house()
    browser = director()

    for path in ("categories/nobody", "rules/nothing", "times/nothing", "capacity/nothing"):
        assert browser.get(f"/desk/prices/{path}/").status_code == 404
