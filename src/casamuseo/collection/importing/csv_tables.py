"""Text with separators: which alphabet and which separator it has is found out, and said."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from casamuseo.collection.errors_importing import UnreadableTable
from casamuseo.collection.importing.lines import UNPRINTABLE, Line
from casamuseo.collection.importing.remarks import Remark

SEPARATORS = (",", ";", "\t", "|")
TRIED = 40
"""How many records are read to find the separator."""
SAMPLE = 256 * 1024
_PART = 1024 * 1024
_ONLY_WINDOWS = bytes(range(0x80, 0xA0))
_NOT_WINDOWS = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))


class Text:
    """A file of text, read anew each time it is gone through; never whole in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.alphabet = _alphabet(path)
        self.separator, self.skips = self._found_separator()
        shown = {"\t": "TAB"}.get(self.separator, self.separator)
        self.encoding = f"{_NAMES[self.alphabet]}, {shown}"[:20]

    def __iter__(self) -> Iterator[Line]:
        with self.path.open(encoding=self.alphabet, newline="") as file:
            records = csv.reader(file, delimiter=self.separator)
            number = 0
            try:
                for number, cells in enumerate(records, start=1):
                    if number > self.skips:
                        yield _line(number, cells)
            except csv.Error:
                words = _("a cell is too long. Perhaps a quotation mark is not closed.")
                raise UnreadableTable(words, row=number + 1) from None
            except UnicodeDecodeError:
                words = _("a sign cannot be read in %(alphabet)s.") % {
                    "alphabet": _NAMES[self.alphabet]
                }
                raise UnreadableTable(words, row=number + 1) from None

    def _found_separator(self) -> tuple[str, int]:
        """The separator that gives the most even table, and how many lines say only what it is."""
        with self.path.open(encoding=self.alphabet, newline="", errors="replace") as file:
            sample = file.read(SAMPLE)
        first = sample.partition("\n")[0].strip().lower()
        if first.startswith("sep=") and len(first) == 5 and first[4] in SEPARATORS:
            return first[4], 1
        return max(SEPARATORS, key=lambda separator: _evenness(sample, separator)), 0


_NAMES = {
    "utf-8-sig": "UTF-8 (BOM)",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


def _line(number: int, cells: list[str]) -> Line:
    if any("\x00" in cell for cell in cells):
        return Line(number, [cell.translate(UNPRINTABLE) for cell in cells], (_LEFT_OUT,))
    return Line(number, cells)


_LEFT_OUT = Remark("unprintable")


def _evenness(sample: str, separator: str) -> tuple[float, int]:
    """How many of the records are as wide as the heading, then how wide it is; nothing for one column."""
    records: list[int] = []
    # A cell without an end is said where the table is read; what came before it is a sample.
    with suppress(csv.Error):
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if cells:
                records.append(len(cells))
            if len(records) == TRIED:
                break
    if not records or records[0] < 2:
        return (0.0, 0)
    return (sum(width == records[0] for width in records) / len(records), records[0])


def _alphabet(path: Path) -> str:
    """By its mark; else UTF-8 where all of it is that; else what Excel writes where Spanish is spoken."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1::2].count(0) > len(start) // 5:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 5:
        return "utf-16-be"
    if _is_utf8(path):
        return "utf-8"
    return _western(path)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while part := file.read(_PART):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _western(path: Path) -> str:
    """Windows-1252 where it uses the signs that only that has; Latin-1 where nothing tells them apart."""
    is_windows = False
    with path.open("rb") as file:
        while part := file.read(_PART):
            if len(part) != len(part.translate(None, _NOT_WINDOWS)):
                return "latin-1"
            is_windows = is_windows or len(part) != len(part.translate(None, _ONLY_WINDOWS))
    return "cp1252" if is_windows else "latin-1"
