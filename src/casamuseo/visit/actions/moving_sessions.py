"""Another time of the same programme, for whoever has booked one."""

from __future__ import annotations

from datetime import datetime

from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import move_order
from casamuseo.visit.actions.claiming import find_buckets
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.programming import plan_session
from casamuseo.visit.errors import NotMovable
from casamuseo.visit.models import Order, ProgrammeSession, Ticket
from casamuseo.visit.terms import Channel


def move_to_session(
    order: Order, *, session: ProgrammeSession, request_key: str, by: Member, at: datetime
) -> Ticket:
    """Give whoever booked of the programme another time of the same.

    Refuses with NotMovable where it is of something else, and as planning, holding and `move_order`
    do; then all stands as it stood.
    """
    if order.session is None or order.session.programme_id != session.programme_id:
        raise NotMovable
    plan = plan_session(session, at=at)
    find_buckets(plan.wants)
    with writing():
        hold = hold_places(
            plan, party=order.party, channel=Channel.DESK, request_key=request_key, at=at
        )
        ticket = move_order(order, hold=hold, by=by.login, at=at)
        Order.objects.filter(pk=order.pk).update(session=session)
    order.session = session
    return ticket
