"""Writing to whoever ordered, in the transaction that has a reason for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.kernel.letters import write_letter
from casamuseo.visit.models import Conflict, Order, Refund
from casamuseo.visit.papers import letters, words
from casamuseo.visit.papers.facts import Booking
from casamuseo.visit.papers.filling import booking_of, ticket_of
from casamuseo.visit.papers.layout import LetterParts, Link, laid_out
from casamuseo.visit.terms import ConflictState, RefundState, TicketState

News = Literal[
    "confirmed", "reserved", "moved", "fewer", "cancelled", "refunded", "paid_unplaced", "conflict"
]


def tell(order: Order, news: News, *, at: datetime, before: Order | None = None) -> None:
    """Put the letter into the outbox, where there is an address to send it to.

    `before` is the order as it stood, for what was moved or has become smaller. Call inside the
    transaction that changed it.
    """
    if not order.contact_email:
        return
    parts = _letter(order, news, before=before)
    if parts is None:
        return
    write_letter(
        order.contact_email,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        language=order.language,
        at=at,
    )


def _letter(order: Order, news: News, *, before: Order | None) -> LetterParts | None:
    language = order.language
    if news in ("confirmed", "reserved", "moved", "fewer"):
        return _with_ticket(order, news, before=before)
    booking = booking_of(order)
    if news == "cancelled":
        return letters.order_cancelled(booking, language=language)
    if news == "refunded":
        back = Refund.objects.filter(payment__order=order, state=RefundState.DONE)
        refunded = back.aggregate(sum=Sum("amount_cents"))["sum"] or 0
        if booking.paid_cents > 0:
            return _part_refunded(booking, cents=refunded, language=language)
        return letters.order_cancelled(booking, language=language, refunded_cents=refunded)
    if news == "paid_unplaced":
        return letters.order_unplaced(booking, language=language)
    conflict = Conflict.objects.filter(order=order, state=ConflictState.OPEN).first()
    reason = conflict.reason.words(language) if conflict else ""
    return letters.opening_conflict(booking, language=language, reason=reason)


def _part_refunded(booking: Booking, *, cents: int, language: str) -> LetterParts:
    """Some of the money has gone back; the visit stands."""
    with translation.override(language):
        return laid_out(
            _("We are giving some of your money back") + f" · {booking.house.name}",
            _("We are giving back %(amount)s, in the way in which it was paid.")
            % {"amount": words.money(cents, booking.house.currency)},
            _("Your visit stays booked, and your ticket stays valid."),
            Link(_("See the ticket"), booking.url),
            house=booking.house,
        )


def _with_ticket(order: Order, news: News, *, before: Order | None) -> LetterParts | None:
    usable = order.tickets.filter(state__in=[TicketState.VALID, TicketState.PART_USED])
    row = usable.order_by("-pk").first()
    if row is None:
        return None
    ticket = ticket_of(order, row)
    if news == "reserved":
        return letters.order_reserved(ticket, language=order.language)
    if news == "moved" and before is not None:
        then = replace(
            ticket.booking,
            starts_at=before.starts_at,
            ends_at=before.ends_at,
            is_all_day=before.is_whole_day,
        )
        return letters.order_moved(ticket, before=then, language=order.language)
    if news == "fewer" and before is not None:
        return letters.order_fewer(ticket, before_party=before.party, language=order.language)
    return letters.order_confirmed(ticket, language=order.language)
