"""Fewer people come than were booked: places, party, price and ticket follow, and the money can go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casamuseo.kernel.models import Change, Letter
from casamuseo.staff.models import Member
from casamuseo.visit.actions.admitting import admit
from casamuseo.visit.actions.changing import cancel_order, move_order
from casamuseo.visit.actions.ordering import place_order
from casamuseo.visit.actions.paying import begin_payment
from casamuseo.visit.actions.refunding import refund_at_till
from casamuseo.visit.actions.shrinking import overpaid_cents, shrink_order
from casamuseo.visit.errors import (
    BadParty,
    NobodyLeft,
    NotMovable,
    NotShrinkable,
    Overtaken,
    PaymentUnderway,
    TooMuchToRefund,
)
from casamuseo.visit.models import Bucket, Order, ledger_faults
from casamuseo.visit.papers.till_facts import sale_facts
from casamuseo.visit.pricing import Asked
from casamuseo.visit.terms import (
    MovementKind,
    OrderState,
    PayAt,
    PaymentMethod,
    TicketState,
    Verdict,
)
from casamuseo.visit.z_report import z_report
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, SLOT, a_hold, a_slotted_house, an_open_house, an_order
from tests.visit.gate_cast import a_device, a_scan
from tests.visit.test_ordering import Bank
from tests.visit.tills import a_sale, an_open_till

pytestmark = pytest.mark.django_db


def only(order: Order, count: int, *, category: str = "adult") -> dict[int, int]:
    """So many of the category still come."""
    return {order.lines.get(category=category).pk: count}


def a_family(*, key: str = "family") -> Order:
    """Two adults and a child, who pay at the door."""
    return place_order(
        a_hold(party=3, key=f"hold-{key}"),
        asked=[Asked("adult", 2), Asked("child", 1)],
        pay_at=PayAt.DOOR,
        contact=replace(IN_WORDS, language="en"),
        request_key=key,
        at=NOON,
    )


def test_one_of_four_stays_at_home_and_every_quarter_of_an_hour_is_freer() -> None:
    a_slotted_house()
    order = an_order(party=4)
    old = order.tickets.get()

    ticket = shrink_order(order, lines=only(order, 3), by="Chucho", at=NOON)

    assert (order.party, order.total_cents, order.hold.party) == (3, 12000, 3)
    line = order.lines.get()
    assert (line.quantity, line.given_up) == (3, 0)
    assert {bucket.taken for bucket in Bucket.objects.all()} == {3}
    assert Bucket.objects.count() == 4
    assert ledger_faults() == []
    old.refresh_from_db()
    assert (old.state, old.replaced_by, ticket.party, ticket.state) == (
        TicketState.MOVED,
        ticket,
        3,
        TicketState.VALID,
    )
    change = Change.objects.get(action="shrink")
    assert (change.actor, change.facts) == ("Chucho", {"from": 4, "to": 3, "less": 4000})


def test_the_letter_says_for_how_many_the_new_ticket_is() -> None:
    an_open_house()
    order = a_family()

    shrink_order(order, lines=only(order, 1), by="Chucho", at=NOON)

    letter = Letter.objects.order_by("-pk")[0]
    assert letter.subject == "Your new ticket for 25 November 2026 · Test house"
    assert "2 people" in letter.text
    assert "3 people" in letter.text
    assert "40.00 MXN" in letter.text


def test_a_line_that_nobody_is_left_of_goes_where_nothing_was_paid() -> None:
    an_open_house()
    order = a_family()

    shrink_order(order, lines=only(order, 0), by="Chucho", at=NOON)

    assert [line.category for line in order.lines.all()] == ["child"]
    assert (order.total_cents, order.state, order.pay_at) == (0, OrderState.PAID, PayAt.FREE)


def test_what_was_sold_stays_in_the_books_and_the_difference_can_go_back_once() -> None:
    an_open_house()
    shift = an_open_till()
    sale = a_sale(adults=4)
    order, payment = sale.order, sale.payment
    assert order is not None
    assert payment is not None
    chucho = Member.objects.get(login="chucho")

    shrink_order(order, lines=only(order, 3), by="Chucho", at=NOON)

    assert (order.state, order.total_cents, overpaid_cents(order)) == (OrderState.PAID, 12000, 4000)
    assert [(part.count, part.cents) for part in z_report(shift).sold] == [(4, 16000)]
    paper = sale_facts(sale, language="en")
    assert ([line.count for line in paper.lines], paper.total_cents) == ([4], 16000)
    assert "Of these, 3 people still come." in paper.notes

    def refund(cents: int, key: str) -> None:
        refund_at_till(
            payment,
            drawer=shift.drawer,
            amount_cents=cents,
            method=PaymentMethod.CASH,
            reason="One fewer",
            request_key=key,
            by=chucho,
            at=NOON,
        )

    refund(overpaid_cents(order), "back")
    order.refresh_from_db()
    assert (order.state, overpaid_cents(order)) == (OrderState.PART_REFUNDED, 0)
    assert order.tickets.get(state=TicketState.VALID).party == 3
    with pytest.raises(TooMuchToRefund):
        refund(12001, "too-much")
    assert shift.movements.filter(kind=MovementKind.REFUND).count() == 1


def test_who_comes_free_keeps_place_and_ticket_when_all_of_the_money_goes_back() -> None:
    an_open_house()
    shift = an_open_till()
    sale = a_sale(adults=1, children=1)
    order, payment = sale.order, sale.payment
    assert order is not None
    assert payment is not None
    shrink_order(order, lines=only(order, 0), by="Chucho", at=NOON)
    assert {line.category: (line.quantity, line.sold) for line in order.lines.all()} == {
        "adult": (0, 1),
        "child": (1, 1),
    }

    refund_at_till(
        payment,
        drawer=shift.drawer,
        amount_cents=overpaid_cents(order),
        method=PaymentMethod.CASH,
        reason="One fewer",
        request_key="back",
        by=Member.objects.get(login="chucho"),
        at=NOON,
    )

    order.refresh_from_db()
    assert (order.state, order.kept_cents()) == (OrderState.PART_REFUNDED, 0)
    assert order.tickets.get(state=TicketState.VALID).party == 1
    assert Bucket.objects.get().taken == 1


def test_the_same_twice_changes_nothing_and_more_than_there_are_is_overtaken() -> None:
    an_open_house()
    order = an_order(party=4)
    ticket = shrink_order(order, lines=only(order, 2), by="Chucho", at=NOON)

    assert shrink_order(order, lines=only(order, 2), by="Chucho", at=NOON) == ticket
    with pytest.raises(Overtaken):
        shrink_order(order, lines=only(order, 3), by="Chucho", at=NOON)
    with pytest.raises(Overtaken):
        shrink_order(order, lines={0: 1}, by="Chucho", at=NOON)
    with pytest.raises(NobodyLeft):
        shrink_order(order, lines=only(order, 0), by="Chucho", at=NOON)

    order.refresh_from_db()
    assert (order.party, order.tickets.count()) == (2, 2)


def test_nobody_is_taken_away_once_somebody_has_come_in() -> None:
    an_open_house()
    order = an_order(party=4, pay_at=PayAt.INVOICE)
    admit(a_scan(order.tickets.get().code, count=1), device=a_device(), at=SLOT)

    with pytest.raises(NotShrinkable):
        shrink_order(order, lines=only(order, 3), by="Chucho", at=NOON)

    assert (Bucket.objects.get().taken, order.tickets.count()) == (4, 1)


def test_the_old_ticket_is_turned_away_and_the_new_one_lets_in_the_rest() -> None:
    an_open_house()
    order = an_order(party=4, pay_at=PayAt.INVOICE)
    old, device = order.tickets.get(), a_device()

    new = shrink_order(order, lines=only(order, 3), by="Chucho", at=NOON)

    verdicts = [admit(a_scan(one.code), device=device, at=SLOT).scan for one in (old, new)]
    assert [(one.verdict, one.count) for one in verdicts] == [
        (Verdict.MOVED, 4),
        (Verdict.ADMITTED, 3),
    ]


def test_an_order_that_is_over_or_being_paid_keeps_its_people() -> None:
    an_open_house()
    paying, over = an_order(party=2, key="paying"), an_order(party=2, key="over")
    begin_payment(paying, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    cancel_order(over, by="Chucho", at=NOON)

    with pytest.raises(PaymentUnderway):
        shrink_order(paying, lines=only(paying, 1), by="Chucho", at=NOON)
    with pytest.raises(NotShrinkable):
        shrink_order(over, lines=only(over, 1), by="Chucho", at=NOON)


def test_a_move_that_began_for_more_people_is_refused() -> None:
    an_open_house()
    order = an_order(party=4)
    hold = a_hold(party=4, slot=SLOT + timedelta(days=1), key="other")
    read_before = Order.objects.get(pk=order.pk)
    shrink_order(order, lines=only(order, 3), by="Chucho", at=NOON)

    with pytest.raises(BadParty):
        move_order(order, hold=hold, by="Ana", at=NOON)
    with pytest.raises(NotMovable):
        move_order(read_before, hold=hold, by="Ana", at=NOON)
    assert ledger_faults() == []
