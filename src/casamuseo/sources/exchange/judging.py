"""The fate of every unit of a file of translations, before anything of it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from casamuseo.kernel.texts import Text
from casamuseo.sources.actions_translating import Brought, refuse_unfit
from casamuseo.sources.errors_translating import UnfitTranslation
from casamuseo.sources.exchange.errors import (
    AnotherHouse,
    AnotherLanguage,
    NothingInIt,
    UnknownUnits,
)
from casamuseo.sources.exchange.units import Line, Returned
from casamuseo.sources.models import Statement
from casamuseo.sources.translating import (
    COUNTER,
    Piece,
    Standing,
    Strand,
    fingerprint,
    has_key,
    standing_of,
)


class Fate(models.TextChoices):
    """What becomes of a unit."""

    NEW = "new", pgettext_lazy("unit of a file", "Will be written")
    CHANGED = "changed", pgettext_lazy("unit of a file", "Will replace the present translation")
    RENEWED = "renewed", pgettext_lazy("unit of a file", "Still right: will no longer be stale")
    OLD = "old", pgettext_lazy("unit of a file", "Original changed since: comes in as stale")
    MEANWHILE = "meanwhile", pgettext_lazy("unit of a file", "Translated here since: left alone")
    SAME = "same", pgettext_lazy("unit of a file", "As it is")
    EMPTY = "empty", pgettext_lazy("unit of a file", "Empty: left alone")
    UNREADY = "unready", pgettext_lazy("unit of a file", "Marked as not ready: left alone")
    UNFIT = "unfit", pgettext_lazy("unit of a file", "Cannot be used")


WRITTEN = (Fate.NEW, Fate.CHANGED, Fate.RENEWED, Fate.OLD)
"""The fates of what is written."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A unit, what becomes of it and, where it cannot be used, why."""

    line: Line
    fate: Fate
    piece: Piece
    problem: str = ""
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A file as it would come in."""

    language: str
    units: tuple[Judged, ...]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        found = Counter(one.fate for one in self.units)
        return [(fate, found[fate]) for fate in Fate if found[fate]]

    @property
    def brought(self) -> list[Brought]:
        return [one.brought for one in self.units if one.brought is not None]


def judge(
    returned: Returned, *, house: str, languages: Sequence[str], strands: Sequence[Strand]
) -> Judgement:
    """Say what becomes of each unit. Nothing is written.

    Refuses the whole file with AnotherHouse, AnotherLanguage, NothingInIt or UnknownUnits.
    """
    if returned.house != house:
        raise AnotherHouse(returned.house, house=house)
    for language in (returned.language, returned.original):
        if language not in languages:
            raise AnotherLanguage(language)
    if not returned.lines:
        raise NothingInIt
    known = find_pieces((line.id for line in returned.lines), strands)
    unknown = [(line.id, line.number) for line in returned.lines if line.id not in known]
    if unknown:
        raise UnknownUnits(unknown)
    seen: set[str] = set()
    units = []
    for line in returned.lines:
        units.append(_judged(line, known[line.id], returned, is_again=line.id in seen))
        seen.add(line.id)
    return Judgement(returned.language, tuple(units))


def find_pieces(ids: Iterable[str], strands: Sequence[Strand]) -> dict[str, Piece]:
    """The texts of the house with these ids, as far as these strands hold them."""
    allowed = {(strand.model_name, strand.field): strand for strand in strands}
    sentences: dict[str, list[str]] = {}
    fields: dict[tuple[str, str], dict[str, str]] = {}
    for name in ids:
        record, _hash, field = name.partition("#")
        model, colon, key = record.partition(":")
        if colon:
            fields.setdefault((model, field), {})[key] = name
        else:
            sentences.setdefault(record, []).append(name)
    found: dict[str, Piece] = {}
    if ("sources.statement", "text") in allowed:
        found.update(_sentences(sentences))
    for where, keys in fields.items():
        if where in allowed:
            found.update(_records(allowed[where], keys))
    return found


def _sentences(names: dict[str, list[str]]) -> Iterator[tuple[str, Piece]]:
    wanted = {name for each in names.values() for name in each}
    for some in _chunks(names):
        rows = Statement.objects.filter(passage__key__in=some).select_related("passage")
        for row in rows.iterator(chunk_size=2000):
            for field in ("text", COUNTER):
                piece = Piece(row, field)
                if piece.id in wanted:
                    yield piece.id, piece


def _records(strand: Strand, names: dict[str, str]) -> Iterator[tuple[str, Piece]]:
    by = "key" if has_key(strand.model) else "pk"
    keys = names if by == "key" else {key: name for key, name in names.items() if key.isdecimal()}
    for some in _chunks(keys):
        for row in strand.rows().filter(**{f"{by}__in": some}):
            piece = Piece(row, strand.field, strand.label)
            yield piece.id, piece


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while some := list(islice(left, 500)):
        yield some


def _judged(line: Line, piece: Piece, returned: Returned, *, is_again: bool) -> Judged:
    fate, made_from, problem = _fate(line, piece, returned, is_again=is_again)
    brought = None
    if fate in WRITTEN:
        brought = Brought(
            piece.row,
            piece.field,
            line.target,
            made_from=made_from,
            fingerprint=fingerprint(piece.text, returned.language),
        )
    return Judged(line, fate, piece, problem, brought)


def _fate(line: Line, piece: Piece, returned: Returned, *, is_again: bool) -> tuple[Fate, int, str]:
    text, language = piece.text, returned.language
    made_from = _made_from(line, text)
    if not line.target.strip():
        return Fate.EMPTY, 0, ""
    if not line.is_ready:
        return Fate.UNREADY, 0, ""
    if is_again:
        return Fate.UNFIT, 0, _("This text stands in the file twice.")
    if text.original != returned.original or made_from is None:
        return Fate.UNFIT, 0, _("The original in the file is not what the house says.")
    problem = _problem(piece.row, line.target, language)
    if problem:
        return Fate.UNFIT, 0, problem
    return _fate_of_words(line, text, language, made_from=made_from), made_from, ""


def _fate_of_words(line: Line, text: Text, language: str, *, made_from: int) -> Fate:
    standing = standing_of(text, language)
    is_current = made_from == text.revision
    if text.has(language) and text[language].words == line.target:
        renews = standing == Standing.STALE and is_current and line.is_confirmed
        return Fate.RENEWED if renews else Fate.SAME
    is_touched = bool(line.seen) and line.seen != fingerprint(text, language)
    if is_touched or (not is_current and standing not in (Standing.MISSING, Standing.STALE)):
        return Fate.MEANWHILE
    if not is_current:
        return Fate.OLD
    return Fate.CHANGED if text.has(language) else Fate.NEW


def _made_from(line: Line, text: Text) -> int | None:
    """The revision that the file's own original is; None where the house never said that."""
    current: Any = text[text.original].words if text.original else None
    if line.source == current:
        return text.revision
    if line.revision is not None and line.revision < text.revision:
        return line.revision
    return None


def _problem(row: Any, words: str, language: str) -> str:
    try:
        refuse_unfit(row, words, language=language)
    except UnfitTranslation as refused:
        return str(refused)
    return ""
