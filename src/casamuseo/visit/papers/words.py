"""Days, times, money and people as the papers write them, in the language that is in force."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.locales import locale
from casamuseo.visit.money import in_words
from casamuseo.visit.papers.facts import Booking, House, Tour

FULL_DAY = {"es": "EEEE d 'de' MMMM 'de' y", "en": "EEEE d MMMM y"}


def full_day(day: date) -> str:
    """martes 24 de noviembre de 2026, Tuesday 24 November 2026."""
    return str(format_date(day, FULL_DAY.get(_language(), "full"), locale=locale()))


def short_day(day: date) -> str:
    """24 de noviembre de 2026, 24 November 2026."""
    return str(format_date(day, "long", locale=locale()))


def clock(moment: datetime, house: House) -> str:
    """The wall time of the house: 17:00."""
    return f"{moment.astimezone(house.zone):%H:%M}"


def hours(booking: Booking) -> str:
    """When the party may come in: at a time, or all day."""
    if not booking.is_all_day:
        return clock(booking.starts_at, booking.house)
    return _("all day, from %(opens)s to %(closes)s") % {
        "opens": clock(booking.starts_at, booking.house),
        "closes": clock(booking.ends_at, booking.house),
    }


def tour_hours(tour: Tour) -> str:
    """From when to when a tour lasts."""
    return _("%(begins)s to %(ends)s") % {
        "begins": clock(tour.starts_at, tour.house),
        "ends": clock(tour.ends_at, tour.house),
    }


def people(count: int) -> str:
    """1 person, 4 people."""
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def money(cents: int, currency: str) -> str:
    """An amount with its currency's code: the sign $ alone would mislead a foreign visitor."""
    return in_words(cents, currency=currency)


def amount(cents: int) -> str:
    """An amount alone, for a column of them."""
    return str(format_decimal(Decimal(cents) / 100, "#,##0.00", locale=locale()))


def stamp(moment: datetime, house: House) -> str:
    """Day and wall time of the house, short: 24/11/2026 17:00."""
    return f"{moment.astimezone(house.zone):%d/%m/%Y %H:%M}"


def price(cents: int, currency: str) -> str:
    """An amount, or the word for nothing."""
    return money(cents, currency) if cents else _("free")


def payment(booking: Booking) -> str:
    """Whether the visit is paid, or what is still to be paid."""
    currency = booking.house.currency
    if not booking.total_cents:
        return _("Admission is free. There is nothing to pay.")
    if not booking.due_cents:
        return _("Paid. There is nothing left to pay.")
    due = money(booking.due_cents, currency)
    if not booking.paid_cents:
        return _("To be paid at the door: %(amount)s.") % {"amount": due}
    return _("Paid: %(paid)s. Still to be paid at the door: %(due)s.") % {
        "paid": money(booking.paid_cents, currency),
        "due": due,
    }


def one_line(words: str, *, limit: int = 200) -> str:
    """Words on a single line, no longer than this, without anything that steers a terminal or a page."""
    kept = "".join(
        letter if unicodedata.category(letter)[0] != "C" else " " * letter.isspace()
        for letter in words
    )
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _language() -> str:
    return translation.get_language() or "es"
