"""Whatever bytes come, the readers answer with what is wrong, never with a traceback."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from casamuseo.media.drawings import HostileDrawing, check_drawing
from casamuseo.publish.folder.grammar import parse
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.reader import read_mapping, read_records
from casamuseo.publish.folder.told_tables import OBJECTS, SOURCES

PIECES = [
    "- ",
    "key",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "  ",
    "'",
    '"',
    "#",
    "&a ",
    "*a",
    "!!str ",
]
PIECES += [
    "null",
    "1e9",
    ".nan",
    "es",
    "name",
    "size",
    "issued",
    "date-parts",
    "|",
    ">",
    "?",
    "---",
]
LINES = [
    "# places/a\n",
    "= Una.",
    "~ ",
    "! x",
    "[@a, p. 1]",
    "{#a",
    "}",
    "  en: ",
    "  against: ",
    "@1",
    "*",
]
LINES += ["(missing)", "\n", "\n\n", "; ", "rev=", "signed=a on=2026-01-01", "\r", "[@", "]"]
SHAPES = [
    "<svg xmlns='http://www.w3.org/2000/svg'>",
    "<g>",
    "</g>",
    "<path d='M0 0'/>",
    "</svg>",
    "<!--",
]
SHAPES += [
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;",
    "&x;",
    "<?x?>",
    "<!DOCTYPE svg>",
    " href='#a'",
    "\x00",
]


def soup(pieces: list[str]) -> st.SearchStrategy[str]:
    """Texts of these pieces and of anything else."""
    return st.lists(st.sampled_from(pieces) | st.text(max_size=3), max_size=30).map("".join)


@given(soup(PIECES))
def test_any_text_is_records_or_a_fault(text: str) -> None:
    faults: list[Fault] = []
    with contextlib.suppress(Fault):
        for node in read_records(text):
            for table in (OBJECTS, SOURCES):
                table.shape.take(node, Reading(("es", "en"), Names()), faults)
    with contextlib.suppress(Fault):
        read_mapping(text)


@given(soup(LINES))
def test_any_text_is_passages_or_faults(text: str) -> None:
    faults: list[Fault] = []

    for passage in parse(text, languages=("es", "en"), faults=faults):
        for sentence in passage.sentences:
            assert sentence.as_text()
            sentence.as_counter_text()


@given(soup(SHAPES))
def test_any_text_is_a_drawing_or_refused(text: str) -> None:
    with contextlib.suppress(HostileDrawing):
        check_drawing(text.encode("utf-8", "replace"))
