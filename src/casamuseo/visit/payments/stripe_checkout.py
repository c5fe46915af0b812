"""Online payment by Stripe Checkout: the visitor pays on Stripe's page, and Stripe is asked how it went.

Cards only: what is paid days later would outlive the places that are kept for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal, NoReturn

import stripe
from django.utils import translation

from casamuseo.visit.models import Order, Payment, Refund
from casamuseo.visit.papers import words
from casamuseo.visit.papers.filling import booking_of
from casamuseo.visit.providers import Checkout, ForgedHint, ProviderError, ProviderRefusal, Status
from casamuseo.visit.terms import PaymentMethod

OPEN_FOR = timedelta(minutes=45)
"""From the moment the payment was begun. Stripe asks for 30 minutes at least, and the first try may
have to be repeated; a repetition must say the same, so it is not reckoned from the present moment."""

TIMEOUT = (4.0, 10.0)
"""Seconds to connect, and to wait for an answer."""

LOCALES = {"es": "es-419", "en": "en"}
WITHOUT_CENTS = frozenset((
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA",
    "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
))  # fmt: skip
"""Currencies whose smallest unit is the whole one."""

FOR_GOOD = (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError)
Dispute = Literal["", "open", "won", "lost"]
ENDS_OF_DISPUTES: dict[str, Dispute] = {
    "won": "won",
    "warning_closed": "won",
    "prevented": "won",
    "lost": "lost",
}
OF_A_CHECKOUT = "checkout.session."
OF_ITS_MONEY = ("charge.", "payment_intent.", "refund.")


class StripeCheckout:
    """The provider of `visit.providers` by Stripe's official SDK; `base` is the address of its interface."""

    method = str(PaymentMethod.STRIPE)

    def __init__(
        self,
        key: str,
        *,
        webhook_secret: str = "",
        base: str = "",
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        self.webhook_secret = webhook_secret
        self.client = stripe.StripeClient(
            key,
            base_addresses={"api": base} if base else {},
            http_client=stripe.RequestsClient(timeout=timeout),
            max_network_retries=0,
        )

    def begin(self, order: Order, payment: Payment, *, back_to: str) -> Checkout:
        """A Checkout session; the same payment again is the same session."""
        params: Any = {
            "mode": "payment",
            "payment_method_types": ["card"],
            "line_items": [{"quantity": 1, "price_data": _priced(order, payment)}],
            "success_url": back_to,
            "cancel_url": back_to,
            "client_reference_id": order.code,
            "locale": LOCALES.get(order.language, "auto"),
            "metadata": {"order": order.address},
            "payment_intent_data": {"metadata": {"order": order.address}},
            "expires_at": int((payment.created_at + OPEN_FOR).timestamp()),
        }
        if order.contact_email:
            params["customer_email"] = order.contact_email
        try:
            session = self.client.v1.checkout.sessions.create(
                params, {"idempotency_key": payment.request_key}
            )
        except stripe.StripeError as problem:
            _fail(problem)
        if not session.url:
            raise ProviderError("Stripe gave no address to pay at.")
        return Checkout(session.id, session.url)

    def ask(self, ref: str) -> Status:
        """How the session stands, and whether the card's owner disputes the payment."""
        session = self._session(ref)
        state = "pending"
        if session.status == "expired":
            state = "cancelled"
        elif session.status == "complete" and session.payment_status != "unpaid":
            state = "paid"
        currency = (session.currency or "").upper()
        return Status(
            state,  # type: ignore[arg-type]
            _to_cents(session.amount_total or 0, currency=currency),
            currency,
            getattr(session.metadata, "order", ""),
            dispute=self._dispute(session),
        )

    def end(self, ref: str) -> None:
        """Take no more money on a session; one that is over already stays as it is."""
        try:
            self.client.v1.checkout.sessions.expire(ref)
        except stripe.InvalidRequestError:
            return  # paid or expired: asking will tell
        except stripe.StripeError as problem:
            _fail(problem)

    def refund(self, refund: Refund) -> str:
        """Send money back to the card. The same refund again is done once."""
        payment = refund.payment
        session = self._session(payment.provider_ref or "")
        intent: Any = session.payment_intent
        amount = _from_cents(refund.amount_cents, currency=payment.currency)
        try:
            known = self._refund_sent(refund, str(getattr(intent, "id", intent)))
            if known is not None:
                return known
            sent = self.client.v1.refunds.create(
                {
                    "payment_intent": getattr(intent, "id", intent),
                    "amount": amount,
                    "metadata": {"refund": refund.request_key},
                },
                {"idempotency_key": refund.request_key},
            )
        except stripe.StripeError as problem:
            _fail(problem)
        if sent.status in ("failed", "canceled"):
            raise ProviderRefusal(f"Stripe's refund {sent.id} is {sent.status}.")
        return str(sent.id)

    def heard(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The session of which a webhook speaks; None where it speaks of none."""
        if not self.webhook_secret:
            raise ForgedHint  # what everybody could have signed proves nothing
        signature = next((v for k, v in headers.items() if k.lower() == "stripe-signature"), "")
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self.webhook_secret, tolerance=stripe.Webhook.DEFAULT_TOLERANCE
            )
            event = json.loads(body)
            kind, about = str(event["type"]), event["data"]["object"]
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as problem:
            raise ForgedHint from problem
        if kind.startswith(OF_A_CHECKOUT):
            return str(about["id"])
        if kind.startswith(OF_ITS_MONEY):
            intent = about.get("payment_intent") or about.get("id")
            return self._session_of(str(intent))
        return None

    def _session(self, ref: str) -> stripe.checkout.Session:
        try:
            return self.client.v1.checkout.sessions.retrieve(
                ref, {"expand": ["payment_intent.latest_charge"]}
            )
        except stripe.StripeError as problem:
            _fail(problem)

    def _dispute(self, session: stripe.checkout.Session) -> Dispute:
        intent: Any = session.payment_intent
        charge = getattr(intent, "latest_charge", None)
        if not getattr(charge, "disputed", False):
            return ""
        try:
            found = self.client.v1.disputes.list({"payment_intent": intent.id, "limit": 10}).data
        except stripe.StripeError as problem:
            _fail(problem)
        states = {ENDS_OF_DISPUTES.get(one.status, "open") for one in found}
        worst: tuple[Dispute, ...] = ("open", "lost", "won")
        return next((state for state in worst if state in states), "open")

    def _refund_sent(self, refund: Refund, intent: str) -> str | None:
        """The refund at Stripe, should its answer have been lost longer than Stripe keeps our keys."""
        for sent in self.client.v1.refunds.list({"payment_intent": intent, "limit": 100}).data:
            if getattr(sent.metadata, "refund", "") == refund.request_key:
                return str(sent.id)
        return None

    def _session_of(self, intent: str) -> str | None:
        try:
            found = self.client.v1.checkout.sessions.list({"payment_intent": intent, "limit": 1})
        except stripe.InvalidRequestError:
            return None
        except stripe.StripeError as problem:
            _fail(problem)
        return next((session.id for session in found.data), None)


def _priced(order: Order, payment: Payment) -> dict[str, Any]:
    booking = booking_of(order)
    with translation.override(order.language):
        name = f"{booking.product} · {words.full_day(booking.day)}"
    party = ", ".join(f"{line.count} × {line.category}" for line in booking.lines)
    return {
        "currency": payment.currency.lower(),
        "unit_amount": _from_cents(payment.amount_cents, currency=payment.currency),
        "product_data": {
            "name": words.one_line(name),
            "description": words.one_line(f"{booking.house.name}. {booking.number}. {party}"),
        },
    }


def _from_cents(cents: int, *, currency: str) -> int:
    return cents // 100 if currency.upper() in WITHOUT_CENTS else cents


def _to_cents(amount: int, *, currency: str) -> int:
    return amount * 100 if currency in WITHOUT_CENTS else amount


def _fail(problem: stripe.StripeError) -> NoReturn:
    """Refused for good, or worth another try."""
    said = f"{type(problem).__name__}: {problem.user_message or problem}"[:500]
    if isinstance(problem, FOR_GOOD):
        raise ProviderRefusal(said) from problem
    raise ProviderError(said) from problem
