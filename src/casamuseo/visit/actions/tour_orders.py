"""The order of a tour: what is paid or invoiced, and the ticket for the whole group."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from casamuseo.visit.actions.ordering import new_address, new_code
from casamuseo.visit.actions.ticketing import TOUR, issue_ticket, revoke_tickets
from casamuseo.visit.actions.tour_places import new_hold
from casamuseo.visit.errors import Overtaken
from casamuseo.visit.finding import folded
from casamuseo.visit.models import Hold, Order, OrderLine, Ticket, TourFee, TourRequest
from casamuseo.visit.quoting import TourPrice, price_by, price_of_tour
from casamuseo.visit.rules import day_of, the_house
from casamuseo.visit.terms import Channel, OrderState, PayAt, TicketState


def new_order(
    tour: TourRequest, price: TourPrice, *, hold: Hold, pay_at: PayAt, at: datetime
) -> Order:
    """The order of a tour, with its lines. Its letters are the tour's, so it has no address of its own."""
    total = price.total_cents
    name = (tour.organisation or tour.contact_name)[:120]
    order = Order.objects.create(
        address=new_address(),
        code=new_code(),
        request_key=f"tour-{tour.address}",
        hold=hold,
        channel=Channel.DESK,
        language=tour.contact_language,
        contact_name=name,
        contact_folded=folded(name),
        site=tour.site,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        party=tour.people,
        total_cents=total,
        currency=the_house().currency,
        pay_at=pay_at if total else PayAt.FREE,
        state=OrderState.CONFIRMED_UNPAID if total else OrderState.PAID,
        created_at=at,
    )
    _write_lines(order, price)
    return order


def rewrite_order(tour: TourRequest, order: Order, *, at: datetime) -> None:
    """Another number of people on the order and on a new ticket; another price, where nothing is paid."""
    order.refresh_from_db()
    fields: dict[str, Any] = {"party": tour.people}
    price = price_of_tour(tour)
    if price is not None and not order.kept_cents():
        total = price.total_cents
        fields["total_cents"] = total
        fields["state"] = OrderState.CONFIRMED_UNPAID if total else OrderState.PAID
        if order.pay_at == PayAt.FREE and total:
            fields["pay_at"] = PayAt.DOOR
        order.lines.all().delete()
        _write_lines(order, price)
    stands = Order.objects.filter(pk=order.pk, state=order.state, total_cents=order.total_cents)
    if not stands.update(**fields):
        raise Overtaken
    order.refresh_from_db()
    _new_ticket(order, order.hold, at=at)


def move_with_tour(order: Order, hold: Hold, *, at: datetime) -> None:
    stands = Order.objects.filter(
        pk=order.pk,
        state__in=[OrderState.CONFIRMED_UNPAID, OrderState.PAID, OrderState.PART_REFUNDED],
    )
    if not stands.update(hold=hold, starts_at=hold.starts_at, ends_at=hold.ends_at):
        raise Overtaken
    order.refresh_from_db()
    _new_ticket(order, hold, at=at)


def charge_fee(tour: TourRequest, fee: TourFee, *, at: datetime) -> None:
    """An order for the fee alone: whoever is at the door has bought their own tickets."""
    day = day_of(at)
    price = replace(price_by(fee, people=tour.people, teachers=0, day=day), admission=None)
    hold = new_hold(tour, starts_at=tour.starts_at, until=None, at=at)
    hold.save(force_insert=True)
    tour.hold = hold
    tour.quote_cents = price.total_cents
    tour.order = new_order(tour, price, hold=hold, pay_at=PayAt.DOOR, at=at)


def _write_lines(order: Order, price: TourPrice) -> None:
    lines = price.lines()
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)


def _new_ticket(order: Order, hold: Hold, *, at: datetime) -> None:
    """A ticket in the place of the one they have; those who are in already are in."""
    usable = [TicketState.VALID, TicketState.PART_USED]
    old = order.tickets.filter(state__in=usable).first()
    revoke_tickets(order, state=TicketState.MOVED)
    new = issue_ticket(order, hold=hold, product=TOUR, at=at)
    if old is None:
        return
    Ticket.objects.filter(pk=old.pk).update(replaced_by=new)
    if old.used:
        state = TicketState.USED if old.used >= new.party else TicketState.PART_USED
        Ticket.objects.filter(pk=new.pk).update(used=old.used, state=state)
