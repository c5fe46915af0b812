"""What a code at the door stands for: a ticket of ours, a genuine signature, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casamuseo.visit.codes.errors import BadCodeError, BadShortCodeError
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.codes.short_code import parse_short_code
from casamuseo.visit.codes.ticket_code import TicketClaims, read
from casamuseo.visit.models import Ticket
from casamuseo.visit.terms import OrderState, PayAt, TicketState, Verdict
from casamuseo.visit.verdicts import TicketFacts

LONGEST_CODE = 400
LONGEST_TYPED = 24
"""What is longer was not typed by a person: a signed code has 126 letters."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a code stands for: a ticket, or a genuine signature that we have no ticket of, or neither."""

    code: str
    ticket: Ticket | None = None
    claims: TicketClaims | None = None
    problem: Verdict | None = None

    @property
    def serial(self) -> str | None:
        """The ticket's, known from its row or from its signed code."""
        if self.ticket is not None:
            return self.ticket.serial
        return self.claims.ticket_id.hex() if self.claims else None

    def facts(self) -> TicketFacts | None:
        """What decides about it, as last read."""
        if self.ticket is not None:
            return facts_of(self.ticket)
        if self.claims is not None:
            return TicketFacts(self.claims.party, self.claims.starts_at, self.claims.ends_at)
        return None


def find_code(code: str, *, held_up_at: datetime | None = None) -> Found:
    """What a scanned or typed code stands for; a typed one for the order's ticket that is good.

    Of what was typed some time ago it was the ticket that was for that time.
    """
    code = code[:LONGEST_CODE]
    if len(code) <= LONGEST_TYPED:
        return _find_order(code, held_up_at=held_up_at)
    try:
        claims = read(code, keys=public_keys())
    except BadCodeError as refused:
        return Found(code, problem=_PROBLEMS.get(refused.code, Verdict.UNREADABLE))
    serial = claims.ticket_id.hex()
    ticket = Ticket.objects.select_related("order").filter(serial=serial).first()
    return Found(code, ticket=ticket, claims=claims)


_PROBLEMS = {"bad-signature": Verdict.FORGED, "unknown-key": Verdict.UNKNOWN}


def _find_order(typed: str, *, held_up_at: datetime | None) -> Found:
    try:
        code = parse_short_code(typed)
    except BadShortCodeError:
        return Found(typed, problem=Verdict.UNREADABLE)
    tickets = Ticket.objects.select_related("order").filter(order__code=code)
    if not tickets:
        return Found(typed, problem=Verdict.UNKNOWN)
    return Found(typed, ticket=min(tickets, key=lambda one: _rank(one, held_up_at)))


def _rank(ticket: Ticket, held_up_at: datetime | None) -> tuple[bool, bool, int]:
    """The lowest is meant: the one of that time, then a good one, then the newest."""
    is_of_then = held_up_at is not None and ticket.valid_from <= held_up_at < ticket.valid_until
    return not is_of_then, ticket.state in _REVOKED, -ticket.pk


_REVOKED = frozenset({TicketState.MOVED, TicketState.VOID})


def facts_of(ticket: Ticket) -> TicketFacts:
    """What decides about a ticket as it stands."""
    return TicketFacts(
        ticket.party,
        ticket.valid_from,
        ticket.valid_until,
        TicketState(ticket.state),
        is_unpaid=is_unpaid(ticket.order.state, pay_at=ticket.order.pay_at),
    )


def is_unpaid(state: str, *, pay_at: str) -> bool:
    """Whether a party must go to the till first. Who pays by invoice comes in before the money does."""
    return state == OrderState.CONFIRMED_UNPAID and pay_at != PayAt.INVOICE
