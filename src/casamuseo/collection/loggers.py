"""What loggers export: tables of readings in CSV or text, as Elitech, Testo, HOBO, Lascar and T&D write them.

Nothing is known of a maker: the delimiter, the decimal sign, the columns, their units and the order of day
and month are read off the table itself, so that a plain table with headings is read as well.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import Enum
from itertools import pairwise

from django.utils.translation import gettext as _

from casamuseo.collection.errors_climate import (
    DayOrMonthFirst,
    TooManyReadings,
    UnreadableReadings,
)
from casamuseo.collection.terms import Quantity

MEGABYTES = 20
MOST_COLUMNS = 300
DELIMITERS = (";", "\t", ",", "|")
LOOKED_AT = 60
"""Lines from which the delimiter is told."""
EARLIEST = 1980
"""A clock that was never set begins in 1970 or in 2000; the former is told by its year."""
LUX_OF_A_FOOT_CANDLE = 10.763910417
POSSIBLE = {
    Quantity.TEMPERATURE: (-60.0, 90.0),
    Quantity.HUMIDITY: (0.0, 100.0),
    Quantity.LIGHT: (0.0, 200_000.0),
}
"""What a logger in a house can say; anything else is a fault of the sensor or of the table."""

_NOTHING = {"", "-", "--", "---", "n/a", "na", "nan", "null", "logged"}
_IGNORED = re.compile(
    r"dew|roc[ií]o|wet.?bulb|vapou?r|absolut|alarm|serial|batter|bater|host|file|archivo|"
    r"m[aá]x|m[ií]n\b|limit|l[ií]mite",
    re.IGNORECASE,
)
_QUANTITIES = (
    (Quantity.HUMIDITY, re.compile(r"humid|humed|feuchte|\brh\b|\bhr\b|%\s*r[hf]|%\s*hr", re.I)),
    (Quantity.LIGHT, re.compile(r"\blu?x\b|\bklux\b|light|\bluz\b|ilumin|lum/ft|foot.?cand", re.I)),
    (Quantity.TEMPERATURE, re.compile(r"temp|celsius|fahrenheit|[°º˚]\s*[cf]\b|℃|℉", re.I)),
    (Quantity.HUMIDITY, re.compile(r"(?<!\w)%(?!\w)")),
)
_WHEN = re.compile(r"date|time|fecha|hora|datum|zeit", re.IGNORECASE)
_FAHRENHEIT = re.compile(r"[°º˚]\s*f\b|℉|fahrenheit|\(f\)|,\s*f\b", re.IGNORECASE)
_FOOT_CANDLES = re.compile(r"lum/ft|foot.?cand|\bfc\b", re.IGNORECASE)
_KILOLUX = re.compile(r"k\s?lu?x", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)\s*(?:([+\-−])\s*(\d{1,2})(?::?(\d{2}))?)?", re.IGNORECASE)
_DATE = re.compile(r"^\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})")
_TIME = re.compile(
    r"^[\sT,]*(\d{1,2})[:'h.](\d{2})(?:[:'.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?\s?m\.?)?"
    r"\s*(Z|[+\-]\d{2}:?\d{2})?\s*$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\s*(?:[°º˚]?\s*[cf]|%\s*(?:rh|hr)?|lu?x)?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"^[+\-−]?[\d.,][\d.,'\s]*" + _UNIT.pattern, re.IGNORECASE)


class Order(Enum):
    """Which comes first in a date such as 05/06/2026."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of the table, in °C, % or lux, as the logger gave it."""

    line: int
    at: datetime
    quantity: Quantity
    raw: float


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that could not be read, and why."""

    line: int
    words: str


@dataclass(slots=True)
class Readings:
    """What was read of a file: its values, its bad lines, and the columns that mean nothing here."""

    values: list[Measured] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    quantity: Quantity
    heading: str

    def converted(self, value: float) -> float:
        if self.quantity == Quantity.TEMPERATURE and _FAHRENHEIT.search(self.heading):
            return (value - 32) * 5 / 9
        if self.quantity == Quantity.LIGHT and _FOOT_CANDLES.search(self.heading):
            return value * LUX_OF_A_FOOT_CANDLE
        if self.quantity == Quantity.LIGHT and _KILOLUX.search(self.heading):
            return value * 1000
        return value


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]

    def cell(self, index: int) -> str:
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class _Table:
    when: int
    time: int | None
    """A column of its own for the time of day."""
    columns: list[_Column]
    ignored: list[str]
    zone: tzinfo | None
    rows: list[_Row]

    def moment(self, row: _Row) -> str:
        words = row.cell(self.when)
        return words if self.time is None else f"{words} {row.cell(self.time)}"


def read_logger(content: bytes, *, zone: tzinfo, order: Order | None = None) -> Readings:
    """The readings of an export; `zone` is that of its clock where the headings name none.

    Refuses with UnreadableReadings, TooManyReadings, or, where `order` is not given and the dates
    can be read in two ways, with DayOrMonthFirst.
    """
    if len(content) > MEGABYTES * 1_000_000:
        raise TooManyReadings(MEGABYTES)
    table = _table(_decoded(content))
    decimal = _decimal_sign(table)
    order = order or _order(table)
    read = Readings(ignored=table.ignored, quantities=[column.quantity for column in table.columns])
    for row in table.rows:
        cells = [(column, row.cell(column.index)) for column in table.columns]
        filled = [(column, cell) for column, cell in cells if cell.lower() not in _NOTHING]
        if not filled:
            continue  # an event, such as the logger being connected
        at = _moment(table.moment(row), order=order, zone=table.zone or zone)
        if at is None:
            words = _("“%(cell)s” is no date and time.")
            read.bad.append(BadRow(row.line, words % {"cell": table.moment(row).strip()[:60]}))
            continue
        for column, cell in filled:
            value = _number(cell, decimal=decimal)
            if value is None:
                words = _("“%(cell)s” is no number.")
                read.bad.append(BadRow(row.line, words % {"cell": cell[:60]}))
                continue
            raw = round(column.converted(value), 4)
            lowest, highest = POSSIBLE[column.quantity]
            if not lowest <= raw <= highest:
                words = _("%(cell)s cannot be: %(quantity)s.")
                facts = {"cell": cell[:60], "quantity": column.quantity.label}
                read.bad.append(BadRow(row.line, words % facts))
                continue
            read.values.append(Measured(row.line, at, column.quantity, raw))
    return read


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _table(words: str) -> _Table:
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    delimiter = _delimiter(lines)
    rows = [_Row(number, cells) for number, cells in _parsed(lines, delimiter) if any(cells)]
    first = next((place for place, row in enumerate(rows) if _is_of_readings(row)), None)
    if first is None:
        raise UnreadableReadings
    begins = _below_headings(rows, first)
    headings = _headings(rows[:begins], width=max(len(row.cells) for row in rows[begins:]))
    return _with_columns(headings, rows[begins:], example=rows[first])


def _below_headings(rows: Sequence[_Row], first: int) -> int:
    """Where the readings begin: what stands above the first good one may be a bad one."""
    for place in range(first, 0, -1):
        if any(_WHEN.search(cell) or _quantity(cell) for cell in rows[place - 1].cells):
            return place
    raise UnreadableReadings


def _delimiter(lines: Sequence[str]) -> str:
    """That which leaves most lines a date in a cell of its own, and the most cells beside it."""

    def worth(delimiter: str) -> tuple[int, int]:
        rows = [_Row(number, cells) for number, cells in _parsed(lines[:LOOKED_AT], delimiter)]
        found = [row for row in rows if _is_of_readings(row)]
        # Commas between the digits of a number make cells, too: a constant count is worth more.
        counts = {len(row.cells) for row in found}
        return len(found), -len(counts)

    return max(DELIMITERS, key=worth)


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number, from 1; a quoted line break is no part of such tables."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cells = next(csv.reader([line], delimiter=delimiter), [])
            except csv.Error:  # a cell of more than 128 KB
                raise UnreadableReadings from None
            # Patterns are matched against cells: in long runs of spaces some would take for ever.
            yield number, [" ".join(cell.split()) for cell in cells[:MOST_COLUMNS]]


def _is_of_readings(row: _Row) -> bool:
    dated = (_DATE.match(cell) for cell in row.cells)
    is_dated = any(found and _ends_in_time(found) for found in dated)
    return is_dated and any(_NUMBER.match(cell) for cell in row.cells)


def _ends_in_time(found: re.Match[str]) -> bool:
    rest = found.string[found.end() :]
    return not rest.strip() or _TIME.match(rest) is not None


def _headings(rows: Sequence[_Row], *, width: int) -> list[str]:
    """Of each column the words above it: often the row above the first reading, sometimes two."""
    named = [row for row in rows if len(row.cells) > 1][-2:]
    if len(named) == 2 and _says_when(named[1].cells):
        named = named[1:]
    return [
        " ".join(filter(None, (row.cell(index) for row in named))).strip() for index in range(width)
    ]


def _says_when(cells: Iterable[str]) -> bool:
    return any(_WHEN.search(cell) for cell in cells)


def _with_columns(headings: Sequence[str], rows: list[_Row], *, example: _Row) -> _Table:
    when = next(index for index, cell in enumerate(example.cells) if _DATE.match(cell))
    beside = when + 1
    has_own_time = not _TIME.match(_DATE.sub("", example.cell(when))) and bool(
        _TIME.match(example.cell(beside))
    )
    columns: list[_Column] = []
    ignored: list[str] = []
    taken = {when, beside} if has_own_time else {when}
    for index, heading in enumerate(headings):
        quantity = None if index in taken else _quantity(heading)
        if quantity is not None and quantity not in {column.quantity for column in columns}:
            columns.append(_Column(index, quantity, heading))
        elif quantity is not None or (_IGNORED.search(heading) and index not in taken):
            ignored.append(heading[:60])
    if not columns:
        raise UnreadableReadings
    zone = _zone_of(headings[when])
    return _Table(when, beside if has_own_time else None, columns, ignored, zone, rows)


def _quantity(heading: str) -> Quantity | None:
    if _IGNORED.search(heading.partition("(LGR")[0]):
        return None
    words = heading.partition("(LGR")[0]
    return next((found for found, pattern in _QUANTITIES if pattern.search(words)), None)


def _zone_of(heading: str) -> tzinfo | None:
    """What the heading of the time says of its clock: "Date Time, GMT-06:00"."""
    found = _OFFSET.search(heading)
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    if sign is None:
        return UTC
    if int(hours) > 14:
        return None
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(shift if sign == "+" else -shift)


def _decimal_sign(table: _Table) -> str:
    """A comma or a point, from the whole table: "1,234" alone could be either."""
    cells = [row.cell(column.index) for row in table.rows for column in table.columns]
    has_point = any(re.fullmatch(r"[+\-−]?\d*\.\d+", cell) for cell in cells)
    has_comma = any(re.fullmatch(r"[+\-−]?\d*,(\d{1,2}|\d{4,})", cell) for cell in cells)
    return "." if has_point and not has_comma else ","


def _number(cell: str, *, decimal: str) -> float | None:
    words = _UNIT.sub("", cell)
    words = words.replace("−", "-").replace("\u00a0", "").replace(" ", "").replace("'", "")
    if "," in words and "." in words:
        decimal = max(",.", key=words.rfind)
    is_grouped = re.fullmatch(r"[+\-]?\d{1,3}(\.\d{3})+", words) is not None
    # "21.5" in a table that writes "21,6" elsewhere is still no thousands; "1.234" there is.
    if decimal == "." or "," in words or is_grouped:
        words = words.replace("." if decimal == "," else ",", "")
    try:
        value = float(words.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _order(table: _Table) -> Order:
    """Day or month first, as the whole table says. Refuses with DayOrMonthFirst where it does not."""
    pairs: list[tuple[int, int, int]] = []
    example = ""
    for row in table.rows:
        found = _DATE.match(row.cell(table.when))
        if found is None or len(found[1]) > 2:
            continue  # the year stands first: nothing to decide
        if found[2] == ".":
            return Order.DAY_FIRST
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if not first or not second:
            continue  # no day at all: its line is told of where it is read
        if first > 12:
            return Order.DAY_FIRST
        if second > 12:
            return Order.MONTH_FIRST
        example = example or row.cell(table.when)
        pairs.append((first, second, year))
    if not pairs:
        return Order.DAY_FIRST
    if all(first == second for first, second, _year in pairs):
        return Order.DAY_FIRST
    # No logger leaps from month to month and back: read wrongly, the days do.
    by_day = _is_daily((_year_of(year), second, first) for first, second, year in pairs)
    by_month = _is_daily((_year_of(year), first, second) for first, second, year in pairs)
    if by_day == by_month:
        raise DayOrMonthFirst(example)
    return Order.MONTH_FIRST if by_month else Order.DAY_FIRST


def _is_daily(days: Iterable[tuple[int, int, int]]) -> bool:
    """Whether each day is followed by itself or the next, or each by itself or the one before."""
    found = [date(*day) for day in dict.fromkeys(days)]
    steps = {(later - sooner).days for sooner, later in pairwise(found)}
    return steps in ({1}, {-1})


def _moment(words: str, *, order: Order, zone: tzinfo) -> datetime | None:
    found = _DATE.match(words)
    if found is None:
        return None
    at = _TIME.match(words[found.end() :])
    if at is None:
        return None
    try:
        day = _day(int(found[1]), int(found[3]), int(found[4]), order=order, first=found[1])
        moment = datetime.combine(day, _time_of_day(at), tzinfo=_own_zone(at[5]) or zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(one: int, two: int, three: int, *, order: Order, first: str) -> date:
    if len(first) > 2:
        one, two, three, order = three, two, one, Order.DAY_FIRST
    year = _year_of(three)
    day, month = (one, two) if order is Order.DAY_FIRST else (two, one)
    if year < EARLIEST:
        raise ValueError(year)
    return date(year, month, day)


def _year_of(written: int) -> int:
    return written + 2000 if written < 100 else written


def _time_of_day(found: re.Match[str]) -> time:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute, second)


def _own_zone(words: str | None) -> tzinfo | None:
    if not words:
        return None
    if words.upper() == "Z":
        return UTC
    shift = timedelta(hours=int(words[1:3]), minutes=int(words[-2:]))
    return timezone(shift if words[0] == "+" else -shift)
