"""An order is priced by the server, ticketed when it may come in, and placed once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.changing import (
    cancel_order,
    finish_refund,
    move_order,
    request_refund,
)
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.ordering import place_order
from casamuseo.visit.actions.paying import begin_payment, confirm_payment, settle_payment
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.codes.ticket_code import read
from casamuseo.visit.errors import (
    BadParty,
    BadVoucher,
    HoldIsOver,
    NotCancellable,
    NotMovable,
    TooMuchToRefund,
    UnknownCategory,
    WrongAmount,
)
from casamuseo.visit.models import Order, Payment, PriceRule, Voucher, ledger_faults
from casamuseo.visit.pricing import Asked
from casamuseo.visit.providers import Checkout, Status
from casamuseo.visit.terms import (
    HoldState,
    OrderState,
    PayAt,
    PaymentMethod,
    Residency,
    TicketState,
)
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, SLOT, a_hold, a_slotted_house, an_open_house, an_order

pytestmark = pytest.mark.django_db

SUNDAY = SLOT + timedelta(days=4)


@dataclass
class Bank:
    """A provider that says what it was told to say."""

    says: str = "pending"
    method: str = "stripe"
    amount_cents: int = 8000
    currency: str = "mxn"
    order_address: str = ""
    begun: list[str] = field(default_factory=list)

    def begin(self, order: Order, payment: Payment, *, back_to: str) -> Checkout:
        self.begun.append(payment.request_key)
        self.order_address = order.address
        return Checkout(f"cs_{payment.request_key}", "https://pay.example/1")

    def ask(self, ref: str) -> Status:
        return Status(self.says, self.amount_cents, self.currency, self.order_address)  # type: ignore[arg-type]


def a_paid_order(**fields: object) -> tuple[Order, Payment]:
    order = an_order(pay_at=PayAt.ONLINE, **fields)  # type: ignore[arg-type]
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)
    order.refresh_from_db()
    payment.refresh_from_db()
    return order, payment


def test_an_order_to_be_paid_at_the_door_has_its_ticket_at_once() -> None:
    a_slotted_house()

    order = an_order(party=2)

    ticket = order.tickets.get()
    said = read(ticket.code, keys=public_keys())
    assert order.state == OrderState.CONFIRMED_UNPAID
    assert order.total_cents == 8000
    assert (said.party, said.ticket_id.hex()) == (2, ticket.serial)
    assert said.starts_at == SLOT - timedelta(minutes=10)
    assert said.ends_at == SLOT + timedelta(minutes=15)


def test_a_free_visit_gets_a_ticket_of_nothing() -> None:
    an_open_house()

    order = an_order(category="child", pay_at=PayAt.ONLINE)

    assert (order.state, order.total_cents, order.pay_at) == (OrderState.PAID, 0, PayAt.FREE)
    assert order.tickets.get().state == TicketState.VALID


def test_residents_come_free_on_sundays_and_the_line_says_why() -> None:
    an_open_house()
    PriceRule.objects.create(
        key="sunday",
        residency=Residency.RESIDENT,
        weekdays=[7],
        amount=0,
        reason=Text.of(es="Gratis los domingos", en="Free on Sundays"),
    )
    hold = a_hold(party=3, slot=SUNDAY)

    order = place_order(
        hold,
        asked=[Asked("adult", 2, Residency.RESIDENT), Asked("adult", 1, Residency.ABROAD)],
        pay_at=PayAt.DOOR,
        contact=IN_WORDS,
        request_key="one",
        at=NOON,
    )

    assert [(line.unit_cents, bool(line.reason)) for line in order.lines.all()] == [
        (0, True),
        (4000, False),
    ]
    assert order.total_cents == 4000


def test_a_double_click_gives_one_order() -> None:
    a_slotted_house()

    assert an_order().pk == an_order().pk
    assert Order.objects.count() == 1


def test_a_second_tab_with_the_same_places_sees_the_first_order() -> None:
    a_slotted_house()
    order = an_order()

    other = place_order(
        order.hold,
        asked=[Asked("adult", 2)],
        pay_at=PayAt.ONLINE,
        contact=IN_WORDS,
        request_key="another-key",
        at=NOON,
    )

    assert other.pk == order.pk


def test_a_hold_that_ran_out_gives_no_order() -> None:
    a_slotted_house()
    hold = a_hold(party=1)

    with pytest.raises(HoldIsOver):
        place_order(
            hold,
            asked=[Asked("adult", 1)],
            pay_at=PayAt.DOOR,
            contact=IN_WORDS,
            request_key="one",
            at=NOON + timedelta(minutes=15),
        )
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ([Asked("adult", 3)], BadParty),
        ([Asked("adult", 3), Asked("child", -1)], BadParty),
        ([Asked("king", 2)], UnknownCategory),
    ],
)
def test_the_lines_must_be_the_party_that_was_held(
    asked: list[Asked], refusal: type[Exception]
) -> None:
    a_slotted_house()

    with pytest.raises(refusal):
        place_order(
            a_hold(party=2),
            asked=asked,
            pay_at=PayAt.DOOR,
            contact=IN_WORDS,
            request_key="one",
            at=NOON,
        )


def test_a_voucher_lowers_the_price_and_is_used_up() -> None:
    an_open_house()
    Voucher.objects.create(code="VECINOS", percent=50, max_uses=3)

    def order_with(key: str) -> Order:
        return place_order(
            a_hold(party=2, key=key),
            asked=[Asked("adult", 2)],
            pay_at=PayAt.DOOR,
            contact=IN_WORDS,
            request_key=f"order-{key}",
            at=NOON,
            voucher_code=" vecinos",
        )

    assert order_with("one").total_cents == 4000
    with pytest.raises(BadVoucher):
        order_with("two")
    assert Voucher.objects.get().uses == 2


def test_an_online_order_waits_for_its_money_and_then_has_its_ticket() -> None:
    a_slotted_house()
    bank = Bank()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=bank, back_to="/", at=NOON)  # type: ignore[arg-type]
    assert order.tickets.count() == 0

    settle_payment(payment, provider=bank, at=NOON)  # type: ignore[arg-type]
    assert order.tickets.count() == 0
    bank.says = "paid"
    for _again in range(3):
        settle_payment(payment, provider=bank, at=NOON)  # type: ignore[arg-type]

    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert order.tickets.count() == 1


def test_paying_twice_begins_once() -> None:
    a_slotted_house()
    bank = Bank()
    order = an_order(pay_at=PayAt.ONLINE)

    for _again in range(2):
        begin_payment(order, provider=bank, back_to="/", at=NOON)  # type: ignore[arg-type]

    assert len(bank.begun) == 1


@pytest.mark.parametrize(
    "wrong", [{"amount_cents": 7999}, {"currency": "usd"}, {"order_address": "another"}]
)
def test_money_of_another_amount_currency_or_order_places_nothing(wrong: dict[str, object]) -> None:
    a_slotted_house()
    bank = Bank()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=bank, back_to="/", at=NOON)  # type: ignore[arg-type]
    bank.says = "paid"
    for name, value in wrong.items():
        setattr(bank, name, value)

    with pytest.raises(WrongAmount):
        settle_payment(payment, provider=bank, at=NOON)  # type: ignore[arg-type]

    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_PAYMENT


def test_late_money_finds_its_places_again_if_they_are_free() -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    end_hold(order.hold, state=HoldState.EXPIRED, at=NOON)

    assert confirm_payment(payment, at=NOON) == OrderState.PAID
    assert order.tickets.count() == 1
    assert ledger_faults() == []


def test_late_money_without_room_is_paid_unplaced_and_has_no_ticket() -> None:
    a_slotted_house(house_capacity=2)
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    an_order(key="faster", at=NOON + timedelta(minutes=31))

    assert confirm_payment(payment, at=NOON) == OrderState.PAID_UNPLACED
    assert order.tickets.count() == 0
    assert list(Order.objects.waiting_for_staff().values_list("state", flat=True)) == [
        OrderState.PAID_UNPLACED,
        OrderState.CONFIRMED_UNPAID,
    ]
    assert ledger_faults() == []


def test_an_order_without_its_place_is_moved_to_another_time() -> None:
    a_slotted_house(house_capacity=2)
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    an_order(key="faster", at=NOON + timedelta(minutes=31))
    confirm_payment(payment, at=NOON)

    ticket = move_order(
        order, hold=a_hold(slot=SLOT + timedelta(hours=2), key="other"), by="Chucho", at=NOON
    )

    order.refresh_from_db()
    assert (order.state, order.starts_at) == (OrderState.PAID, SLOT + timedelta(hours=2))
    assert ticket.state == TicketState.VALID
    assert ledger_faults() == []


def test_moving_makes_a_new_ticket_and_frees_the_old_time() -> None:
    a_slotted_house(house_capacity=2)
    order = an_order()
    old = order.tickets.get()

    new = move_order(
        order, hold=a_hold(slot=SLOT + timedelta(hours=2), key="other"), by="Ana", at=NOON
    )

    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (TicketState.MOVED, new)
    assert an_order(key="next").state == OrderState.CONFIRMED_UNPAID
    assert ledger_faults() == []


def test_who_has_come_in_is_not_moved() -> None:
    a_slotted_house()
    order = an_order()
    order.tickets.update(used=1)

    with pytest.raises(NotMovable):
        move_order(order, hold=a_hold(slot=SLOT, key="other"), by="Ana", at=NOON)


def test_cancelling_gives_the_places_back() -> None:
    a_slotted_house()
    order = an_order()

    cancel_order(order, by="Ana", at=NOON)

    assert order.state == OrderState.CANCELLED
    assert order.tickets.get().state == TicketState.VOID
    assert ledger_faults() == []
    with pytest.raises(NotCancellable):
        cancel_order(order, by="Ana", at=NOON)


def test_a_paid_order_is_not_cancelled_while_its_money_is_kept() -> None:
    a_slotted_house()
    order, _payment = a_paid_order()

    with pytest.raises(NotCancellable):
        cancel_order(order, by="Ana", at=NOON)


def test_no_more_is_refunded_than_was_paid() -> None:
    a_slotted_house()
    order, payment = a_paid_order()

    def refund(cents: int, key: str) -> object:
        return request_refund(
            payment,
            amount_cents=cents,
            method=PaymentMethod.STRIPE,
            reason="Illness",
            request_key=key,
            by="Berta",
            at=NOON,
        )

    first = refund(5000, "a")
    assert refund(5000, "a") == first
    with pytest.raises(TooMuchToRefund) as refused:
        refund(5000, "b")
    assert refused.value.facts == {"left_cents": 3000}
    finish_refund(first, at=NOON)  # type: ignore[arg-type]
    order.refresh_from_db()
    assert order.state == OrderState.PART_REFUNDED
    finish_refund(refund(3000, "c"), at=NOON)  # type: ignore[arg-type]
    order.refresh_from_db()
    assert order.state == OrderState.REFUNDED
    assert order.tickets.get().state == TicketState.VOID
    assert ledger_faults() == []


def test_a_short_code_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    a_slotted_house()
    codes = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr("casamuseo.visit.actions.ordering.new_code", lambda: next(codes))

    an_order(key="one")

    assert an_order(key="two").code == "BBBB-BBBB"
    assert ledger_faults() == []
