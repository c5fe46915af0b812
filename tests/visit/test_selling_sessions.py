"""What of the programme is sold at the till, and moved to another time of the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casamuseo.staff.models import Member
from casamuseo.visit.actions.moving_sessions import move_to_session
from casamuseo.visit.actions.programming import cancel_session
from casamuseo.visit.actions.selling import Sale, Tender, sell, session_asked
from casamuseo.visit.actions.voiding import void_sale
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.codes.ticket_code import read
from casamuseo.visit.errors import NoRoom, NotMovable, RequestKeyReused, TooLateToBook
from casamuseo.visit.errors_till import PriceHasChanged
from casamuseo.visit.errors_tours import SessionCancelled
from casamuseo.visit.models import (
    Bucket,
    CashMovement,
    Conflict,
    Order,
    ProgrammeSession,
    Shift,
    ledger_faults,
)
from casamuseo.visit.terms import OrderState, TicketState
from casamuseo.visit.z_report import z_report
from tests.cast import NOON
from tests.visit.cast import SLOT, STRIKE, an_open_house
from tests.visit.test_programming import a_programme, a_session
from tests.visit.tills import AT_THE_TILL, an_open_till

pytestmark = pytest.mark.django_db


def sold(
    session: ProgrammeSession,
    *,
    visitors: int = 2,
    key: str = "sale-1",
    expected_cents: int | None = None,
    given: int | None = None,
) -> CashMovement:
    sale = Sale(
        asked=[session_asked(session, visitors=visitors)],
        session=session,
        tender=Tender(tendered_cents=given),
        contact=AT_THE_TILL,
        expected_cents=expected_cents,
    )
    by = Member.objects.get(login="chucho")
    return sell(Shift.objects.get().drawer, sale, request_key=key, by=by, at=NOON)


def the_order(movement: CashMovement) -> Order:
    assert movement.order is not None
    return movement.order


def test_a_session_is_sold_with_change_ticket_and_its_own_places() -> None:
    an_open_house()
    shift = an_open_till()
    session = a_session(capacity=5)

    movement = sold(session, given=20000, expected_cents=16000)

    order = the_order(movement)
    assert (movement.amount_cents, movement.tendered_cents) == (16000, 20000)
    assert (order.session, order.state, order.starts_at) == (session, OrderState.PAID, SLOT)
    ticket = order.tickets.get()
    assert read(ticket.code, keys=public_keys()).product == 1
    assert Bucket.objects.get(resource=session.resource).taken == 2
    assert [(part.key, part.count) for part in z_report(shift).sold] == [("programme:cacti", 2)]
    assert ledger_faults() == []


def test_the_same_key_sells_once_and_never_another_session() -> None:
    an_open_house()
    an_open_till()
    programme = a_programme()
    session, later = a_session(programme), a_session(programme, hours=2)

    assert sold(session) == sold(session)
    with pytest.raises(RequestKeyReused):
        sold(later)
    assert Order.objects.count() == 1


def test_a_full_a_cancelled_a_past_and_a_dearer_session_are_not_sold() -> None:
    an_open_house()
    an_open_till()
    programme = a_programme()
    small, off = a_session(programme, capacity=1), a_session(programme, hours=2)
    past = a_session(programme, hours=-72)
    cancel_session(off, reason=STRIKE, by="Berta", at=NOON)

    with pytest.raises(NoRoom):
        sold(small)
    with pytest.raises(SessionCancelled):
        sold(off)
    with pytest.raises(TooLateToBook):
        sold(past)
    with pytest.raises(PriceHasChanged):
        sold(small, visitors=1, expected_cents=1)

    assert (Order.objects.count(), CashMovement.objects.count()) == (0, 0)
    assert ledger_faults() == []


def test_a_voided_session_gives_its_places_back() -> None:
    an_open_house()
    shift = an_open_till()
    session = a_session()
    movement = sold(session)

    by = Member.objects.get(login="chucho")
    void_sale(movement, drawer=shift.drawer, reason="Wrong", by=by, at=NOON)

    assert Bucket.objects.get(resource=session.resource).taken == 0


def test_whoever_booked_a_session_comes_to_another_of_the_same() -> None:
    an_open_house()
    an_open_till()
    programme = a_programme()
    session, later = a_session(programme), a_session(programme, hours=2)
    order = the_order(sold(session))
    old = order.tickets.get()
    cancel_session(session, reason=STRIKE, by="Berta", at=NOON)

    ticket = move_to_session(
        order,
        session=later,
        request_key="move",
        by=Member.objects.get(login="chucho"),
        at=NOON,
    )

    order.refresh_from_db()
    old.refresh_from_db()
    assert (order.session, order.starts_at) == (later, SLOT + timedelta(hours=2))
    assert (old.state, old.replaced_by, ticket.state) == (
        TicketState.MOVED,
        ticket,
        TicketState.VALID,
    )
    taken = dict(Bucket.objects.values_list("resource__session", "taken"))
    assert (taken[session.pk], taken[later.pk]) == (0, 2)
    assert Conflict.objects.get().state == "moved"
    assert ledger_faults() == []


def test_another_programme_and_a_full_session_are_no_other_time() -> None:
    an_open_house()
    an_open_till()
    programme = a_programme()
    session, full = a_session(programme), a_session(programme, capacity=1, hours=2)
    concert = a_session(a_programme("concert"), hours=4)
    order = the_order(sold(session))
    by = Member.objects.get(login="chucho")

    with pytest.raises(NotMovable):
        move_to_session(order, session=concert, request_key="move", by=by, at=NOON)
    with pytest.raises(NoRoom):
        move_to_session(order, session=full, request_key="move", by=by, at=NOON)

    order.refresh_from_db()
    assert (order.session, order.tickets.count()) == (session, 1)
    assert ledger_faults() == []
