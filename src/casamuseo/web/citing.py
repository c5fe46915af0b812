"""Sources as a page prints them."""

from __future__ import annotations

from markupsafe import Markup

from casamuseo.kernel.editions import per_edition
from casamuseo.sources.formatting import full_entry
from casamuseo.sources.models import Source


@per_edition
def formatted(source: Source, language: str) -> Markup:
    """The full entry of a source in this language."""
    # full_entry escapes every word of the item.
    return Markup(full_entry(source.csl, language=language))  # noqa: S704


def plain(source: Source, language: str) -> str:
    """The same entry without markup, for machines."""
    return str(formatted(source, language).striptags())
