"""Settling what was sold and is no longer allowed: another time, the money back, or let them come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import cancel_order, request_refund
from casamuseo.visit.actions.rebooking import move_to
from casamuseo.visit.errors_calendar import ConflictIsSettled, PaidAtTheTill
from casamuseo.visit.models import Conflict, Order, Refund
from casamuseo.visit.terms import ConflictState, PaymentMethod, PaymentState

AT_THE_TILL = [PaymentMethod.CASH, PaymentMethod.TERMINAL, PaymentMethod.TRANSFER]


def honour(conflicts: Collection[Conflict], *, by: Member, at: datetime) -> int:
    """Let them come all the same; how many were still waiting."""
    with writing():
        honoured = 0
        for conflict in conflicts:
            if _settle(conflict, ConflictState.HONOURED, by=by, at=at):
                _note("honour", conflict, by=by, at=at)
                honoured += 1
    return honoured


def move(
    conflict: Conflict,
    *,
    day: date,
    slot: datetime | None,
    request_key: str,
    by: Member,
    at: datetime,
) -> Order:
    """Give the order of a conflict another time. Refuses with ConflictIsSettled, or as `move_to` does."""
    order = _order_of(conflict)
    with writing():
        if not _settle(conflict, ConflictState.MOVED, by=by, at=at):
            raise ConflictIsSettled
        move_to(order, day=day, slot=slot, request_key=request_key, by=by, at=at)
    order.refresh_from_db()
    return order


def refund(conflict: Conflict, *, reason: str, by: Member, at: datetime) -> list[Refund]:
    """Send back all that was paid online; an order of which nothing was paid is cancelled.

    Refuses with ConflictIsSettled, ReasonMissing, NotCancellable, or PaidAtTheTill where the money must
    go back from there, which settles the conflict too.
    """
    order = _order_of(conflict)
    paid = [
        payment
        for payment in order.payments.filter(state=PaymentState.CONFIRMED)
        if payment.refunded_cents < payment.amount_cents
    ]
    if any(payment.method in AT_THE_TILL for payment in paid):
        raise PaidAtTheTill
    with writing():
        if not _settle(conflict, ConflictState.REFUNDED, by=by, at=at):
            raise ConflictIsSettled
        if not paid:
            cancel_order(order, by=by.login, at=at)
        return [
            request_refund(
                payment,
                amount_cents=payment.amount_cents - payment.refunded_cents,
                method=PaymentMethod(payment.method),
                reason=reason,
                request_key=f"conflict-{conflict.pk}-{payment.pk}",
                by=by.login,
                at=at,
            )
            for payment in paid
        ]


def _order_of(conflict: Conflict) -> Order:
    if conflict.order is None or conflict.state != ConflictState.OPEN:
        raise ConflictIsSettled
    return conflict.order


def _settle(conflict: Conflict, state: ConflictState, *, by: Member, at: datetime) -> bool:
    """The condition is the lock: of two who settle it, one does."""
    waiting = Conflict.objects.filter(pk=conflict.pk, state=ConflictState.OPEN)
    return bool(waiting.update(state=state, settled_at=at, settled_by=by))


def _note(action: str, conflict: Conflict, *, by: Member, at: datetime) -> None:
    one = conflict.order or conflict.tour
    kind = "visit.order" if conflict.order else "visit.tourrequest"
    Change.objects.create(
        at=at, actor=by.login, action=action, kind=kind, key=one.code if one else "", facts={}
    )
