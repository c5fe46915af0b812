"""A visit moved to another day: what was paid stays paid, what is to be paid is priced anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casamuseo.kernel.models import Edition, Letter
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.changing import move_order
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.errors import CostsMore, PaymentUnderway
from casamuseo.visit.models import Conflict, Order, Payment, PriceRule, ledger_faults
from casamuseo.visit.pricing import Asked
from casamuseo.visit.terms import HoldState, OrderState, PayAt, Residency
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, SLOT, a_hold, an_open_house
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db

SUNDAY = SLOT + timedelta(days=4)


def residents_come_free_on_sundays() -> None:
    PriceRule.objects.create(
        key="sunday",
        residency=Residency.RESIDENT,
        weekdays=[7],
        amount=0,
        reason=Text.of(es="Gratis los domingos", en="Free on Sundays"),
    )
    Edition.rise()


def residents(
    *, slot: object = SLOT, pay_at: PayAt = PayAt.DOOR, contact: Contact = IN_WORDS
) -> Order:
    return place_order(
        a_hold(slot=slot, key="first"),  # type: ignore[arg-type]
        asked=[Asked("adult", 2, Residency.RESIDENT)],
        pay_at=pay_at,
        contact=contact,
        request_key="residents",
        at=NOON,
    )


def begun(order: Order) -> Payment:
    return begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]


def test_what_is_paid_at_the_door_is_priced_anew() -> None:
    an_open_house()
    residents_come_free_on_sundays()
    order = residents()

    move_order(order, hold=a_hold(slot=SUNDAY, key="other"), by="Ana", at=NOON)

    order.refresh_from_db()
    assert (order.total_cents, order.state, order.pay_at) == (0, OrderState.PAID, PayAt.FREE)
    line = order.lines.get()
    assert (line.unit_cents, line.reason.words("en")) == (0, "Free on Sundays")
    assert ledger_faults() == []


def test_what_has_been_paid_is_not_moved_to_a_day_that_costs_more() -> None:
    an_open_house()
    residents_come_free_on_sundays()
    order = residents(slot=SUNDAY)
    assert order.state == OrderState.PAID
    hold = a_hold(key="other")

    with pytest.raises(CostsMore) as refused:
        move_order(order, hold=hold, by="Ana", at=NOON)

    assert refused.value.facts == {"paid_cents": 0, "total_cents": 8000}
    hold.refresh_from_db()
    order.refresh_from_db()
    assert (hold.state, order.starts_at.date()) == (HoldState.ACTIVE, SUNDAY.date())


def test_who_paid_more_than_the_other_day_costs_keeps_the_price() -> None:
    an_open_house()
    residents_come_free_on_sundays()
    order = residents(pay_at=PayAt.ONLINE)
    confirm_payment(begun(order), at=NOON)

    move_order(order, hold=a_hold(slot=SUNDAY, key="other"), by="Ana", at=NOON)

    order.refresh_from_db()
    assert (order.total_cents, order.state) == (8000, OrderState.PAID)


def test_the_house_that_owes_another_time_asks_for_no_more_money() -> None:
    an_open_house()
    residents_come_free_on_sundays()
    order = residents(slot=SUNDAY)
    Conflict.objects.create(order=order, reason=Text.of(es="Cerrado"), opened_at=NOON)

    move_order(order, hold=a_hold(key="other"), by="Ana", at=NOON)

    order.refresh_from_db()
    assert (order.total_cents, order.conflicts.get().state) == (0, "moved")


def test_money_without_a_place_finds_one_at_no_extra_cost() -> None:
    an_open_house(day_capacity=2)
    residents_come_free_on_sundays()
    order = residents(slot=SLOT, pay_at=PayAt.ONLINE)
    payment = begun(order)
    end_hold(order.hold, state=HoldState.EXPIRED, at=NOON)
    a_hold(key="faster")
    assert confirm_payment(payment, at=NOON) == OrderState.PAID_UNPLACED

    move_order(order, hold=a_hold(slot=SLOT + timedelta(days=1), key="other"), by="Ana", at=NOON)

    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.PAID, 1)


def test_a_price_is_not_changed_while_somebody_pays_it() -> None:
    an_open_house()
    residents_come_free_on_sundays()
    order = residents()
    begun(order)

    with pytest.raises(PaymentUnderway):
        move_order(order, hold=a_hold(slot=SUNDAY, key="other"), by="Ana", at=NOON)


def test_the_letter_of_a_move_says_when_it_was_and_when_it_is() -> None:
    an_open_house()
    order = residents(contact=replace(IN_WORDS, language="en"))

    move_order(order, hold=a_hold(slot=SUNDAY, key="other"), by="Ana", at=NOON)

    letter = Letter.objects.order_by("-pk")[0]
    assert letter.subject == "Your visit is now on 29 November 2026 · Test house"
    assert "25 November 2026" in letter.text
    assert f"https://casa.example/r/{order.address}/" in letter.text
