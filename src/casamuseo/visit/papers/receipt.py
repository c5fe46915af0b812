"""Receipts and Z reports as lines of paper: a page lays them out for a browser, `printing` for a printer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.visit.papers import words
from casamuseo.visit.papers.facts import Amount, House, Sale, ShiftClosed


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of a narrow paper.

    `title` is large and centred, `centre` centred, `row` has words on the left and an amount on the
    right, `total` the same in bold, `rule` is a line across, `qr` a ticket's code, `sign` room for a
    signature above its words.
    """

    kind: Literal["title", "centre", "text", "row", "total", "rule", "qr", "sign"]
    left: str = ""
    right: str = ""


RULE = PaperLine("rule")


def receipt(sale: Sale, *, language: str) -> tuple[PaperLine, ...]:
    """A sale or a refund, with the ticket's QR where the sale has one."""
    with translation.override(language):
        return tuple(_receipt(sale))


def z_report(shift: ShiftClosed, *, language: str) -> tuple[PaperLine, ...]:
    """The close of a shift: what was sold, what was taken, what the drawer should hold and held."""
    with translation.override(language):
        return tuple(_z_report(shift))


def _receipt(sale: Sale) -> Iterator[PaperLine]:
    currency = sale.house.currency
    yield from _head(sale.house)
    if sale.is_copy:
        yield PaperLine("title", _("This is a copy"))
    if sale.is_refund:
        yield PaperLine("title", _("Refund"))
    yield PaperLine("row", _("Receipt %(number)s") % {"number": sale.number}, _day(sale))
    yield PaperLine("row", _by(sale.till, sale.clerk), words.clock(sale.at, sale.house))
    yield RULE
    yield PaperLine("text", words.one_line(sale.product))
    if sale.visit_at:
        yield PaperLine("text", sale.visit_at)
    for line in sale.lines:
        name = f"{line.count} × {words.one_line(line.category)}"
        yield PaperLine("row", name, words.amount(line.cents))
    yield RULE
    yield PaperLine("total", _("Total"), words.money(sale.total_cents, currency))
    yield PaperLine("row", words.one_line(sale.method), words.amount(_given(sale)))
    if sale.change_cents and not sale.is_refund:
        yield PaperLine("row", _("Change given"), words.amount(sale.change_cents))
    if sale.code and not sale.is_refund:
        yield RULE
        yield PaperLine("qr", sale.code)
        yield PaperLine("title", sale.short_code)
        yield PaperLine("centre", words.people(sum(line.count for line in sale.lines)))
    if sale.notes:
        yield RULE
    for note in sale.notes:
        yield PaperLine("centre", words.one_line(note, limit=600))


def _z_report(shift: ShiftClosed) -> Iterator[PaperLine]:
    currency = shift.house.currency
    yield from _head(shift.house)
    yield PaperLine("title", _("Z report %(number)d") % {"number": shift.number})
    yield PaperLine("centre", words.one_line(shift.till))
    for name, person, moment in (
        (_("Shift opened"), shift.opened_by, shift.opened_at),
        (_("Shift closed"), shift.closed_by, shift.closed_at),
    ):
        yield PaperLine("row", name, words.stamp(moment, shift.house))
        yield PaperLine("row", "", words.one_line(person, limit=60))
    if shift.first_movement:
        numbers = f"{shift.first_movement}–{shift.last_movement}"
        yield PaperLine("row", _("Movements"), numbers)
    yield from _amounts(_("Sold"), shift.sold)
    yield from _amounts(_("Money taken"), shift.taken)
    yield from _amounts(_("Cash in the drawer"), (_float(shift), *shift.cash))
    yield RULE
    yield PaperLine("row", _("Expected"), words.amount(shift.expected_cents))
    yield PaperLine("row", _("Counted"), words.amount(shift.counted_cents))
    yield PaperLine("total", _("Difference"), words.money(shift.difference_cents, currency))
    if shift.note:
        yield PaperLine("text", words.one_line(shift.note, limit=600))
    yield PaperLine("sign", words.one_line(shift.closed_by, limit=60))
    yield PaperLine("sign", _("Reviewed by"))


def _head(house: House) -> Iterator[PaperLine]:
    yield PaperLine("title", words.one_line(house.name))
    yield PaperLine("centre", words.one_line(house.address))
    yield RULE


def _amounts(name: str, amounts: tuple[Amount, ...]) -> Iterator[PaperLine]:
    if not amounts:
        return
    yield RULE
    yield PaperLine("text", name)
    for one in amounts:
        counted = "" if one.count is None else f"{one.count} × "
        yield PaperLine("row", counted + words.one_line(one.name), words.amount(one.cents))


def _float(shift: ShiftClosed) -> Amount:
    return Amount(name=_("Float"), cents=shift.float_cents)


def _given(sale: Sale) -> int:
    return sale.total_cents if sale.received_cents is None else sale.received_cents


def _day(sale: Sale) -> str:
    return f"{sale.at.astimezone(sale.house.zone):%d/%m/%Y}"


def _by(till: str, clerk: str) -> str:
    return " · ".join(words.one_line(part, limit=40) for part in (till, clerk) if part)
