"""What an EDTF expression says: its shape, its first and last possible day, its precision."""

import datetime
import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from edtf import EDTFParseException, parse_edtf

from .periods import PARTS_OF_YEAR, PLAIN_SEASONS, clamped_date, days_in, months_of

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval", "unknown"]
Shape = Literal["point", "interval", "choice", "unknown", "other"]
Bounds = tuple[datetime.date | None, datetime.date | None]

UNDATED = "XXXX"


class Piece(NamedTuple):
    """One date without a slash: 1940-08-20, 1938-22, 1937~, 193X, 18XX."""

    text: str  # without its mark
    mark: str  # "", "?", "~" or "%" (both)
    kind: Literal["day", "month", "season", "year", "decade", "century"]
    year: int
    part: int  # the month or the season, else 0
    day: int
    earliest: datetime.date
    latest: datetime.date


@dataclass(frozen=True, slots=True)
class Reading:
    """`start` and `end` are None where the expression is open there, or too rare to take apart.

    A point has the same piece at both ends. A choice is one day out of several, an interval
    lasts from one to the other.
    """

    shape: Shape
    earliest: datetime.date | None
    latest: datetime.date | None
    precision: Precision
    start: Piece | None = None
    end: Piece | None = None


NOTHING = Reading("unknown", None, None, "unknown")


@lru_cache(maxsize=8192)
def read_edtf(text: str) -> Reading | None:
    """Read an EDTF expression of level 0, 1 or 2; None if it is not one, or ends before it begins.

    The common forms are read here, a thousand times faster than by the general grammar; the
    rare ones go to the edtf package.
    """
    reading = (
        read_common_edtf(text)
        or _read_unspecified(text)
        or _read_long_year(text)
        or _read_by_package(text)
    )
    if reading and reading.earliest and reading.latest and reading.earliest > reading.latest:
        return None
    return reading


def read_common_edtf(text: str) -> Reading | None:
    """Read one date, an interval or a run of dates to choose from; None for all else."""
    if text == UNDATED:
        return NOTHING
    if piece := read_piece(text):
        # The grammar has no mark on a season that stands alone.
        if piece.kind == "season" and piece.mark:
            return None
        return Reading("point", piece.earliest, piece.latest, piece.kind, piece, piece)
    return _read_interval(text) or _read_choice(text)


_PIECE = re.compile(
    r"(?P<year>(?!-0000)-?[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<part>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[?~%]?)"
)


def read_piece(text: str) -> Piece | None:
    """One plain date, or None for everything else and for a day that never was."""
    match = _PIECE.fullmatch(text)
    if not match:
        return None
    year_text, part_text, day_text, mark = match.groups()
    bare = text[: len(text) - len(mark)]
    if year_text[-1] == "X":
        return None if part_text else _long_piece(bare, mark)
    year, part, day = int(year_text), int(part_text or 0), int(day_text or 0)
    if part_text is None:
        first, last = clamped_date(year, 1, 1), clamped_date(year, 12, 31)
        return Piece(bare, mark, "year", year, 0, 0, first, last)
    if part in PARTS_OF_YEAR and day_text is None:
        (y1, m1), (y2, m2) = months_of(part, year=year)
        last = clamped_date(y2, m2, days_in(y2, month=m2))
        return Piece(bare, mark, "season", year, part, 0, clamped_date(y1, m1, 1), last)
    if not 1 <= part <= 12:
        return None
    length = days_in(year, month=part)
    if day_text is None:
        first, last = clamped_date(year, part, 1), clamped_date(year, part, length)
        return Piece(bare, mark, "month", year, part, 0, first, last)
    if not 1 <= day <= length:
        return None
    only = clamped_date(year, part, day)
    return Piece(bare, mark, "day", year, part, day, only, only)


def _long_piece(bare: str, mark: str) -> Piece:
    """A decade or a century. EDTF counts a century from its year 00."""
    first, last = int(bare.replace("X", "0")), int(bare.replace("X", "9"))
    kind: Literal["decade", "century"] = "century" if bare.endswith("XX") else "decade"
    days = clamped_date(first, 1, 1), clamped_date(last, 12, 31)
    return Piece(bare, mark, kind, first, 0, 0, *days)


def _read_interval(text: str) -> Reading | None:
    left, slash, right = text.partition("/")
    if not slash:
        return None
    start, end = read_piece(left), read_piece(right)
    if (start is None and left not in ("", "..")) or (end is None and right not in ("", "..")):
        return None
    pieces = [piece for piece in (start, end) if piece]
    if not pieces and text != "../..":
        return None
    if any(p.kind == "season" and p.part not in PLAIN_SEASONS for p in pieces):
        return None
    # Level 2 lets unspecified digits into an interval only where nothing else is unsure.
    if any("X" in p.text for p in pieces) and (len(pieces) < 2 or any(p.mark for p in pieces)):
        return None
    return _between("interval", start, end)


_CHOICE = re.compile(r"\[([-0-9]{4,11})?\.\.([-0-9]{4,11})?\]")


