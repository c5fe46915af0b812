"""Seasons, parts of a year, and the first, middle and last third of any period, as EDTF."""

import calendar
import datetime
import re
from typing import NamedTuple


class Part(NamedTuple):
    """A part of a year, known in EDTF by a number where the month would stand."""

    first_month: int
    months: int
    es: str
    en: str


# EDTF level 2. 21 to 24 leave the hemisphere open; we read them as northern, where the first
# houses stand. A winter begins in the December of its year and ends in the next.
PARTS_OF_YEAR = {
    21: Part(3, 3, "primavera", "spring"),
    22: Part(6, 3, "verano", "summer"),
    23: Part(9, 3, "otoño", "autumn"),
    24: Part(12, 3, "invierno", "winter"),
    25: Part(3, 3, "primavera boreal", "northern spring"),
    26: Part(6, 3, "verano boreal", "northern summer"),
    27: Part(9, 3, "otoño boreal", "northern autumn"),
    28: Part(12, 3, "invierno boreal", "northern winter"),
    29: Part(9, 3, "primavera austral", "southern spring"),
    30: Part(12, 3, "verano austral", "southern summer"),
    31: Part(3, 3, "otoño austral", "southern autumn"),
    32: Part(6, 3, "invierno austral", "southern winter"),
    33: Part(1, 3, "primer trimestre", "first quarter"),
    34: Part(4, 3, "segundo trimestre", "second quarter"),
    35: Part(7, 3, "tercer trimestre", "third quarter"),
    36: Part(10, 3, "cuarto trimestre", "fourth quarter"),
    37: Part(1, 4, "primer cuatrimestre", "first third"),
    38: Part(5, 4, "segundo cuatrimestre", "second third"),
    39: Part(9, 4, "tercer cuatrimestre", "last third"),
    40: Part(1, 6, "primer semestre", "first half"),
    41: Part(7, 6, "segundo semestre", "second half"),
}
PLAIN_SEASONS = (21, 22, 23, 24)

Span = tuple[str, str]


def days_in(year: int, *, month: int) -> int:
    """The length of a month, in any year, also before 1."""
    if month == 2:
        return 29 if calendar.isleap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def clamped_date(year: int, month: int, day: int) -> datetime.date:
    """The day, or the nearest one that Python has."""
    if year < 1:
        return datetime.date.min
    if year > 9999:
        return datetime.date.max
    return datetime.date(year, month, day)


def months_of(code: int, *, year: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last (year, month) of a part of a year."""
    part = PARTS_OF_YEAR[code]
    over, last = divmod(part.first_month + part.months - 2, 12)
    return (year, part.first_month), (year + over, last + 1)


def span_of_season(edtf: str) -> Span:
    """The first and the last month of a season: 1938-22 lasts from 1938-06 to 1938-08."""
    (y1, m1), (y2, m2) = months_of(int(edtf[-2:]), year=int(edtf[:-3]))
    return f"{y1:04}-{m1:02}", f"{y2:04}-{m2:02}"


def thirds_of(edtf: str) -> tuple[Span, Span, Span] | None:
    """Beginning, middle and end of a month, year, decade or century, each with its two ends.

    The cuts are ours, so the ends that they make are marked as approximate; where the period
    itself begins or ends there is no doubt. Days 1-10, 11-20 and the rest; four months each;
    years 0-3, 4-6 and 7-9 of a decade; years 0-33, 34-66 and 67-99 of a century.
    """
    cuts = _cuts_of(edtf)
    if not cuts:
        return None
    a, b, c, d, e, f = cuts
    return (a, f"{b}~"), (f"{c}~", f"{d}~"), (f"{e}~", f)


def _cuts_of(edtf: str) -> list[str] | None:
    if re.fullmatch("[0-9]{4}-(?:0[1-9]|1[0-2])", edtf):
        last = days_in(int(edtf[:4]), month=int(edtf[5:]))
        return [f"{edtf}-{day:02}" for day in (1, 10, 11, 20, 21, last)]
    if re.fullmatch("[0-9]{4}", edtf):
        return [f"{edtf}-{month:02}" for month in (1, 4, 5, 8, 9, 12)]
    if re.fullmatch("[0-9]{3}X", edtf):
        return [f"{edtf[:3]}{year}" for year in (0, 3, 4, 6, 7, 9)]
    if re.fullmatch("[0-9]{2}XX", edtf):
        return [f"{edtf[:2]}{year:02}" for year in (0, 33, 34, 66, 67, 99)]
    return None


def roman(number: int) -> str:
    """A number up to 100 as the Spanish write their centuries."""
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C")[number // 10]
    return tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
