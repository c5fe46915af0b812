"""A closed room: one row that plan, guide, slots and site all read, and that ends again."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from casamuseo.house.models import Closure, Place
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.calendaring import close_day, restore_day
from casamuseo.visit.actions.closing import (
    Closed,
    close_room,
    closures_at,
    keep_rooms_shut,
    open_room,
)
from casamuseo.visit.availability import availability
from casamuseo.visit.errors import NoRoom
from casamuseo.visit.errors_calendar import BadSpan, RoomIsClosed
from casamuseo.visit.models import Bucket, Conflict
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import ConflictState, ResourceKind
from tests.cast import NOON, a_place
from tests.visit.cast import SLOT, a_hold, a_resource, a_slotted_house, an_order
from tests.visit.racing import race

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)
LEAK = Text.of(es="Una gotera", en="A leak")


def a_house_with_a_study() -> Place:
    """Every visit leads through the study, which holds six."""
    a_slotted_house()
    study = a_place("study")
    a_resource(
        "study",
        kind=ResourceKind.ROOM,
        capacity=6,
        place=study,
        enters_after_minutes=15,
        stays_minutes=15,
    )
    return study


def close(place: Place, *, hours: int | None = 48, begins: int = 0) -> Closed:
    return close_room(
        place,
        reason=LEAK,
        begins_at=NOON + timedelta(hours=begins),
        ends_at=None if hours is None else NOON + timedelta(hours=hours),
        by="chucho",
        at=NOON,
    )


def left() -> set[int]:
    day = availability(visit_rules(), first=DAY, days=1, at=NOON)[0]
    return {slot.left for slot in day.slots[:-1]}


def test_no_visit_through_a_closed_room_is_sold() -> None:
    study = a_house_with_a_study()
    assert left() == {6}

    close(study)

    assert left() == {0}
    with pytest.raises(NoRoom):
        a_hold()


def test_what_was_sold_through_it_waits_for_a_person() -> None:
    study = a_house_with_a_study()
    order, later = an_order(key="one"), an_order(key="two", slot=SLOT + timedelta(days=3))

    closed = close(study)

    assert [c.order_id for c in closed.outcome.conflicts] == [order.pk]
    assert later.conflicts.count() == 0
    assert Conflict.objects.get().reason == LEAK


def test_opening_it_opens_its_slots_and_settles_what_waits() -> None:
    study = a_house_with_a_study()
    an_order()
    closure = close(study, hours=None).closure
    edition = Edition.current()

    outcome = open_room(closure, by="chucho", at=NOON + timedelta(hours=1))

    assert outcome.settled == 1
    assert Conflict.objects.get().state == ConflictState.HONOURED
    assert not Bucket.objects.filter(
        is_open=False, starts_at__gt=NOON + timedelta(hours=1)
    ).exists()
    assert Edition.current() == edition + 1
    assert closures_at(NOON + timedelta(hours=2)) == []
    assert [c.action for c in Change.objects.filter(kind="house.place").order_by("pk")] == [
        "close_room",
        "open_room",
    ]


def test_a_room_opened_by_a_slip_of_the_finger_is_as_it_was() -> None:
    study = a_house_with_a_study()
    an_order(slot=NOON)

    open_room(close(study).closure, by="chucho", at=NOON)

    assert not Closure.objects.exists()
    assert not Bucket.objects.filter(is_open=False).exists()
    assert not Conflict.objects.filter(state=ConflictState.OPEN).exists()


def test_a_room_without_a_capacity_of_its_own_closes_without_conflicts() -> None:
    a_slotted_house()
    garden = a_place("garden", number=9)
    an_order()

    closed = close(garden, hours=None)

    assert closed.outcome.conflicts == ()
    assert [c.place for c in closures_at(NOON + timedelta(days=40))] == [garden]
    assert left() == {25, 23}


def test_a_room_stays_closed_when_a_day_opens_again() -> None:
    study = a_house_with_a_study()
    order = an_order()
    close(study)
    close_day(DAY, reason=LEAK, by="berta", at=NOON)

    outcome = restore_day(DAY, by="berta", at=NOON)

    assert outcome.settled == 0
    assert order.conflicts.get().state == ConflictState.OPEN
    assert left() == {0}


def test_a_day_stays_closed_when_a_room_opens_again() -> None:
    study = a_house_with_a_study()
    order = an_order()
    closure = close(study).closure
    close_day(DAY, reason=LEAK, by="berta", at=NOON)

    open_room(closure, by="chucho", at=NOON + timedelta(minutes=1))

    assert order.conflicts.get().state == ConflictState.OPEN
    day = visit_rules().calendar.moment(DAY, time())
    that_day = Bucket.objects.filter(starts_at__range=(day, day + timedelta(days=1)))
    assert set(that_day.values_list("is_open", flat=True)) == {False}


def test_a_room_is_not_closed_twice_at_a_time() -> None:
    study = a_house_with_a_study()
    close(study, hours=5)

    with pytest.raises(RoomIsClosed):
        close(study, hours=None, begins=4)
    close(study, begins=5)


def test_a_closure_in_the_past_or_of_no_length_is_refused() -> None:
    study = a_house_with_a_study()

    for begins, hours in ((0, 0), (-5, -1), (3, 2)):
        with pytest.raises(BadSpan):
            close(study, begins=begins, hours=hours)


def test_a_room_closed_until_further_notice_is_shut_on_days_that_come_into_view() -> None:
    study = a_house_with_a_study()
    close(study, hours=None)
    later = NOON + timedelta(days=30)

    keep_rooms_shut(at=later)

    last = Bucket.objects.filter(is_open=False).order_by("-starts_at").first()
    assert last is not None
    assert visit_rules().date_at(last.starts_at) >= visit_rules().date_at(later) + timedelta(
        days=90
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_room_at_once_close_it_once() -> None:
    study = a_house_with_a_study()
    an_order()

    race(lambda number: close(study).closure.pk, processes=3)

    assert Closure.objects.count() == 1
    assert Conflict.objects.count() == 1
