"""Prices and rules change at once for whoever buys next, and never for what was sold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.tariffs import (
    Days,
    Reduction,
    Rhythm,
    Tariff,
    put_price,
    put_price_rule,
    put_slot_rule,
    remove,
)
from casamuseo.visit.errors_calendar import BadDays
from casamuseo.visit.models import Price, PriceRule, SlotRule
from casamuseo.visit.rules import price_list, visit_rules
from tests.cast import NOON
from tests.visit.cast import an_open_house, an_order

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)
HOURLY = Rhythm(every_minutes=60, stay_minutes=60, early_minutes=10, late_minutes=15)


def a_tariff(amount: str) -> Tariff:
    return Tariff(
        category=Text.of(es="Adultos", en="Adults"),
        amount=Decimal(amount),
        note=Text(),
        proof=Text(),
    )


def unit(category: str = "adult") -> int:
    return price_list().quote(category, day=DAY, residency=None).unit_cents


def test_a_new_price_holds_for_the_next_order_and_not_for_the_last() -> None:
    an_open_house()
    order, edition = an_order(), Edition.current()

    put_price("adult", a_tariff("55.00"), by="berta", at=NOON)

    order.refresh_from_db()
    assert (order.total_cents, unit()) == (8000, 5500)
    assert Edition.current() == edition + 1
    change = Change.objects.get(action="put_price")
    assert (change.actor, change.kind, change.key) == ("berta", "visit.price", "adult")


def test_a_category_is_added_at_the_end_with_a_key_of_its_own() -> None:
    an_open_house()

    first = put_price(None, a_tariff("10.00"), by="berta", at=NOON)
    second = put_price(None, a_tariff("20.00"), by="berta", at=NOON)

    assert (first.key, second.key) == ("adultos", "adultos-2")
    assert list(Price.objects.values_list("key", flat=True))[-2:] == ["adultos", "adultos-2"]


def test_an_original_written_anew_makes_its_translation_stale() -> None:
    an_open_house()
    put_price("adult", a_tariff("40.00"), by="berta", at=NOON)
    renamed = Text.of(es="Personas adultas", en="Adults")

    tariff = Tariff(category=renamed, amount=Decimal(40), note=Text(), proof=Text())
    put_price("adult", tariff, by="berta", at=NOON)

    assert Price.objects.get(key="adult").category.is_stale("en")


def test_a_rule_holds_on_its_days_until_it_is_removed() -> None:
    an_open_house()
    free = Reduction(reason=Text.of(es="Gratis", en="Free"), amount=Decimal(0), proof=Text())
    adult = Price.objects.get(key="adult")

    rule = put_price_rule(None, free, days=Days(weekdays=(3,)), prices=[adult], by="berta", at=NOON)
    assert unit() == 0

    remove(rule, by="berta", at=NOON)
    assert unit() == 4000
    assert not PriceRule.objects.exists()


def test_a_slot_rule_gives_visits_a_time() -> None:
    an_open_house()

    rule = put_slot_rule(None, HOURLY, days=Days(), by="berta", at=NOON)
    assert len(visit_rules().slots_on(DAY)) == 7

    remove(rule, by="berta", at=NOON)
    assert visit_rules().slots_on(DAY) == []
    assert not SlotRule.objects.exists()


def test_days_that_cannot_be_are_refused() -> None:
    an_open_house()

    for days in (Days(weekdays=(0,)), Days(begins_on=DAY, ends_on=date(2026, 11, 24))):
        with pytest.raises(BadDays):
            put_slot_rule(None, HOURLY, days=days, by="berta", at=NOON)
