"""The ticket as a tagged PDF (PDF/UA-1) made with Typst: for A4 paper and for a telephone's width."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.visit.codes import qr
from casamuseo.visit.papers import words
from casamuseo.visit.papers.facts import Booking, Ticket

Size = Literal["a4", "phone"]
TEMPLATE = Path(__file__).with_name("ticket.typ")
PRINTABLE = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x17F),
    (0x180, 0x24F),
    (0x386, 0x386),
    (0x388, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x482),
    (0x48A, 0x4FF),
    (0x5D0, 0x5EA),
    (0x621, 0x63A),
    (0x640, 0x64A),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
)
"""The letters that our fonts and those inside Typst draw: PDF/UA allows no letter without a shape."""


def ticket_pdf(ticket: Ticket, *, language: str, size: Size, at: datetime) -> bytes:
    """The ticket's PDF. `at` is written into it as the time of its making.

    Letters that no font has (emoji, for one) are left out of it.
    """
    pdf = typst.Compiler(font_paths=_fonts()).compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"ticket": _inputs(ticket, language=language, size=size)},
        pdf_standards=["ua-1"],
        timestamp=at,
    )
    assert isinstance(pdf, bytes)  # noqa: S101  one document, no output file
    return pdf


def _inputs(ticket: Ticket, *, language: str, size: Size) -> str:
    with translation.override(language):
        return json.dumps(_told(ticket) | {"language": language, "size": size})


def _told(ticket: Ticket) -> dict[str, object]:
    booking = ticket.booking
    house = booking.house
    title = _("Ticket %(code)s") % {"code": ticket.short_code}
    alternative = _("QR code of the ticket. It says the same as the short code %(code)s.")
    return {
        "title": _printable(f"{title} · {house.name}"),
        "house": {"name": _printable(house.name)},
        "product": _printable(booking.product),
        "day": _capital(words.full_day(booking.day)),
        "hours": _capital(words.hours(booking)),
        "people": words.people(booking.party),
        "name": _printable(booking.name, limit=80),
        "short_code": ticket.short_code,
        "qr": {
            "svg": qr.svg(ticket.code, title=""),
            "alt": alternative % {"code": ticket.short_code},
        },
        **_price(booking),
        "headings": {
            "bring": _("Please bring"),
            "where": _("Where it is"),
            "conditions": _("Good to know"),
        },
        "bring": [_printable(proof) for proof in booking.proofs],
        "where": [_printable(f"{house.name}. {house.address}")],
        "conditions": [_printable(one, limit=600) for one in booking.conditions],
        "foot": {
            "order": _("Order %(number)s. To move or cancel your visit:")
            % {"number": booking.number},
            "address": booking.url,
            "contact": _printable(house.contact),
        },
    }


def _price(booking: Booking) -> dict[str, object]:
    currency = booking.house.currency
    return {
        "columns": [_("Category"), _("People"), _("Price")],
        "lines": [
            {
                "category": _printable(line.category),
                "count": str(line.count),
                "amount": words.price(line.cents, currency),
            }
            for line in booking.lines
        ],
        "total": {
            "label": _("Total"),
            "count": str(booking.party),
            "amount": words.price(booking.total_cents, currency),
        },
        "payment": words.payment(booking),
    }


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _printable(text: str, *, limit: int = 200) -> str:
    """The text as far as our fonts can draw it, on one line."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = "".join(letter for letter in composed if ord(letter) in _letters())
    return words.one_line(kept, limit=limit)


@cache
def _letters() -> frozenset[int]:
    return frozenset(number for first, last in PRINTABLE for number in range(first, last + 1))


@cache
def _fonts() -> typst.Fonts:
    """Our fonts and those inside Typst; what a machine has of its own must not change a ticket."""
    return typst.Fonts(
        include_system_fonts=False, font_paths=[settings.PACKAGE / "theme" / "built"]
    )
