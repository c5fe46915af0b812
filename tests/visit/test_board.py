"""The day's board: sold, in, left, who arrives, and what waits for a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.closing import close_room
from casamuseo.visit.board import Board, Slot, board
from casamuseo.visit.models import Device, Order, Ticket, VisitCount
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import ConflictState, CountSource, OrderState, TourState
from tests.cast import NOON, a_place
from tests.staffing import a_member
from tests.visit.cast import a_resource, a_slotted_house, an_open_house, an_order
from tests.visit.test_calendaring import a_tour

pytestmark = pytest.mark.django_db

TODAY = NOON - timedelta(hours=2)
"""Ten in the morning, when the house opens."""


def the_board(at: Any = NOON) -> Board:
    return board(visit_rules(), at=at)


def a_device(**fields: Any) -> Device:
    return Device.objects.create(
        name="Gate",
        enrolled_by=a_member("director"),
        created_at=TODAY,
        **{"enrolled_at": TODAY, "seen_at": TODAY, **fields},
    )


def test_a_day_of_day_tickets_has_one_line() -> None:
    an_open_house(day_capacity=300)
    order = an_order(party=3, slot=NOON, at=TODAY)
    an_order(party=2, slot=NOON, at=TODAY, key="two")
    Ticket.objects.filter(order=order).update(used=2)

    assert the_board().slots == (Slot(None, sold=5, came=2, left=295, is_past=False),)


def test_a_day_of_slots_has_one_line_for_each() -> None:
    a_slotted_house(house_capacity=25)
    an_order(party=3, slot=NOON, at=TODAY)

    of_day = the_board()

    lines = {slot.starts_at: slot for slot in of_day.slots}
    assert lines[NOON] == Slot(NOON, sold=3, came=0, left=22, is_past=False)
    assert lines[TODAY].is_past
    assert (len(lines), of_day.sold, of_day.came) == (14, 3, 0)


def test_what_was_sold_for_a_time_that_is_none_any_more_stays_in_view() -> None:
    a_slotted_house()
    order = an_order(slot=NOON, at=TODAY)
    odd = NOON + timedelta(minutes=7)
    Order.objects.filter(pk=order.pk).update(starts_at=odd)

    assert Slot(odd, sold=2, came=0, left=0, is_past=True) in the_board().slots


def test_visitors_are_told_by_how_they_were_counted() -> None:
    an_open_house()
    for number, source in enumerate([CountSource.SCAN, CountSource.SCAN, CountSource.TALLY]):
        VisitCount.objects.create(
            at=NOON,
            on=NOON.date(),
            source=source,
            quantity=number + 1,
            request_key=str(number),
        )

    assert the_board().visitors == {"scan": 3, "tally": 3}


def test_groups_of_the_day_are_there_with_their_guides() -> None:
    a_slotted_house()
    tour = a_tour(an_order(party=20, slot=NOON, at=TODAY))

    of_day = the_board()

    assert [one.pk for one in of_day.tours] == [tour.pk]
    assert of_day.tours[0].live_assignments == []  # type: ignore[attr-defined]
    assert of_day.waiting.guides_missing == 1


def test_a_closed_room_is_on_the_board() -> None:
    an_open_house()
    study = a_place("study")
    close_room(study, reason=Text.of(es="x"), begins_at=NOON, ends_at=None, by="chucho", at=NOON)

    assert [closure.place for closure in the_board().closures] == [study]
    assert the_board(TODAY).closures == ()


def test_what_waits_for_a_person_is_counted() -> None:
    an_open_house()
    unpaid, unplaced = (an_order(key=key, slot=NOON, at=TODAY) for key in ("a", "b"))
    Order.objects.filter(pk=unplaced.pk).update(state=OrderState.PAID_UNPLACED)
    unpaid.conflicts.create(reason=Text.of(es="x"), opened_at=NOON)
    unplaced.conflicts.create(reason=Text.of(es="x"), opened_at=NOON, state=ConflictState.HONOURED)

    waiting = the_board().waiting

    assert (waiting.conflicts, waiting.paid_unplaced, waiting.unpaid) == (1, 1, 1)


def test_tours_wait_for_an_answer_or_a_final_count() -> None:
    a_slotted_house()
    received = a_tour(an_order(slot=NOON + timedelta(days=1), at=TODAY))
    tours = type(received).objects
    tours.update(state=TourState.RECEIVED)
    assert the_board().waiting.tours_received == 1

    tours.update(state=TourState.CONFIRMED, final_count_on=NOON.date())
    assert the_board().waiting.final_counts == 1
    assert the_board().waiting.tours_received == 0


def test_a_device_that_says_nothing_is_missed_while_the_house_is_open() -> None:
    an_open_house()
    silent = a_device()

    assert the_board().waiting.devices == (silent,)
    assert the_board(NOON + timedelta(hours=9)).waiting.devices == ()
    Device.objects.update(seen_at=NOON - timedelta(minutes=1))
    assert not the_board().waiting


def test_the_board_asks_as_little_of_a_full_day_as_of_an_empty_one(
    django_assert_max_num_queries: Any,
) -> None:
    a_slotted_house()
    a_resource("study", kind="room", capacity=30, place=a_place(), stays_minutes=15)  # type: ignore[arg-type]
    for number in range(3):
        order = an_order(key=f"o{number}", slot=NOON, at=TODAY)
    a_tour(order)
    rules = visit_rules()

    with django_assert_max_num_queries(14):
        board(rules, at=NOON)
