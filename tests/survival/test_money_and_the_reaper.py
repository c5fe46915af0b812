"""Stripe's hints and the reaper in one instant: paid with a ticket, or paid without a place and a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client, override_settings

from casamuseo.kernel import clock
from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.paying import begin_payment
from casamuseo.visit.actions.paying_online import close_overdue
from casamuseo.visit.duties import reap
from casamuseo.visit.models import Order, Payment, Ticket, ledger_faults
from casamuseo.visit.payments import online
from casamuseo.visit.terms import HoldState, OrderState, PayAt, PaymentState, TicketState, Verdict
from tests.cast import NOON
from tests.visit.cast import SLOT, a_slotted_house, an_order
from tests.visit.gate_cast import a_device, held_up
from tests.visit.racing import race
from tests.visit.stripe_stand_in import SECRET, StripeStandIn, stand_in

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 6
LATE = NOON + timedelta(minutes=31)
PLACED = "Your ticket for"
UNPLACED = "No room on"


@pytest.fixture
def stripe() -> Iterator[StripeStandIn]:
    settings = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": SECRET}
    with stand_in() as running, override_settings(**settings, STRIPE_API_BASE=running.address):
        running.moment = NOON.timestamp()
        yield running


def of(name: str) -> Contact:
    return Contact(language="en", email=f"{name}@example.org", site="https://casa.example")


def begun(name: str, **fields: object) -> tuple[Order, str]:
    """An order whose visitor is on Stripe's page, and the name of the page."""
    order = an_order(key=name, pay_at=PayAt.ONLINE, contact=of(name), **fields)  # type: ignore[arg-type]
    provider = online()
    assert provider is not None
    payment = begin_payment(order, provider=provider, back_to="https://casa.example/", at=NOON)
    return order, str(payment.provider_ref)


def hint(stripe: StripeStandIn, ref: str, *, secret: str = SECRET) -> int:
    """Post a webhook, as Stripe does."""
    body = stripe.event("checkout.session.completed", {"id": ref, "object": "checkout.session"})
    said = Client().post(
        "/hooks/stripe",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": stripe.signature(body, secret=secret)},
    )
    return said.status_code


def letters_to(name: str) -> list[str]:
    return list(Letter.objects.filter(to=f"{name}@example.org").values_list("subject", flat=True))


def test_a_webhook_in_the_same_instant_as_the_reaper_has_exactly_one_outcome(
    stripe: StripeStandIn,
) -> None:
    a_slotted_house(house_capacity=2)
    for turn in range(TURNS):
        slot = SLOT + timedelta(days=turn % 3, hours=turn // 3)
        order, ref = begun(f"ana-{turn}", slot=slot)
        stripe.pay(ref)

        def run(number: int, *, turn: int = turn, ref: str = ref, slot: datetime = slot) -> object:
            with clock.stopped(LATE):
                if number > 1:
                    return hint(stripe, ref)
                provider = online()
                assert provider is not None
                # A hint costs a question to Stripe: its rivals ask less at first, then more.
                for _question in range(turn):
                    provider.ask(ref)
                if number == 0:
                    return [reap(at=LATE), close_overdue(provider=provider, at=LATE)]
                return an_order(key=f"eva-{turn}", slot=slot, at=LATE, contact=of("eva")).code

        race(run, processes=4)

        _one_outcome(order, f"ana-{turn}")
        # Of the two who wanted two places, one has them.
        valid = Ticket.objects.filter(order__starts_at=slot, state=TicketState.VALID)
        assert [ticket.party for ticket in valid] == [2]
    assert ledger_faults() == []


def _one_outcome(order: Order, name: str) -> None:
    order.refresh_from_db()
    payment = Payment.objects.get(order=order)
    assert payment.state == PaymentState.CONFIRMED
    assert (payment.amount_cents, payment.refunded_cents) == (8000, 0)
    tickets, told = order.tickets.count(), letters_to(name)
    assert len(told) == 1
    if order.state == OrderState.PAID:
        assert tickets == 1
        assert told[0].startswith(PLACED)
    else:
        assert order.state == OrderState.PAID_UNPLACED
        assert tickets == 0
        assert told[0].startswith(UNPLACED)


def test_whoever_paid_without_a_place_is_mailed_no_ticket_however_often_stripe_says_so(
    stripe: StripeStandIn,
) -> None:
    a_slotted_house(house_capacity=2)
    order, ref = begun("ana")
    stripe.pay(ref)
    end_hold(order.hold, state=HoldState.EXPIRED, at=LATE)
    an_order(key="eva", contact=of("eva"), at=LATE)

    with clock.stopped(LATE):
        assert race(lambda _number: hint(stripe, ref), processes=5) == [200] * 5

    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.PAID_UNPLACED, 0)
    (letter,) = Letter.objects.filter(to="ana@example.org")
    assert letter.subject.startswith(UNPLACED)
    for words in (letter.text, letter.html):
        assert "You do not have a ticket." in words
        assert ".pdf" not in words
    assert Ticket.objects.count() == 1
    # The number of the booking, which the letter names, lets nobody in.
    assert held_up(order.code, device=a_device(), at=SLOT).scan.verdict == Verdict.UNKNOWN


def test_webhooks_five_times_at_once_out_of_order_and_forged_give_one_ticket_and_one_letter(
    stripe: StripeStandIn,
) -> None:
    a_slotted_house()
    order, ref = begun("ana")

    with clock.stopped(NOON):
        assert hint(stripe, ref) == 200  # before any money is there
        assert hint(stripe, ref, secret="whsec_other") == 400
        stripe.pay(ref)
        said = race(
            lambda number: hint(stripe, ref, secret=SECRET if number < 5 else "whsec_other"),
            processes=6,
        )

    assert said == [200] * 5 + [400]
    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.PAID, 1)
    assert [subject[: len(PLACED)] for subject in letters_to("ana")] == [PLACED]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_total": 4000},
        {"amount_total": 8001},
        {"currency": "usd"},
        {"metadata": {"order": "another"}},
    ],
)
def test_a_webhook_about_another_amount_currency_or_order_gives_nothing_and_is_noted(
    wrong: dict[str, object], stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order, ref = begun("ana")
    stripe.pay(ref)
    stripe.sessions[ref].update(wrong)

    with clock.stopped(NOON):
        assert hint(stripe, ref) == 200

    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.AWAITING_PAYMENT, 0)
    assert Payment.objects.get().note.startswith("wrong-amount")
    assert letters_to("ana") == []
