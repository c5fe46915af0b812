"""The YAML that is written is read back as it was, whatever the words are."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from casamuseo.publish.folder.nodes import Items, Node, Pairs, Scalar
from casamuseo.publish.folder.reader import read_records
from casamuseo.publish.folder.writer import record_lines, scalar

AWKWARD = st.sampled_from(
    [
        "null",
        "~",
        "yes",
        "NO",
        "on",
        "1990",
        "04100",
        "1e3",
        "0x1f",
        "1940-08-20",
        "17:00",
        ".inf",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "a:",
        "[a",
        "{a",
        "'a",
        '"a"',
        "a\\b",
        "a, b",
        "*a",
        "&a",
        "!a",
        "=",
        "<<",
        "---",
        "...",
        "-",
        "?",
        "1_000",
        "12:30:45",
        "0o17",
        "+1",
        ".5",
        "a\tb",
        "|",
        ">",
    ]
)
WORDS = AWKWARD | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    WORDS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.dictionaries(WORDS.filter(lambda name: name != ""), inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)
RECORDS = st.dictionaries(st.sampled_from(["key", "name", "note"]), VALUES, min_size=1)


def plain(node: Node) -> Any:
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    if isinstance(node, Pairs):
        return {name: plain(entry) for name, entry in node.entries.items()}
    return node.words


def names_in(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set()


def as_words(value: Any) -> Any:
    if isinstance(value, list):
        return [as_words(item) for item in value]
    if isinstance(value, dict):
        return {name: as_words(entry) for name, entry in value.items()}
    return value if isinstance(value, str) else scalar(value)


@given(RECORDS, st.booleans())
def test_what_is_written_is_read_back(record: dict[str, Any], is_one_line: bool) -> None:
    text = "\n".join(record_lines(record, is_one_line=is_one_line)) + "\n"

    (node,) = read_records(text)

    assert plain(node) == as_words(record)


@given(RECORDS)
def test_other_readers_of_yaml_take_the_words_for_words(record: dict[str, Any]) -> None:
    assume("on" not in names_in(record))  # a field of ours, which YAML 1.1 takes for a truth
    text = "\n".join(record_lines(record, is_one_line=True)) + "\n"

    assert yaml.safe_load(text) == [record]


@given(WORDS)
def test_words_in_quotes_are_never_plain(words: str) -> None:
    (node,) = read_records("\n".join(record_lines({"key": words}, is_one_line=False)) + "\n")

    assert isinstance(node, Pairs)
    entry = node.entries["key"]
    assert isinstance(entry, Scalar)
    assert entry.is_plain == (scalar(words) == words)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Escritorio de León", "Escritorio de León"),
        ("Una casa, tal como quedó.", "Una casa, tal como quedó."),
        ("1990", '"1990"'),
        ("NO", '"NO"'),
        ("The Prophet: Armed", '"The Prophet: Armed"'),
        ('La llamó "casa"', 'La llamó "casa"'),
        ('"Casa", dijo', "'\"Casa\", dijo'"),
        ("¿Qué no sabemos?", "¿Qué no sabemos?"),
        ("10 °C", "10 °C"),
    ],
)
def test_quotes_stand_only_where_they_are_needed(words: str, written: str) -> None:
    assert scalar(words) == written


def test_a_short_mapping_is_one_line_and_a_long_one_is_not() -> None:
    short = {"key": "desk", "name": {"es": "Escritorio", "en": "Desk"}}
    long = {"key": "desk", "name": {"es": "Escritorio " * 6, "en": "Desk " * 8}}

    assert record_lines(short, is_one_line=True) == [
        "- {key: desk, name: {es: Escritorio, en: Desk}}"
    ]
    assert record_lines(short, is_one_line=False) == [
        "- key: desk",
        "  name: {es: Escritorio, en: Desk}",
    ]
    assert [line[:10] for line in record_lines(long, is_one_line=True)] == [
        "- key: des",
        "  name:",
        '    es: "E',
        '    en: "D',
    ]
