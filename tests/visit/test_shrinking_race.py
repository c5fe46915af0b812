"""Fewer people, at the moment at which somebody comes in, pays or moves: real processes."""

from __future__ import annotations

import pytest

from casamuseo.kernel.errors import Refusal
from casamuseo.staff.models import Member
from casamuseo.visit.actions.admitting import admit
from casamuseo.visit.actions.changing import move_order
from casamuseo.visit.actions.selling import Tender, take_payment
from casamuseo.visit.actions.shrinking import overpaid_cents, shrink_order
from casamuseo.visit.models import Bucket, Device, Drawer, Hold, Order, ledger_faults
from casamuseo.visit.terms import HoldState, PayAt, TicketState, Verdict
from tests.cast import NOON
from tests.visit.cast import SLOT, a_hold, a_slotted_house, an_open_house, an_order
from tests.visit.gate_cast import a_device, a_scan
from tests.visit.racing import race
from tests.visit.tills import an_open_till

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def test_either_somebody_is_in_or_fewer_come_and_never_both() -> None:
    an_open_house()
    device = a_device().pk
    orders = [
        an_order(party=4, key=f"order-{one}", pay_at=PayAt.INVOICE).pk for one in range(ROUNDS)
    ]
    codes = [Order.objects.get(pk=key).tickets.get().code for key in orders]
    scans = [a_scan(code, count=1) for code in codes]

    def act(number: int) -> list[str]:
        said = []
        for key, scan in zip(orders, scans, strict=True):
            order = Order.objects.get(pk=key)
            try:
                if number:
                    gate = Device.objects.get(pk=device)
                    said.append(str(admit(scan, device=gate, at=SLOT).scan.verdict))
                else:
                    lines = {order.lines.get().pk: 3}
                    said.append(str(shrink_order(order, lines=lines, by="C", at=NOON).party))
            except Refusal as refused:
                said.append(refused.code)
        return said

    shrunk, entered = race(act, processes=2)

    for fewer, verdict, key in zip(shrunk, entered, orders, strict=True):
        order = Order.objects.get(pk=key)
        used = sum(order.tickets.values_list("used", flat=True))
        assert (fewer, verdict, order.party, used) in [
            ("3", Verdict.MOVED, 3, 0),
            ("not-shrinkable", Verdict.ADMITTED, 4, 1),
        ]
    places = sum(Order.objects.values_list("party", flat=True))
    assert Bucket.objects.get().taken == places
    assert ledger_faults() == []


def test_six_clerks_at_once_take_one_person_away() -> None:
    a_slotted_house()
    order = an_order(party=4)
    line = order.lines.get().pk

    said = race(
        lambda _number: shrink_order(order, lines={line: 3}, by="C", at=NOON).party, processes=6
    )

    assert said == [3] * 6
    order.refresh_from_db()
    assert (order.party, order.total_cents, order.tickets.count()) == (3, 12000, 2)
    assert {bucket.taken for bucket in Bucket.objects.all()} == {3}
    assert ledger_faults() == []


def test_money_taken_at_that_moment_is_what_is_owed_or_is_known_to_be_too_much() -> None:
    an_open_house()
    drawer = an_open_till().drawer_id
    orders = [an_order(party=4, key=f"order-{one}") for one in range(ROUNDS)]
    lines = [order.lines.get().pk for order in orders]

    def act(number: int) -> list[str]:
        said = []
        for order, line in zip(orders, lines, strict=True):
            try:
                if number:
                    till, by = Drawer.objects.get(pk=drawer), Member.objects.get(login="chucho")
                    key = f"pay-{order.pk}"
                    paid = take_payment(
                        order, drawer=till, tender=Tender(), request_key=key, by=by, at=NOON
                    )
                    said.append(str(paid.amount_cents))
                else:
                    shrink_order(order, lines={line: 3}, by="C", at=NOON)
                    said.append("fewer")
            except Refusal as refused:
                said.append(refused.code)
        return said

    shrunk, _paid = race(act, processes=2)

    assert shrunk == ["fewer"] * ROUNDS
    for order in Order.objects.all():
        kept = order.kept_cents()
        assert (kept, overpaid_cents(order)) in [(12000, 0), (16000, 4000)]
        line = order.lines.get()
        assert line.sold * line.unit_cents == kept


def test_a_move_and_a_shrink_at_once_leave_no_place_behind() -> None:
    an_open_house()
    orders = [an_order(party=4, key=f"order-{one}") for one in range(ROUNDS)]
    lines = [order.lines.get().pk for order in orders]
    tomorrow = SLOT.replace(day=26)
    holds = [a_hold(party=4, slot=tomorrow, key=f"other-{one}").pk for one in range(ROUNDS)]

    def act(number: int) -> None:
        for order, line, hold in zip(orders, lines, holds, strict=True):
            try:
                if number:
                    move_order(order, hold=Hold.objects.get(pk=hold), by="C", at=NOON)
                else:
                    shrink_order(order, lines={line: 3}, by="C", at=NOON)
            except Refusal:
                continue

    race(act, processes=2)

    assert ledger_faults() == []
    kept = Hold.objects.filter(state=HoldState.CONVERTED)
    assert sum(Bucket.objects.values_list("taken", flat=True)) == sum(
        [
            *Order.objects.values_list("party", flat=True),
            *Hold.objects.filter(state=HoldState.ACTIVE).values_list("party", flat=True),
        ]
    )
    assert kept.count() == ROUNDS
    for order in Order.objects.all():
        live = order.tickets.get(state=TicketState.VALID)
        # Where the move was faster, fewer may have been refused; ticket, party and price agree.
        assert order.party in (3, 4)
        assert (live.party, order.total_cents) == (order.party, 4000 * order.party)


def test_either_somebody_is_in_or_the_visit_is_moved_and_never_both() -> None:
    an_open_house()
    device = a_device().pk
    orders = [an_order(party=4, key=f"order-{one}", pay_at=PayAt.INVOICE) for one in range(ROUNDS)]
    scans = [a_scan(order.tickets.get().code, count=1) for order in orders]
    tomorrow = SLOT.replace(day=26)
    holds = [a_hold(party=4, slot=tomorrow, key=f"other-{one}").pk for one in range(ROUNDS)]

    def act(number: int) -> list[str]:
        said = []
        for order, scan, hold in zip(orders, scans, holds, strict=True):
            try:
                if number:
                    gate = Device.objects.get(pk=device)
                    said.append(str(admit(scan, device=gate, at=SLOT).scan.verdict))
                else:
                    move_order(order, hold=Hold.objects.get(pk=hold), by="C", at=NOON)
                    said.append("moved")
            except Refusal as refused:
                said.append(refused.code)
        return said

    moved, entered = race(act, processes=2)

    for outcome in zip(moved, entered, strict=True):
        assert outcome in [("moved", Verdict.MOVED), ("not-movable", Verdict.ADMITTED)]
    assert ledger_faults() == []
