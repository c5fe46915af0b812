"""Fewer people come than were booked: their places are free, and the ticket is for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.actions.claiming import give_back
from casamuseo.visit.actions.history import note_order
from casamuseo.visit.actions.telling import tell
from casamuseo.visit.actions.ticketing import PROGRAMME, VISIT, issue_ticket
from casamuseo.visit.errors import NobodyLeft, NotShrinkable, Overtaken, PaymentUnderway
from casamuseo.visit.errors_tours import BelongsToTour
from casamuseo.visit.models import Hold, Order, OrderLine, Ticket, TourRequest
from casamuseo.visit.terms import OrderState, PayAt, PaymentState, TicketState

UNSETTLED = [PaymentState.CREATED, PaymentState.PENDING]


def shrink_order(order: Order, *, lines: Mapping[int, int], by: str, at: datetime) -> Ticket:
    """Let fewer come: `lines` says how many still do, by a line's primary key; the others stay as they are.

    Places are given back in every quarter of an hour, party and total fall, and a new ticket takes the
    place of the old one. What was paid too much is kept until it is refunded. The same again changes
    nothing. Refuses with NotShrinkable where somebody has come in or the order does not stand, with
    NobodyLeft, Overtaken, PaymentUnderway or BelongsToTour.
    """
    with writing():
        stands = _locked(order)
        kept = list(stands.lines.all())
        fewer = _fewer(kept, lines)
        old = _unused_ticket(stands)
        if not fewer:
            return old
        before = Order.objects.get(pk=order.pk)
        _lower(kept, lines, was_sold=stands.state != OrderState.CONFIRMED_UNPAID)
        _write_order(stands, fewer)
        _replace(old)
        product = PROGRAMME if stands.session_id else VISIT
        ticket = issue_ticket(stands, hold=stands.hold, product=product, at=at)
        Ticket.objects.filter(pk=old.pk).update(replaced_by=ticket)
        _note(stands, before, by=by, at=at)
        tell(stands, "fewer", at=at, before=before)
        give_back(stands.hold, at=at, places=fewer)
    order.refresh_from_db()
    return ticket


def overpaid_cents(order: Order) -> int:
    """What the house keeps beyond what the order costs; nothing where it does not stand."""
    return max(0, order.kept_cents() - order.total_cents) if order.state in PLACED else 0


def _locked(order: Order) -> Order:
    """The order as it stands, against all others until the commit."""
    if TourRequest.objects.filter(order=order.pk).exists():
        raise BelongsToTour
    placed = Order.objects.select_for_update(of=("self",)).select_related("hold")
    stands = placed.filter(pk=order.pk, state__in=PLACED).first()
    if stands is None:
        raise NotShrinkable
    if stands.payments.filter(state__in=UNSETTLED).exists():
        raise PaymentUnderway
    return stands


def _fewer(kept: Sequence[OrderLine], asked: Mapping[int, int]) -> int:
    """How many do not come any more."""
    stay = {line.pk: asked.get(line.pk, line.quantity) for line in kept}
    if not stay.keys() >= asked.keys() or any(count < 0 for count in stay.values()):
        raise Overtaken
    if any(stay[line.pk] > line.quantity for line in kept):
        raise Overtaken  # somebody has lowered it further in the meantime
    if not sum(stay.values()):
        raise NobodyLeft
    return sum(line.quantity - stay[line.pk] for line in kept)


def _unused_ticket(order: Order) -> Ticket:
    if order.tickets.filter(used__gt=0).exists():
        raise NotShrinkable
    ticket = order.tickets.filter(state=TicketState.VALID).order_by("-pk").first()
    if ticket is None:
        raise NotShrinkable
    return ticket


def _lower(kept: Sequence[OrderLine], asked: Mapping[int, int], *, was_sold: bool) -> None:
    """What was sold is told by the books for ever; what was only booked is gone."""
    for line in kept:
        gone = line.quantity - asked.get(line.pk, line.quantity)
        if not gone:
            continue
        line.quantity -= gone
        line.given_up += gone if was_sold else 0
        if line.sold:
            line.save(update_fields=["quantity", "given_up"])
        else:
            line.delete()


def _write_order(order: Order, fewer: int) -> None:
    order.party -= fewer
    order.total_cents = sum(line.total_cents for line in order.lines.all())
    if not order.total_cents and order.state == OrderState.CONFIRMED_UNPAID:
        order.state, order.pay_at = OrderState.PAID, PayAt.FREE
    order.save(update_fields=["party", "total_cents", "state", "pay_at"])
    Hold.objects.filter(pk=order.hold_id).update(party=F("party") - fewer)


def _replace(old: Ticket) -> None:
    # The condition is the lock: the gate that lets somebody in at this moment updates the same row.
    unused = Ticket.objects.filter(pk=old.pk, used=0, state=TicketState.VALID)
    if not unused.update(state=TicketState.MOVED):
        raise NotShrinkable


def _note(order: Order, before: Order, *, by: str, at: datetime) -> None:
    facts = {
        "from": before.party,
        "to": order.party,
        "less": before.total_cents - order.total_cents,
    }
    note_order("shrink", order, by=by, at=at, **facts)
