"""The locale in which numbers, days and money are written: that of the active language, as used here."""

from __future__ import annotations

from django.utils import translation

LOCALES = {"es": "es_MX", "en": "en_GB"}


def locale() -> str:
    """The active language's locale."""
    language = translation.get_language() or "es"
    return LOCALES.get(language, language.replace("-", "_"))
