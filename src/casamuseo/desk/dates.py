"""Dates as the member's language writes them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from django.utils.translation import get_language

LOCALES = {"es": "es_MX", "en": "en_GB"}


def locale() -> str:
    """The locale of the page's language."""
    return LOCALES.get(get_language() or "es", "en_GB")


def whole_day(day: date) -> str:
    """martes, 24 de noviembre de 2026; Tuesday, 24 November 2026."""
    return str(format_date(day, "full", locale=locale()))


def short_day(day: date) -> str:
    """24 nov 2026; 24 Nov 2026."""
    return str(format_date(day, "d MMM y", locale=locale()))


def short_moment(moment: datetime) -> str:
    """24 nov 2026, 07:04, of a moment that is already by the clock of the house."""
    return f"{short_day(moment.date())}, {moment:%H:%M}"
