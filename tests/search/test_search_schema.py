"""The fields of the index, pinned to the number by which an old index is known."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import tantivy

from casamuseo.search.schema import SCHEMA_VERSION, folded_words, schema, words_of

FIELDS = {2: "fa1cca04a931"}
"""The version of the schema, and the fingerprint of its fields."""


def test_other_fields_need_another_version(tmp_path: Path) -> None:
    tantivy.Index(schema(), path=str(tmp_path), reuse=False)

    fields = json.loads((tmp_path / "meta.json").read_text())["schema"]
    fingerprint = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:12]
    assert {SCHEMA_VERSION: fingerprint} == FIELDS


def test_words_are_folded_alike_for_writing_and_asking() -> None:
    assert folded_words("El año «Троцкий», Ёлка; naïve, Straße: 20-VIII-1940!") == [
        *("el", "ano", "троцкий", "елка", "naive", "strasse"),
        *("20", "viii", "1940"),
    ]


def test_words_keep_their_places_in_the_text() -> None:
    text = "🪓 El baúl de Троцкий"

    assert [text[word.start : word.end] for word in words_of(text)] == [
        "El",
        "baúl",
        "de",
        "Троцкий",
    ]