def _read_choice(text: str) -> Reading | None:
    """One out of a run of days, months or years: [1937..1939], [..1939], [1941..]."""
    match = _CHOICE.fullmatch(text)
    if not match:
        return None
    start, end = (read_piece(side) if side else None for side in match.groups())
    if (start is None) != (match[1] is None) or (end is None) != (match[2] is None):
        return None
    kinds = {piece.kind for piece in (start, end) if piece}
    if len(kinds) != 1 or "season" in kinds:
        return None
    return _between("choice", start, end)


def _between(shape: Shape, start: Piece | None, end: Piece | None) -> Reading | None:
    earliest, latest = start and start.earliest, end and end.latest
    if earliest and latest and earliest > latest:
        return None
    return Reading(shape, earliest, latest, "interval", start, end)


_UNSPECIFIED = re.compile(r"([0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?[?~%]?")


def _read_unspecified(text: str) -> Reading | None:
    """Unspecified digits anywhere: 1940-XX, 1940-08-XX, 193X-05, 1940-1X."""
    match = _UNSPECIFIED.fullmatch(text)
    if not match or "X" not in text:
        return None
    year, month, day = match[1], match[2] or "XX", match[3] or "XX"
    if year == "XXXX":
        return NOTHING
    earliest = next(_days_like(year, month, day, step=1), None)
    latest = next(_days_like(year, month, day, step=-1), None)
    if not earliest or not latest:
        return None
    return Reading("other", earliest, latest, _precision_of(year, month, day))


def _days_like(year: str, month: str, day: str, *, step: int) -> Iterator[datetime.date]:
    """The days that fit the digits, forwards or backwards; only the first is ever asked for."""
    years, months, days = (_numbers_like(part)[::step] for part in (year, month, day))
    for y, m, d in itertools.product(years, months, days):
        if y >= 1 and 1 <= m <= 12 and 1 <= d <= days_in(y, month=m):
            yield datetime.date(y, m, d)


def _numbers_like(pattern: str) -> list[int]:
    digits = ("0123456789" if digit == "X" else digit for digit in pattern)
    return [int("".join(number)) for number in itertools.product(*digits)]


def _precision_of(year: str, month: str, day: str) -> Precision:
    if "X" in year:
        return {3: "decade", 2: "century"}.get(year.index("X"), "interval")  # type: ignore[return-value]  # mypy widens literals in a dict
    if "X" in month:
        return "year"
    return "month" if "X" in day else "day"


_LONG_YEAR = re.compile(
    r"(?:Y(-?[1-9][0-9]*)(?:E([1-9][0-9]*))?|(-?[0-9]{4})(?=S))(?:S([1-9][0-9]?))?"
)


def _read_long_year(text: str) -> Reading | None:
    """Years of five digits or more, with an exponent, or with significant digits (1950S2).

    Read here because the package would work out 10 to the power of any exponent it is given.
    """
    match = _LONG_YEAR.fullmatch(text)
    if not match:
        return None
    digits, exponent, plain, significant = match.groups()
    if digits and not exponent and len(digits.lstrip("-")) < 5:
        return None
    base = (digits or plain)[:6]
    is_beyond = len(exponent or "") > 1 or len(digits or "") > 6
    year = int(base) * 10 ** (6 if is_beyond else int(exponent or 0))
    width = len(str(abs(year)))
    loose = 10 ** max(0, width - int(significant)) if significant else 1
    first = year // loose * loose
    days = clamped_date(first, 1, 1), clamped_date(first + loose - 1, 12, 31)
    return Reading("other", *days, {1: "year", 10: "decade", 100: "century"}.get(loose, "interval"))  # type: ignore[arg-type]  # mypy widens literals in a dict


# What only the package reads: sets, marks inside a date, times, mixed intervals.
_EDTF_LETTERS = re.compile(r"[-0-9X?~%./\[\]{},T:Z+]+")
# It stumbles over an open end beside what cannot stand there, and over an unspecified month after
# a year that is not: it fails with an error of its own making, and prints.
_STUMBLES = re.compile(r"\.\./|/\.\.|[0-9]{4}[?~%]?-(?:[0-9]X|X[0-9X])")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def _read_by_package(text: str) -> Reading | None:
    if not _EDTF_LETTERS.fullmatch(text) or _STUMBLES.search(text):
        return None
    bounds = _bounds_by_package(text)
    if bounds is None:
        return None
    bare = re.sub(r"[?~%]", "", text)
    # The package knows no leap years.
    if any(int(d) > days_in(int(y), month=int(m)) for y, m, d in _DAY.findall(bare)):
        return None
    if UNDATED in text:
        return Reading("other", None, None, "unknown")
    if re.search(r"[/\[{]", text):
        return Reading("other", *bounds, "interval")
    year, month, day = (*bare.partition("T")[0].lstrip("-").split("-"), "XX", "XX")[:3]
    return Reading("other", *bounds, _precision_of(year, month, day))


def _bounds_by_package(text: str) -> Bounds | None:
    """The package's own first and last day; None where it cannot read the text."""
    try:
        parsed = parse_edtf(text)
        return _as_date(parsed.lower_strict()), _as_date(parsed.upper_strict())
    except (EDTFParseException, TypeError, AttributeError, ValueError, OverflowError):
        # It says that a text is no date in all of these ways.
        return None


def _as_date(moment: time.struct_time | float) -> datetime.date | None:
    if isinstance(moment, float):  # plus or minus infinity: open
        return None
    return clamped_date(*moment[:3])
