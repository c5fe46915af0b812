"""Workbooks: the first sheet that has anything in it, read line by line and within bounds.

A workbook is a packed folder of XML. What unpacks to too much, declares entities or a document type, or is
no workbook at all is refused before anything reads it. Nothing in it is ever worked out.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import repeat
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import openpyxl
from django.utils.translation import gettext as _

from casamuseo.collection.errors_importing import HostileTable, UnreadableTable
from casamuseo.collection.importing.lines import UNPRINTABLE, Line, letters
from casamuseo.collection.importing.remarks import Remark

MOST_UNPACKED = 1024 * 1024 * 1024
MOST_SHARED = 128 * 1024 * 1024
"""The words of all cells are held in memory together: that much of them, unpacked."""
MOST_PARTS = 2000
MOST_COLUMNS = 2000
MOST_ROWS = 1_048_576
_PART = 64 * 1024
_OLD = b"\xd0\xcf\x11\xe0"


def is_workbook(path: Path) -> bool:
    """Whether the file begins like a workbook. Refuses the old binary form of Excel, which is none."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD:
        raise UnreadableTable(_("This is an .xls file. Please save it as .xlsx or CSV."))
    return start == b"PK\x03\x04"


class Sheet:
    """The first sheet with anything in it, read anew each time it is gone through."""

    encoding = "XLSX"

    def __init__(self, path: Path) -> None:
        self.path = path
        parts = _looked_at(path)
        self.has_formulas = any(_mentions(path, part, b"<f") for part in parts)
        self.name = self._first_told()

    def __iter__(self) -> Iterator[Line]:
        values = self._cells(self.name, results=True)
        formulas = self._cells(self.name, results=False) if self.has_formulas else repeat(())
        for number, (row, asked) in enumerate(zip(values, formulas, strict=False), start=1):
            yield _line(number, row, asked)

    def _cells(self, name: str, *, results: bool) -> Iterator[tuple[Any, ...]]:
        try:
            with self.path.open("rb") as file, closing(_book(file, results=results)) as book:
                sheet: Any = book[name]
                # What a sheet says of its own size is not to be believed.
                sheet.reset_dimensions()
                for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
                        raise UnreadableTable(_("the row is far too wide."), row=number)
                    if number > MOST_ROWS:
                        raise UnreadableTable(_("the sheet is far too long."), row=number)
                    yield row[:MOST_COLUMNS]
        except _BROKEN as problem:
            raise UnreadableTable(_("The workbook is damaged.")) from problem

    def _first_told(self) -> str:
        for name in _sheets(self.path):
            for row in self._cells(name, results=True):
                if any(cell is not None for cell in row):
                    return name
        raise UnreadableTable(_("The workbook has no sheet with anything in it."))


_BROKEN = (
    zipfile.BadZipFile,
    expat.ExpatError,
    AssertionError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What openpyxl and zipfile raise at files that are not what they say."""


def _looked_at(path: Path) -> list[str]:
    """The parts that hold sheets, after every part was looked at. Refuses what would do harm."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise HostileTable(_("The workbook unpacks to far too much."))
            for part in parts:
                is_shared = part.filename.lower().endswith("sharedstrings.xml")
                if is_shared and part.file_size > MOST_SHARED:
                    raise HostileTable(_("The workbook unpacks to far too much."))
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_declarations(packed, part)
            return [p.filename for p in parts if p.filename.lower().startswith("xl/worksheets/")]
    except (zipfile.BadZipFile, EOFError, RuntimeError, OSError) as problem:
        raise UnreadableTable(_("The workbook is damaged.")) from problem


class _SeenEnough(Exception):  # noqa: N818  the way out of the parser
    pass


def _refuse_declarations(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a document type: a workbook has none, and entities can be declared nowhere else."""
    parser = expat.ParserCreate()

    def refuse(*_declared: object) -> None:
        raise HostileTable(_("The workbook declares entities, which no workbook does."))

    def stop(*_element: object) -> None:
        raise _SeenEnough

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    with packed.open(part) as file:
        try:
            while piece := file.read(_PART):
                parser.Parse(piece)
        except (_SeenEnough, expat.ExpatError):
            return  # what is broken is said where it is read


def _mentions(path: Path, part: str, sign: bytes) -> bool:
    """Whether the sign stands anywhere in a part; two pieces overlap."""
    with zipfile.ZipFile(path) as packed, packed.open(part) as file:
        before = b""
        try:
            while piece := file.read(_PART):
                if sign in before + piece:
                    return True
                before = piece[-len(sign) :]
        except (zipfile.BadZipFile, EOFError) as problem:
            raise UnreadableTable(_("The workbook is damaged.")) from problem
    return False


def _sheets(path: Path) -> list[str]:
    try:
        with path.open("rb") as file, closing(_book(file, results=True)) as book:
            return [sheet.title for sheet in book.worksheets]
    except _BROKEN as problem:
        raise UnreadableTable(_("The workbook is damaged.")) from problem


def _book(file: IO[bytes], *, results: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(file, read_only=True, data_only=results, keep_links=False)


def _line(number: int, row: tuple[Any, ...], asked: tuple[Any, ...]) -> Line:
    values, remarks = [], []
    for place, value in enumerate(row):
        formula = asked[place] if place < len(asked) else None
        if isinstance(formula, str) and formula.startswith("=") and formula != value:
            is_known = value is not None
            remarks.append(Remark("formula" if is_known else "formula-text", letters(place)))
            value = value if is_known else formula
        values.append(_words(value))
    if any("\x00" in cell for cell in values):
        values = [cell.translate(UNPRINTABLE) for cell in values]
        remarks.append(Remark("unprintable"))
    return Line(number, values, tuple(remarks))


def _words(value: Any) -> str:
    """A cell as text: days as ISO 8601 writes them, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
