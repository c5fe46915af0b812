"""What follows from the provider's side: the way to its page, its hints, refunds that it sends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.changing import cancel_order, finish_refund, request_refund
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.history import note_order
from casamuseo.visit.actions.paying import UNSETTLED, begin_payment, settle_payment
from casamuseo.visit.errors import TooMuchToRefund, WrongAmount
from casamuseo.visit.models import Order, Payment, Refund
from casamuseo.visit.providers import Provider, ProviderError, ProviderRefusal
from casamuseo.visit.terms import (
    HoldState,
    OrderState,
    PaymentMethod,
    PaymentState,
    RefundState,
)

log = logging.getLogger(__name__)

VISITOR = "visitor"
"""Who asks by the page of an order."""

LATE = timedelta(minutes=2)
"""After the time to pay has run out, this much is left for money that is on its way."""

MOST = 100


def way_to_pay(order: Order, *, provider: Provider, back_to: str, at: datetime) -> str:
    """Where the visitor pays; "" where the order has been paid in the meantime.

    Asks about what was begun before, so that nobody is sent to a page that has expired, or pays
    twice. Refuses with NothingToPay or HoldIsOver; raises ProviderError.
    """
    for payment in _unsettled(order, provider):
        settle_payment(payment, provider=provider, at=at)
        if payment.state == PaymentState.CONFIRMED:
            return ""
    try:
        return begin_payment(order, provider=provider, back_to=back_to, at=at).pay_address
    except ProviderRefusal as problem:
        # The same request would be refused again: the next try is another payment.
        begun = order.payments.filter(method=provider.method, state=PaymentState.CREATED)
        begun.update(state=PaymentState.FAILED, note=str(problem)[:200])
        raise


def settle_order(order: Order, *, provider: Provider, at: datetime) -> None:
    """Ask about everything that was begun for an order. Raises ProviderError."""
    for payment in _unsettled(order, provider):
        _settle(payment, provider=provider, at=at)


def heed(ref: str, *, provider: Provider, at: datetime) -> Payment | None:
    """A hint that something has happened to a payment: ask the provider, and believe only that.

    None where it is no payment of ours. Raises ProviderError.
    """
    payments = Payment.objects.select_related("order__hold")
    payment = payments.filter(method=provider.method, provider_ref=ref).first()
    if payment is None:
        return None
    if payment.state in UNSETTLED:
        _settle(payment, provider=provider, at=at)
    if payment.state in (PaymentState.CONFIRMED, PaymentState.DISPUTED):
        _follow_dispute(payment, provider=provider, at=at)
    return payment


def follow_disputes(*, provider: Provider, at: datetime) -> int:
    """Ask how the disputes that are open have ended; how many were asked about."""
    disputed = Payment.objects.filter(method=provider.method, state=PaymentState.DISPUTED)
    asked = 0
    for payment in disputed.select_related("order").order_by("pk")[:MOST]:
        try:
            _follow_dispute(payment, provider=provider, at=at)
        except ProviderError as problem:
            log.warning("The dispute of payment %s is not known: %s", payment.pk, problem)
            continue
        asked += 1
    return asked


def close_overdue(*, provider: Provider, at: datetime) -> int:
    """End what was not paid in time, so that no money comes for places that are gone; how many."""
    begun = Payment.objects.filter(method=provider.method, state__in=UNSETTLED)
    over = Q(order__state__in=[OrderState.EXPIRED, OrderState.CANCELLED]) | Q(
        order__state=OrderState.AWAITING_PAYMENT, order__pays_until__lte=at - LATE
    )
    payments = begun.filter(over).exclude(provider_ref=None).select_related("order__hold")
    closed = 0
    for payment in payments.order_by("pk")[:MOST]:
        try:
            provider.end(payment.provider_ref or "")
            _settle(payment, provider=provider, at=at)
        except ProviderError as problem:
            log.warning("Payment %s cannot be closed yet: %s", payment.pk, problem)
            continue
        if payment.state == PaymentState.CANCELLED:
            end_hold(payment.order.hold, state=HoldState.EXPIRED, at=at)
            closed += 1
    return closed


def give_up(order: Order, *, provider: Provider | None, by: str, at: datetime) -> Order:
    """Cancel an order that nothing was paid for, and let nobody pay for it any more.

    Refuses with NotCancellable, also where the money came at this very moment. Raises ProviderError.
    """
    if provider is not None:
        for payment in _unsettled(order, provider):
            provider.end(payment.provider_ref or "")
            _settle(payment, provider=provider, at=at)
    order.refresh_from_db()
    return cancel_order(order, by=by, at=at)


def ask_for_refund(order: Order, *, at: datetime) -> list[Refund]:
    """A visitor without a place wants all money back: set aside, for the staff to approve.

    Refuses with TooMuchToRefund where there is nothing to give back, or the house has given a place.
    """
    if order.state != OrderState.PAID_UNPLACED or not order.kept_cents():
        raise TooMuchToRefund(left_cents=0)
    refunds = []
    with writing():
        for payment in order.payments.filter(state=PaymentState.CONFIRMED):
            left = payment.amount_cents - payment.refunded_cents
            refund = request_refund(
                payment,
                amount_cents=left,
                method=PaymentMethod(payment.method),
                reason="paid_unplaced",
                request_key=f"{payment.request_key}-unplaced",
                by=VISITOR,
                at=at,
            )
            asked = Refund.objects.filter(pk=refund.pk, state=RefundState.APPROVED)
            asked.update(state=RefundState.REQUESTED, approved_by="")
            refunds.append(refund)
    return refunds


def approve_refund(refund: Refund, *, by: str, at: datetime) -> bool:
    """Let a refund that was asked for be sent; False where that was decided before."""
    with writing():
        approved = Refund.objects.filter(pk=refund.pk, state=RefundState.REQUESTED).update(
            state=RefundState.APPROVED, approved_by=by
        )
        if approved:
            note_order(
                "approve-refund", refund.payment.order, by=by, at=at, cents=refund.amount_cents
            )
    return bool(approved)


def send_refunds(*, provider: Provider, at: datetime) -> int:
    """Send what was approved back by the provider; how many have gone."""
    ready = [RefundState.APPROVED, RefundState.IN_TRANSIT]
    waiting = Refund.objects.filter(state__in=ready, method=provider.method)
    refunds = waiting.select_related("payment__order").order_by("pk")[:MOST]
    return sum(send_refund(refund, provider=provider, at=at) for refund in refunds)


def send_refund(refund: Refund, *, provider: Provider, at: datetime) -> bool:
    """Send one refund back; False where the provider did not answer, or refused for good.

    Safe to repeat: the provider does the same refund once, and it is finished here once.
    """
    mine = Refund.objects.filter(pk=refund.pk)
    ready = mine.filter(state__in=[RefundState.APPROVED, RefundState.IN_TRANSIT])
    if not ready.update(state=RefundState.IN_TRANSIT):
        return False
    try:
        ref = provider.refund(refund)
    except ProviderRefusal as problem:
        _give_up(refund, problem)
        return False
    except ProviderError as problem:
        mine.update(last_error=str(problem))
        return False
    return finish_refund(refund, provider_ref=ref, at=at)


def _give_up(refund: Refund, problem: Exception) -> None:
    """It will not go this way: the money is no longer set aside, and a person decides."""
    with writing():
        failed = Refund.objects.filter(pk=refund.pk, state=RefundState.IN_TRANSIT).update(
            state=RefundState.FAILED, last_error=str(problem)
        )
        if failed:
            payment = Payment.objects.filter(pk=refund.payment_id)
            payment.update(refunded_cents=F("refunded_cents") - refund.amount_cents)
    log.error("Refund %s was refused by the provider: %s", refund.pk, problem)


def _settle(payment: Payment, *, provider: Provider, at: datetime) -> None:
    try:
        settle_payment(payment, provider=provider, at=at)
    except WrongAmount as problem:
        Payment.objects.filter(pk=payment.pk).update(note=f"wrong-amount {problem.facts}"[:200])
        log.error("Payment %s is not what it should be: %s", payment.pk, problem.facts)


AFTER_DISPUTE = {
    "open": PaymentState.DISPUTED,
    "won": PaymentState.CONFIRMED,
    "lost": PaymentState.FAILED,
}


def _follow_dispute(payment: Payment, *, provider: Provider, at: datetime) -> None:
    """Let the payment stand as its dispute does: the money is kept, in question, or gone."""
    dispute = provider.ask(payment.provider_ref or "").dispute
    if not dispute or AFTER_DISPUTE[dispute] == payment.state:
        return
    with writing():
        changed = Payment.objects.filter(pk=payment.pk, state=payment.state).update(
            state=AFTER_DISPUTE[dispute], note=f"dispute-{dispute}"
        )
        if changed:
            cents = payment.amount_cents
            note_order(
                "dispute", payment.order, by=payment.method, at=at, cents=cents, state=dispute
            )
    payment.refresh_from_db()


def _unsettled(order: Order, provider: Provider) -> list[Payment]:
    begun = order.payments.filter(method=provider.method, state__in=UNSETTLED)
    return list(begun.exclude(provider_ref=None).select_related("order__hold"))
