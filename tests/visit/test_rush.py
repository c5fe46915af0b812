"""Eight processes want the same places: never more than there are, and the ledger adds up."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db.models import F

from casamuseo.visit.actions.changing import request_refund
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.ordering import place_order
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.errors import Refusal
from casamuseo.visit.models import Bucket, Hold, Order, Payment, Ticket, ledger_faults
from casamuseo.visit.pricing import Asked
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import Channel, HoldState, OrderState, PayAt, PaymentMethod
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, SLOT, a_slotted_house, an_order
from tests.visit.racing import race
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES = 8
ROOM = 25


def test_a_rush_never_sells_a_place_twice() -> None:
    a_slotted_house(house_capacity=ROOM)

    placed = race(_buy_and_dawdle, processes=PROCESSES)

    assert sum(placed) == Order.objects.count()
    assert ledger_faults() == []
    assert not Bucket.objects.filter(taken__gt=F("capacity")).exists()
    keeping = Hold.objects.keeping_places()
    assert max(Bucket.objects.values_list("taken", flat=True)) <= ROOM
    assert keeping.filter(state=HoldState.CONVERTED).count() == Order.objects.count()
    assert _one_more_fits_or_it_is_full()


def test_two_clicks_in_the_same_instant_give_one_order() -> None:
    a_slotted_house()

    codes = race(lambda number: an_order(key="the-same").code, processes=4)

    assert len(set(codes)) == 1
    assert (Order.objects.count(), Ticket.objects.count()) == (1, 1)
    assert ledger_faults() == []


def test_money_and_the_reaper_in_the_same_instant_leave_exactly_one_outcome() -> None:
    a_slotted_house(house_capacity=2)
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    late = NOON + timedelta(minutes=31)

    def run(number: int) -> str:
        if number == 0:
            return str(confirm_payment(Payment.objects.get(pk=payment.pk), at=late))
        return an_order(key="another", at=late).code

    race(run, processes=2)

    order.refresh_from_db()
    assert order.state in (OrderState.PAID, OrderState.PAID_UNPLACED)
    has_ticket = order.tickets.exists()
    assert has_ticket == (order.state == OrderState.PAID)
    assert ledger_faults() == []


def test_the_same_payment_confirmed_by_many_at_once_gives_one_ticket() -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]

    def run(number: int) -> str:
        if number == 3:
            return str(end_hold(Hold.objects.get(), state=HoldState.EXPIRED, at=NOON))
        return str(confirm_payment(Payment.objects.get(pk=payment.pk), at=NOON))

    race(run, processes=4)

    assert order.tickets.count() == 1
    assert ledger_faults() == []


def test_refunds_at_once_give_back_no_more_than_was_paid() -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)

    def run(number: int) -> int:
        return request_refund(
            Payment.objects.get(pk=payment.pk),
            amount_cents=3000,
            method=PaymentMethod.STRIPE,
            reason="Illness",
            request_key=f"refund-{number}",
            by="Berta",
            at=NOON,
        ).amount_cents

    given = race(run, processes=4)

    assert sorted(given, key=str) == [3000, 3000, "TooMuchToRefund", "TooMuchToRefund"]
    payment.refresh_from_db()
    assert payment.refunded_cents == 6000


def _buy_and_dawdle(number: int) -> int:
    """Mixed parties on overlapping stays: some order, some repeat, some let their hold run out."""
    chance = random.Random(number)
    rules = visit_rules()
    placed = 0
    for turn in range(30):
        slot = SLOT + timedelta(minutes=30 * chance.randrange(4))
        party = chance.randint(1, 6)
        at = NOON + timedelta(minutes=turn)
        key = f"{number}-{turn}"
        try:
            for _repeat in range(chance.choice([1, 1, 2])):
                hold = hold_places(
                    rules.plan(day_of(slot), slot=slot, at=at),
                    party=party,
                    channel=Channel.WEB,
                    request_key=key,
                    at=at,
                )
            if chance.random() < 0.3:
                continue
            place_order(
                hold,
                asked=[Asked("adult", party)],
                pay_at=PayAt.DOOR,
                contact=IN_WORDS,
                request_key=key,
                at=at,
            )
            placed += 1
        except Refusal:
            continue
    return placed


def _one_more_fits_or_it_is_full() -> bool:
    """A party of one is refused only where nothing is left: large parties have not locked it out."""
    late = NOON + timedelta(hours=2)
    for number in range(4):
        slot = SLOT + timedelta(minutes=30 * number)
        quarters = [slot + timedelta(minutes=15 * step) for step in range(4)]
        try:
            an_order(party=1, slot=slot, key=f"last-{number}", at=late)
        except Refusal:
            if not Bucket.objects.filter(starts_at__in=quarters, taken=F("capacity")).exists():
                return False
    return True
