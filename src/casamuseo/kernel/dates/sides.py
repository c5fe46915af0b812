"""One date as it may stand alone or in a stretch: perhaps doubted, approximate, or a part.

All functions take folded text: lower case, no accents (see `folding.fold`).
"""

import re

from .periods import span_of_season, thirds_of
from .points import read_point
from .reading import UNDATED, read_piece


def read_side(text: str) -> str | None:
    """The EDTF of one date with its qualifiers, or None."""
    text, marks = without_marks(text)
    if found := read_point(text):
        return marked(found, marks)
    found = _part_of_period(text)
    # "About the end of 1939" is no vaguer than the end of 1939.
    return marked(found, marks.replace("~", "")) if found else None


# --- perhaps, about ---------------------------------------------------------------------------

_DOUBT = re.compile(
    r"¿([^?¿]+)\?|([^?¿]+?) ?(?:\(\?\)|\?)"
    r"|(?:probablemente|posiblemente|quizas?|tal vez|probably|possibly|perhaps|maybe)"
    r" (?:en |in |on )?([^?¿]+)"
)
_ABOUT = re.compile(
    r"(?:hacia|circa|alrededor del?|en torno al?|cerca del?|sobre|aproximadamente|mas o menos"
    r"|about|around|approximately) (.+)"
    r"|(?:cca|ca|c|h|aprox|approx)(?:\. ?| |(?=[0-9]))(.+)|~ ?(.+)"
    r"|(.+?),? \(?(?:aproximadamente|aprox\.?|approximately|approx\.?|circa|ca\.)\)?"
)


def without_marks(text: str) -> tuple[str, str]:
    """Take off the words for doubt and for approximation, in either order."""
    marks = ""
    for pattern, mark in ((_DOUBT, "?"), (_ABOUT, "~"), (_DOUBT, "?")):
        if match := pattern.fullmatch(text):
            text = next(group for group in match.groups() if group).strip()
            marks += mark
    return text, marks


def marked(edtf: str, marks: str) -> str:
    """The same date, marked at every end. What has no marked form becomes an interval."""
    if not marks or edtf == UNDATED:
        return edtf
    if edtf.startswith("["):
        start, _, end = edtf[1:-1].partition("..")
        edtf = f"{start or '..'}/{end or '..'}"
    elif is_season(edtf):
        edtf = "/".join(span_of_season(edtf))
    if "/" not in edtf:
        return with_mark(edtf, marks)
    start, _, end = edtf.partition("/")
    return f"{with_mark(first_year_of(start), marks)}/{with_mark(last_year_of(end), marks)}"


def with_mark(piece: str, marks: str) -> str:
    """Add marks to one piece of a date. EDTF writes both as one: %."""
    if piece == "..":
        return piece
    bare = piece.rstrip("?~%")
    both = set(marks) | set(piece[len(bare) :].replace("%", "?~"))
    return f"{bare}%" if len(both) == 2 else bare + "".join(both)


# --- ends -------------------------------------------------------------------------------------


def lower_end(edtf: str) -> str:
    """Where it begins: itself, or the first end of an interval or choice."""
    return re.split(r"/|\.\.", edtf.strip("[]"))[0]


def upper_end(edtf: str) -> str:
    """Where it ends: itself, or the last end of an interval or choice."""
    return re.split(r"/|\.\.", edtf.strip("[]"))[-1]


def first_year_of(piece: str) -> str:
    """1930 for 193X; everything else stays."""
    return piece.replace("X", "0")


def last_year_of(piece: str) -> str:
    """1939 for 193X; everything else stays."""
    return piece.replace("X", "9")


def is_season(edtf: str) -> bool:
    piece = read_piece(edtf)
    return piece is not None and piece.kind == "season"


# --- parts of a period ------------------------------------------------------------------------

_THIRD = re.compile(
    r"(?:(?:a|al|en|in|at|by|the|los|el) )*"
    r"(?:(principios?|inicios?|comienzos?|early|beginning|start)|(mediados|mid|middle)"
    r"|(?:fin|fines|final|finales|late|end))[ -](.+)"
)
_HALF = re.compile(
    r"(?:(?:la|the|en|in) )*(?:(primera mitad|first half)|segunda mitad|second half) (.+)"
)


_PART_NAMED = re.compile(
    r"\b(?:principio|inicio|comienzo|mediados|fin|fines|final|primavera|verano|otono|invierno"
    r"|early|beginning|start|mid|middle|late|end|spring|summer|autumn|fall|winter)"
)


def names_a_part(text: str) -> bool:
    """Whether somebody spoke of the end of a year, of a summer: not of months or years."""
    return bool(_PART_NAMED.search(text))


def _part_of_period(text: str) -> str | None:
    if match := _THIRD.fullmatch(text):
        thirds = thirds_of(read_point(match[3]) or "")
        if not thirds:
            return None
        return "/".join(thirds[0 if match[1] else 1 if match[2] else 2])
    if match := _HALF.fullmatch(text):
        return _half_of(read_point(match[2]) or "", is_first=bool(match[1]))
    return None


def _half_of(period: str, *, is_first: bool) -> str | None:
    """Half a year has its number in EDTF; half a decade or a century is a choice of years."""
    if re.fullmatch(r"[0-9]{4}", period):
        return f"{period}-{40 if is_first else 41}"
    if not re.fullmatch(r"[0-9]{2}XX|[0-9]{3}X", period):
        return None
    first, last = int(first_year_of(period)), int(last_year_of(period))
    middle = (first + last) // 2
    return f"[{first:04}..{middle:04}]" if is_first else f"[{middle + 1:04}..{last:04}]"
