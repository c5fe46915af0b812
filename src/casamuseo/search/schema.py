"""What an index holds of an entry, and how its words are folded: one place for writing and for asking."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import tantivy

SCHEMA_VERSION = 2
"""Raise it with any change to the fields, the folding or the card: every index is then rebuilt."""

LONGEST_WORD = 120
"""Bytes; a longer run of letters is not a word that anybody looks for."""

WORD_FIELDS = {"title": 4.0, "names": 3.0, "body": 1.0, "linked": 0.5}
"""The fields that words are looked for in, and what a match there weighs."""

FACETS = ("section", "place", "kind", "person", "material")
"""The fields that results are counted and filtered by."""


SINGLE = frozenset({"section", "kind"})
"""The facets of which an entry has one key at most."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as the index knows it, and where it stands in the text (in characters)."""

    folded: str
    start: int
    end: int


def counted(facet: str) -> str:
    """The field that a facet is counted by: all its keys of one entry as one value, a key a line.

    Counting a column of single values takes a quarter of the time of one of several values.
    """
    return facet if facet in SINGLE else f"{facet}_keys"


@cache
def schema() -> tantivy.Schema:
    """The fields of an entry. Only the card is kept as it was written."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("exact", indexed=True)
    builder.add_text_field("title", tokenizer_name="folded", index_option="position")
    builder.add_text_field("names", tokenizer_name="folded", index_option="freq")
    builder.add_text_field("body", tokenizer_name="folded", index_option="position")
    builder.add_text_field("linked", tokenizer_name="folded", index_option="freq")
    columns = {counted(facet) for facet in FACETS}
    for field in sorted({*FACETS, *columns}):
        builder.add_text_field(
            field, tokenizer_name="raw", index_option="basic", fast=field in columns
        )
    builder.add_unsigned_field("order", fast=True)
    builder.add_integer_field("earliest", fast=True)
    builder.add_integer_field("latest", fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Letters and digits in runs, in small letters, without accents."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )


def composed(text: str) -> str:
    """The text with each accent and its letter as one character, as it is shown."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def normalised(text: str) -> str:
    """The text in the form that the analyzer expects; of the same length as the composed one.

    The Cyrillic ё is written е as often as not, and the analyzer folds Latin letters only.
    """
    return composed(text).replace("ё", "е").replace("Ё", "Е")


def folded_words(text: str) -> list[str]:
    """The words of a text as the index knows them, in order."""
    return list(analyzer().analyze(normalised(text)))


def words_of(text: str) -> list[Word]:
    """The words of a composed text with their places in it."""
    tokens = analyzer().pre_tokenize(normalised(text)).tokens
    return [Word(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]
