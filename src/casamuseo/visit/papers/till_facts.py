"""Fills the facts of the till's papers from its book: receipts and Z reports."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.visit.models import CashMovement, Order, Shift
from casamuseo.visit.papers import words
from casamuseo.visit.papers.facts import Amount, House, Sale, ShiftClosed
from casamuseo.visit.papers.filling import booking_of, house_facts, lines_of
from casamuseo.visit.rules import the_house
from casamuseo.visit.terms import MovementKind, PaymentMethod, TicketState
from casamuseo.visit.z_report import Part, z_report

ADMITS = (TicketState.VALID, TicketState.PART_USED)


def sale_facts(movement: CashMovement, *, language: str, is_copy: bool = False) -> Sale:
    """What the receipt of a sale, a refund or a void tells, in this language."""
    order = movement.order
    if order is None:
        raise ValueError("A movement without an order has no receipt.")
    booking = booking_of(order, language=language)
    rows = list(order.lines.all())
    lines = tuple(lines_of(rows, language=language, as_sold=True))
    is_sale = movement.kind == MovementKind.SALE
    with translation.override(language):
        return Sale(
            house=booking.house,
            number=str(movement.number),
            till=movement.drawer.name,
            clerk=movement.by.full_name,
            at=movement.at,
            product=booking.product,
            lines=() if movement.kind == MovementKind.REFUND else lines,
            total_cents=abs(movement.amount_cents),
            method=str(PaymentMethod(movement.method).label),
            received_cents=movement.tendered_cents,
            is_refund=not is_sale,
            is_copy=is_copy,
            visit_at=_visit_at(order, booking.house),
            code=_code(order) if is_sale else "",
            short_code=order.code,
            notes=(
                *(_when_to_come(order, booking.house) if is_sale else ()),
                *_notes(order, gave_up=any(line.given_up for line in rows)),
            ),
        )


def shift_facts(shift: Shift, *, language: str) -> ShiftClosed:
    """What the Z report of a closed shift tells, in this language."""
    report = z_report(shift)
    with translation.override(language):
        return ShiftClosed(
            house=house_facts(language=language),
            till=shift.drawer.name,
            number=shift.number,
            opened_by=shift.opened_by.full_name,
            opened_at=shift.opened_at,
            closed_by=shift.closed_by.full_name if shift.closed_by else "",
            closed_at=shift.closed_at or shift.opened_at,
            first_movement=str(report.first_number or ""),
            last_movement=str(report.last_number or ""),
            sold=tuple(_named(report.sold, language)),
            taken=tuple(_labelled(report.methods, PaymentMethod)),
            float_cents=shift.float_cents,
            cash=tuple(_labelled(report.cash, MovementKind)),
            expected_cents=report.expected_cents,
            counted_cents=shift.counted_cents or 0,
            note=_note(shift),
        )


def _notes(order: Order, *, gave_up: bool) -> Iterable[str]:
    if gave_up:
        yield ngettext(
            "Of these, %(count)d person still comes.",
            "Of these, %(count)d people still come.",
            order.party,
        ) % {"count": order.party}
    if the_house().is_demonstration:
        yield _("A receipt of the demonstration.")


def _visit_at(order: Order, house: House) -> str:
    if order.is_whole_day:
        return f"{order.starts_at.astimezone(house.zone):%d/%m/%Y}"
    return words.stamp(order.starts_at, house)


def _when_to_come(order: Order, house: House) -> Iterable[str]:
    """Between which times the gate lets them in, where that is not the whole day."""
    if not order.is_whole_day:
        yield _("You can come in from %(begins)s to %(ends)s.") % {
            "begins": words.clock(order.hold.enters_from, house),
            "ends": words.clock(order.hold.enters_until, house),
        }


def _code(order: Order) -> str:
    """The signed code with which the party comes in; "" where none is good any more."""
    ticket = order.tickets.filter(state__in=ADMITS).order_by("-pk").first()
    return ticket.code if ticket else ""


def _named(parts: Iterable[Part], language: str) -> Iterable[Amount]:
    for part in parts:
        name = part.name.words(language).replace("*", "")
        yield Amount(name=name, cents=part.cents, count=part.count)


def _labelled(
    parts: Iterable[Part], terms: type[PaymentMethod] | type[MovementKind]
) -> Iterable[Amount]:
    for part in parts:
        yield Amount(name=str(terms(part.key).label), cents=part.cents, count=part.count)


def _note(shift: Shift) -> str:
    if not shift.difference_note:
        return ""
    return _("About the difference: %(note)s") % {"note": shift.difference_note}
