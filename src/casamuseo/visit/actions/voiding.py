"""Taking back what was done at the till: by a movement the other way, never by altering the first."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import end_order
from casamuseo.visit.actions.movements import (
    Line,
    lock_drawer,
    open_shift_of,
    refuse_more_than_there_is,
    write_line,
)
from casamuseo.visit.errors import ReasonMissing, TooMuchToRefund
from casamuseo.visit.errors_till import NeedsDirector, NotReversible
from casamuseo.visit.models import CashMovement, Drawer, Order, Payment, Shift
from casamuseo.visit.terms import MovementKind, OrderState, PaymentMethod


def void_sale(
    sale: CashMovement, *, drawer: Drawer, reason: str, by: Member, at: datetime
) -> CashMovement:
    """Undo a sale whole: its money goes back, its ticket and places too, in the shift open now.

    Refuses with ReasonMissing, NotReversible, NeedsDirector (a scanned ticket, or another shift's
    sale), TooMuchToRefund where some of it was refunded, NotInTheDrawer, NoOpenShift or
    ShiftIsBeingCounted.
    """
    with writing():
        shift = open_shift_of(lock_drawer(drawer))
        order = _order_of(sale)
        if not by.may("void_any") and (_is_used(order) or sale.shift_id != shift.pk):
            raise NeedsDirector
        reversal = _reverse(sale, shift, reason=reason, by=by, at=at)
        if sale.payment_id is not None:
            _take_back(sale.payment_id, cents=sale.amount_cents)
        end_order(order, state=OrderState.CANCELLED, at=at)
        Change.objects.create(
            at=at,
            actor=by.login,
            action="void",
            kind="visit.order",
            key=order.code,
            facts={"reason": reversal.reason, "movement": sale.number},
        )
    return reversal


def reverse_cash(
    movement: CashMovement, *, drawer: Drawer, reason: str, by: Member, at: datetime
) -> CashMovement:
    """Undo cash that was put in or taken to the safe by mistake. Refusals as of `void_sale`."""
    if movement.kind not in (MovementKind.PAID_IN, MovementKind.DROP):
        raise NotReversible
    with writing():
        shift = open_shift_of(lock_drawer(drawer))
        if not by.may("void_any") and movement.shift_id != shift.pk:
            raise NeedsDirector
        return _reverse(movement, shift, reason=reason, by=by, at=at)


def _reverse(
    movement: CashMovement, shift: Shift, *, reason: str, by: Member, at: datetime
) -> CashMovement:
    if not reason.strip():
        raise ReasonMissing
    # The drawer is locked: of two who undo one movement, the second sees the first one's reversal.
    if CashMovement.objects.filter(reverses=movement).exists():
        raise NotReversible
    if movement.method == PaymentMethod.CASH and movement.amount_cents > 0:
        refuse_more_than_there_is(shift, cents=movement.amount_cents)
    line = Line(
        kind=MovementKind.REVERSAL,
        method=PaymentMethod(movement.method),
        amount_cents=-movement.amount_cents,
        order=movement.order,
        reverses=movement,
        reason=reason,
        request_key=f"reversal-{movement.pk}",
    )
    return write_line(shift, line, by=by, at=at)


def _order_of(sale: CashMovement) -> Order:
    if sale.kind != MovementKind.SALE or sale.order is None:
        raise NotReversible
    return Order.objects.get(pk=sale.order.pk)


def _is_used(order: Order) -> bool:
    return order.tickets.filter(used__gt=0).exists()


def _take_back(payment_pk: int, *, cents: int) -> None:
    # The condition is the lock: a refund of the same payment cannot have the money, too.
    whole = Payment.objects.filter(pk=payment_pk, refunded_cents=0)
    if not whole.update(refunded_cents=F("refunded_cents") + cents):
        payment = Payment.objects.get(pk=payment_pk)
        raise TooMuchToRefund(left_cents=payment.amount_cents - payment.refunded_cents)
