"""What a file of translations holds, whatever its format: the house's key, a language, and units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from casamuseo.sources.models import Statement
from casamuseo.sources.translating import Piece, Standing, fingerprint, standing_of

MOST_BYTES = 8_000_000
"""A file above that is no work of this house: 50,000 sentences are about 6 MB."""

MOST_UNITS = 100_000


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to be translated, as it leaves the house."""

    id: str
    source: str
    target: str
    """"" where there is none yet."""
    revision: int
    """Of the original that `source` is."""
    standing: Standing
    seen: str = ""
    """Of the translation as it leaves; see `sources.translating.fingerprint`."""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, piece: Piece, *, original: str, language: str) -> Unit | None:
        """The unit of a piece; None where it was not written in this original language."""
        text = piece.text
        found = standing_of(text, language)
        if found is None or text.original != original or not text.has(original):
            return None
        version = text.versions.get(language)
        return cls(
            id=piece.id,
            source=text[original].words or "",
            target=(version.words or "") if version else "",
            revision=text.revision,
            standing=found,
            seen=fingerprint(text, language),
            notes=tuple(_notes(piece)),
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file to be written: whose it is, between which languages, and its units."""

    house: str
    name: str
    original: str
    language: str
    units: Sequence[Unit]


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as it comes back, with the line of the file on which it stands."""

    id: str
    source: str
    target: str
    revision: int | None
    number: int
    seen: str = ""
    """The translation's fingerprint when it left; "" where the file has lost it."""
    is_ready: bool = True
    """False where the file itself says that the translation is not to be used yet."""
    is_confirmed: bool = False
    """Whether the file itself says that the translation is right as it is."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A file that was read: nothing of it is believed yet."""

    house: str
    original: str
    language: str
    lines: tuple[Line, ...]


def units_of(pieces: Iterable[Piece], *, original: str, language: str) -> Iterator[Unit]:
    """The units of these pieces, less those written in another language."""
    for piece in pieces:
        unit = Unit.of(piece, original=original, language=language)
        if unit is not None:
            yield unit


def _notes(piece: Piece) -> Iterator[str]:
    if isinstance(piece.row, Statement):
        sources = [
            f"{one.source.title}, {one.locator}".rstrip(", ") for one in piece.row.citations.all()
        ]
        if sources:
            yield "; ".join(sources)
    elif piece.label:
        yield str(piece.label)


def as_number(words: str | None) -> int | None:
    """The revision that a file writes; None where it is no number."""
    return int(words) if words and words.isdecimal() and len(words) < 9 else None
