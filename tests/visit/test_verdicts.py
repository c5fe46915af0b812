"""What is said of a ticket follows from its scans, and never from the order in which they are known."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casamuseo.visit.terms import TicketState, Verdict
from casamuseo.visit.verdicts import Entry, TicketFacts, judge, settle, state_after

MEXICO = ZoneInfo("America/Mexico_City")
FROM = datetime(2026, 11, 25, 16, 50, tzinfo=UTC)
UNTIL = datetime(2026, 11, 25, 17, 15, tzinfo=UTC)
TICKET = TicketFacts(4, FROM, UNTIL)


def said(
    ticket: TicketFacts = TICKET, *, used: int = 0, count: int | None = None, at: datetime = FROM
) -> Verdict:
    return judge(ticket, used=used, count=count, at=at, zone=MEXICO)


def test_a_party_is_let_in_from_its_first_minute_until_just_before_its_last() -> None:
    assert said(at=FROM) == Verdict.ADMITTED
    assert said(at=UNTIL - timedelta(seconds=1)) == Verdict.ADMITTED
    assert said(at=FROM - timedelta(seconds=1)) == Verdict.TOO_EARLY
    assert said(at=UNTIL) == Verdict.TOO_LATE


def test_another_day_is_another_day_of_the_house_not_of_utc() -> None:
    in_the_evening = datetime(2026, 11, 25, 5, 59, tzinfo=UTC)

    assert said(at=in_the_evening) == Verdict.OTHER_DAY
    assert said(at=in_the_evening + timedelta(minutes=1)) == Verdict.TOO_EARLY
    assert said(at=datetime(2026, 11, 26, 5, 59, tzinfo=UTC)) == Verdict.TOO_LATE
    assert said(at=datetime(2026, 11, 26, 6, 0, tzinfo=UTC)) == Verdict.OTHER_DAY


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"state": TicketState.MOVED}, Verdict.MOVED),
        ({"state": TicketState.VOID}, Verdict.VOID),
        ({"is_unpaid": True}, Verdict.UNPAID),
    ],
)
def test_a_ticket_that_is_not_good_lets_nobody_in(
    fields: dict[str, object], verdict: Verdict
) -> None:
    assert said(TicketFacts(4, FROM, UNTIL, **fields)) == verdict  # type: ignore[arg-type]


def test_a_party_may_come_in_pieces_and_not_in_too_many() -> None:
    assert said(used=3, count=1) == Verdict.ADMITTED
    assert said(used=3, count=2) == Verdict.TOO_MANY
    assert said(used=3) == Verdict.ADMITTED
    assert said(used=4) == Verdict.USED


def test_the_state_of_a_ticket_follows_its_use() -> None:
    assert [state_after(used, ticket=TICKET, used_before=0) for used in (0, 1, 4, 5)] == [
        TicketState.VALID,
        TicketState.PART_USED,
        TicketState.USED,
        TicketState.USED,
    ]
    void, used = (TicketFacts(4, FROM, UNTIL, TicketState(word)) for word in ("void", "used"))
    assert state_after(2, ticket=void, used_before=0) == TicketState.VOID
    assert state_after(0, ticket=used, used_before=4) == TicketState.VALID
    assert state_after(1, ticket=used, used_before=0) == TicketState.USED


def an_entry(number: int, *, at: datetime = FROM, device: int = 1, count: int = 1) -> Entry:
    return Entry(UUID(int=number), at, device, number, count, by_server=False)


def test_whoever_came_after_the_party_was_complete_is_to_be_looked_into() -> None:
    first, second, third = an_entry(1, count=3), an_entry(2, count=2), an_entry(3)

    assert settle([third, second, first], ticket=TICKET) == {
        first.scan_id: Verdict.ADMITTED,
        second.scan_id: Verdict.ADMITTED_CONFLICT,
        third.scan_id: Verdict.ADMITTED_CONFLICT,
    }


def test_a_device_without_network_may_let_in_what_the_server_would_not() -> None:
    void = TicketFacts(4, FROM, UNTIL, TicketState.VOID)
    alone = an_entry(1)
    by_server = Entry(UUID(int=2), FROM, 1, 2, 1, by_server=True)

    assert settle([alone, by_server], ticket=void) == {
        alone.scan_id: Verdict.ADMITTED_CONFLICT,
        by_server.scan_id: Verdict.ADMITTED,
    }


ENTRIES = st.lists(
    st.builds(
        Entry,
        scan_id=st.uuids(),
        corrected_at=st.integers(0, 3).map(lambda minutes: FROM + timedelta(minutes=minutes)),
        device=st.integers(1, 3),
        sequence=st.integers(1, 4),
        count=st.integers(1, 3),
        by_server=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: entry.scan_id,
)


@given(entries=ENTRIES, party=st.integers(1, 6), seed=st.integers())
def test_the_order_of_handing_over_decides_nothing(
    entries: list[Entry], party: int, seed: int
) -> None:
    ticket = TicketFacts(party, FROM, UNTIL)
    shuffled = random.Random(seed).sample(entries, len(entries))

    assert settle(shuffled, ticket=ticket) == settle(entries, ticket=ticket)


@given(entries=ENTRIES, party=st.integers(1, 6))
def test_no_more_than_the_party_come_in_rightly_and_the_first_always_do(
    entries: list[Entry], party: int
) -> None:
    verdicts = settle(entries, ticket=TicketFacts(party, FROM, UNTIL))

    rightly = [each for each in entries if verdicts[each.scan_id] == Verdict.ADMITTED]
    assert sum(each.count for each in rightly) <= party
    for each in rightly:
        earlier = [one for one in entries if one.corrected_at < each.corrected_at]
        assert all(verdicts[one.scan_id] == Verdict.ADMITTED for one in earlier)


@given(entries=ENTRIES, party=st.integers(1, 6), split=st.integers(0, 8))
def test_handing_over_in_two_batches_says_the_same_as_in_one(
    entries: list[Entry], party: int, split: int
) -> None:
    ticket = TicketFacts(party, FROM, UNTIL)
    known: list[Entry] = []
    for batch in (entries[split:], entries[:split]):
        known.extend(batch)
        said_last = settle(known, ticket=ticket)

    assert said_last == settle(entries, ticket=ticket)
