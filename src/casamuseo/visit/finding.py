"""Finding orders: by the code that is read aloud, by the QR that is held up, by name, address or day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_

from django.db.models import Q

from casamuseo.kernel.dates.folding import fold
from casamuseo.visit.codes.errors import BadCodeError, BadShortCodeError
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.codes.short_code import parse_short_code
from casamuseo.visit.codes.ticket_code import read
from casamuseo.visit.models import Order, Ticket
from casamuseo.visit.models.orders import OrderQuerySet
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import OrderState

LONGEST = 400
"""What the column holds."""


def find_order(words: str) -> Order | None:
    """The one order of a short code, of a ticket's signed code or of its number; None for other words."""
    typed = words.strip()
    try:
        return Order.objects.filter(code=parse_short_code(typed)).first()
    except BadShortCodeError:
        pass
    try:
        claims = read(typed, keys=public_keys())
    except BadCodeError:
        return Order.objects.filter(address=typed[-23:].strip("/")).first() if typed else None
    ticket = Ticket.objects.select_related("order").filter(serial=claims.ticket_id.hex()).first()
    return ticket.order if ticket else None


def find_orders(
    words: str = "", *, day: date | None = None, state: OrderState | None = None
) -> OrderQuerySet:
    """Orders whose name or e-mail address has all these words, of a day and in a state; newest first.

    Accents and capitals make no difference.
    """
    orders = Order.objects.order_by("-created_at", "-pk")
    if words.strip():
        orders = orders.filter(reduce(and_, (_has(word) for word in folded(words).split()[:6])))
    if day is not None:
        begins, ends = span_of(day)
        orders = orders.filter(starts_at__gte=begins, starts_at__lt=ends)
        orders = orders.order_by("starts_at", "pk")
    if state is not None:
        orders = orders.filter(state=state)
    return orders


def coming_orders(at: datetime) -> OrderQuerySet:
    """Orders for today and later, in the order in which people come."""
    begins, _ends = span_of(day_of(at))
    return Order.objects.filter(starts_at__gte=begins).order_by("starts_at", "pk")


def folded(*words: str) -> str:
    """Name and e-mail as they are found by: small letters, no accents."""
    return fold(" ".join(words))[:LONGEST]


def span_of(day: date) -> tuple[datetime, datetime]:
    """The moments at which a day of the house begins and ends."""
    zone = visit_rules().calendar.zone
    midnights = (datetime.combine(one, time.min, zone) for one in (day, day + timedelta(days=1)))
    begins, ends = midnights
    return begins, ends


def _has(word: str) -> Q:
    return Q(contact_folded__contains=word)
