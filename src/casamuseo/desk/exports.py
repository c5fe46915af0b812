"""Tables as files: CSV and XLSX in which nothing that somebody wrote can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlsxwriter import Workbook

Cell = str | int | Decimal
"""Words, a number, or an amount of money."""

ACTS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8, with the mark by which Excel reads the accents."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def inert(cell: Cell) -> str:
    """The cell as words; an apostrophe before those that would act. Numbers are ours and stay numbers."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(ACTS) else cell
    return str(cell)


def as_xlsx(rows: Sequence[Sequence[Cell]], *, name: str) -> bytes:
    """The table as a workbook of one sheet; words are written as words, whatever they begin with."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(_sheet_name(name))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 18)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(y, x, cell, bold if y == 0 else None)
                elif isinstance(cell, Decimal):
                    sheet.write_number(y, x, float(cell), money)
                else:
                    sheet.write_number(y, x, cell)
    return file.getvalue()


def _sheet_name(name: str) -> str:
    """At most 31 letters, without those that a sheet's name may not have."""
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31] or "1"
