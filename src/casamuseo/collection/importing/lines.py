"""One line of a table: its number, its cells as text, and what its reader has to say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casamuseo.collection.importing.remarks import Remark

UNPRINTABLE = dict.fromkeys([0])
"""No database keeps a NUL in a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet, counted as a spreadsheet counts."""

    number: int
    values: Sequence[str]
    remarks: tuple[Remark, ...] = ()


def is_blank(values: Sequence[str]) -> bool:
    """Whether no cell says anything."""
    return not any(cell and not cell.isspace() for cell in values)


def letters(place: int) -> str:
    """The letters by which a spreadsheet names a column: A, B, …, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
