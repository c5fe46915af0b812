"""What the same party pays on another day, when its visit is moved there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casamuseo.visit.errors import CostsMore, PaymentUnderway, UnknownCategory
from casamuseo.visit.models import Order, OrderLine
from casamuseo.visit.pricing import lowered
from casamuseo.visit.rules import price_list
from casamuseo.visit.terms import ConflictState, OrderState, PayAt, PaymentState, Residency


@dataclass(frozen=True, slots=True)
class NewPrice:
    """The lines of an order as another day prices them; not saved yet."""

    lines: tuple[OrderLine, ...]

    @property
    def total_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)

    def put_on(self, order: Order) -> None:
        """Let the order cost this. Call inside the transaction that moves it."""
        fields = ["unit_cents", "reason", "proof"]
        OrderLine.objects.bulk_update(self.lines, fields)
        order.total_cents = self.total_cents
        if not order.total_cents:
            order.state, order.pay_at = OrderState.PAID, PayAt.FREE
        order.save(update_fields=["total_cents", "state", "pay_at"])


def price_on(order: Order, *, day: date) -> NewPrice:
    """What its party would pay on this day; what is no longer on the list costs what it did."""
    lines = list(order.lines.all())
    if order.session_id is None:
        for line in lines:
            _price(line, order, day=day)
    return NewPrice(tuple(lines))


def new_price(order: Order, *, day: date, is_honoured: bool = False) -> NewPrice | None:
    """The price that the order gets when it is moved to this day; None where it keeps its own.

    Refuses with CostsMore or PaymentUnderway.
    """
    price = price_on(order, day=day)
    costs_more = price.total_cents > order.total_cents
    if not is_priced_anew(order):
        if costs_more and not (is_honoured or is_owed_a_time(order)):
            raise CostsMore(paid_cents=order.total_cents, total_cents=price.total_cents)
        return None
    if price.total_cents == order.total_cents:
        return None
    if costs_more and (is_honoured or is_owed_a_time(order)):
        return None
    if order.payments.filter(state__in=[PaymentState.CREATED, PaymentState.PENDING]).exists():
        raise PaymentUnderway
    return price


def is_priced_anew(order: Order) -> bool:
    """Whether nothing was paid yet, so that another day has its own price."""
    return order.state == OrderState.CONFIRMED_UNPAID and not order.kept_cents()


def is_owed_a_time(order: Order) -> bool:
    """Whether it is the house that has to find another time: at no extra cost."""
    unplaced = order.state == OrderState.PAID_UNPLACED
    return unplaced or order.conflicts.filter(state=ConflictState.OPEN).exists()


def _price(line: OrderLine, order: Order, *, day: date) -> None:
    residency = Residency(line.residency) if line.residency else None
    try:
        quote = price_list().quote(line.category, day=day, residency=residency)
    except UnknownCategory:
        return
    line.unit_cents = lowered(quote.unit_cents, order.voucher)
    line.reason, line.proof = quote.reason, quote.proof
