"""The party as a form asks for it: one line for each category, with its price on that day and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from babel import Locale
from django.utils.translation import gettext

from casamuseo.kernel.locales import locale
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.holding import MOST
from casamuseo.visit.availability import DayLeft
from casamuseo.visit.models import ProgrammeSession
from casamuseo.visit.money import cents
from casamuseo.visit.pricing import Asked, Quote
from casamuseo.visit.rules import price_list, the_house
from casamuseo.visit.terms import Residency

RESIDENCIES = (Residency.RESIDENT, Residency.ABROAD)
SEATS = "seats"
"""The one line of a session of the programme."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form."""

    category: str
    residency: Residency | None
    label: Text
    where: str
    """Where they live, in words; "" where that makes no difference."""
    unit_cents: int
    reason: Text
    proof: Text
    note: Text
    is_demonstration: bool
    quantity: int = 0

    @property
    def field(self) -> str:
        """The name of its input."""
        return f"n.{self.category}" + (f".{self.residency}" if self.residency else "")

    def asked(self) -> Asked:
        return Asked(self.category, self.quantity, self.residency)


def rows_on(day: date, given: Mapping[str, str]) -> list[Row]:
    """A line for every category; two where it pays another price depending on where it lives."""
    prices = price_list()
    asks = prices.asks_residency_on(day)
    rows = []
    for key in prices.prices:
        quotes = [prices.quote(key, day=day, residency=one) for one in RESIDENCIES]
        if asks and quotes[0].unit_cents != quotes[1].unit_cents:
            rows += [
                _row(quote, residency, given)
                for quote, residency in zip(quotes, RESIDENCIES, strict=True)
            ]
        else:
            rows.append(_row(prices.quote(key, day=day), None, given))
    return rows


def session_rows(session: ProgrammeSession, given: Mapping[str, str]) -> list[Row]:
    """The one line of a session: everybody pays the same."""
    programme = session.programme
    return [
        Row(
            SEATS,
            None,
            programme.title,
            "",
            cents(programme.amount),
            Text(),
            Text(),
            Text(),
            programme.is_demonstration,
            _number(given.get(f"n.{SEATS}", "")),
        )
    ]


def most_of(rows: Sequence[Row]) -> int:
    """How many people the lines say; 0 where one is not a number that could be."""
    if any(row.quantity < 0 for row in rows):
        return 0
    return sum(row.quantity for row in rows)


def is_a_party(rows: Sequence[Row]) -> bool:
    """Whether so many can book by themselves."""
    return 1 <= most_of(rows) <= MOST


def nearest_with_room(day: DayLeft, *, wanted: datetime | None, party: int) -> datetime | None:
    """The slot of the day nearest to the wanted one in which the party fits; None where it fits in none."""
    fitting = [slot.starts_at for slot in day.slots if slot.left >= party]
    if wanted is None:
        return fitting[0] if fitting else None
    return min(fitting, key=lambda slot: abs(slot - wanted), default=None)


def _row(quote: Quote, residency: Residency | None, given: Mapping[str, str]) -> Row:
    row = Row(
        quote.price.key,
        residency,
        quote.price.category,
        _where(residency),
        quote.unit_cents,
        quote.reason,
        quote.proof,
        quote.price.note if quote.price.is_demonstration else Text(),
        quote.is_demonstration,
    )
    return replace(row, quantity=_number(given.get(row.field, "")))


def _number(words: str) -> int:
    """A number of people; -1 for what is none."""
    words = words.strip()
    if not words:
        return 0
    return int(words) if words.isascii() and words.isdigit() and len(words) < 4 else -1


def _where(residency: Residency | None) -> str:
    if residency is None:
        return ""
    if residency == Residency.ABROAD:
        return gettext("who live abroad")
    code = str(the_house().address.get("country", ""))
    country = Locale.parse(locale()).territories.get(code, code)
    return gettext("who live in %(country)s") % {"country": country}
