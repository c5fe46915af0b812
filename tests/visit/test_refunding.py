"""Money goes back once, never more than came, whatever shift took it, and over the provider by asking."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from casamuseo.staff.models import Member
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.paying_online import send_refund, send_refunds
from casamuseo.visit.actions.refunding import (
    give_up_refund,
    refund_at_till,
    refund_by_transfer,
    refund_online,
    ways_back,
)
from casamuseo.visit.actions.shifts import begin_count, close_shift, open_shift, record_count
from casamuseo.visit.actions.voiding import void_sale
from casamuseo.visit.errors import ReasonMissing, TooMuchToRefund
from casamuseo.visit.errors_till import NoOpenShift, NotInTheDrawer, WrongWayBack
from casamuseo.visit.models import (
    CashMovement,
    Drawer,
    Order,
    Payment,
    Refund,
    Shift,
    ledger_faults,
)
from casamuseo.visit.providers import ProviderError
from casamuseo.visit.terms import (
    MovementKind,
    OrderState,
    PayAt,
    PaymentMethod,
    RefundState,
    TicketState,
)
from casamuseo.visit.z_report import z_report
from tests.cast import NOON
from tests.staffing import a_member
from tests.visit.cast import an_open_house, an_order
from tests.visit.racing import race
from tests.visit.test_ordering import Bank
from tests.visit.tills import CARD, a_sale, an_open_till

pytestmark = pytest.mark.django_db


@dataclass
class Acquirer(Bank):
    """A provider that sends money back, unless it does not answer."""

    is_away: bool = False
    sent: list[int] = field(default_factory=list)

    def refund(self, refund: Refund) -> str:
        if self.is_away:
            raise ProviderError("no answer")
        if refund.pk not in self.sent:
            self.sent.append(refund.pk)
        return f"re_{refund.pk}"


def main() -> Drawer:
    return Drawer.objects.get(key="main")


def berta() -> Member:
    return Member.objects.get(login="berta")


def a_till_with_its_director() -> Shift:
    an_open_house()
    a_member("director", login="berta", full_name="Berta")
    return an_open_till()


def the_payment() -> Payment:
    return Payment.objects.get()


def give_back(
    amount_cents: int, *, key: str = "refund-1", method: PaymentMethod = PaymentMethod.CASH
) -> Refund:
    return refund_at_till(
        the_payment(),
        drawer=main(),
        amount_cents=amount_cents,
        method=method,
        reason="The visitor fell ill",
        request_key=key,
        by=berta(),
        at=NOON,
    )


def an_online_payment(provider: Acquirer) -> Payment:
    order = an_order(slot=NOON, pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=provider, back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)
    payment.refresh_from_db()
    return payment


def send_back(payment: Payment, provider: Acquirer, *, cents: int, key: str = "r") -> Refund:
    return refund_online(
        payment,
        provider=provider,  # type: ignore[arg-type]
        amount_cents=cents,
        reason="Illness",
        request_key=key,
        by=berta(),
        at=NOON,
    )


def test_a_whole_refund_in_cash_ends_the_order_and_frees_its_places() -> None:
    a_till_with_its_director()
    order = a_sale(adults=2).order
    assert order is not None

    refund = give_back(8000)

    order.refresh_from_db()
    assert (refund.state, order.state) == (RefundState.DONE, OrderState.REFUNDED)
    assert order.tickets.get().state == TicketState.VOID
    movement = refund.movement
    assert (movement.kind, movement.amount_cents, movement.number) == ("refund", -8000, 2)
    assert ledger_faults() == []


def test_a_part_goes_back_and_the_visit_stands() -> None:
    a_till_with_its_director()
    order = a_sale(adults=2).order
    assert order is not None

    give_back(4000)

    order.refresh_from_db()
    assert (order.state, order.kept_cents()) == (OrderState.PART_REFUNDED, 4000)
    assert order.tickets.get().state == TicketState.VALID


def test_no_more_goes_back_than_came() -> None:
    a_till_with_its_director()
    a_sale(adults=1)

    with pytest.raises(TooMuchToRefund) as refused:
        give_back(4001)
    give_back(3000)
    with pytest.raises(TooMuchToRefund):
        give_back(1001, key="refund-2")
    with pytest.raises(TooMuchToRefund):
        give_back(-100, key="refund-3")

    assert refused.value.facts == {"left_cents": 4000}
    assert (Refund.objects.count(), main().last_number) == (1, 2)


def test_the_same_refund_again_is_done_once() -> None:
    a_till_with_its_director()
    a_sale(adults=2)

    assert give_back(4000).pk == give_back(4000).pk
    assert CashMovement.objects.filter(kind=MovementKind.REFUND).count() == 1
    assert the_payment().refunded_cents == 4000


def test_a_refund_over_a_closed_shift_is_in_the_shift_that_is_open_now() -> None:
    first = a_till_with_its_director()
    a_sale(adults=2)
    begin_count(first, by=berta(), at=NOON)
    record_count(first, pieces={1000: 58}, by=berta(), at=NOON)
    close_shift(first, difference_note="", by=berta(), at=NOON)
    report = z_report(first)
    with pytest.raises(NoOpenShift):
        give_back(8000)

    second = open_shift(main(), float_cents=10000, by=berta(), at=NOON)
    refund = give_back(8000)

    assert refund.movement.shift == second
    assert z_report(first) == report
    assert z_report(second).expected_cents == 2000


def test_cash_that_is_not_there_is_not_given() -> None:
    an_open_house()
    a_member("director", login="berta")
    an_open_till(float_cents=0)
    a_sale(tender=CARD)

    with pytest.raises(NotInTheDrawer):
        give_back(4000)

    assert the_payment().refunded_cents == 0


def test_what_came_over_the_terminal_goes_back_over_it() -> None:
    shift = a_till_with_its_director()
    a_sale(tender=CARD)

    refund = give_back(4000, method=PaymentMethod.TERMINAL)

    assert (refund.movement.method, refund.movement.amount_cents) == ("terminal", -4000)
    assert z_report(shift).expected_cents == 50000


def test_money_goes_back_only_in_a_way_that_exists() -> None:
    a_till_with_its_director()
    a_sale()

    assert ways_back(the_payment()) == [PaymentMethod.CASH, PaymentMethod.TRANSFER]
    with pytest.raises(WrongWayBack):
        give_back(4000, method=PaymentMethod.TERMINAL)
    with pytest.raises(WrongWayBack):
        send_back(the_payment(), Acquirer(), cents=4000)


def test_a_refund_has_a_reason() -> None:
    a_till_with_its_director()
    a_sale()

    with pytest.raises(ReasonMissing):
        refund_by_transfer(
            the_payment(), amount_cents=4000, reason="", request_key="r", by=berta(), at=NOON
        )


def test_a_transfer_leaves_the_drawer_alone() -> None:
    shift = a_till_with_its_director()
    a_sale()

    refund = refund_by_transfer(
        the_payment(), amount_cents=4000, reason="Illness", request_key="r", by=berta(), at=NOON
    )

    assert (refund.state, refund.method) == (RefundState.DONE, PaymentMethod.TRANSFER)
    assert z_report(shift).expected_cents == 54000


def test_the_provider_sends_back_what_it_took() -> None:
    a_till_with_its_director()
    provider = Acquirer()
    payment = an_online_payment(provider)

    refund = send_back(payment, provider, cents=8000)

    payment.order.refresh_from_db()
    assert (refund.state, refund.provider_ref) == (RefundState.DONE, f"re_{refund.pk}")
    assert payment.order.state == OrderState.REFUNDED


def test_a_provider_that_does_not_answer_leaves_the_refund_on_its_way() -> None:
    a_till_with_its_director()
    provider = Acquirer(is_away=True)
    payment = an_online_payment(provider)

    refund = send_back(payment, provider, cents=8000)

    assert (refund.state, refund.last_error) == (RefundState.IN_TRANSIT, "no answer")
    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.PAID

    provider.is_away = False
    assert send_refunds(provider=provider, at=NOON) == 1  # type: ignore[arg-type]
    send_refund(refund, provider=provider, at=NOON)  # type: ignore[arg-type]
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert provider.sent == [refund.pk]


def test_two_halves_on_their_way_at_once_both_arrive() -> None:
    a_till_with_its_director()
    provider = Acquirer(is_away=True)
    payment = an_online_payment(provider)
    send_back(payment, provider, cents=4000, key="a")
    send_back(payment, provider, cents=4000, key="b")

    provider.is_away = False
    send_refunds(provider=provider, at=NOON)  # type: ignore[arg-type]

    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.DONE}
    assert Order.objects.get().state == OrderState.REFUNDED


def test_what_the_provider_will_not_send_can_go_back_in_cash() -> None:
    a_till_with_its_director()
    provider = Acquirer(is_away=True)
    payment = an_online_payment(provider)
    refund = send_back(payment, provider, cents=8000)

    with pytest.raises(ReasonMissing):
        give_up_refund(refund, reason="", by=berta(), at=NOON)
    give_up_refund(refund, reason="The card has expired", by=berta(), at=NOON)
    give_up_refund(refund, reason="The card has expired", by=berta(), at=NOON)

    payment.refresh_from_db()
    assert payment.refunded_cents == 0
    assert give_back(8000, key="in-cash").state == RefundState.DONE


@pytest.mark.django_db(transaction=True)
def test_refunds_from_the_drawer_at_once_give_no_more_than_came() -> None:
    a_till_with_its_director()
    a_sale(adults=2)

    given = race(lambda number: give_back(3000, key=f"r-{number}").amount_cents, processes=4)

    assert sorted(given, key=str) == [3000, 3000, "TooMuchToRefund", "TooMuchToRefund"]
    assert the_payment().refunded_cents == 6000
    assert CashMovement.objects.filter(kind=MovementKind.REFUND).count() == 2
    assert main().last_number == 3


@pytest.mark.django_db(transaction=True)
def test_a_void_and_a_refund_at_once_give_the_money_back_once() -> None:
    a_till_with_its_director()
    sale = a_sale(adults=2)

    def run(number: int) -> int:
        if number % 2:
            return give_back(8000, key=f"r-{number}").amount_cents
        return -void_sale(sale, drawer=main(), reason="Wrong", by=berta(), at=NOON).amount_cents

    given = race(run, processes=4)

    assert [result for result in given if isinstance(result, int)] == [8000]
    assert the_payment().refunded_cents == 8000
    amounts = CashMovement.objects.values_list("amount_cents", flat=True)
    assert sum(amounts) == 0
    assert main().last_number == 2
    assert ledger_faults() == []
