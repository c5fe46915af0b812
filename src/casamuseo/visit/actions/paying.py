"""Money for orders: begun and settled with the provider, taken at the till, never placed twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.claiming import claim
from casamuseo.visit.actions.telling import tell
from casamuseo.visit.actions.ticketing import PROGRAMME, VISIT, issue_ticket
from casamuseo.visit.errors import HoldIsOver, NoRoom, NothingToPay, WrongAmount
from casamuseo.visit.models import Bucket, Hold, Order, Payment
from casamuseo.visit.providers import Provider, ProviderError, Status
from casamuseo.visit.terms import HoldState, OrderState, PaymentMethod, PaymentState

PAYABLE = [OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED_UNPAID]
UNSETTLED = [PaymentState.CREATED, PaymentState.PENDING]


def begin_payment(order: Order, *, provider: Provider, back_to: str, at: datetime) -> Payment:
    """Begin paying an order online; the same order again gives the payment already begun.

    Refuses with NothingToPay or HoldIsOver; raises ProviderError where the provider does not answer:
    the order then waits, and asking again is safe.
    """
    order.refresh_from_db()
    if order.state not in PAYABLE:
        raise HoldIsOver if order.state == OrderState.EXPIRED else NothingToPay
    if order.pays_until is not None and order.pays_until <= at:
        raise HoldIsOver
    payment = _the_payment(order, PaymentMethod(provider.method), at=at)
    if payment.pay_address:
        return payment
    # Not inside a transaction: the provider may take its time.
    checkout = provider.begin(order, payment, back_to=back_to)
    Payment.objects.filter(pk=payment.pk, state=PaymentState.CREATED).update(
        state=PaymentState.PENDING, provider_ref=checkout.ref, pay_address=checkout.pay_address
    )
    payment.refresh_from_db()
    return payment


def settle_payment(payment: Payment, *, provider: Provider, at: datetime) -> Payment:
    """Ask the provider how a payment stands and draw the consequences; asking again changes nothing.

    Refuses with WrongAmount where the provider's amount, currency or order is not ours. Raises
    ProviderError where it does not answer.
    """
    if payment.provider_ref is None or payment.state not in UNSETTLED:
        return payment
    status = provider.ask(payment.provider_ref)
    if status.state == "paid":
        _refuse_wrong(payment, status)
        confirm_payment(payment, at=at)
    elif status.state in ("failed", "cancelled"):
        Payment.objects.filter(pk=payment.pk, state__in=UNSETTLED).update(
            state=PaymentState(status.state)
        )
    payment.refresh_from_db()
    return payment


def confirm_payment(payment: Payment, *, at: datetime) -> OrderState:
    """The money is there: the order is paid, or paid without a place. Exactly one of both, once."""
    order = payment.order
    buckets = _buckets_of(order.hold)
    with writing():
        won = Payment.objects.filter(pk=payment.pk, state__in=UNSETTLED).update(
            state=PaymentState.CONFIRMED, confirmed_at=at
        )
        if won:
            _place_paid(order, buckets, at=at)
    order.refresh_from_db()
    return OrderState(order.state)


def mark_paid(order: Order, *, expected: list[OrderState], at: datetime) -> bool:
    """An order whose money came at the till; False where it stood otherwise. Inside a transaction."""
    return bool(Order.objects.filter(pk=order.pk, state__in=expected).update(state=OrderState.PAID))


def settle_pending(*, provider: Provider, at: datetime) -> int:
    """Ask the provider about payments that no webhook has settled; how many were asked about."""
    since = at - timedelta(days=10)
    waiting = Payment.objects.filter(
        state=PaymentState.PENDING, method=provider.method, created_at__gte=since
    ).select_related("order__hold")
    asked = 0
    for payment in waiting[:100]:
        try:
            settle_payment(payment, provider=provider, at=at)
        except (ProviderError, WrongAmount):
            continue
        asked += 1
    return asked


def _place_paid(order: Order, buckets: list[Bucket], *, at: datetime) -> None:
    held = Hold.objects.filter(pk=order.hold_id, state=HoldState.ACTIVE)
    if Order.objects.filter(pk=order.pk, state=OrderState.CONFIRMED_UNPAID).update(
        state=OrderState.PAID
    ):
        return  # it had its place and its ticket; only the money was missing
    if held.update(state=HoldState.CONVERTED):
        _give_ticket(order, order.hold, at=at)
        return
    unplaced = Order.objects.filter(
        pk=order.pk, state__in=[OrderState.EXPIRED, OrderState.CANCELLED]
    )
    if not unplaced.exists():
        return  # paid twice: the money is kept and shown, the order stands as it stood
    try:
        with transaction.atomic():
            hold = _again(order.hold, at=at)
            claim(hold, buckets, places=order.party, at=at)
    except NoRoom:
        unplaced.update(state=OrderState.PAID_UNPLACED)
        order.refresh_from_db()
        tell(order, "paid_unplaced", at=at)
        return
    order.hold = hold
    order.save(update_fields=["hold"])
    _give_ticket(order, hold, at=at)


def _give_ticket(order: Order, hold: Hold, *, at: datetime) -> None:
    order.state = OrderState.PAID
    order.save(update_fields=["state"])
    issue_ticket(order, hold=hold, product=PROGRAMME if order.session_id else VISIT, at=at)
    tell(order, "confirmed", at=at)


def _again(hold: Hold, *, at: datetime) -> Hold:
    """The same places once more, for money that came after they were given back."""
    count = Hold.objects.filter(request_key__startswith=f"{hold.request_key}+").count()
    return Hold.objects.create(
        request_key=f"{hold.request_key}+{count + 1}",
        channel=hold.channel,
        party=hold.party,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        is_whole_day=hold.is_whole_day,
        enters_from=hold.enters_from,
        enters_until=hold.enters_until,
        state=HoldState.CONVERTED,
        created_at=at,
        expires_at=at,
    )


def _buckets_of(hold: Hold) -> list[Bucket]:
    return list(Bucket.objects.filter(claims__hold=hold).distinct().order_by("pk"))


def _the_payment(order: Order, method: PaymentMethod, *, at: datetime) -> Payment:
    """The order's live payment by this method: the one there is, or a new one."""
    live = order.payments.filter(method=method, state__in=UNSETTLED)
    known = live.first()
    if known is not None:
        return known
    number = order.payments.filter(method=method).count() + 1
    try:
        with transaction.atomic():
            return Payment.objects.create(
                order=order,
                method=method,
                request_key=f"{order.address}-{method}-{number}",
                amount_cents=order.total_cents,
                currency=order.currency,
                created_at=at,
            )
    except IntegrityError:  # the other of two clicks
        return live.get()


def _refuse_wrong(payment: Payment, status: Status) -> None:
    same = (
        status.amount_cents == payment.amount_cents
        and status.currency.upper() == payment.currency.upper()
        and status.order_address == payment.order.address
    )
    if not same:
        raise WrongAmount(owed_cents=payment.amount_cents, given_cents=status.amount_cents)
