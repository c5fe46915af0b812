"""At the gate: who comes in, who came in twice while the network was away, and who is counted."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from casamuseo.visit.actions.admitting import ScanFacts, admit
from casamuseo.visit.actions.changing import cancel_order, move_order
from casamuseo.visit.actions.counting import tally
from casamuseo.visit.actions.enrolling import (
    Seen,
    add_device,
    device_of,
    enrol_device,
    note_seen,
    renew_enrolment,
    revoke_device,
)
from casamuseo.visit.actions.ordering import place_order
from casamuseo.visit.codes.ticket_code import TicketClaims, new_ticket_id, sign
from casamuseo.visit.counts import visitors_by, visitors_on
from casamuseo.visit.door_codes import find_code
from casamuseo.visit.errors_gate import (
    BadTally,
    DeviceRevoked,
    DeviceUnknown,
    EnrolmentOver,
    NothingToTakeBack,
    TooLateToTakeBack,
)
from casamuseo.visit.models import Device, Order, Scan, Ticket, TourRequest, VisitCount
from casamuseo.visit.pricing import Asked
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import (
    CountSource,
    GateLevel,
    GroupKind,
    OrderState,
    PayAt,
    TicketState,
    Verdict,
)
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, SLOT, a_hold, a_slotted_house, an_open_house, an_order
from tests.visit.gate_cast import (
    a_device,
    a_director,
    a_scan,
    a_ticket,
    handed_over,
    held_up,
    judged_alone,
    verdicts,
)

pytestmark = pytest.mark.django_db

EVENING = SLOT + timedelta(hours=6)


def test_a_party_comes_in_once() -> None:
    an_open_house()
    ticket, device = a_ticket(party=3), a_device()

    first = held_up(ticket.code, device=device)
    second = held_up(ticket.code, device=device, at=SLOT + timedelta(minutes=1))

    assert (first.scan.verdict, first.scan.count, first.used) == (Verdict.ADMITTED, 3, 3)
    assert (second.scan.verdict, second.last_entry_at) == (Verdict.USED, SLOT)
    ticket.refresh_from_db()
    assert (ticket.used, ticket.state) == (3, TicketState.USED)
    assert visitors_on(day_of(SLOT)) == 3


def test_a_party_comes_in_pieces() -> None:
    an_open_house()
    ticket, device = a_ticket(party=4), a_device()

    said = [held_up(ticket.code, device=device, count=count).scan.verdict for count in (3, 2, 1, 1)]

    assert said == [Verdict.ADMITTED, Verdict.TOO_MANY, Verdict.ADMITTED, Verdict.USED]
    ticket.refresh_from_db()
    assert ticket.used == 4


def test_without_a_number_everybody_who_is_left_comes_in() -> None:
    an_open_house()
    ticket, device = a_ticket(party=5), a_device()
    held_up(ticket.code, device=device, count=2)

    answer = held_up(ticket.code, device=device)

    assert (answer.scan.count, answer.used) == (3, 5)


def test_the_same_scan_again_is_the_same_answer_and_lets_nobody_in() -> None:
    an_open_house()
    ticket, device = a_ticket(party=2), a_device()
    facts = a_scan(ticket.code)

    answers = [admit(facts, device=device, at=SLOT) for _ in range(2)]

    assert [answer.scan.verdict for answer in answers] == [Verdict.ADMITTED] * 2
    assert Scan.objects.count() == 1
    assert visitors_on(day_of(SLOT)) == 2


def test_a_short_code_is_understood_as_people_type_it() -> None:
    an_open_house()
    ticket, device = a_ticket(party=2), a_device()

    answer = held_up(f" {ticket.order.code.lower().replace('-', ' ')}", device=device)

    assert (answer.scan.verdict, answer.order_code) == (Verdict.ADMITTED, ticket.order.code)


def test_time_windows_are_told_by_the_servers_clock_whatever_the_devices_says() -> None:
    a_slotted_house()
    ticket, device = a_ticket(), a_device()

    def at(moment: datetime) -> str:
        return admit(
            a_scan(ticket.code, device_at=datetime(1970, 1, 1, tzinfo=UTC)),
            device=device,
            at=moment,
        ).scan.verdict

    assert at(SLOT - timedelta(days=1)) == Verdict.OTHER_DAY
    assert at(SLOT - timedelta(minutes=11)) == Verdict.TOO_EARLY
    assert at(SLOT + timedelta(minutes=15)) == Verdict.TOO_LATE
    assert at(SLOT - timedelta(minutes=10)) == Verdict.ADMITTED


def test_who_has_not_paid_is_sent_to_the_till_and_comes_in_afterwards() -> None:
    an_open_house()
    ticket, device = a_ticket(pay_at=PayAt.DOOR), a_device()

    assert held_up(ticket.code, device=device).scan.verdict == Verdict.UNPAID
    Order.objects.update(state=OrderState.PAID)
    assert held_up(ticket.code, device=device).scan.verdict == Verdict.ADMITTED


def test_a_moved_ticket_names_itself_and_the_short_code_goes_to_the_new_one() -> None:
    an_open_house()
    old, device = a_ticket(), a_device()
    later = SLOT + timedelta(days=1)
    new = move_order(old.order, hold=a_hold(slot=later, key="other"), by="Berta", at=NOON)

    assert held_up(old.code, device=device).scan.verdict == Verdict.MOVED
    assert held_up(old.order.code, device=device).scan.verdict == Verdict.OTHER_DAY
    assert held_up(new.code, device=device, at=later).scan.verdict == Verdict.ADMITTED


def test_a_cancelled_order_lets_nobody_in() -> None:
    an_open_house()
    ticket, device = a_ticket(), a_device()
    cancel_order(ticket.order, by="Berta", at=NOON)

    assert held_up(ticket.code, device=device).scan.verdict == Verdict.VOID


def test_a_code_typed_before_the_visit_was_moved_stood_for_the_old_ticket() -> None:
    an_open_house()
    old, device = a_ticket(), a_device()
    later = SLOT + timedelta(days=1)
    new = move_order(old.order, hold=a_hold(slot=later, key="other"), by="Berta", at=NOON)

    kept = handed_over(
        judged_alone(old.order.code, device_at=SLOT, count=2), device=device, at=EVENING
    )

    assert (kept.ticket, kept.verdict) == (old, Verdict.ADMITTED_CONFLICT)
    assert held_up(new.code, device=device, at=later).scan.verdict == Verdict.ADMITTED


def test_every_failed_scan_is_kept_with_what_was_held_up() -> None:
    an_open_house()
    ticket, device = a_ticket(), a_device()
    flipped = ticket.code[:-1] + ("0" if ticket.code[-1] != "0" else "1")

    said = [
        held_up(code, device=device).scan.verdict
        for code in (flipped, "HTTPS://EXAMPLE.ORG/", "KWXG-RZJ8", "008J-4CTT", "", "x" * 2000)
    ]

    assert said == [
        Verdict.FORGED,
        Verdict.UNREADABLE,
        Verdict.UNREADABLE,
        Verdict.UNKNOWN,
        Verdict.UNREADABLE,
        Verdict.UNREADABLE,
    ]
    assert Scan.objects.latest("pk").code == "x" * 400
    assert visitors_on(day_of(SLOT)) == 0


def test_a_genuine_ticket_that_the_database_has_lost_is_let_in_once() -> None:
    an_open_house()
    device = a_device()
    code = sign(TicketClaims(new_ticket_id(), SLOT, SLOT + timedelta(hours=1), party=2, product=0))

    said = [held_up(code, device=device).scan.verdict for _ in range(2)]

    assert said == [Verdict.ADMITTED, Verdict.USED]
    assert visitors_by("category", first=day_of(SLOT), last=day_of(SLOT)) == {"": 2}


def test_an_entry_is_taken_back_and_the_ticket_is_good_again() -> None:
    an_open_house()
    ticket, device = a_ticket(party=2), a_device()
    entry = held_up(ticket.code, device=device).scan

    undone = held_up(
        ticket.code, device=device, count=0, annuls=entry.scan_id, at=SLOT + timedelta(minutes=4)
    )

    assert (undone.scan.verdict, undone.used) == (Verdict.ANNULLED, 0)
    ticket.refresh_from_db()
    assert (ticket.used, ticket.state) == (0, TicketState.VALID)
    assert visitors_on(day_of(SLOT)) == 0
    assert held_up(ticket.code, device=device).scan.verdict == Verdict.ADMITTED


def test_another_number_takes_the_place_of_the_first() -> None:
    an_open_house()
    ticket, device = a_ticket(party=4), a_device()
    entry = held_up(ticket.code, device=device).scan

    corrected = held_up(ticket.code, device=device, count=3, annuls=entry.scan_id)

    assert (corrected.scan.verdict, corrected.used) == (Verdict.ADMITTED, 3)
    assert visitors_on(day_of(SLOT)) == 3


def test_an_entry_is_taken_back_once_within_minutes_and_by_its_own_device() -> None:
    an_open_house()
    ticket, device = a_ticket(party=2), a_device()
    entry = held_up(ticket.code, device=device).scan

    with pytest.raises(TooLateToTakeBack):
        held_up(
            ticket.code,
            device=device,
            count=0,
            annuls=entry.scan_id,
            at=SLOT + timedelta(minutes=6),
        )
    with pytest.raises(NothingToTakeBack):
        held_up(ticket.code, device=a_device("Back"), count=0, annuls=entry.scan_id)
    held_up(ticket.code, device=device, count=0, annuls=entry.scan_id)
    with pytest.raises(NothingToTakeBack):
        held_up(ticket.code, device=device, count=0, annuls=entry.scan_id)

    ticket.refresh_from_db()
    assert ticket.used == 0
    assert Scan.objects.count() == 2


def test_a_whole_party_is_counted_by_category_and_a_part_of_a_mixed_one_without() -> None:
    an_open_house()
    device = a_device()
    hold = a_hold(party=3)
    order = place_order(
        hold,
        asked=[Asked("adult", 2), Asked("child", 1)],
        pay_at=PayAt.INVOICE,
        contact=IN_WORDS,
        request_key="mixed",
        at=NOON,
    )
    day = day_of(SLOT)

    entry = held_up(order.tickets.get().code, device=device).scan
    assert visitors_by("category", first=day, last=day) == {"adult": 2, "child": 1}

    held_up(order.tickets.get().code, device=device, count=2, annuls=entry.scan_id)
    assert visitors_by("category", first=day, last=day) == {"": 2}
    assert visitors_by("language", first=day, last=day) == {"es": 2}
    assert visitors_on(day) == 2


def test_a_part_of_a_party_of_one_kind_is_counted_by_it() -> None:
    an_open_house()
    held_up(a_ticket(party=3).code, device=a_device(), count=1)

    day = day_of(SLOT)
    assert visitors_by("category", first=day, last=day) == {"adult": 1}


def test_two_devices_that_let_one_ticket_in_are_told_apart_by_time_whoever_hands_over_first() -> (
    None
):
    an_open_house()
    north, south = a_device("North"), a_device("South")
    said = []
    for turn in range(2):
        ticket = a_ticket(party=2, key=f"o{turn}")
        scans = [
            (north, judged_alone(ticket.code, device_at=SLOT, count=2)),
            (south, judged_alone(ticket.code, device_at=SLOT + timedelta(minutes=5), count=2)),
        ]
        for device, facts in scans if turn else reversed(scans):
            handed_over(facts, device=device, at=EVENING)
        said.append([verdicts()[facts.scan_id] for _, facts in scans])
        ticket.refresh_from_db()
        assert ticket.used == 4

    assert said == [[Verdict.ADMITTED, Verdict.ADMITTED_CONFLICT]] * 2
    assert visitors_on(day_of(SLOT)) == 8


def test_a_clock_three_hours_ahead_is_corrected_before_it_is_compared() -> None:
    an_open_house()
    right, ahead = a_device("Right"), a_device("Ahead")
    ticket = a_ticket(party=1)
    late = judged_alone(ticket.code, device_at=SLOT + timedelta(minutes=10))
    early = judged_alone(
        ticket.code, device_at=SLOT + timedelta(hours=3), server_offset_seconds=3 * 3600.0
    )

    handed_over(late, device=right, at=EVENING)
    kept = handed_over(early, device=ahead, at=EVENING)

    assert (kept.corrected_at, kept.has_clock_doubt) == (SLOT, True)
    assert verdicts() == {
        early.scan_id: Verdict.ADMITTED,
        late.scan_id: Verdict.ADMITTED_CONFLICT,
    }


def test_a_clock_at_1970_that_knows_nothing_is_held_to_the_day_of_its_enrolment() -> None:
    an_open_house()
    enrolled = SLOT - timedelta(hours=3)
    device = a_device(at=enrolled)
    ticket = a_ticket(party=1)

    kept = handed_over(
        judged_alone(
            ticket.code,
            device_at=datetime(1970, 1, 1, 0, 2, tzinfo=UTC),
            server_offset_seconds=None,
        ),
        device=device,
        at=EVENING,
    )

    assert (kept.corrected_at, kept.has_clock_doubt) == (enrolled, True)
    assert visitors_on(day_of(SLOT)) == 1


def test_two_gates_with_bad_clocks_say_the_same_in_every_order_of_handing_over() -> None:
    """One gate three hours ahead, then rebooted into 1970 with an estimate; the other one right."""
    an_open_house()
    said = set()
    for turn, order in enumerate(itertools.permutations(range(4))):
        north, south = a_device(f"North {turn}"), a_device(f"South {turn}")
        ticket = a_ticket(party=2, key=f"o{turn}", slot=SLOT)
        epoch = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
        handed = [
            (north, SLOT + timedelta(hours=3, minutes=2), 3 * 3600.0),
            (south, SLOT + timedelta(minutes=1), 0.0),
            (north, epoch, (epoch - SLOT - timedelta(minutes=9)).total_seconds()),
            (south, SLOT + timedelta(minutes=5), 0.0),
        ]
        facts = [
            judged_alone(
                ticket.code, device_at=device_at, server_offset_seconds=offset, sequence=number
            )
            for number, (_, device_at, offset) in enumerate(handed)
        ]
        for number in order:
            handed_over(facts[number], device=handed[number][0], at=EVENING)
        found = verdicts()
        said.add(tuple(found[each.scan_id] for each in facts))
        ticket.refresh_from_db()
        assert (ticket.used, ticket.state) == (4, TicketState.USED)

    assert said == {
        (
            Verdict.ADMITTED,
            Verdict.ADMITTED,
            Verdict.ADMITTED_CONFLICT,
            Verdict.ADMITTED_CONFLICT,
        )
    }
    assert visitors_on(day_of(SLOT)) == 4 * 24


def test_a_scan_handed_over_twice_is_one_scan() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=1)
    facts = judged_alone(ticket.code, device_at=SLOT)

    for _ in range(3):
        handed_over(facts, device=device, at=EVENING)

    assert Scan.objects.count() == VisitCount.objects.count() == 1


def test_a_refusal_without_network_stays_a_refusal() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=1)

    kept = handed_over(
        judged_alone(ticket.code, device_at=SLOT, device_verdict=Verdict.USED),
        device=device,
        at=EVENING,
    )

    assert kept.verdict == Verdict.USED
    ticket.refresh_from_db()
    assert (ticket.used, visitors_on(day_of(SLOT))) == (0, 0)


@pytest.mark.parametrize("state", [TicketState.VOID, TicketState.MOVED])
def test_whom_a_device_let_in_with_a_ticket_taken_back_is_counted_and_looked_into(
    state: TicketState,
) -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=1)
    Ticket.objects.update(state=state)

    kept = handed_over(judged_alone(ticket.code, device_at=SLOT), device=device, at=EVENING)

    assert kept.verdict == Verdict.ADMITTED_CONFLICT
    ticket.refresh_from_db()
    assert (ticket.used, ticket.state, visitors_on(day_of(SLOT))) == (1, state, 1)


def test_whom_a_device_let_in_with_nothing_that_can_be_read_is_counted_and_looked_into() -> None:
    an_open_house()

    kept = handed_over(judged_alone("HELLO", device_at=SLOT), device=a_device(), at=EVENING)

    assert (kept.verdict, visitors_on(day_of(SLOT))) == (Verdict.ADMITTED_CONFLICT, 1)


def test_an_entry_without_network_is_taken_back_without_network() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=3)
    entry = judged_alone(ticket.code, device_at=SLOT, count=3)
    undo = judged_alone(
        ticket.code,
        device_at=SLOT + timedelta(minutes=1),
        count=0,
        device_verdict=Verdict.ANNULLED,
        annuls=entry.scan_id,
        sequence=2,
    )

    for facts in (entry, undo, entry, undo):
        handed_over(facts, device=device, at=EVENING)

    assert verdicts()[undo.scan_id] == Verdict.ANNULLED
    ticket.refresh_from_db()
    assert (ticket.used, ticket.state) == (0, TicketState.VALID)
    assert visitors_on(day_of(SLOT)) == 0


def test_an_answer_that_never_arrived_gives_way_to_what_the_device_showed() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=2)
    asked = a_scan(ticket.code)
    admit(asked, device=device, at=SLOT)

    handed_over(
        judged_alone(
            ticket.code, scan_id=asked.scan_id, device_at=SLOT, device_verdict=Verdict.USED, count=2
        ),
        device=device,
        at=EVENING,
    )

    scan = Scan.objects.get()
    assert (scan.verdict, scan.level) == (Verdict.USED, GateLevel.LIST)
    ticket.refresh_from_db()
    assert (ticket.used, visitors_on(day_of(SLOT))) == (0, 0)


def test_a_request_that_comes_after_the_device_has_judged_changes_nothing() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=2)
    alone = judged_alone(ticket.code, device_at=SLOT, count=2)
    handed_over(alone, device=device, at=SLOT)

    answer = admit(a_scan(ticket.code, scan_id=alone.scan_id), device=device, at=SLOT)

    assert (answer.scan.verdict, answer.used) == (Verdict.ADMITTED, 2)
    assert Scan.objects.count() == 1


def test_used_tickets_stay_used_after_last_nights_backup_is_put_back() -> None:
    an_open_house()
    device = a_device()
    by_server, alone = a_ticket(party=2, key="a"), a_ticket(party=1, key="b")
    asked = a_scan(by_server.code)
    answered = admit(asked, device=device, at=SLOT)
    kept_alone = judged_alone(alone.code, device_at=SLOT + timedelta(minutes=3))
    handed_over(kept_alone, device=device, at=EVENING)
    # What the backup of last night knows of today: nothing.
    VisitCount.objects.all().delete()
    Scan.objects.all().delete()
    Ticket.objects.update(used=0, state=TicketState.VALID)

    known_by_device = ScanFacts(
        scan_id=asked.scan_id,
        boot_id=asked.boot_id,
        sequence=asked.sequence,
        device_at=SLOT,
        code=asked.code,
        count=answered.scan.count,
        server_offset_seconds=0.0,
        level=GateLevel.SERVER,
        device_verdict=Verdict.ADMITTED,
    )
    for facts in (kept_alone, known_by_device):
        handed_over(facts, device=device, at=EVENING)

    assert list(Ticket.objects.order_by("pk").values_list("used", "state")) == [
        (2, TicketState.USED),
        (1, TicketState.USED),
    ]
    assert held_up(by_server.code, device=device).scan.verdict == Verdict.USED
    assert visitors_on(day_of(SLOT)) == 3


def test_a_group_that_the_desk_received_is_not_counted_again_at_the_gate() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=4)
    tour = TourRequest.objects.create(
        address="a",
        code="a",
        request_key="a",
        kind=GroupKind.SCHOOL,
        language="es",
        contact_language="es",
        wanted_at=SLOT,
        starts_at=SLOT,
        duration_minutes=60,
        people=4,
        order=ticket.order,
        created_at=NOON,
    )
    VisitCount.objects.create(
        at=SLOT,
        on=day_of(SLOT),
        source=CountSource.TOUR,
        quantity=4,
        tour=tour,
        request_key="arrived",
    )
    Ticket.objects.update(state=TicketState.USED)

    assert held_up(ticket.code, device=device).scan.verdict == Verdict.USED
    handed_over(judged_alone(ticket.code, device_at=SLOT, count=4), device=device, at=EVENING)

    ticket.refresh_from_db()
    assert (ticket.used, ticket.state) == (4, TicketState.USED)
    assert visitors_by("source", first=day_of(SLOT), last=day_of(SLOT)) == {"tour": 4}


def test_a_number_used_twice_costs_no_scan() -> None:
    an_open_house()
    device, ticket = a_device(), a_ticket(party=2)
    facts = [
        judged_alone(ticket.code, device_at=SLOT, boot_id="boot", sequence=7) for _ in range(2)
    ]

    for each in facts:
        handed_over(each, device=device, at=EVENING)

    assert verdicts() == {each.scan_id: Verdict.ADMITTED for each in facts}


def test_a_judgement_asks_as_little_of_a_full_house_as_of_an_empty_one(
    django_assert_max_num_queries: object,
) -> None:
    an_open_house()
    ticket, device = a_ticket(party=2), a_device()
    for number in range(3):
        a_ticket(party=1, key=f"other-{number}")

    with django_assert_max_num_queries(18):  # type: ignore[operator]
        held_up(ticket.code, device=device)


def test_visitors_without_a_ticket_are_counted_by_a_tap_and_taken_back_by_another() -> None:
    an_open_house()
    device = a_device()
    day = day_of(SLOT)

    for key, category, quantity in [
        ("1", "child", 1),
        ("2", "child", 1),
        ("3", "icom", 1),
        ("3", "icom", 1),
        ("4", "child", -1),
    ]:
        tally(category, quantity=quantity, device=device, request_key=key, at=SLOT)

    assert visitors_by("category", first=day, last=day) == {"child": 1, "icom": 1}
    assert visitors_by("source", first=day, last=day) == {"tally": 2}


@pytest.mark.parametrize(("category", "quantity"), [("child", 0), ("child", 61), ("", 1)])
def test_a_tap_stands_for_somebody(category: str, quantity: int) -> None:
    an_open_house()

    with pytest.raises(BadTally):
        tally(category, quantity=quantity, device=a_device(), request_key="1", at=SLOT)


def test_a_device_enrols_once_with_the_word_it_was_given() -> None:
    _, word = add_device("Door", by=a_director(), at=NOON)

    device, token = enrol_device(f" {word.lower().replace('-', ' ')}", at=NOON)

    assert device_of(token) == device
    assert token not in str(Device.objects.values().get())
    with pytest.raises(EnrolmentOver):
        enrol_device(word, at=NOON)


def test_a_word_for_enrolling_runs_out_and_is_renewed() -> None:
    device, word = add_device("Door", by=a_director(), at=NOON)

    with pytest.raises(EnrolmentOver):
        enrol_device(word, at=NOON + timedelta(minutes=15))
    again = renew_enrolment(device, by=a_director(), at=NOON + timedelta(minutes=15))
    assert enrol_device(again, at=NOON + timedelta(minutes=16))[0] == device


def test_a_withdrawn_device_is_told_so_and_never_enrols_again() -> None:
    device, word = add_device("Door", by=a_director(), at=NOON)
    _, token = enrol_device(word, at=NOON)

    assert revoke_device(device, by=a_director(), at=NOON) is True
    assert revoke_device(device, by=a_director(), at=NOON) is False

    with pytest.raises(DeviceRevoked):
        device_of(token)
    with pytest.raises(DeviceRevoked):
        renew_enrolment(device, by=a_director(), at=NOON)


def test_nobody_without_a_token_is_a_device() -> None:
    add_device("Door", by=a_director(), at=NOON)

    for token in ("", "guess"):
        with pytest.raises(DeviceUnknown):
            device_of(token)


def test_a_device_is_noted_as_seen_no_more_often_than_is_worth_a_write() -> None:
    device = a_device()

    for seconds, waiting in [(0, 0), (10, 0), (20, 2), (25, 2), (60, 2)]:
        device.refresh_from_db()
        seen = Seen(GateLevel.SERVER, waiting, 1.5)
        note_seen(device, seen=seen, at=NOON + timedelta(seconds=seconds))
        device.refresh_from_db()
        assert device.seen_at is not None
        expected = {0: 0, 10: 0, 20: 20, 25: 20, 60: 60}[seconds]
        assert device.seen_at == NOON + timedelta(seconds=expected)


def test_what_a_code_stands_for_is_found_with_no_ticket_at_all() -> None:
    an_open_house()
    order = an_order(pay_at=PayAt.DOOR)

    assert find_code(order.code).ticket == order.tickets.get()
    assert find_code("KWXG-RZJ7").problem in {Verdict.UNKNOWN, Verdict.UNREADABLE}
    assert find_code(str(uuid4())).problem == Verdict.UNREADABLE
