"""What is booked and what it costs, as it stands beside every step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from babel.dates import format_skeleton
from django.utils.translation import gettext

from casamuseo.kernel.locales import locale
from casamuseo.kernel.texts import Text
from casamuseo.visit.models import Hold, Order
from casamuseo.visit.money import cents
from casamuseo.visit.papers.words import full_day, people
from casamuseo.visit.pricing import find_voucher, lowered
from casamuseo.visit.rules import price_list
from casamuseo.web.booking_choice import Choice
from casamuseo.web.booking_pages import wall, wall_day


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """So many of one category."""

    quantity: int
    name: Text
    unit_cents: int
    reason: Text
    proof: Text

    @property
    def total_cents(self) -> int:
        return self.quantity * self.unit_cents


@dataclass(frozen=True, slots=True)
class Summary:
    """A visit as the visitor has chosen it."""

    title: Text | None
    """What of the programme it is; None for a visit to the house."""
    day: str
    brief: str
    """Day and hour in few letters."""
    hours: str
    people: str
    lines: tuple[SummaryLine, ...]

    @property
    def total_cents(self) -> int:
        return sum(line.total_cents for line in self.lines)

    @property
    def proofs(self) -> list[Text]:
        """What they bring, each thing once."""
        told: dict[str, Text] = {}
        for line in self.lines:
            if line.proof:
                told.setdefault(str(line.proof), line.proof)
        return list(told.values())

    @classmethod
    def of_choice(cls, choice: Choice, *, voucher_code: str = "") -> Self:
        """What has been chosen, priced as the order will be. Refuses with BadVoucher."""
        hold = choice.hold
        day = wall_day(hold.starts_at)
        voucher = find_voucher(voucher_code, day=day) if voucher_code.strip() else None
        programme = choice.session.programme if choice.session else None
        lines: Iterable[SummaryLine]
        if programme is not None:
            price = lowered(cents(programme.amount), voucher)
            lines = [SummaryLine(hold.party, programme.title, price, Text(), Text())]
        else:
            quotes = [
                (one, price_list().quote(one.category, day=day, residency=one.residency))
                for one in choice.asked
            ]
            lines = [
                SummaryLine(
                    one.quantity,
                    quote.price.category,
                    lowered(quote.unit_cents, voucher),
                    quote.reason,
                    quote.proof,
                )
                for one, quote in quotes
            ]
        return cls(
            programme.title if programme else None,
            full_day(day),
            brief_of(hold),
            hours_of(hold),
            people(hold.party),
            tuple(lines),
        )

    @classmethod
    def of_order(cls, order: Order) -> Self:
        """What was ordered."""
        lines = [
            SummaryLine(line.quantity, line.name, line.unit_cents, line.reason, line.proof)
            for line in order.lines.all()
            if line.quantity
        ]
        return cls(
            order.session.programme.title if order.session else None,
            full_day(wall_day(order.starts_at)),
            brief_of(order),
            hours_of(order),
            people(order.party),
            tuple(lines),
        )


def brief_of(visit: Hold | Order) -> str:
    """wed 25 nov, 11:00."""
    day = brief_day(wall_day(visit.starts_at))
    return day if visit.is_whole_day else f"{day}, {wall(visit.starts_at)}"


def brief_day(day: date) -> str:
    """wed 25 nov."""
    return str(format_skeleton("MMMEd", day, locale=locale()))


def hours_of(visit: Hold | Order) -> str:
    """When they come: at a time, or whenever they like."""
    if not visit.is_whole_day:
        return wall(visit.starts_at)
    return gettext("any time from %(opens)s to %(closes)s") % {
        "opens": wall(visit.starts_at),
        "closes": wall(visit.ends_at),
    }
