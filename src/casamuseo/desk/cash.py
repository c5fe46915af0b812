"""Cash as it lies in a drawer: the pieces of a currency, amounts that people hand over, printers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from casamuseo.staff.models import Member
from casamuseo.visit.actions.selling import note_printing
from casamuseo.visit.models import CashMovement, Drawer, Shift
from casamuseo.visit.money import in_words
from casamuseo.visit.papers.printing import PaperWidth, PrinterError, send, to_escpos
from casamuseo.visit.papers.receipt import PaperLine, receipt, z_report
from casamuseo.visit.papers.till_facts import sale_facts, shift_facts
from casamuseo.visit.rules import the_house
from casamuseo.visit.terms import PaymentMethod

log = logging.getLogger(__name__)

PIECES = {
    "MXN": (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50),
    "USD": (10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1),
    "EUR": (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
}
"""Notes and coins by their worth in cents, the largest first."""
HANDED_OVER = {"MXN": (5000, 10000, 20000, 50000)}
"""The notes with which people pay."""
PORT = 9100


def money_words() -> Callable[[int], str]:
    """What says cents as an amount of the house's currency, in the language of the page."""
    return partial(in_words, currency=the_house().currency)


def pieces() -> tuple[int, ...]:
    """The notes and coins of the house's currency."""
    return PIECES.get(the_house().currency, PIECES["USD"])


def handed_over() -> tuple[int, ...]:
    """Amounts that a visitor often gives."""
    return HANDED_OVER.get(the_house().currency, (500, 1000, 2000, 5000))


def receipt_lines(
    movement: CashMovement, *, is_copy: bool = False, language: str = ""
) -> tuple[PaperLine, ...]:
    """The receipt, in the language of whoever bought."""
    language = language or (movement.order.language if movement.order else "")
    return receipt(sale_facts(movement, language=language, is_copy=is_copy), language=language)


def z_lines(shift: Shift, *, language: str) -> tuple[PaperLine, ...]:
    """The Z report, in the language of whoever reads it."""
    return z_report(shift_facts(shift, language=language), language=language)


def print_receipt(
    movement: CashMovement, *, is_copy: bool = False, by: Member, at: datetime
) -> bool:
    """Send the receipt to the drawer's printer and note it; False where the printer did not take it.

    Never inside the sale's transaction: what was sold stays sold.
    """
    opens = movement.method == PaymentMethod.CASH and not is_copy
    lines = receipt_lines(movement, is_copy=is_copy)
    if not _send(lines, movement.drawer, opens_drawer=opens):
        return False
    note_printing(movement, way="printer", by=by, at=at)
    return True


def print_z(shift: Shift, *, language: str) -> bool:
    """Send the Z report to the drawer's printer; False where it did not take it."""
    return _send(z_lines(shift, language=language), shift.drawer)


def _send(lines: tuple[PaperLine, ...], drawer: Drawer, *, opens_drawer: bool = False) -> bool:
    host, _, port = drawer.printer.partition(":")
    paper: PaperWidth = 58 if drawer.paper_mm == 58 else 80
    try:
        data = to_escpos(lines, paper_mm=paper, opens_drawer=opens_drawer)
        send(data, host=host, port=int(port or PORT), timeout=3.0)
    except (PrinterError, ValueError) as problem:
        log.warning("The printer of drawer %s did not print: %s", drawer.key, problem)
        return False
    return True
