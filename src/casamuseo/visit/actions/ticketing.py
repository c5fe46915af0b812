"""Making the signed ticket of an order, and taking it back."""

from __future__ import annotations

from datetime import datetime

from casamuseo.visit.codes.ticket_code import TicketClaims, new_ticket_id, sign
from casamuseo.visit.models import Hold, Order, Ticket
from casamuseo.visit.terms import TicketState

VISIT, PROGRAMME, TOUR = 0, 1, 2
"""What was sold, as the signed code says it."""


def issue_ticket(order: Order, *, hold: Hold, product: int = VISIT, at: datetime) -> Ticket:
    """A new valid ticket for the order's party, at the hold's time. Call inside a transaction."""
    serial = new_ticket_id()
    begins, ends = (_whole_minute(moment) for moment in (hold.enters_from, hold.enters_until))
    code = sign(TicketClaims(serial, begins, ends, order.party, product))
    return Ticket.objects.create(
        serial=serial.hex(),
        order=order,
        code=code,
        valid_from=begins,
        valid_until=ends,
        party=order.party,
        issued_at=at,
    )


def revoke_tickets(order: Order, *, state: TicketState) -> int:
    """Take back what is not used yet: moved or void. Call inside a transaction; how many there were."""
    usable = order.tickets.filter(state__in=[TicketState.VALID, TicketState.PART_USED])
    return usable.update(state=state)


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
