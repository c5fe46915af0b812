"""The locale in which numbers, days and money are written: that of the active language, as used here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

LOCALES = {"es": "es_MX", "en": "en_GB"}
OTHERWISE = LOCALES["en"]
"""Of languages in which nobody has written down how days and numbers are said."""


def locale() -> str:
    """The active language's locale."""
    return locale_of(translation.get_language() or "es")


@cache
def locale_of(language: str) -> str:
    """The locale of a language; the English one where there is none, as for Nahuatl."""
    if language in LOCALES:
        return LOCALES[language]
    try:
        return str(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return OTHERWISE


def interface_language(language: str) -> str:
    """The language in which our own sentences stand on a page of this language."""
    return language if language in dict(settings.LANGUAGES) else "en"


def nearest_language(code: str, languages: Sequence[str]) -> str | None:
    """Of these languages the one that somebody means who asks for this code, as browsers write it.

    The same one; else the one with less of the code (RFC 4647, lookup); else one of the same kin:
    `pt` and `pt-PT` find `pt-BR`.
    """
    wanted = code.lower()
    known = {language.lower(): language for language in reversed(languages)}
    kin = {folded.split("-")[0]: language for folded, language in known.items()}
    while wanted:
        if wanted in known:
            return known[wanted]
        wanted = wanted.rpartition("-")[0]
    return kin.get(code.lower().split("-")[0])


@cache
def speak_english_beneath(language: str) -> None:
    """Let our own sentences be English in a language of the house that they were not translated into.

    Django would fall back to the language of the settings, which is the first house's, not the
    reader's. Call before the language is activated.
    """
    if interface_language(language) != language:
        # The catalogue of such a language holds nothing but this fallback.
        catalogue: Any = trans_real.translation(language)
        catalogue._fallback = None
