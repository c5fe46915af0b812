"""Changing the calendar closes what is for sale, keeps what is sold, and lists what no longer fits."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db.models import F

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.calendaring import (
    Week,
    add_rule,
    change_hours,
    change_rule,
    close_day,
    restore_day,
    set_capacity,
)
from casamuseo.visit.actions.conflicts import offer
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.ordering import place_order
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.settling import honour, move, refund
from casamuseo.visit.errors import HoldIsOver, NoRoom, NotOpen, Overtaken, ReasonMissing
from casamuseo.visit.errors_calendar import (
    BadDays,
    BadHours,
    ConflictIsSettled,
    DayIsPast,
    NoException,
    PaidAtTheTill,
)
from casamuseo.visit.models import (
    Bucket,
    Conflict,
    Hold,
    OpeningRule,
    Order,
    Payment,
    Programme,
    ProgrammeSession,
    Refund,
    Resource,
    Ticket,
    TourRequest,
    ledger_faults,
)
from casamuseo.visit.pricing import Asked
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import (
    Channel,
    ConflictState,
    HoldState,
    OrderState,
    PayAt,
    PaymentMethod,
    PaymentState,
    ResourceKind,
    TicketState,
    TourState,
)
from tests.cast import NOON
from tests.staffing import a_member
from tests.visit.cast import (
    IN_WORDS,
    SLOT,
    STRIKE,
    a_hold,
    a_resource,
    a_slotted_house,
    an_open_house,
    an_order,
)
from tests.visit.racing import race
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)
SUNDAY, ON_SUNDAY = date(2026, 11, 29), SLOT + timedelta(days=4)


def close(day: date = DAY, *, writes: bool = False, reason: Text = STRIKE) -> int:
    outcome = close_day(day, reason=reason, by="berta", at=NOON, writes=writes)
    return len(outcome.conflicts)


def test_a_sunday_closed_with_thirty_sold_loses_none_of_them() -> None:
    an_open_house()
    orders = [an_order(slot=ON_SUNDAY, key=f"order-{n}", party=1) for n in range(30)]
    edition = Edition.current()

    assert close(SUNDAY) == 30

    assert Order.objects.filter(state=OrderState.CONFIRMED_UNPAID).count() == 30
    assert Ticket.objects.filter(state=TicketState.VALID).count() == 30
    assert [c.order_id for c in Conflict.objects.all()] == [order.pk for order in orders]
    assert {c.reason.words("en") for c in Conflict.objects.all()} == {"A strike"}
    assert Bucket.objects.filter(is_open=False, taken=30).count() == 1
    assert Edition.current() == edition + 1
    change = Change.objects.get(action="close_day")
    assert (change.actor, change.key, change.facts) == (
        "berta",
        "day-2026-11-29",
        {"conflicts": 30, "settled": 0},
    )
    assert ledger_faults() == []


def test_closing_a_day_asks_the_database_as_often_for_three_orders_as_for_one(
    django_assert_max_num_queries: object,
) -> None:
    an_open_house()
    for number in range(3):
        an_order(slot=ON_SUNDAY, key=f"order-{number}")

    with django_assert_max_num_queries(60):  # type: ignore[operator]
        close(SUNDAY)


def test_nobody_books_a_closed_day_whatever_they_knew_before() -> None:
    a_slotted_house()
    plan = visit_rules().plan(DAY, slot=SLOT, at=NOON)  # read before the closing
    close()

    with pytest.raises(NoRoom):
        hold_places(plan, party=1, channel=Channel.WEB, request_key="late", at=NOON)
    with pytest.raises(NotOpen):
        visit_rules().plan(DAY, slot=SLOT, at=NOON)
    assert Hold.objects.count() == 0


def test_a_day_on_which_nothing_was_asked_for_yet_has_closed_buckets() -> None:
    a_slotted_house()

    close()

    assert set(Bucket.objects.values_list("is_open", flat=True)) == {False}
    assert Bucket.objects.filter(resource__kind=ResourceKind.HOUSE).count() == 28
    assert Bucket.objects.filter(resource__kind=ResourceKind.DAY).count() == 1


def test_whoever_was_still_choosing_chooses_again() -> None:
    an_open_house()
    hold = a_hold()
    close()

    with pytest.raises(HoldIsOver):
        place_order(
            hold,
            asked=[Asked("adult", 2)],
            pay_at=PayAt.DOOR,
            contact=IN_WORDS,
            request_key="late",
            at=NOON,
        )
    assert set(Bucket.objects.values_list("taken", flat=True)) == {0}


def test_a_house_that_limits_nothing_lets_nobody_finish_for_a_closed_day() -> None:
    an_open_house()
    Resource.objects.all().delete()
    a_hold()

    close()

    assert Hold.objects.get().state == HoldState.RELEASED
    assert not Bucket.objects.exists()


def test_money_that_comes_for_a_closed_day_is_kept_for_a_person_to_settle() -> None:
    an_open_house()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    close()

    assert confirm_payment(payment, at=NOON) == OrderState.PAID_UNPLACED
    assert not Ticket.objects.exists()


def test_reopening_opens_what_was_closed_and_settles_what_still_waits() -> None:
    a_slotted_house()
    waiting, moved = an_order(key="one"), an_order(key="two")
    close()
    Conflict.objects.filter(order=moved).update(state=ConflictState.MOVED)

    outcome = restore_day(DAY, by="berta", at=NOON)

    assert outcome.settled == 1
    assert Conflict.objects.get(order=waiting).state == ConflictState.HONOURED
    assert Conflict.objects.get(order=moved).state == ConflictState.MOVED
    assert set(Bucket.objects.values_list("is_open", flat=True)) == {True}
    an_order(key="three")


def test_a_day_that_closes_earlier_keeps_the_visits_that_still_fit() -> None:
    a_slotted_house()
    early, late = an_order(key="early"), an_order(key="late", slot=SLOT + timedelta(hours=4))

    change_hours(DAY, opens=time(10), closes=time(14), reason=STRIKE, by="berta", at=NOON)

    assert [c.order_id for c in Conflict.objects.all()] == [late.pk]
    closed = Bucket.objects.filter(is_open=False)
    assert closed.order_by("starts_at").first().starts_at == SLOT + timedelta(hours=3)  # type: ignore[union-attr]
    an_order(key="another", slot=SLOT)
    early.refresh_from_db()
    assert early.state == OrderState.CONFIRMED_UNPAID


def test_a_day_ticket_stays_good_while_the_day_is_open_at_all() -> None:
    an_open_house()
    an_order()

    change_hours(DAY, opens=time(12), closes=time(14), reason=STRIKE, by="berta", at=NOON)

    assert not Conflict.objects.exists()
    an_order(key="another")


def test_a_visit_after_the_new_last_entry_is_listed() -> None:
    a_slotted_house()
    late = an_order(slot=SLOT + timedelta(hours=5))

    change_hours(
        DAY,
        opens=time(10),
        closes=time(17),
        last_entry_minutes=90,
        reason=STRIKE,
        by="berta",
        at=NOON,
    )

    assert Conflict.objects.get().order == late


def test_a_second_closing_lists_nobody_twice() -> None:
    an_open_house()
    an_order()
    close()

    assert close(reason=Text.of(es="Lluvia", en="Rain")) == 0
    assert Conflict.objects.count() == 1


def test_what_was_honoured_is_not_asked_again() -> None:
    an_open_house()
    an_order()
    close()
    honour(list(Conflict.objects.all()), by=a_member("director"), at=NOON)

    assert close() == 0
    assert Conflict.objects.get().state == ConflictState.HONOURED


def test_a_rule_that_ends_closes_what_comes_after_it() -> None:
    an_open_house()
    kept, lost = an_order(key="kept"), an_order(key="lost", slot=SLOT + timedelta(days=7))

    outcome = change_rule(
        "regular",
        Week(
            weekdays=(2, 3, 4, 5, 6, 7),
            opens=time(10),
            closes=time(17),
            ends_on=DAY + timedelta(days=1),
        ),
        reason=STRIKE,
        by="berta",
        at=NOON,
    )

    assert [c.order_id for c in outcome.conflicts] == [lost.pk]
    kept.refresh_from_db()
    assert kept.conflicts.count() == 0


def test_a_new_rule_counts_before_the_older_ones() -> None:
    an_open_house()

    add_rule(
        Week(weekdays=(3,), opens=time(12), closes=time(20), begins_on=DAY),
        reason=Text(),
        by="berta",
        at=NOON,
    )

    assert visit_rules().calendar.on(DAY).closes == time(20)
    assert visit_rules().calendar.on(DAY + timedelta(days=1)).closes == time(17)
    assert OpeningRule.objects.count() == 2


def test_a_tour_on_a_closed_day_is_listed_once_without_its_order() -> None:
    a_slotted_house()
    order = an_order(party=20)
    tour = a_tour(order)

    close()

    conflict = Conflict.objects.get()
    assert (conflict.tour, conflict.order) == (tour, None)


def test_a_workshop_on_a_day_that_is_called_off_is_listed_but_not_for_other_hours() -> None:
    an_open_house()
    order = an_order()
    order.session = a_session()
    order.save()

    change_hours(DAY, opens=time(10), closes=time(10, 30), reason=STRIKE, by="b", at=NOON)
    assert not Conflict.objects.exists()
    close()

    assert Conflict.objects.get().order == order
    assert Bucket.objects.get(resource__kind=ResourceKind.EVENT).is_open is False


def test_a_workshop_that_was_called_off_is_not_settled_by_a_day_that_opens_again() -> None:
    an_open_house()
    order = an_order()
    order.session = a_session()
    order.save()
    close()
    ProgrammeSession.objects.update(is_cancelled=True)

    assert restore_day(DAY, by="berta", at=NOON).settled == 0


def test_those_who_left_an_address_are_written_to_once() -> None:
    an_open_house()
    an_order(key="with")
    silent = an_order(key="without")
    Order.objects.filter(pk=silent.pk).update(contact_email="")

    outcome = close_day(DAY, reason=STRIKE, by="berta", at=NOON, writes=True)

    assert outcome.letters == 1
    assert offer(list(Conflict.objects.all()), at=NOON) == 0


def test_a_conflict_is_moved_with_its_ticket() -> None:
    an_open_house()
    order, berta = an_order(), a_member("director")
    close()
    conflict = Conflict.objects.get()

    move(conflict, day=SUNDAY, slot=None, request_key="move", by=berta, at=NOON)

    conflict.refresh_from_db()
    order.refresh_from_db()
    assert (conflict.state, conflict.settled_by) == (ConflictState.MOVED, berta)
    assert day_of(order.starts_at) == SUNDAY
    assert order.tickets.filter(state=TicketState.VALID).count() == 1
    with pytest.raises(ConflictIsSettled):
        move(conflict, day=SUNDAY, slot=None, request_key="again", by=berta, at=NOON)
    assert Hold.objects.filter(state=HoldState.ACTIVE).count() == 0
    assert ledger_faults() == []


def test_a_conflict_that_was_paid_has_its_money_set_aside() -> None:
    an_open_house()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)
    close()

    refunds = refund(Conflict.objects.get(), reason="Huelga", by=a_member("director"), at=NOON)

    assert [one.amount_cents for one in refunds] == [8000]
    assert Conflict.objects.get().state == ConflictState.REFUNDED
    assert Refund.objects.count() == 1


def test_what_was_paid_in_cash_goes_back_at_the_till() -> None:
    an_open_house()
    order = an_order()
    Payment.objects.create(
        order=order,
        method=PaymentMethod.CASH,
        request_key="cash",
        amount_cents=8000,
        currency="MXN",
        state=PaymentState.CONFIRMED,
        created_at=NOON,
    )
    close()

    with pytest.raises(PaidAtTheTill):
        refund(Conflict.objects.get(), reason="Huelga", by=a_member("director"), at=NOON)
    assert Conflict.objects.get().state == ConflictState.OPEN


def test_a_conflict_of_which_nothing_was_paid_is_cancelled() -> None:
    an_open_house()
    order = an_order()
    close()

    refund(Conflict.objects.get(), reason="Huelga", by=a_member("director"), at=NOON)

    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert set(Bucket.objects.values_list("taken", flat=True)) == {0}


def test_a_smaller_capacity_keeps_what_is_taken_and_gives_nothing_more() -> None:
    an_open_house(day_capacity=10)
    an_order(party=6)
    an_order(party=1, key="two", slot=ON_SUNDAY)

    fuller = set_capacity(Resource.objects.get(key="day"), capacity=4, by="berta", at=NOON)

    assert fuller == 1
    assert list(Bucket.objects.order_by("starts_at").values_list("taken", "capacity")) == [
        (6, 6),
        (1, 4),
    ]
    with pytest.raises(NoRoom):
        a_hold(party=1, key="more")
    a_hold(party=3, slot=ON_SUNDAY, key="fits")


def test_a_larger_capacity_holds_from_today_on() -> None:
    an_open_house(day_capacity=2)
    an_order(party=2)

    set_capacity(Resource.objects.get(key="day"), capacity=5, by="berta", at=NOON)

    an_order(party=3, key="two")
    assert not Bucket.objects.filter(taken__gt=F("capacity")).exists()


@pytest.mark.parametrize(
    ("opens", "closes", "minutes"),
    [(time(17), time(10), 0), (time(10), time(10), 0), (time(10), time(11), 60)],
)
def test_impossible_hours_are_refused(opens: time, closes: time, minutes: int) -> None:
    an_open_house()

    with pytest.raises(BadHours):
        change_hours(
            DAY,
            opens=opens,
            closes=closes,
            last_entry_minutes=minutes,
            reason=STRIKE,
            by="b",
            at=NOON,
        )


def test_a_rule_without_a_day_or_with_an_end_before_its_beginning_is_refused() -> None:
    an_open_house()
    hours = {"opens": time(10), "closes": time(17)}

    for week in (
        Week(weekdays=(), **hours),  # type: ignore[arg-type]
        Week(weekdays=(8,), **hours),  # type: ignore[arg-type]
        Week(weekdays=(1,), begins_on=SUNDAY, ends_on=DAY, **hours),  # type: ignore[arg-type]
    ):
        with pytest.raises(BadDays):
            add_rule(week, reason=Text(), by="b", at=NOON)


def test_what_has_been_stays_as_it_was() -> None:
    an_open_house()
    yesterday = date(2026, 11, 23)

    with pytest.raises(DayIsPast):
        close(yesterday)
    with pytest.raises(DayIsPast):
        restore_day(yesterday, by="b", at=NOON)
    with pytest.raises(NoException):
        restore_day(DAY, by="b", at=NOON)
    with pytest.raises(ReasonMissing):
        close(reason=Text())


@pytest.mark.django_db(transaction=True)
def test_two_closings_at_once_list_every_order_once() -> None:
    an_open_house()
    for number in range(5):
        an_order(slot=ON_SUNDAY, key=f"order-{number}")

    listed = race(lambda number: close(SUNDAY), processes=2)

    assert sum(listed) == 5
    assert Conflict.objects.filter(state=ConflictState.OPEN).count() == 5


@pytest.mark.django_db(transaction=True)
def test_whoever_books_in_the_instant_of_the_closing_is_refused_or_listed() -> None:
    an_open_house()

    results = race(_book_or_close, processes=6)

    placed = Order.objects.filter(state=OrderState.CONFIRMED_UNPAID).count()
    assert placed == results.count("booked")
    assert Conflict.objects.filter(state=ConflictState.OPEN).count() == placed
    assert ledger_faults() == []


def _book_or_close(number: int) -> str:
    if number == 0:
        close(SUNDAY)
        return "closed"
    try:
        an_order(slot=ON_SUNDAY, key=f"order-{number}")
    except (NoRoom, NotOpen, HoldIsOver, Overtaken):
        return "refused"
    return "booked"


def a_tour(order: Order) -> TourRequest:
    """A confirmed tour in the hold of an order."""
    return TourRequest.objects.create(
        address="a" * 22,
        code="TOUR",
        request_key="tour",
        kind="group",
        state=TourState.CONFIRMED,
        language="es",
        contact_language="es",
        wanted_at=order.starts_at,
        starts_at=order.starts_at,
        duration_minutes=60,
        people=order.party,
        hold=order.hold,
        order=order,
        created_at=NOON,
    )


def a_session() -> ProgrammeSession:
    """A workshop in the afternoon of the day."""
    programme = Programme.objects.create(
        key="print", kind="workshop", title=Text.of(es="Grabado", en="Print"), amount=Decimal(0)
    )
    return ProgrammeSession.objects.create(
        key="print-1",
        programme=programme,
        starts_at=SLOT + timedelta(hours=3),
        ends_at=SLOT + timedelta(hours=5),
        resource=a_resource("print-1", kind=ResourceKind.EVENT, capacity=12),
    )
