"""Dates with two ends, or with one: from 1937 to 1939, between the two, before 1940, since 1939.

All functions take folded text: lower case, no accents (see `folding.fold`).
"""

import datetime
import re
from collections.abc import Iterator

from .points import without_noise
from .reading import Piece, read_edtf, read_piece
from .sides import (
    first_year_of,
    last_year_of,
    lower_end,
    marked,
    read_side,
    upper_end,
    with_mark,
)

_SHORT_YEARS = re.compile(r"([0-9]{2})([0-9]{2}) ?[-–/] ?([0-9]{2})")
_BETWEEN = re.compile(r"(?:entre|between) (.+?) (?:y|e|and|&) (.+)")
_FROM_TO = re.compile(r"(?:(?:del?|desde|from) )?(.+?) (?:al?|hasta|to|until|till|through) (.+)")
_AND = re.compile(r"(.+?) (?:y|e|and|&) (.+)")
_OR = re.compile(r"(.+?) (?:o|u|or) (.+)")


def read_stretch(text: str) -> str | None:
    """The EDTF of a date with two ends. It may still end before it begins."""
    if match := _SHORT_YEARS.fullmatch(text):
        century, start, end = match.groups()
        return f"{century}{start}/{century}{end}"
    if match := _BETWEEN.fullmatch(text):
        return _joined(match[1], match[2], is_choice=True)
    if (match := _FROM_TO.fullmatch(text)) and (found := _joined(match[1], match[2])):
        return found
    if match := _AND.fullmatch(text):
        return _neighbours(match[1], match[2])
    if match := _OR.fullmatch(text):
        return _neighbours(match[1], match[2], is_choice=True)
    return next((found for a, b in _cut_at_dashes(text) if (found := _joined(a, b))), None)


def _cut_at_dashes(text: str) -> Iterator[tuple[str, str]]:
    """The ways to cut a text in two, likeliest first: 1937 - 1939, 1937–1939, 1937-1939."""
    for dash in (" [-–/] ", "–", "-"):
        for match in re.finditer(dash, text):
            yield text[: match.start()].strip(), text[match.end() :].strip()


_NOW = frozenset(
    ("presente", "el presente", "la fecha", "hoy", "la actualidad", "present", "the present")
)


def _joined(first: str, second: str, *, is_choice: bool = False) -> str | None:
    if second in _NOW:
        side = read_side(first)
        return _since(side) if side else None
    sides = _completed(first, second)
    if not sides:
        return None
    start, end = lower_end(sides[0]), upper_end(sides[1])
    if is_choice and _may_bound_a_choice(start, end):
        return f"[{start}..{end}]"
    # EDTF takes 192X/193X, but no unspecified digit beside a mark.
    if "X" in start + end and re.search(r"[?~%]", start + end):
        start, end = first_year_of(start), last_year_of(end)
    return f"{start}/{end}"


def _may_bound_a_choice(start: str, end: str) -> bool:
    """EDTF chooses among days, among months or among years, and takes no marks there."""
    first, last = read_piece(start), read_piece(end)
    if not first or not last or first.mark or last.mark:
        return False
    return first.kind == last.kind and first.kind in ("day", "month", "year")


def _neighbours(first: str, second: str, *, is_choice: bool = False) -> str | None:
    """24 y 25 de mayo, 1937 or 1938: only where nothing lies between the two."""
    sides = _completed(first, second)
    start, end = (read_edtf(side) for side in sides) if sides else (None, None)
    if not start or not end or not start.latest or not end.earliest:
        return None
    if start.latest.toordinal() + 1 != end.earliest.toordinal():
        return None
    return _joined(first, second, is_choice=is_choice)


def _completed(first: str, second: str) -> tuple[str, str] | None:
    """Both sides, each lending the other what it left out: 20-21 August 1940, May 20-21, 1940."""
    head, tail = without_noise(first).split(), without_noise(second).split()
    if not head or not tail:
        return None
    end = read_side(second) or read_side(f"{head[0]} {second}")
    start = read_side(first)
    if not start and re.fullmatch("[0-9]{4}", tail[-1]):
        lent = (" ".join(tail[-count:]) for count in (1, 2))
        start = next((found for some in lent if (found := read_side(f"{first} {some}"))), None)
    return (start, end) if start and end else None


# --- one end ----------------------------------------------------------------------------------


def read_one_sided(text: str) -> str | None:
    """The EDTF of a date that says only where it begins, or only where it ends."""
    for pattern, build in _ONE_SIDED:
        match = pattern.fullmatch(text)
        side = read_side(match[1]) if match else None
        if side and (found := build(side)):
            return found
    return None


def _before(side: str) -> str | None:
    """All that is over when this date begins, as exact as the date: 1940 gives [..1939]."""
    piece = read_piece(lower_end(side))
    if not piece or piece.earliest == datetime.date.min:
        return None
    last = _as_exact_as(piece, piece.earliest - datetime.timedelta(days=1))
    return marked(f"[..{last}]", _marks_of(piece))


def _after(side: str) -> str | None:
    piece = read_piece(upper_end(side))
    if not piece or piece.latest == datetime.date.max:
        return None
    first = _as_exact_as(piece, piece.latest + datetime.timedelta(days=1))
    return marked(f"[{first}..]", _marks_of(piece))


def _as_exact_as(piece: Piece, day: datetime.date) -> str:
    length = {"day": 10, "month": 7, "season": 7}.get(piece.kind, 4)
    return day.isoformat()[:length]


def _marks_of(piece: Piece) -> str:
    return piece.mark.replace("%", "?~")


def _no_later_than(side: str) -> str:
    end = upper_end(side)
    return f"[..{end}]" if _may_bound_a_choice(end, end) else _until(side)


def _no_earlier_than(side: str) -> str:
    start = lower_end(side)
    return f"[{start}..]" if _may_bound_a_choice(start, start) else _since(side)


def _since(side: str) -> str:
    """EDTF opens no interval at a decade, so it opens about the decade's first year."""
    start = lower_end(side)
    return f"{with_mark(first_year_of(start), '~') if 'X' in start else start}/.."


def _until(side: str) -> str:
    end = upper_end(side)
    return f"../{with_mark(last_year_of(end), '~') if 'X' in end else end}"


_THAN = "(?: del?| al?)?"
_ONE_SIDED = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (f"(?:a mas tardar|no despues{_THAN}|en o antes{_THAN}) (.+)", _no_later_than),
        ("(?:not after|no later than|on or before|in or before) (.+)", _no_later_than),
        (f"(?:no antes{_THAN}|en o despues{_THAN}) (.+)", _no_earlier_than),
        ("(?:not before|no earlier than|on or after|in or after) (.+)", _no_earlier_than),
        (f"(?:antes|anterior|previo){_THAN} (.+)", _before),
        ("(?:before |prior to |pre-? ?)(.+)", _before),
        (f"(?:despues|posterior){_THAN} (.+)", _after),
        ("(?:after |post-? ?)(.+)", _after),
        ("(?:desde|a partir del?|since|from) (.+?)(?: en adelante| on| onwards?)?", _since),
        ("([0-9]{4}) ?[-–]", _since),
        ("(?:hasta|until|till|up to) (.+)", _until),
    )
)
