"""Several gates at once with one ticket: real processes, on whichever database there is."""

from __future__ import annotations

from collections import Counter

import pytest

from casamuseo.visit.actions.admitting import admit, hand_over
from casamuseo.visit.counts import visitors_on
from casamuseo.visit.models import Device, Scan, Ticket
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import TicketState, Verdict
from tests.visit.cast import SLOT, an_open_house
from tests.visit.gate_cast import a_device, a_scan, a_ticket, judged_alone
from tests.visit.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

GATES = 6


def test_six_gates_at_once_let_in_no_more_than_the_party() -> None:
    an_open_house()
    ticket = a_ticket(party=4)
    devices = [a_device(f"Gate {number}").pk for number in range(GATES)]

    def scan(number: int) -> str:
        device = Device.objects.get(pk=devices[number])
        return str(admit(a_scan(ticket.code, count=1), device=device, at=SLOT).scan.verdict)

    said = Counter(race(scan, processes=GATES))

    assert said == {Verdict.ADMITTED: 4, Verdict.USED: 2}
    ticket.refresh_from_db()
    assert (ticket.used, ticket.state) == (4, TicketState.USED)
    assert visitors_on(day_of(SLOT)) == 4


def test_the_same_scan_sent_six_times_at_once_is_one_scan() -> None:
    an_open_house()
    ticket, device = a_ticket(party=6), a_device()
    facts = a_scan(ticket.code, count=2)

    said = race(
        lambda _number: str(admit(facts, device=device, at=SLOT).scan.verdict), processes=GATES
    )

    assert said == [Verdict.ADMITTED] * GATES
    assert (Ticket.objects.get().used, Scan.objects.count()) == (2, 1)


def test_six_devices_that_hand_over_at_once_agree_on_who_was_first() -> None:
    an_open_house()
    ticket = a_ticket(party=2)
    devices = [a_device(f"Gate {number}").pk for number in range(GATES)]

    def hand(number: int) -> None:
        device = Device.objects.get(pk=devices[number])
        at = SLOT.replace(minute=number)
        hand_over(judged_alone(ticket.code, device_at=at), device=device, at=SLOT)

    race(hand, processes=GATES)

    assert list(Scan.objects.values_list("verdict", flat=True)) == [
        Verdict.ADMITTED,
        Verdict.ADMITTED,
        *[Verdict.ADMITTED_CONFLICT] * (GATES - 2),
    ]
    assert (Ticket.objects.get().used, visitors_on(day_of(SLOT))) == (GATES, GATES)
