"""Places are taken in every quarter of an hour or in none, and the ledger always adds up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casamuseo.visit.actions.holding import extend_hold, hold_places, release_hold
from casamuseo.visit.availability import availability
from casamuseo.visit.errors import (
    BadParty,
    HoldIsOver,
    HoldWasExtended,
    NoRoom,
    NotASlot,
    NotOpen,
    RequestKeyReused,
    TooLateToBook,
)
from casamuseo.visit.models import Bucket, Claim, Hold, ledger_faults
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import Channel, HoldState, ResourceKind
from tests.cast import NOON
from tests.visit.cast import SLOT, a_hold, a_resource, a_slotted_house, an_open_house

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(minutes=16)


def taken() -> list[int]:
    return list(Bucket.objects.order_by("starts_at").values_list("taken", flat=True))


def test_a_visit_takes_every_quarter_of_its_hour() -> None:
    a_slotted_house()

    hold = a_hold(party=3)

    assert taken() == [3, 3, 3, 3]
    assert hold.state == HoldState.ACTIVE
    assert ledger_faults() == []


def test_a_small_room_is_claimed_only_while_the_visitor_is_in_it() -> None:
    a_slotted_house()
    study = a_resource(
        "study", kind=ResourceKind.ROOM, capacity=6, enters_after_minutes=15, stays_minutes=30
    )

    a_hold(party=5)

    assert list(study.buckets.values_list("starts_at", "taken")) == [
        (SLOT + timedelta(minutes=15), 5),
        (SLOT + timedelta(minutes=30), 5),
    ]
    with pytest.raises(NoRoom):
        a_hold(party=2, key="second")


def test_a_day_ticket_takes_one_place_of_the_day() -> None:
    an_open_house(day_capacity=10)

    a_hold(party=4)

    assert taken() == [4]


def test_a_party_that_does_not_fit_takes_nothing_anywhere() -> None:
    a_slotted_house(house_capacity=5)
    a_hold(party=3, slot=SLOT)

    with pytest.raises(NoRoom) as refused:
        a_hold(party=3, slot=SLOT + timedelta(minutes=30), key="second")

    assert refused.value.facts == {"asked": 3, "left": 2}
    assert Hold.objects.count() == 1
    assert sum(taken()) == 12
    assert ledger_faults() == []


def test_a_smaller_party_still_fits_beside_a_large_one() -> None:
    a_slotted_house(house_capacity=5)
    a_hold(party=3)

    a_hold(party=2, key="second")

    assert taken() == [5, 5, 5, 5]


def test_an_overdue_hold_gives_way_to_whoever_needs_the_place() -> None:
    a_slotted_house(house_capacity=5)
    first = a_hold(party=5)

    a_hold(party=4, key="second", at=LATER)

    first.refresh_from_db()
    assert first.state == HoldState.EXPIRED
    assert taken() == [4, 4, 4, 4]
    assert ledger_faults() == []


def test_a_hold_that_still_runs_gives_way_to_nobody() -> None:
    a_slotted_house(house_capacity=5)
    a_hold(party=5)

    with pytest.raises(NoRoom):
        a_hold(party=1, key="second", at=NOON + timedelta(minutes=14))


def test_the_same_request_again_is_the_same_hold() -> None:
    a_slotted_house()

    assert a_hold(party=2).pk == a_hold(party=2).pk
    assert taken() == [2, 2, 2, 2]


def test_the_same_key_for_another_visit_is_refused() -> None:
    a_slotted_house()
    a_hold(party=2)

    with pytest.raises(RequestKeyReused):
        a_hold(party=3)


def test_a_hold_is_extended_once() -> None:
    a_slotted_house()
    hold = a_hold()

    extend_hold(hold, at=NOON + timedelta(minutes=10))

    assert hold.expires_at == NOON + timedelta(minutes=25)
    with pytest.raises(HoldWasExtended):
        extend_hold(hold, at=NOON + timedelta(minutes=11))


def test_a_hold_that_is_over_is_not_extended() -> None:
    a_slotted_house()
    hold = a_hold()

    with pytest.raises(HoldIsOver):
        extend_hold(hold, at=LATER)


def test_places_are_given_back_once() -> None:
    a_slotted_house()
    hold = a_hold(party=2)

    assert release_hold(hold, at=NOON) is True
    assert release_hold(hold, at=NOON) is False
    assert taken() == [0, 0, 0, 0]
    assert sum(Claim.objects.values_list("places", flat=True)) == 0


def test_the_database_itself_refuses_more_than_there_is() -> None:
    a_slotted_house()
    a_hold()

    with pytest.raises(IntegrityError), transaction.atomic():
        Bucket.objects.update(taken=26)


def test_a_ledger_that_does_not_add_up_is_found() -> None:
    a_slotted_house()
    a_hold(party=2)
    Bucket.objects.filter(starts_at=SLOT).update(taken=3)

    assert [(bucket.starts_at, claimed) for bucket, claimed in ledger_faults()] == [(SLOT, 2)]


@pytest.mark.parametrize("party", [0, -1, 61])
def test_an_impossible_party_is_refused(party: int) -> None:
    a_slotted_house()

    with pytest.raises(BadParty):
        a_hold(party=party)


def test_nobody_books_a_closed_day_a_wrong_time_or_the_past() -> None:
    a_slotted_house()
    rules = visit_rules()

    with pytest.raises(NotOpen):
        rules.plan(day_of(NOON - timedelta(days=1)), slot=None, at=NOON)
    with pytest.raises(NotASlot):
        rules.plan(day_of(SLOT), slot=SLOT + timedelta(minutes=7), at=NOON)
    with pytest.raises(TooLateToBook):
        rules.plan(day_of(NOON), slot=NOON - timedelta(hours=1), at=NOON)


def test_availability_says_what_is_left_of_each_slot() -> None:
    a_slotted_house(house_capacity=5)
    a_hold(party=3)

    day = availability(visit_rules(), first=day_of(SLOT), days=1, at=NOON)[0]

    left = {slot.starts_at: slot.left for slot in day.slots}
    assert left[SLOT] == 2
    assert left[SLOT + timedelta(minutes=30)] == 2
    assert left[SLOT + timedelta(minutes=60)] == 5
    assert left[SLOT - timedelta(minutes=30)] == 2


def test_availability_does_not_count_what_has_run_out() -> None:
    a_slotted_house(house_capacity=5)
    a_hold(party=3)

    day = availability(visit_rules(), first=day_of(SLOT), days=1, at=LATER)[0]

    assert {slot.left for slot in day.slots} == {5}


def test_availability_asks_as_little_of_a_full_month_as_of_an_empty_one(
    django_assert_num_queries: object,
) -> None:
    a_slotted_house()
    rules = visit_rules()
    hold_places(
        rules.plan(day_of(SLOT), slot=SLOT, at=NOON),
        party=2,
        channel=Channel.WEB,
        request_key="one",
        at=NOON,
    )

    first = day_of(NOON)
    with django_assert_num_queries(2):  # type: ignore[operator]
        days = availability(rules, first=first, days=60, at=NOON)

    assert len(days) == 60
