"""Money, the reaper and repeated hints in the same instant: one outcome, one ticket, one letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.changing import request_refund
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.paying_online import heed, send_refund
from casamuseo.visit.errors import NoRoom
from casamuseo.visit.models import Order, Payment, Refund, Ticket, ledger_faults
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import (
    Channel,
    HoldState,
    OrderState,
    PayAt,
    PaymentMethod,
    RefundState,
)
from tests.cast import NOON
from tests.visit.cast import SLOT, a_slotted_house, an_order
from tests.visit.racing import race
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db(transaction=True)

LATE = NOON + timedelta(minutes=30)


class Willing(Bank):
    """A bank that has the money, and gives it back."""

    says = "paid"

    def refund(self, refund: Refund) -> str:
        return f"re_of_{refund.pk}"


def begun(**fields: Any) -> Payment:
    a_slotted_house(**fields)
    order = an_order(pay_at=PayAt.ONLINE)
    return begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]


def willing(payment: Payment) -> Any:
    return Willing(says="paid", order_address=payment.order.address)


@pytest.mark.parametrize("round_", range(4))
def test_money_in_the_instant_of_the_reaper_is_placed_or_not_but_never_both(round_: int) -> None:
    payment = begun(house_capacity=2)

    def run(number: int) -> str:
        if number == 0:
            return str(confirm_payment(payment, at=LATE))
        try:
            end_hold(payment.order.hold, state=HoldState.EXPIRED, at=LATE)
            plan = visit_rules().plan(day_of(SLOT), slot=SLOT, at=LATE)
            hold_places(plan, party=2, channel=Channel.WEB, request_key=f"h-{number}", at=LATE)
        except NoRoom:
            return "no room"
        return "held"

    answers = race(run, processes=3)

    order = Order.objects.get()
    tickets, letters = (
        Ticket.objects.count(),
        list(Letter.objects.values_list("subject", flat=True)),
    )
    others = answers.count("held")
    assert (order.state, tickets, others) in [
        (OrderState.PAID, 1, 0),
        (OrderState.PAID_UNPLACED, 0, 1),
    ]
    assert len(letters) == 1
    assert answers[0] == order.state
    assert ledger_faults() == []


def test_five_hints_at_once_pay_once() -> None:
    payment = begun()

    race(
        lambda _number: heed(payment.provider_ref or "", provider=willing(payment), at=NOON) and 0,
        processes=5,
    )

    order = Order.objects.get()
    assert (order.state, Ticket.objects.count(), Letter.objects.count()) == (OrderState.PAID, 1, 1)
    assert ledger_faults() == []


def test_a_refund_that_two_workers_send_is_finished_once() -> None:
    payment = begun()
    confirm_payment(payment, at=NOON)
    refund = request_refund(
        payment,
        amount_cents=8000,
        method=PaymentMethod.STRIPE,
        reason="Illness",
        request_key="refund",
        by="Berta",
        at=NOON,
    )
    Letter.objects.all().delete()

    done = race(
        lambda _number: send_refund(refund, provider=willing(payment), at=NOON), processes=4
    )

    refund.refresh_from_db()
    assert sorted(done) == [False, False, False, True]
    assert (refund.state, Order.objects.get().state) == (RefundState.DONE, OrderState.REFUNDED)
    assert Letter.objects.count() == 1
    assert ledger_faults() == []
