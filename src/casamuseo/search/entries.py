"""An entry of the index: what can be found and shown of one record in one language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

import tantivy

from casamuseo.search.schema import composed, counted, folded_words, normalised


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an entry, with the key of its statement ("" for other words)."""

    key: str
    words: str
    language: str = ""
    """Only where the sentence is not in the entry's language."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in one language. Everything in it is published."""

    section: str
    """house, place, object, person, body, story, happening, journey, station, guide, exhibition, source."""
    key: str
    language: str
    """The language of the pages on which it is found."""
    title: str
    title_language: str = ""
    """Only where the title is not in the entry's language."""
    names: tuple[str, ...] = ()
    """Its other names and numbers."""
    lines: tuple[Line, ...] = ()
    linked: tuple[str, ...] = ()
    """Names of the persons, places and things that it is linked to: found too, but weighing less."""
    places: tuple[str, ...] = ()
    kind: str = ""
    persons: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    order: int = 0
    earliest: int | None = None
    latest: int | None = None
    """The years that its date can mean, both included."""

    @property
    def id(self) -> str:
        return f"{self.section}/{self.key}"

    def facets(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The facets that it has keys for."""
        yield "section", (self.section,)
        for facet, keys in (
            ("place", self.places),
            ("kind", (self.kind,) if self.kind else ()),
            ("person", self.persons),
            ("material", self.materials),
        ):
            if keys:
                yield facet, keys


@dataclass(frozen=True, slots=True)
class Card:
    """What the index keeps of an entry to show it: its words as they were written."""

    section: str
    key: str
    title: str
    title_language: str
    names: tuple[str, ...]
    lines: tuple[Line, ...]


def document(entry: Entry) -> tantivy.Document:
    """The entry in the form that the index takes."""
    shown = tantivy.Document()
    shown.add_text("id", entry.id)
    for name in {entry.title, *entry.names}:
        shown.add_unsigned("exact", exact(name))
    shown.add_text("title", normalised(entry.title))
    if entry.names:
        shown.add_text("names", normalised("\n".join(entry.names)))
    if entry.lines:
        shown.add_text("body", normalised("\n".join(line.words for line in entry.lines)))
    if entry.linked:
        shown.add_text("linked", normalised("\n".join(entry.linked)))
    for facet, keys in entry.facets():
        for key in keys:
            shown.add_text(facet, key)
        if counted(facet) != facet:
            shown.add_text(counted(facet), "\n".join(sorted(keys)))
    shown.add_unsigned("order", entry.order)
    if entry.earliest is not None:
        shown.add_integer("earliest", entry.earliest)
    if entry.latest is not None:
        shown.add_integer("latest", entry.latest)
    shown.add_bytes("card", _write_card(entry))
    return shown


def exact(name: str) -> int:
    """A whole name as one number, folded: what makes it found before the names that only contain it."""
    folded = " ".join(folded_words(name)).encode()
    return int.from_bytes(blake2b(folded, digest_size=6).digest())


def card_of(found: tantivy.Document) -> Card:
    """The card that `document` put in."""
    section, key, title, title_language, names, lines = json.loads(found["card"][0])
    return Card(
        section, key, title, title_language, tuple(names), tuple(Line(*line) for line in lines)
    )


def _write_card(entry: Entry) -> bytes:
    lines = [
        (line.key, composed(line.words), line.language)
        if line.language
        else (line.key, composed(line.words))
        for line in entry.lines
    ]
    shape = (
        entry.section,
        entry.key,
        composed(entry.title),
        entry.title_language,
        [composed(name) for name in entry.names],
        lines,
    )
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode()
