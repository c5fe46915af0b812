"""Stripe Checkout by its official SDK, against a stand-in of its HTTP interface: money comes once, or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from casamuseo.kernel.models import Change, Letter
from casamuseo.visit.actions.changing import move_order, request_refund
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.paying import begin_payment, settle_payment, settle_pending
from casamuseo.visit.actions.paying_online import (
    approve_refund,
    ask_for_refund,
    close_overdue,
    follow_disputes,
    heed,
    send_refund,
    send_refunds,
    way_to_pay,
)
from casamuseo.visit.errors import HoldIsOver, NotMovable, TooMuchToRefund
from casamuseo.visit.models import Order, Payment, Refund, ledger_faults
from casamuseo.visit.payments import online
from casamuseo.visit.payments.stripe_checkout import StripeCheckout
from casamuseo.visit.providers import ForgedHint, ProviderError, ProviderRefusal
from casamuseo.visit.terms import (
    HoldState,
    OrderState,
    PayAt,
    PaymentMethod,
    PaymentState,
    RefundState,
)
from tests.cast import NOON
from tests.visit.cast import SLOT, a_hold, a_slotted_house, an_order
from tests.visit.stripe_stand_in import SECRET, StripeStandIn, stand_in

pytestmark = pytest.mark.django_db

BACK = "https://casa.example/es/reserva/x/pago/"


@pytest.fixture(scope="module")
def server() -> Iterator[StripeStandIn]:
    with stand_in() as running:
        yield running


@pytest.fixture
def stripe(server: StripeStandIn) -> StripeStandIn:
    fresh = StripeStandIn(address=server.address, moment=NOON.timestamp())
    server.__dict__.update(fresh.__dict__)
    return server


@pytest.fixture
def provider(stripe: StripeStandIn) -> StripeCheckout:
    return StripeCheckout(
        "sk_test_1", webhook_secret=SECRET, base=stripe.address, timeout=(0.3, 0.3)
    )


def begun(provider: StripeCheckout, **fields: Any) -> Payment:
    """An order that somebody went to pay for."""
    a_slotted_house(**fields)
    order = an_order(pay_at=PayAt.ONLINE)
    return begin_payment(order, provider=provider, back_to=BACK, at=NOON)


def paid(provider: StripeCheckout, stripe: StripeStandIn) -> Payment:
    payment = begun(provider)
    stripe.pay(payment.provider_ref or "")
    return settle_payment(payment, provider=provider, at=NOON)


def test_the_visitor_is_sent_to_a_page_with_the_amount_the_order_and_the_language(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)

    method, path, given = stripe.asked[0]
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert payment.pay_address == f"{stripe.address}/pay/{payment.provider_ref}"
    assert payment.state == PaymentState.PENDING
    price = "line_items[0][price_data]"
    assert given[f"{price}[unit_amount]"] == "8000"
    assert given[f"{price}[currency]"] == "mxn"
    assert given[f"{price}[product_data][description]"].endswith(f"{payment.order.code}. 2 × adult")
    assert given["metadata[order]"] == payment.order.address
    assert (given["success_url"], given["cancel_url"]) == (BACK, BACK)
    assert given["customer_email"] == "ana@example.org"
    assert given["locale"] == "es-419"
    assert given["payment_method_types[0]"] == "card"
    assert int(given["expires_at"]) == int((NOON + timedelta(minutes=45)).timestamp())


def test_two_clicks_begin_one_session(provider: StripeCheckout, stripe: StripeStandIn) -> None:
    payment = begun(provider)

    again = begin_payment(payment.order, provider=provider, back_to=BACK, at=NOON)

    assert again == payment
    assert len(stripe.sessions) == 1


def test_an_answer_that_was_lost_gives_the_same_session_when_asked_again(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    stripe.trouble = "loses-answer"
    with pytest.raises(ProviderError):
        begin_payment(order, provider=provider, back_to=BACK, at=NOON)

    payment = begin_payment(order, provider=provider, back_to=BACK, at=NOON + timedelta(minutes=10))

    assert list(stripe.sessions) == [payment.provider_ref]
    assert order.payments.count() == 1


@pytest.mark.parametrize("trouble", ["500", "slow"])
def test_while_stripe_does_not_answer_the_order_waits(
    trouble: str, provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    stripe.pay(payment.provider_ref or "")
    stripe.trouble = trouble

    with pytest.raises(ProviderError):
        settle_payment(payment, provider=provider, at=NOON)
    assert settle_pending(provider=provider, at=NOON) == 0
    stripe.trouble = ""
    assert settle_pending(provider=provider, at=NOON) == 1

    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.PAID


def test_what_stripe_refuses_is_tried_anew_with_another_key(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    stripe.trouble = "refuses"
    with pytest.raises(ProviderRefusal):
        way_to_pay(order, provider=provider, back_to=BACK, at=NOON)
    stripe.trouble = ""

    way = way_to_pay(order, provider=provider, back_to=BACK, at=NOON)

    assert way == f"{stripe.address}/pay/cs_test_1"
    assert [payment.state for payment in order.payments.all()] == [
        PaymentState.FAILED,
        PaymentState.PENDING,
    ]


def test_a_card_that_was_declined_leaves_the_session_open_and_the_order_waiting(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)

    settle_payment(payment, provider=provider, at=NOON)

    payment.order.refresh_from_db()
    assert (payment.state, payment.order.state) == (
        PaymentState.PENDING,
        OrderState.AWAITING_PAYMENT,
    )


def test_a_session_that_expired_is_followed_by_a_new_one(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    stripe.expire(payment.provider_ref or "")

    way = way_to_pay(payment.order, provider=provider, back_to=BACK, at=NOON)

    payment.refresh_from_db()
    assert payment.state == PaymentState.CANCELLED
    assert way == f"{stripe.address}/pay/cs_test_2"


def test_who_has_paid_already_is_not_sent_to_pay_again(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    stripe.pay(payment.provider_ref or "")

    assert way_to_pay(payment.order, provider=provider, back_to=BACK, at=NOON) == ""
    assert len(stripe.sessions) == 1


def test_a_webhook_five_times_and_out_of_order_pays_once(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    ref = payment.provider_ref or ""
    kinds = ["checkout.session.expired", *["checkout.session.completed"] * 5]
    heard = []
    for number, kind in enumerate(kinds):
        if number == 1:
            stripe.pay(ref)
        body = stripe.event(kind, {"id": ref, "object": "checkout.session"})
        named = provider.heard(body, {"Stripe-Signature": stripe.signature(body)})
        heard.append(named)
        heed(named or "", provider=provider, at=NOON)

    payment.order.refresh_from_db()
    assert heard == [ref] * 6
    assert payment.order.state == OrderState.PAID
    assert payment.order.tickets.count() == 1
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("fault", ["forged", "stale", "missing", "altered", "not-json"])
def test_a_webhook_without_a_true_signature_is_not_heard(
    fault: str, provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    body = stripe.event("checkout.session.completed", {"id": "cs_1"})
    signatures = {
        "forged": stripe.signature(body, secret="whsec_other"),
        "stale": stripe.signature(body, at=1_000_000_000),
        "missing": "",
        "altered": stripe.signature(body + b" "),
        "not-json": stripe.signature(b"{"),
    }
    sent = b"{" if fault == "not-json" else body

    with pytest.raises(ForgedHint):
        provider.heard(sent, {"Stripe-Signature": signatures[fault]})


def test_without_a_webhook_secret_nothing_is_heard(stripe: StripeStandIn) -> None:
    provider = StripeCheckout("sk_test_1", base=stripe.address)
    body = stripe.event("checkout.session.completed", {"id": "cs_1"})

    signature = stripe.signature(body, secret="")
    with pytest.raises(ForgedHint):
        provider.heard(body, {"Stripe-Signature": signature})


def test_a_webhook_about_something_else_names_no_payment(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    for kind, about in (
        ("customer.created", {"id": "cus_1"}),
        ("charge.refunded", {"id": "ch_9", "payment_intent": "pi_of_another_shop"}),
    ):
        body = stripe.event(kind, about)
        assert provider.heard(body, {"Stripe-Signature": stripe.signature(body)}) is None


def test_a_webhook_about_somebody_elses_payment_changes_nothing(provider: StripeCheckout) -> None:
    assert heed("cs_unknown", provider=provider, at=NOON) is None


@pytest.mark.parametrize(
    "wrong", [{"amount_total": 100}, {"currency": "usd"}, {"metadata": {"order": "other"}}]
)
def test_money_of_another_amount_currency_or_order_places_nothing_and_is_noted(
    wrong: dict[str, Any], provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    ref = payment.provider_ref or ""
    stripe.pay(ref)
    stripe.sessions[ref].update(wrong)

    heed(ref, provider=provider, at=NOON)

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.AWAITING_PAYMENT
    assert payment.note.startswith("wrong-amount")


def test_a_dispute_marks_the_payment_and_only_stripe_is_believed(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = paid(provider, stripe)
    ref = payment.provider_ref or ""
    intent = stripe.sessions[ref]["payment_intent"]
    body = stripe.event("charge.dispute.created", {"id": "dp_1", "payment_intent": intent})

    named = provider.heard(body, {"stripe-signature": stripe.signature(body)})
    assert named == ref
    unchanged = heed(ref, provider=provider, at=NOON)
    assert unchanged is not None
    assert unchanged.state == PaymentState.CONFIRMED
    stripe.disputed[intent] = "needs_response"
    for _again in range(2):
        heed(ref, provider=provider, at=NOON)

    payment.refresh_from_db()
    assert payment.state == PaymentState.DISPUTED
    assert Change.objects.filter(action="dispute").count() == 1


@pytest.mark.parametrize(
    ("ends", "state", "kept"),
    [
        ("won", PaymentState.CONFIRMED, 8000),
        ("warning_closed", PaymentState.CONFIRMED, 8000),
        ("lost", PaymentState.FAILED, 0),
        ("under_review", PaymentState.DISPUTED, 0),
    ],
)
def test_a_dispute_is_followed_to_its_end(
    ends: str, state: PaymentState, kept: int, provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = paid(provider, stripe)
    ref = payment.provider_ref or ""
    intent = stripe.sessions[ref]["payment_intent"]
    stripe.disputed[intent] = "needs_response"
    heed(ref, provider=provider, at=NOON)
    assert payment.order.kept_cents() == 0

    stripe.disputed[intent] = ends
    assert follow_disputes(provider=provider, at=NOON) == 1

    payment.refresh_from_db()
    assert (payment.state, payment.order.kept_cents()) == (state, kept)


def test_what_was_not_paid_in_time_is_ended_at_stripe_and_gives_its_places_back(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)

    close_overdue(provider=provider, at=NOON + timedelta(minutes=31))
    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.AWAITING_PAYMENT
    close_overdue(provider=provider, at=NOON + timedelta(minutes=33))

    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert stripe.sessions[payment.provider_ref or ""]["status"] == "expired"
    assert (payment.state, payment.order.state) == (PaymentState.CANCELLED, OrderState.EXPIRED)
    assert payment.order.hold.state == HoldState.EXPIRED
    assert ledger_faults() == []
    with pytest.raises(HoldIsOver):
        way_to_pay(payment.order, provider=provider, back_to=BACK, at=NOON)


def test_what_the_reaper_has_expired_is_ended_at_stripe_too(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    end_hold(payment.order.hold, state=HoldState.EXPIRED, at=NOON + timedelta(minutes=30))

    assert close_overdue(provider=provider, at=NOON + timedelta(minutes=30)) == 1
    assert close_overdue(provider=provider, at=NOON + timedelta(minutes=31)) == 0

    assert stripe.sessions[payment.provider_ref or ""]["status"] == "expired"


def test_money_that_came_in_the_last_moment_is_not_closed_away(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    stripe.pay(payment.provider_ref or "")

    close_overdue(provider=provider, at=NOON + timedelta(minutes=33))

    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.PAID


def test_while_stripe_is_away_nothing_is_closed(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = begun(provider)
    stripe.trouble = "500"

    close_overdue(provider=provider, at=NOON + timedelta(minutes=33))

    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.AWAITING_PAYMENT


def a_refund(payment: Payment, *, cents: int = 8000, key: str = "refund-1") -> Refund:
    return request_refund(
        payment,
        amount_cents=cents,
        method=PaymentMethod.STRIPE,
        reason="Illness",
        request_key=key,
        by="Berta",
        at=NOON,
    )


def test_a_refund_is_sent_once_whatever_happens_to_the_answer(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = paid(provider, stripe)
    refund = a_refund(payment)
    stripe.trouble = "500"
    assert send_refund(refund, provider=provider, at=NOON) is False
    refund.refresh_from_db()
    assert refund.state == RefundState.IN_TRANSIT
    assert "Stripe's end" in refund.last_error

    stripe.trouble = ""
    provider.refund(refund)  # done, and then the power went
    assert send_refunds(provider=provider, at=NOON) == 1
    assert send_refunds(provider=provider, at=NOON) == 0

    refund.refresh_from_db()
    payment.order.refresh_from_db()
    assert [sent["amount"] for sent in stripe.refunds.values()] == [8000]
    assert (refund.state, refund.provider_ref) == (RefundState.DONE, "re_1")
    assert payment.order.state == OrderState.REFUNDED
    assert ledger_faults() == []


def test_a_refund_that_stripe_refuses_is_left_to_a_person_and_sets_nothing_aside(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = paid(provider, stripe)
    refund = a_refund(payment)
    stripe.refund_status = "failed"

    send_refunds(provider=provider, at=NOON)

    refund.refresh_from_db()
    payment.refresh_from_db()
    payment.order.refresh_from_db()
    assert (refund.state, payment.refunded_cents) == (RefundState.FAILED, 0)
    assert payment.order.state == OrderState.PAID


def unplaced(provider: StripeCheckout, stripe: StripeStandIn) -> Order:
    """Paid, when the places had gone to somebody faster."""
    payment = begun(provider, house_capacity=2)
    end_hold(payment.order.hold, state=HoldState.EXPIRED, at=NOON)
    an_order(key="faster")
    stripe.pay(payment.provider_ref or "")
    settle_payment(payment, provider=provider, at=NOON)
    order = Order.objects.get(pk=payment.order_id)
    assert order.state == OrderState.PAID_UNPLACED
    return order


def test_money_without_a_place_is_asked_back_by_the_visitor_and_sent_when_approved(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    order = unplaced(provider, stripe)

    (refund,) = ask_for_refund(order, at=NOON)

    refund.refresh_from_db()
    assert (refund.state, refund.amount_cents) == (RefundState.REQUESTED, 8000)
    with pytest.raises(TooMuchToRefund):
        ask_for_refund(order, at=NOON)
    later = a_hold(slot=SLOT + timedelta(hours=2), key="other")
    with pytest.raises(NotMovable):
        move_order(order, hold=later, by="Ana", at=NOON)
    assert send_refunds(provider=provider, at=NOON) == 0
    assert approve_refund(refund, by="Berta", at=NOON) is True
    assert approve_refund(refund, by="Berta", at=NOON) is False
    assert send_refunds(provider=provider, at=NOON) == 1
    order.refresh_from_db()
    assert order.state == OrderState.REFUNDED


def test_who_has_a_place_does_not_get_the_money_back_by_asking(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    payment = paid(provider, stripe)
    payment.order.refresh_from_db()

    with pytest.raises(TooMuchToRefund):
        ask_for_refund(payment.order, at=NOON)


def test_a_currency_without_cents_is_told_in_whole_units(
    provider: StripeCheckout, stripe: StripeStandIn
) -> None:
    a_slotted_house(currency="CLP")
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=provider, back_to=BACK, at=NOON)
    ref = payment.provider_ref or ""

    assert stripe.sessions[ref]["amount_total"] == 80
    assert provider.ask(ref).amount_cents == 8000


def test_without_a_key_the_house_takes_no_money_online() -> None:
    with override_settings(STRIPE_SECRET_KEY=""):
        assert online() is None
    with override_settings(STRIPE_SECRET_KEY="sk_test_1"):
        assert online() is not None
