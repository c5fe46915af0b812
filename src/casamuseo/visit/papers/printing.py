"""Lines of paper as bytes for a receipt printer (ESC/POS), and the way to one on the house's network."""

from __future__ import annotations

import socket
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from casamuseo.visit.papers.receipt import PaperLine

if TYPE_CHECKING:
    from escpos.printer import Dummy

PaperWidth = Literal[58, 80]
COLUMNS = {58: 32, 80: 48}
"""Letters of font A on a line, by the paper's width in millimetres."""
QR_DOTS = 6
"""Dots a module: at 8 dots a millimetre 31 mm for a ticket's 41 modules, without the quiet zone."""
CODE_PAGE = "CP850"
"""Has every letter of Spanish, and every receipt printer knows it as its number 2."""
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "−": "-", "\xa0": " "}
)


class PrinterError(Exception):
    """The printer did not take the paper; `code` is `unreachable` or `timeout`."""

    def __init__(self, code: Literal["unreachable", "timeout"], where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where


def to_escpos(
    lines: Iterable[PaperLine], *, paper_mm: PaperWidth, opens_drawer: bool = False
) -> bytes:
    """The bytes that print these lines, cut the paper and, for cash, open the drawer."""
    printer = _printer()
    printer.hw("INIT")
    printer.charcode(CODE_PAGE)
    if opens_drawer:
        printer.cashdraw(2)
    for line in lines:
        _print(printer, line, columns=COLUMNS[paper_mm])
    printer.cut()
    return bytes(printer.output)


def send(data: bytes, *, host: str, port: int = 9100, timeout: float = 5.0) -> None:
    """Hand the bytes to a printer on the network.

    Refuses with PrinterError: `unreachable` or `timeout`. What was sent may still lie in a printer
    without paper: that a receipt came out, only a person can say.
    """
    where = f"{host}:{port}"
    try:
        with socket.create_connection((host, port), timeout=timeout) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
    except TimeoutError as problem:
        raise PrinterError("timeout", where) from problem
    except OSError as problem:
        raise PrinterError("unreachable", where) from problem


def _printer() -> Dummy:
    # Its import takes a quarter of a second and leaves a folder in /tmp: only who prints pays for it.
    from escpos.printer import Dummy

    return Dummy()


def _print(printer: Dummy, line: PaperLine, *, columns: int) -> None:
    match line.kind:
        case "title":
            printer.set(align="center", bold=True, double_width=True, double_height=True)
            _write(printer, wrap(_plain(line.left), columns // 2))
            printer.set(align="left", bold=False, normal_textsize=True)
        case "centre":
            printer.set(align="center")
            _write(printer, wrap(_plain(line.left), columns))
            printer.set(align="left")
        case "qr":
            printer.set(align="center")
            printer.qr(line.left, ec=_medium(), size=QR_DOTS, native=True)
            printer.set(align="left")
            printer.ln()
        case "total":
            printer.set(bold=True)
            _write(printer, _row(line, columns))
            printer.set(bold=False)
        case "row":
            _write(printer, _row(line, columns))
        case "rule":
            _write(printer, ["-" * columns])
        case "sign":
            _write(printer, ["", "", "", "_" * columns, *wrap(_plain(line.left), columns)])
        case "text":
            _write(printer, wrap(_plain(line.left), columns))


def _medium() -> int:
    from escpos.constants import QR_ECLEVEL_M

    return int(QR_ECLEVEL_M)


def _write(printer: Dummy, rows: Iterable[str]) -> None:
    for row in rows:
        printer.textln(row)


def _row(line: PaperLine, columns: int) -> Iterator[str]:
    """Words on the left, wrapped where they are long; the amount on the right of the last line."""
    left, right = _plain(line.left), _plain(line.right)[: columns - 1]
    room = columns - len(right) - 1
    *above, last = wrap(left, room) or [""]
    yield from above
    yield f"{last}{right:>{columns - len(last)}}"


def _plain(text: str) -> str:
    """The text in letters that the printer has, and none that steers it."""
    return "".join(_letters(letter) for letter in text.translate(PLAIN))


@cache
def _letters(letter: str) -> str:
    if unicodedata.category(letter)[0] == "C":
        return ""
    if _is_printed(letter):
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if _is_printed(part))
    return bare or "?"


def _is_printed(letter: str) -> bool:
    try:
        letter.encode(CODE_PAGE)
    except UnicodeEncodeError:
        return False
    return True
