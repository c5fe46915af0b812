"""The gate against altered codes, replays and bad clocks, by what its devices send."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.codes import base45
from casamuseo.visit.counts import visitors_on
from casamuseo.visit.models import Scan, Ticket
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import TicketState, Verdict
from tests.gate.test_door import a_door
from tests.gate.test_machine import AT, a_message, ask
from tests.visit.cast import SLOT, an_open_house
from tests.visit.gate_cast import a_ticket

pytestmark = pytest.mark.django_db

EVENING = SLOT + timedelta(hours=5)
MINUTE, HOUR = 60.0, 3600.0


def alone(code: str, *, clock: float, offset: float | None, sequence: int) -> dict[str, object]:
    """A scan that let one in without network, by a device's own clock."""
    return a_message(
        code,
        at=clock * 1000,
        offset=offset,
        sequence=sequence,
        level="signature",
        verdict="admitted",
        count=1,
    )


def test_every_byte_of_a_code_flipped_lets_nobody_in_and_is_kept() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=2)
    octets = base45.decode(ticket.code)
    altered = []
    for place in range(len(octets)):
        flipped = bytearray(octets)
        flipped[place] ^= 0xFF
        altered.append(base45.encode(bytes(flipped)))

    said = Counter(
        ask(door, "judge", {"scan": a_message(code, sequence=number)}).json()["scan"]["verdict"]
        for number, code in enumerate(altered)
    )

    assert set(said) <= {Verdict.FORGED, Verdict.UNKNOWN, Verdict.UNREADABLE}
    assert said.total() == Scan.objects.count() == len(octets) == 84
    ticket.refresh_from_db()
    assert (ticket.used, ticket.state, visitors_on(day_of(SLOT))) == (0, TicketState.VALID, 0)


def test_a_ticket_replayed_on_two_devices_without_network_is_one_admission_and_one_report() -> None:
    an_open_house()
    said = set()
    for turn, order in enumerate(itertools.permutations(range(2))):
        ticket = a_ticket(party=1, key=f"o{turn}", contact=Contact(language="es"))
        doors = [a_door(f"North {turn}"), a_door(f"South {turn}")]
        scans = [
            alone(ticket.code, clock=AT, offset=0.0, sequence=1),
            alone(ticket.code, clock=AT + MINUTE, offset=0.0, sequence=1),
        ]
        for number in (*order, *order):  # each twice: an answer may be lost on its way
            hand = {"scans": [scans[number]], "tallies": []}
            ask(doors[number], "hand-over", hand, at=EVENING)
        kept = dict(Scan.objects.values_list("scan_id", "verdict"))
        said.add(tuple(kept[key] for key in _ids(scans)))
        ticket.refresh_from_db()
        assert (ticket.used, ticket.state) == (2, TicketState.USED)

    assert said == {(Verdict.ADMITTED, Verdict.ADMITTED_CONFLICT)}
    assert Scan.objects.count() == visitors_on(day_of(SLOT)) == 4


def test_a_device_three_hours_ahead_and_then_in_1970_is_put_in_order_by_the_servers_time() -> None:
    an_open_house()
    tickets = [a_ticket(party=1, key=f"o{number}") for number in range(2)]
    ahead, right = a_door("Ahead"), a_door("Right")
    epoch = datetime(1970, 1, 1, 0, 5, tzinfo=UTC).timestamp()
    offset = epoch - (AT + 20 * MINUTE)
    handed = [
        alone(tickets[0].code, clock=AT + 3 * HOUR, offset=3 * HOUR, sequence=1),
        alone(tickets[1].code, clock=epoch, offset=offset, sequence=2),
    ]
    for number, ticket in enumerate(tickets):
        later = alone(ticket.code, clock=AT + 30 * MINUTE, offset=0.0, sequence=number)
        ask(right, "hand-over", {"scans": [later], "tallies": []}, at=EVENING)

    answer = ask(ahead, "hand-over", {"scans": handed, "tallies": []}, at=EVENING).json()

    assert answer["scans"] == dict.fromkeys([str(one["id"]) for one in handed], Verdict.ADMITTED)
    kept = Scan.objects.filter(device__name="Ahead").order_by("sequence")
    assert [scan.has_clock_doubt for scan in kept] == [True, True]
    assert [scan.corrected_at for scan in kept] == [SLOT, SLOT + timedelta(minutes=20)]
    assert Scan.objects.filter(verdict=Verdict.ADMITTED_CONFLICT, device__name="Right").count() == 2
    assert visitors_on(day_of(SLOT)) == 4


def test_a_clock_that_is_wrong_now_never_changes_what_the_server_says() -> None:
    an_open_house()
    door = a_door()
    for number, clock in enumerate((AT + 3 * HOUR, 0.0)):
        ticket = a_ticket(party=1, key=f"o{number}")
        scan = a_message(ticket.code, at=clock * 1000, offset=clock - AT, sequence=number)
        answer = ask(door, "judge", {"scan": scan}).json()["scan"]
        assert answer["verdict"] == Verdict.ADMITTED

    assert Ticket.objects.filter(state=TicketState.USED).count() == 2
    assert set(Scan.objects.values_list("corrected_at", flat=True)) == {SLOT}


def _ids(scans: list[dict[str, object]]) -> list[object]:
    known = {str(key): key for key in Scan.objects.values_list("scan_id", flat=True)}
    return [known[str(scan["id"])] for scan in scans]
