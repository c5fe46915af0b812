"""What each visitor pays on a day, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from casamuseo.kernel.texts import Text
from casamuseo.visit.errors import BadVoucher, UnknownCategory
from casamuseo.visit.models import Price, PriceRule, Voucher
from casamuseo.visit.money import cents, share
from casamuseo.visit.terms import Residency


@dataclass(frozen=True, slots=True)
class Asked:
    """So many of one category, as somebody asks for them."""

    category: str
    """A price's key."""
    quantity: int
    residency: Residency | None = None
    proof_was_seen: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What one visitor of a category pays, with the reason where a rule decided."""

    price: Price
    unit_cents: int
    reason: Text
    proof: Text
    is_demonstration: bool


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices and rules, read once; quotes without a query."""

    prices: dict[str, Price]
    rules: tuple[tuple[PriceRule, frozenset[int]], ...]

    @classmethod
    def of_house(cls) -> Self:
        """The house's list as it stands."""
        rules = PriceRule.objects.prefetch_related("prices")
        return cls(
            {price.key: price for price in Price.objects.all()},
            tuple((rule, frozenset(price.pk for price in rule.prices.all())) for rule in rules),
        )

    def quote(self, category: str, *, day: date, residency: Residency | None = None) -> Quote:
        """What one visitor pays on this day. Refuses with UnknownCategory."""
        price = self.prices.get(category)
        if price is None:
            raise UnknownCategory(category)
        for rule, only in self.rules:
            if _applies(rule, only, price, day=day, residency=residency):
                return Quote(
                    price,
                    cents(rule.amount),
                    rule.reason,
                    rule.proof or price.proof,
                    is_demonstration=rule.is_demonstration,
                )
        return Quote(
            price, cents(price.amount), Text(), price.proof, is_demonstration=price.is_demonstration
        )

    def asks_residency_on(self, day: date) -> bool:
        """Whether it matters on this day where a visitor lives."""
        return any(rule.residency and _covers(rule, day) for rule, _ in self.rules)


def find_voucher(words: str, *, day: date) -> Voucher:
    """The voucher of a code as typed. Refuses with BadVoucher where it lowers nothing on this day."""
    code = "".join(words.upper().split())
    voucher = Voucher.objects.filter(code=code, is_active=True).first()
    if (
        voucher is None
        or (voucher.begins_on and day < voucher.begins_on)
        or (voucher.ends_on and day > voucher.ends_on)
        or voucher.uses >= voucher.max_uses
    ):
        raise BadVoucher(words.strip()[:40])
    return voucher


def lowered(unit_cents: int, voucher: Voucher | None) -> int:
    """A price less what the voucher takes away."""
    return unit_cents - share(unit_cents, percent=voucher.percent) if voucher else unit_cents


def party_of(asked: Sequence[Asked]) -> int:
    """How many people are asked for."""
    return sum(one.quantity for one in asked)


def _applies(
    rule: PriceRule, only: frozenset[int], price: Price, *, day: date, residency: Residency | None
) -> bool:
    for_category = not only or price.pk in only
    for_residency = not rule.residency or rule.residency == residency
    return for_category and for_residency and _covers(rule, day)


def _covers(rule: PriceRule, day: date) -> bool:
    on_weekday = not rule.weekdays or day.isoweekday() in rule.weekdays
    begun = rule.begins_on is None or rule.begins_on <= day
    return on_weekday and begun and (rule.ends_on is None or day <= rule.ends_on)
