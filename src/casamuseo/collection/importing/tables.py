"""A table as the import reads it, whatever file it came in: headings, and lines of cells as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from casamuseo.collection.errors_importing import EmptyTable, TooManyColumns
from casamuseo.collection.importing import csv_tables, xlsx_tables
from casamuseo.collection.importing.lines import Line, is_blank, letters
from casamuseo.collection.importing.remarks import Remark

MOST_COLUMNS = 1000
_SPACES = re.compile(r"\s+")


class Lines(Protocol):
    """What a file gives: every line with its number, blank ones too."""

    encoding: str
    """What it is written in, for a person: `UTF-8, ;`."""

    def __iter__(self) -> Iterator[Line]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """The columns by name, each name once, and the lines below them."""

    columns: tuple[str, ...]
    source: Lines

    @property
    def encoding(self) -> str:
        return self.source.encoding

    def lines(self, *, skip: int = 0) -> Iterator[Line]:
        """The lines that say anything, from the first below the heading; `skip` leaves some out."""
        return islice(self._below(), skip, None)

    def _below(self) -> Iterator[Line]:
        width = len(self.columns)
        found = (line for line in self.source if not is_blank(line.values))
        next(found, None)
        for line in found:
            yield _fitted(line, width)


def open_table(path: Path) -> Table:
    """Look at a file: a workbook where it begins like one, else text with separators.

    Refuses with EmptyTable, TooManyColumns, UnreadableTable or HostileTable.
    """
    source: Lines
    source = xlsx_tables.Sheet(path) if xlsx_tables.is_workbook(path) else csv_tables.Text(path)
    told = (line for line in source if not is_blank(line.values))
    heading = next(told, None)
    if heading is None or next(told, None) is None:
        raise EmptyTable
    columns = _named(heading.values)
    if len(columns) > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    return Table(columns, source)


def _named(headings: Sequence[str]) -> tuple[str, ...]:
    """Each heading once: an empty one by its letter, a second one of a name with a number."""
    cells = list(headings)
    while cells and not cells[-1].strip():
        cells.pop()
    names: dict[str, None] = {}
    for place, cell in enumerate(cells):
        name = bare = _SPACES.sub(" ", cell).strip()[:200] or letters(place)
        again = 2
        while name in names:
            name, again = f"{bare} ({again})", again + 1
        names[name] = None
    return tuple(names)


def _fitted(line: Line, width: int) -> Line:
    """The line as wide as the heading; cells beyond it stay, and are remarked on."""
    values = list(line.values)
    while len(values) > width and not values[-1].strip():
        values.pop()
    values += [""] * (width - len(values))
    beyond = " | ".join(cell for cell in values[width:] if cell.strip())
    remarks = (*line.remarks, Remark("more-cells", "", beyond)) if beyond else line.remarks
    return Line(line.number, values, remarks)
