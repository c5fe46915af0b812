"""Dates as the member's language writes them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language

LOCALES = {"es": "es_MX", "en": "en_GB"}


def locale() -> str:
    """The locale of the page's language."""
    return LOCALES.get(get_language() or "es", "en_GB")


def whole_day(day: date) -> str:
    """martes, 24 de noviembre de 2026; Tuesday, 24 November 2026."""
    return str(format_date(day, "full", locale=locale()))
