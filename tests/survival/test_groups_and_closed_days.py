"""What people do to plans: a group that shrinks and grows, a guide who falls ill, a Sunday that closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from casamuseo.kernel import clock
from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.calendaring import close_day
from casamuseo.visit.actions.guiding import accept_tour, report_absence
from casamuseo.visit.actions.receiving import arrive
from casamuseo.visit.actions.selling import take_payment
from casamuseo.visit.actions.tour_changes import change_party
from casamuseo.visit.actions.tour_steps import guide_of
from casamuseo.visit.counts import visitors_on
from casamuseo.visit.models import (
    CashMovement,
    Conflict,
    Order,
    Resource,
    Ticket,
    ledger_faults,
)
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import (
    ConflictState,
    OrderState,
    ResourceKind,
    TicketState,
    TourState,
    Verdict,
)
from tests.cast import CHUCHO, NOON
from tests.staffing import a_member
from tests.visit.cast import SLOT, STRIKE, a_slotted_house, an_open_house, an_order
from tests.visit.gate_cast import a_device, held_up
from tests.visit.tills import IN_CASH, an_open_till
from tests.visit.tour_cast import START, a_confirmed_tour, a_fee, a_guide, taken_of

pytestmark = pytest.mark.django_db

SUNDAY = SLOT + timedelta(days=4)


def test_a_group_of_40_then_22_then_26_pays_and_comes_in_as_26() -> None:
    a_slotted_house(house_capacity=40)
    a_guide()
    a_guide("memo")
    a_fee(group_max=20)
    chucho = a_member("till", login="chucho", full_name="Chucho")
    tour = a_confirmed_tour(people=40)
    change_party(tour, people=22, is_final=True, by=CHUCHO, at=NOON)
    after = datetime.combine(tour.final_count_on, START.time(), tzinfo=UTC) + timedelta(days=2)

    change_party(tour, people=26, by=CHUCHO, at=after)

    order = Order.objects.get()
    old40, old22, now26 = order.tickets.order_by("pk")
    assert taken_of(ResourceKind.HOUSE) == [26] * 4
    shift = an_open_till(by=chucho)
    paid = take_payment(
        order, drawer=shift.drawer, tender=IN_CASH, request_key="pay", by=chucho, at=START
    )
    assert paid.amount_cents == tour.quote_cents == order.total_cents
    assert CashMovement.objects.count() == 1
    device = a_device()
    for old in (old40, old22):
        assert held_up(old.code, device=device, at=START).scan.verdict == Verdict.MOVED
    answer = held_up(now26.code, device=device, at=START)
    assert (answer.scan.verdict, answer.scan.count) == (Verdict.ADMITTED, 26)
    assert held_up(order.code, device=device, at=START).scan.verdict == Verdict.USED
    assert visitors_on(day_of(START)) == 26
    assert ledger_faults() == []


def test_a_guide_who_falls_ill_ten_minutes_before_a_tour_leaves_the_group_its_tour() -> None:
    an_open_house(house_capacity=60)
    lupe = a_guide("lupe")
    ten = START - timedelta(hours=1)
    tour = a_confirmed_tour(wanted_at=ten)
    a_guide("memo", email="memo@example.org")
    Letter.objects.all().delete()

    report_absence(
        lupe,
        begins=ten - timedelta(minutes=10),
        ends=ten + timedelta(hours=6),
        reason="Fiebre",
        by=CHUCHO,
        at=ten - timedelta(minutes=10),
    )

    tour.refresh_from_db()
    given = guide_of(tour)
    assert given is not None
    assert (given.guide.key, tour.state) == ("memo", TourState.CONFIRMED)
    assert [letter.to for letter in Letter.objects.all()] == ["memo@example.org"]
    ill = Resource.objects.get(kind=ResourceKind.GUIDE, pk=lupe.resource_id)
    assert ill.buckets.filter(taken__gt=0).count() == 0
    accept_tour(given, by="memo", at=ten - timedelta(minutes=5))
    arrive(tour, people=12, by=CHUCHO, at=ten)
    tour.refresh_from_db()
    assert tour.state == TourState.ARRIVED
    assert visitors_on(day_of(ten)) == 12
    assert ledger_faults() == []


def test_a_sunday_closed_with_thirty_sold_is_closed_everywhere_and_loses_nobody() -> None:
    an_open_house()
    chucho = a_member("till", login="chucho", full_name="Chucho")
    orders = [an_order(slot=SUNDAY, key=f"order-{n}", party=1) for n in range(30)]
    shift = an_open_till(by=chucho)
    for order in orders[:10]:
        take_payment(
            order, drawer=shift.drawer, tender=IN_CASH, request_key=order.code, by=chucho, at=NOON
        )
    Letter.objects.all().delete()

    outcome = close_day(day_of(SUNDAY), reason=STRIKE, by="berta", at=NOON, writes=True)

    assert len(outcome.conflicts) == Conflict.objects.filter(state=ConflictState.OPEN).count() == 30
    assert Ticket.objects.filter(state=TicketState.VALID).count() == 30
    assert Order.objects.filter(state=OrderState.PAID).count() == 10
    assert Order.objects.filter(state=OrderState.CONFIRMED_UNPAID).count() == 20
    assert Letter.objects.count() == 30
    with clock.stopped(NOON):
        told = Client().get("/api/v1/availability?first=2026-11-29&days=1")
        page = Client().get(f"/en/booking/{orders[0].address}/")
    assert told.status_code == page.status_code == 200
    assert [day["left"] for day in told.json()] == [0]
    assert "A strike" in page.content.decode()
    assert "We cannot keep your visit as it was booked" in page.content.decode()
    assert ledger_faults() == []
