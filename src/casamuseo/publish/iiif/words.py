"""Language maps of the Presentation API: what stands in each language, and nothing in its place."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.functional import Promise

from casamuseo.kernel.texts import Text

LanguageMap = dict[str, list[str]]


def language_map(text: Text) -> LanguageMap:
    """The words in each language that has any; a language without words is left out."""
    return {code: [text[code].words or ""] for code in text if text.has(code)}


def in_each(words: Promise, languages: Sequence[str]) -> LanguageMap:
    """A sentence of the program in each language of the house."""
    found: LanguageMap = {}
    for code in languages:
        with translation.override(code):
            found[code] = [str(words)]
    return found


def plain(words: str) -> LanguageMap:
    """Words that are in no language: a number, a name as it is."""
    return {"none": [words]}
