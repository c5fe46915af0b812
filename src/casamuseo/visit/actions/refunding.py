"""Giving money back: out of the drawer, over the card terminal, by transfer, or through the provider."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import finish_refund, request_refund
from casamuseo.visit.actions.movements import (
    Line,
    lock_drawer,
    open_shift_of,
    refuse_more_than_there_is,
    write_line,
)
from casamuseo.visit.actions.paying_online import send_refund
from casamuseo.visit.errors import ReasonMissing
from casamuseo.visit.errors_till import WrongWayBack
from casamuseo.visit.models import Drawer, Payment, Refund
from casamuseo.visit.providers import Provider
from casamuseo.visit.terms import MovementKind, PaymentMethod, RefundState

AT_THE_TILL = (PaymentMethod.CASH, PaymentMethod.TERMINAL)


def ways_back(payment: Payment) -> list[PaymentMethod]:
    """How the money of a payment can go back: as it came, in cash, or by transfer."""
    as_it_came = PaymentMethod(payment.method)
    others = (PaymentMethod.CASH, PaymentMethod.TRANSFER)
    return [as_it_came, *(way for way in others if way != as_it_came)]


def refund_at_till(
    payment: Payment,
    *,
    drawer: Drawer,
    amount_cents: int,
    method: PaymentMethod,
    reason: str,
    request_key: str,
    by: Member,
    at: datetime,
) -> Refund:
    """Give cash out of the drawer, or note what went back over its terminal; once for each key.

    The movement belongs to the shift that is open now, whatever shift took the money. Refuses with
    WrongWayBack, ReasonMissing, TooMuchToRefund, NotInTheDrawer, NoOpenShift or ShiftIsBeingCounted.
    """
    if method not in AT_THE_TILL or method not in ways_back(payment):
        raise WrongWayBack
    with writing():
        locked = lock_drawer(drawer)
        known = Refund.objects.filter(request_key=request_key).first()
        if known is not None:
            return known
        shift = open_shift_of(locked)
        if method == PaymentMethod.CASH:
            refuse_more_than_there_is(shift, cents=amount_cents)
        refund = request_refund(
            payment,
            amount_cents=amount_cents,
            method=method,
            reason=reason,
            request_key=request_key,
            by=by.login,
            at=at,
        )
        line = Line(
            kind=MovementKind.REFUND,
            method=method,
            amount_cents=-amount_cents,
            order=payment.order,
            refund=refund,
            reason=refund.reason,
            request_key=request_key,
        )
        write_line(shift, line, by=by, at=at)
        finish_refund(refund, at=at)
    refund.refresh_from_db()
    return refund


def refund_by_transfer(
    payment: Payment, *, amount_cents: int, reason: str, request_key: str, by: Member, at: datetime
) -> Refund:
    """Note what the house has sent back by bank transfer. Refuses with ReasonMissing or TooMuchToRefund."""
    with writing():
        refund = request_refund(
            payment,
            amount_cents=amount_cents,
            method=PaymentMethod.TRANSFER,
            reason=reason,
            request_key=request_key,
            by=by.login,
            at=at,
        )
        finish_refund(refund, at=at)
    refund.refresh_from_db()
    return refund


def refund_online(
    payment: Payment,
    *,
    provider: Provider,
    amount_cents: int,
    reason: str,
    request_key: str,
    by: Member,
    at: datetime,
) -> Refund:
    """Send money back through the provider by which it came.

    Refuses with WrongWayBack, ReasonMissing or TooMuchToRefund. Where the provider does not answer the
    refund stays on its way, and is sent again later.
    """
    if payment.method != provider.method:
        raise WrongWayBack
    refund = request_refund(
        payment,
        amount_cents=amount_cents,
        method=PaymentMethod(provider.method),
        reason=reason,
        request_key=request_key,
        by=by.login,
        at=at,
    )
    send_refund(refund, provider=provider, at=at)
    refund.refresh_from_db()
    return refund


def give_up_refund(refund: Refund, *, reason: str, by: Member, at: datetime) -> Refund:
    """The provider will not send it: the money counts as kept again, and can go back another way.

    Refuses with ReasonMissing. Where it is over already, nothing changes.
    """
    if not reason.strip():
        raise ReasonMissing
    with writing():
        unfinished = Refund.objects.filter(
            pk=refund.pk, state__in=[RefundState.APPROVED, RefundState.IN_TRANSIT]
        )
        if unfinished.update(state=RefundState.FAILED):
            Payment.objects.filter(pk=refund.payment_id).update(
                refunded_cents=F("refunded_cents") - refund.amount_cents
            )
            Change.objects.create(
                at=at,
                actor=by.login,
                action="give-up-refund",
                kind="visit.order",
                key=refund.payment.order.code,
                facts={"cents": refund.amount_cents, "reason": reason.strip()},
            )
    refund.refresh_from_db()
    return refund
