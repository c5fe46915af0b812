"""What the desk does for somebody who has booked: another time, another ticket, the letter again."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import PLACED, move_order
from casamuseo.visit.actions.claiming import find_buckets
from casamuseo.visit.actions.history import note_order
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.telling import News, tell
from casamuseo.visit.actions.ticketing import PROGRAMME, VISIT, issue_ticket
from casamuseo.visit.errors import NotMovable
from casamuseo.visit.errors_till import NotReissuable
from casamuseo.visit.models import Order, Ticket
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import Channel, OrderState, TicketState


def move_to(
    order: Order,
    *,
    day: date,
    slot: datetime | None,
    request_key: str,
    by: Member,
    at: datetime,
    is_price_honoured: bool = False,
) -> Ticket:
    """Give a booked visit another day or time, or one that was paid for without a place its first.

    Refuses as planning, holding and `move_order` do; then all stands as it stood.
    """
    if order.session_id is not None:
        raise NotMovable
    plan = visit_rules().plan(day, slot=slot, at=at)
    find_buckets(plan.wants)
    with writing():
        hold = hold_places(
            plan, party=order.party, channel=Channel.DESK, request_key=request_key, at=at
        )
        return move_order(order, hold=hold, by=by.login, at=at, is_price_honoured=is_price_honoured)


def reissue_ticket(order: Order, *, by: Member, at: datetime) -> Ticket:
    """A new ticket in the place of one that was lost or seen by others; the old one is void.

    Refuses with NotReissuable where somebody has come in, or the order does not stand.
    """
    with writing():
        stands = Order.objects.select_for_update().filter(pk=order.pk, state__in=PLACED).first()
        if stands is None or _live(order).filter(used__gt=0).exists():
            raise NotReissuable
        old = _live(order).order_by("-pk").first()
        if old is None or not _live(order).filter(pk=old.pk, used=0).update(state=TicketState.VOID):
            raise NotReissuable
        product = PROGRAMME if order.session_id else VISIT
        ticket = issue_ticket(order, hold=order.hold, product=product, at=at)
        Ticket.objects.filter(pk=old.pk).update(replaced_by=ticket)
        note_order("reissue", order, by=by.login, at=at)
        tell(order, _news(stands), at=at)
    return ticket


def resend_letter(order: Order, *, by: Member, at: datetime) -> bool:
    """Write the order's letter once more; False where there is no address or nothing to say."""
    if not order.contact_email or order.state not in [*PLACED, OrderState.PAID_UNPLACED]:
        return False
    with writing():
        tell(order, _news(order), at=at)
        note_order("resend", order, by=by.login, at=at)
    return True


def _live(order: Order) -> QuerySet[Ticket]:
    return order.tickets.filter(state__in=[TicketState.VALID, TicketState.PART_USED])


def _news(order: Order) -> News:
    if order.state == OrderState.PAID_UNPLACED:
        return "paid_unplaced"
    return "reserved" if order.state == OrderState.CONFIRMED_UNPAID else "confirmed"
