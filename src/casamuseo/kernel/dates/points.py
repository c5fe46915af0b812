"""One date in words or figures, in Spanish or English: a day, month, season, year and so on.

All functions take folded text: lower case, no accents (see `folding.fold`).
"""

import re
from collections.abc import Callable

from .periods import PARTS_OF_YEAR, roman


def read_point(text: str) -> str | None:
    """The EDTF of one date without qualifiers, or None. It may still be a day that never was."""
    if found := _in_figures(" ".join(word for word in text.split() if word not in _NOISE)):
        return found
    bare = without_noise(text)
    for pattern, build in _PATTERNS:
        match = pattern.fullmatch(bare)
        if match and (found := build(*match.groups())):
            return found
    return None


def without_noise(text: str) -> str:
    """Without the small words, the days of the week and the punctuation."""
    words = text.replace("'", "").replace(".", " ").replace(",", " ").split()
    return " ".join(word for word in words if word not in _NOISE)


_NOISE_ES = ("de", "del", "el", "la", "los", "las", "en", "ano", "dia")
_NOISE_EN = ("of", "the", "in", "on", "year")
_WEEKDAYS_ES = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NOISE = frozenset((*_NOISE_ES, *_NOISE_EN, *_WEEKDAYS_ES, *_WEEKDAYS_EN))

# --- names ------------------------------------------------------------------------------------

_MONTH_NAMES = (
    "enero ene january jan",
    "febrero feb february",
    "marzo mar march",
    "abril abr april apr",
    "mayo may",
    "junio jun june",
    "julio jul july",
    "agosto ago august aug",
    "septiembre setiembre sep sept set september",
    "octubre oct october",
    "noviembre nov november",
    "diciembre dic december dec",
)
_ROMAN = [roman(number).lower() for number in range(1, 101)]
_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
)
_TENS = {
    "diez": "1", "veinte": "2", "treinta": "3", "cuarenta": "4", "cincuenta": "5",
    "sesenta": "6", "setenta": "7", "ochenta": "8", "noventa": "9",
    "twenties": "2", "thirties": "3", "forties": "4", "fifties": "5",
    "sixties": "6", "seventies": "7", "eighties": "8", "nineties": "9",
}  # fmt: skip

_MONTHS = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_MONTHS |= {roman: n for n, roman in enumerate(_ROMAN[:12], 1)}
_SEASONS = {"primavera": 21, "verano": 22, "otono": 23, "invierno": 24}
_SEASONS |= {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_PARTS = {part.es.replace("ñ", "n"): code for code, part in PARTS_OF_YEAR.items()}
_PARTS |= {part.en: code for code, part in PARTS_OF_YEAR.items()}
_PARTS |= _SEASONS
_CENTURIES = {roman: n for n, roman in enumerate(_ROMAN, 1)}
_CENTURIES |= {ordinal: n for n, ordinal in enumerate(_ORDINALS, 1)}

# --- figures ----------------------------------------------------------------------------------

_DAY_FIRST = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}|[ivx]+) ?[-/.] ?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2}|[ivx]+)[-/.]([0-9]{1,2})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2}|[ivx]+) ?[-/.] ?([0-9]{4})")
_DIGITS_LEFT_OUT = re.compile(r"([0-9]{3})[-–x]|([0-9]{2})(?:--|––|–|xx)")


def _in_figures(text: str) -> str | None:
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[4], match[3], match[1])
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _MONTH_YEAR.fullmatch(text):
        return _date(match[2], match[1])
    if match := _DIGITS_LEFT_OUT.fullmatch(text):
        return f"{match[1]}X" if match[1] else f"{match[2]}XX"
    return None


def _date(year: str, month: str, day: str | None = None) -> str | None:
    number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
    if not 1 <= number <= 12:
        return None
    return f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")


# --- words ------------------------------------------------------------------------------------


def _month_or_part(name: str, year: str) -> str | None:
    """A month, or a season, quarter or half."""
    return f"{year}-{_PARTS[name]}" if name in _PARTS else _date(year, name)


def _winter_of(first: str, second: str) -> str | None:
    """A winter named by both of its years: winter 1938-39."""
    return f"{first}-24" if str(int(first) + 1).endswith(second) else None


def _century(name: str) -> str | None:
    number = int(name) if name.isdigit() else _CENTURIES.get(name, 0)
    return f"{number - 1:02}XX" if number >= 1 else None


def _decade(tens: str, century: str | None) -> str | None:
    """A decade that names no century is one of the twentieth."""
    base = _century(century) if century else "19XX"
    return f"{base[:2]}{_TENS.get(tens) or tens[0]}X" if base else None


def _hundreds(stem: str) -> str:
    """The 1800s are a century, the 1810s a decade."""
    return f"{stem[:2]}XX" if stem.endswith("0") else f"{stem}X"


def _before_christ(number: str) -> str | None:
    """EDTF has a year 0, which is 1 BC."""
    years = int(number) - 1
    return f"-{years:04}" if years > 0 else "0000" if years == 0 else None


_NTH = "(?:st|nd|rd|th|o|ro|er|ero)?"
_DECADE_OF = "(?:(?:decada|decenio|decade)(?: anos)?|anos)"
_IN_CENTURY = "(?: (?:siglo|s) ([ivxlc]+|[0-9]{1,2}))?"

_Build = Callable[..., str | None]
_PATTERNS: tuple[tuple[re.Pattern[str], _Build], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        ("([0-9]{4})", lambda year: year),
        (f"([0-9]{{1,2}}) ?{_NTH} ([a-z]+) ([0-9]{{4}})", lambda d, m, y: _date(y, m, d)),
        ("(?:primero|first) ([a-z]+) ([0-9]{4})", lambda m, y: _date(y, m, "1")),
        (f"([a-z]+) ([0-9]{{1,2}}){_NTH} ([0-9]{{4}})", lambda m, d, y: _date(y, m, d)),
        ("([0-9]{4}) ([a-z]+) ([0-9]{1,2})", _date),
        ("([a-z]+(?: [a-z]+)?) ([0-9]{4})", _month_or_part),
        ("([0-9]{4}) ([a-z]+)", lambda y, name: _month_or_part(name, y)),
        ("(?:invierno|winter) ([0-9]{4}) ?[-–/] ?([0-9]{4}|[0-9]{2})", _winter_of),
        (f"{_DECADE_OF} ([0-9]{{3}})0s?", lambda stem: f"{stem}X"),
        ("([0-9]{3})0s", _hundreds),
        (f"{_DECADE_OF} ([1-9]0s?|{'|'.join(_TENS)}){_IN_CENTURY}", _decade),
        ("([1-9]0s|[a-z]+ties)", lambda tens: _decade(tens, None) if _is_tens(tens) else None),
        ("(?:siglo|sig|s) ([ivxlc]+|[0-9]{1,2})", _century),
        ("([0-9]{1,2})(?:st|nd|rd|th)[ -](?:century|cent|c)", _century),
        ("([a-z]+)[ -]century", _century),
        ("([0-9]{1,4}) (?:a c|ac|b c|bc|bce)", _before_christ),
    )
)


def _is_tens(word: str) -> bool:
    return word in _TENS or word[0].isdigit()
