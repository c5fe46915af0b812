"""Sources formatted by a CSL processor, in the house's own style: given names whole."""

from __future__ import annotations

import warnings
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

STYLE = Path(__file__).with_name("styles") / "house.csl"
LOCALES = {"es": "es-ES", "en": "en-GB", "fr": "fr-FR", "de": "de-DE", "pt": "pt-BR", "ru": "ru-RU"}


def full_entry(csl: dict[str, Any], *, language: str) -> str:
    """The bibliography entry of a CSL-JSON item, as HTML with `<i>` as its only element.

    An item that the processor cannot format is given by its title.
    """
    item = {**_escaped(csl), "id": "it"}
    item.pop("custom", None)
    with warnings.catch_warnings():
        # citeproc-py warns of every CSL field that it does not know; they are simply not shown.
        warnings.simplefilter("ignore")
        try:
            source = CiteProcJSON([item])
            bibliography = CitationStylesBibliography(_style(language), source, formatter.html)
            bibliography.register(Citation([CitationItem("it")]))
            entries = [str(entry) for entry in bibliography.bibliography()]
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            # What the processor raises on an item that is valid JSON and no valid CSL.
            entries = []
    return entries[0] if entries and entries[0] else str(item.get("title", ""))


@lru_cache(maxsize=8)
def _style(language: str) -> Any:
    locale = LOCALES.get(language, "en-GB")
    return CitationStylesStyle(str(STYLE), locale=locale, validate=False)


def _escaped(value: Any) -> Any:
    """Every string of the item made safe before the processor adds its own markup around it."""
    if isinstance(value, str):
        return escape(value, quote=False)
    if isinstance(value, dict):
        return {key: _escaped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    return value
