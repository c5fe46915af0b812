"""Sources as a page prints them."""

from __future__ import annotations

from markupsafe import Markup, escape

from casamuseo.kernel.editions import per_edition
from casamuseo.sources.models import Source


@per_edition
def formatted(source: Source, language: str) -> Markup:
    """The full entry of a source, given names whole, in the punctuation of the language."""
    csl = source.csl
    names = ", ".join(
        " ".join(filter(None, [name.get("given"), name.get("family") or name.get("literal")]))
        for name in csl.get("author", [])
    )
    year = "".join(str(part) for part in csl.get("issued", {}).get("date-parts", [[""]])[0][:1])
    parts = [escape(part) for part in (csl.get("publisher-place"), csl.get("publisher"), year) if part]
    title = Markup("<i>{}</i>").format(source.title)
    return Markup(", ").join([escape(names), title, *parts] if names else [title, *parts])


def plain(source: Source, language: str) -> str:
    """The same entry without markup, for machines."""
    return str(formatted(source, language).striptags())
