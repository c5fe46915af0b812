"""Which column is what: the mappings that come with the program, the ones used before, the best guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from casamuseo.collection.importing.fields import BY_KEY, field_of
from casamuseo.collection.models import ImportRun
from casamuseo.kernel.dates.folding import fold
from casamuseo.kernel.texts import Text

SHIPPED = Path(__file__).with_name("mappings")
EARLIER = 20
"""How many imports are looked at for one with the same columns."""

_LANGUAGES = {
    "es": "es|esp|spa|espanol|spanish|castellano",
    "en": "en|eng|ingles|english",
    "fr": "fr|fra|fre|frances|french",
    "de": "de|deu|ger|aleman|german",
    "pt": "pt|por|portugues|portuguese",
    "it": "it|ita|italiano|italian",
    "ru": "ru|rus|ruso|russian",
}
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split("|")}
_IN_BRACKETS = re.compile(r"[\s_]*[(\[]\s*([a-z]+)\s*[)\]]$|[\s_]*@\s*([a-z]{2,3})$|_([a-z]{2})$")
_DATATYPE = re.compile(r"\s*\^\^\S+")
_PUNCTUATION = re.compile(r"[\s._\-:/#°º]+")


@dataclass(frozen=True, slots=True)
class KnownMapping:
    """The columns of one kind of table, by their folded headings."""

    key: str
    name: Text
    fields: Mapping[str, str]
    """Folded heading to field."""

    def guess(self, columns: Sequence[str], languages: Sequence[str]) -> dict[str, str]:
        """Column to field, as far as this mapping knows the columns; no field twice unless it may be."""
        guessed: dict[str, str] = {}
        for column in columns:
            key = self._field_of(column, languages)
            field = field_of(key) if key else None
            if field is None or (key in guessed.values() and not field.may_repeat):
                continue
            guessed[column] = key
        return guessed

    def _field_of(self, column: str, languages: Sequence[str]) -> str:
        heading, language = _apart(column)
        key = self.fields.get(heading) or self.fields.get(_plain(column)) or ""
        if not key or not BY_KEY[key].is_multilingual:
            return key
        spoken = language or languages[0]
        return f"{key}:{spoken}" if spoken in languages else ""


def shipped_mappings() -> list[KnownMapping]:
    """Those that come with the program."""
    return [_shipped(path) for path in sorted(SHIPPED.glob("*.yaml"))]


def best_mapping(
    columns: Sequence[str], languages: Sequence[str]
) -> tuple[KnownMapping, dict[str, str]]:
    """The shipped mapping that knows most of the columns, and what it takes them for."""
    tried = [(known, known.guess(columns, languages)) for known in shipped_mappings()]
    return max(tried, key=lambda pair: ("object_number" in pair[1].values(), len(pair[1])))


def mapping_used_before(run: ImportRun) -> ImportRun | None:
    """The last import of a table with the same columns that somebody has mapped."""
    earlier = ImportRun.objects.exclude(pk=run.pk).exclude(mapping={}).order_by("-begun_at")
    for before in earlier[:EARLIER]:
        if before.columns == run.columns and before.mapping.get("fields"):
            return before
    return None


@cache
def _shipped(path: Path) -> KnownMapping:
    shape = yaml.safe_load(path.read_text(encoding="utf-8"))
    fields = {
        _plain(heading): key
        for key, headings in shape["columns"].items()
        for heading in headings
        if key in BY_KEY
    }
    return KnownMapping(path.stem, Text.from_json(shape["name"]), fields)


def _apart(column: str) -> tuple[str, str]:
    """The folded heading without its language, and that language: “Nombre (inglés)”, “dcterms:title @es”."""
    folded = _DATATYPE.sub("", fold(column))
    found = _IN_BRACKETS.search(folded)
    word = next(filter(None, found.groups()), "") if found else ""
    language = _LANGUAGE_OF.get(word, "")
    if found and language:
        folded = folded[: found.start()]
    return _plain(folded), language


def _plain(heading: str) -> str:
    """Folded, without the dots, dashes and units by which two hands differ."""
    folded = re.sub(r"[(\[](?:mm|cm|cms|m|in)\.?[)\]]", " ", _DATATYPE.sub("", fold(heading)))
    return _PUNCTUATION.sub(" ", folded).strip()
