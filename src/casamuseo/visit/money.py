"""Money of the house: whole cents inside, words of the language outside."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency

from casamuseo.kernel.locales import locale


def cents(amount: Decimal) -> int:
    """An amount of the currency in its cents."""
    return int((amount * 100).to_integral_value(ROUND_HALF_UP))


def amount(cents: int) -> Decimal:
    """Cents as an amount of the currency, with two places."""
    return Decimal(cents).scaleb(-2)


def in_words(cents: int, *, currency: str) -> str:
    """An amount with its currency's code, in the active language: the sign $ alone would mislead."""
    return str(format_currency(amount(cents), currency, "#,##0.00 ¤¤", locale=locale()))


def share(total: int, *, percent: int) -> int:
    """So many percent of an amount, to the nearest cent, halves up."""
    return (total * percent + 50) // 100
