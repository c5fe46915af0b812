"""The timeline's drawings: each date as precisely as it is known, and all of them on one strip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext
from markupsafe import Markup

from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.dates.reading import read_edtf
from casamuseo.story.models import Happening

MARK_WIDTH, MARK_HEIGHT = 120, 16
LONGEST_EMPTY = 9
"""More empty years than these are drawn as a break in the scale."""
BREAK_WEIGHT = 4.0
"""A break takes as much of the strip as this many empty years."""
HAPPENING_WEIGHT = 2.0
"""What each happening adds to the width of its year."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What is known of when: how it is drawn, and its first and last possible day.

    `kind` is "day" (known to the day), "within" (some time in this stretch), "lasting" (from one end
    to the other) or "unknown"; an open side has None.
    """

    kind: str
    first: date | None
    last: date | None
    is_about: bool

    @property
    def classes(self) -> str:
        return f"{self.kind} about" if self.is_about else self.kind


def extent_of(happened: FuzzyDate | None) -> Extent:
    """How to draw a date."""
    if happened is None or (happened.earliest is None and happened.latest is None):
        return Extent("unknown", None, None, is_about=False)
    reading = read_edtf(happened.edtf or "")
    is_about = happened.is_approximate or happened.is_uncertain
    kind = "within"
    if happened.precision == "day" and happened.earliest == happened.latest:
        kind = "day"
    elif reading is not None and reading.shape == "interval" and not is_about:
        kind = "lasting"
    return Extent(kind, happened.earliest, happened.latest, is_about)


def date_mark(happened: FuzzyDate | None) -> Markup:
    """The date on a scale of its year, or of its years: decoration beside the date in words."""
    extent = extent_of(happened)
    return _mark(extent, *_scale_of(extent))


def legend() -> list[tuple[Markup, str]]:
    """Every way in which a date is drawn, with its meaning."""
    year = date(1940, 1, 1), date(1940, 12, 31)
    drawn = [
        (
            Extent("day", date(1940, 5, 24), date(1940, 5, 24), is_about=False),
            gettext("known to the day"),
        ),
        (
            Extent("within", date(1940, 4, 1), date(1940, 6, 30), is_about=False),
            gettext("some time within this stretch: a month, a season, a year"),
        ),
        (
            Extent("lasting", date(1940, 3, 1), date(1940, 9, 30), is_about=False),
            gettext("lasted from one end to the other"),
        ),
        (
            Extent("within", date(1940, 4, 1), date(1940, 8, 30), is_about=True),
            gettext("about then, or doubtful"),
        ),
        (Extent("unknown", None, None, is_about=False), gettext("date unknown")),
    ]
    return [(_mark(extent, *year), words) for extent, words in drawn]


def _scale_of(extent: Extent) -> tuple[date, date]:
    first, last = extent.first or extent.last, extent.last or extent.first
    if first is None or last is None:
        return date(2000, 1, 1), date(2000, 12, 31)
    start = first.year if extent.first else first.year - 1
    end = last.year if extent.last else last.year + 1
    return date(max(start, 1), 1, 1), date(min(end, 9999), 12, 31)


def _mark(extent: Extent, begin: date, end: date) -> Markup:
    def across(day: date) -> int:
        return round((day - begin).days / (end - begin).days * MARK_WIDTH)

    years = end.year - begin.year + 1
    ticks = "".join(
        f"M{across(date(begin.year + index, 1, 1))} 11v5"
        for index in range(1, years)
        if years <= 12
    )
    scale = Markup('<path class="ticks" d="{}"/>').format(ticks) if ticks else Markup("")
    one_year = "" if years > 1 else " one-year"
    return Markup(
        '<svg class="date {}{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}</svg>'
    ).format(extent.classes, one_year, MARK_WIDTH, MARK_HEIGHT, scale, _shape(extent, across))


def _shape(extent: Extent, across: object) -> Markup:
    assert callable(across)  # noqa: S101
    if extent.kind == "unknown":
        return Markup("")
    left = across(extent.first) if extent.first else 0
    right = across(extent.last) if extent.last else MARK_WIDTH
    return Markup('<path d="{}"/>').format(
        _path(extent.kind, left, max(right, left + 3), MARK_HEIGHT // 2)
    )


def _path(kind: str, left: int, right: int, middle: int) -> str:
    if kind == "day":
        return f"M{left + 1} {middle - 8}v16"
    if kind == "lasting":
        return f"M{left} {middle}H{right}M{left} {middle - 6}v12M{right} {middle - 6}v12"
    return f"M{left} {middle}H{right}"


@dataclass(frozen=True, slots=True)
class Year:
    """The happenings that begin in one year."""

    number: int | None
    happenings: list[Happening]


@dataclass(frozen=True, slots=True)
class Decade:
    """The years of a decade in which something happened; the last one may be without a date."""

    first_year: int | None
    name: str
    years: list[Year]

    @property
    def anchor(self) -> str:
        return f"d{self.first_year}" if self.first_year else "undated"


def by_decade(happenings: Sequence[Happening], *, language: str) -> list[Decade]:
    """Happenings, which come in order, by decade and year."""
    decades = []
    for first_year, in_decade in groupby(happenings, key=lambda it: _decade_of(_year_of(it))):
        years = [Year(number, list(group)) for number, group in groupby(in_decade, key=_year_of)]
        if first_year is None:
            decades.append(Decade(None, gettext("Without a date"), years))
        else:
            name = FuzzyDate(str(first_year), f"{first_year // 10:03}X").in_words(language)
            decades.append(Decade(first_year, name, years))
    return decades


def _year_of(happening: Happening) -> int | None:
    first = happening.earliest_on or happening.latest_on
    return first.year if first else None


def _decade_of(year: int | None) -> int | None:
    return None if year is None else year // 10 * 10


@dataclass(frozen=True, slots=True)
class Strip:
    """A scale of years that gives room to the years in which much happened, and breaks off empty ones."""

    starts: dict[int, float]
    """Where each year begins, from 0 to 1; broken-off years are missing."""
    broken: list[tuple[float, float]]
    last_year: int

    @classmethod
    def of(cls, extents: Sequence[Extent]) -> Strip:
        days = [day for extent in extents for day in (extent.first, extent.last) if day]
        first, last = min(days).year, max(days).year
        counts = Counter(year for extent in extents for year in _years_touched(extent))
        starts, broken, at = {}, [], 0.0
        for is_busy, run in groupby(range(first, last + 1), key=lambda year: counts[year] > 0):
            years = list(run)
            if not is_busy and len(years) > LONGEST_EMPTY:
                broken.append((at, at + BREAK_WEIGHT))
                at += BREAK_WEIGHT
                continue
            for year in years:
                starts[year] = at
                at += 1 + HAPPENING_WEIGHT * counts[year]
        starts[last + 1] = at
        return cls(
            {year: start / at for year, start in starts.items()},
            [(start / at, end / at) for start, end in broken],
            last,
        )

    def at(self, day: date) -> float:
        start = self.starts[day.year]
        end = self.starts.get(day.year + 1, start)
        return start + (end - start) * (day.timetuple().tm_yday - 1) / 366


def _years_touched(extent: Extent) -> Iterator[int]:
    """The years that an extent needs on the strip: its ends, and all between them."""
    first, last = extent.first or extent.last, extent.last or extent.first
    if first and last:
        yield from range(first.year, last.year + 1)


@dataclass(frozen=True, slots=True)
class StripSize:
    """Units of a strip: its width, its letters, the height of a lane, the least width of a mark."""

    name: str
    width: int
    letters: int
    lane: int
    least: int


WIDE = StripSize("wide", 1240, 22, 26, 6)
NARROW = StripSize("narrow", 360, 16, 13, 4)


def overview(happenings: Sequence[Happening]) -> Markup | None:
    """All dates on one strip, once for wide and once for narrow screens; none where no date is known."""
    extents = [extent_of(happening.happened) for happening in happenings]
    dated = [extent for extent in extents if extent.kind != "unknown"]
    if not dated:
        return None
    strip = Strip.of(dated)
    return Markup("").join(_drawn(strip, dated, size) for size in (WIDE, NARROW))


def _drawn(strip: Strip, extents: Sequence[Extent], size: StripSize) -> Markup:
    marks = _in_lanes([(*_ends(strip, extent, size), extent) for extent in extents], gap=3)
    lanes = max(lane for *_, lane in marks) + 1
    ground = lanes * size.lane + 6
    paths: dict[str, str] = {}
    for left, right, extent, lane in marks:
        middle = ground - 6 - lane * size.lane - size.lane // 2
        paths.setdefault(extent.classes, "")
        paths[extent.classes] += _strip_path(extent.kind, left, right, middle, size.lane * 0.36)
    drawn = Markup("").join(
        Markup('<path class="{}" d="{}"/>').format(classes, path) for classes, path in paths.items()
    )
    return Markup(
        '<svg class="strip {name}" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        '<path class="bands" d="{bands}"/><path class="ground" d="{axis}"/>{drawn}{years}</svg>'
    ).format(
        name=size.name,
        width=size.width,
        height=ground + size.letters + 12,
        label=gettext(
            "All dates on one scale, with more room for the years in which much happened"
        ),
        bands=_bands(strip, ground, size),
        axis=_axis(strip, ground, size),
        drawn=drawn,
        years=_year_labels(strip, ground, size),
    )


def _ends(strip: Strip, extent: Extent, size: StripSize) -> tuple[int, int]:
    left = round(strip.at(extent.first) * size.width) if extent.first else 0
    right = round(strip.at(extent.last) * size.width) if extent.last else size.width
    return left, max(right, left + size.least)


def _in_lanes(
    marks: list[tuple[int, int, Extent]], *, gap: int
) -> list[tuple[int, int, Extent, int]]:
    """Each mark in the lowest lane where it touches no other."""
    ends: list[int] = []
    placed = []
    for left, right, extent in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        lane = next((index for index, end in enumerate(ends) if end + gap <= left), len(ends))
        ends[lane : lane + 1] = [right]
        placed.append((left, right, extent, lane))
    return placed


def _strip_path(kind: str, left: int, right: int, middle: float, half: float) -> str:
    if kind == "day":
        return f"M{(left + right) / 2:.0f} {middle - half:.0f}v{2 * half:.0f}"
    if kind == "lasting":
        caps = "".join(f"M{x} {middle - half:.0f}v{2 * half:.0f}" for x in (left, right))
        return f"M{left} {middle:.0f}H{right}{caps}"
    return f"M{left} {middle:.0f}H{right}"


def _bands(strip: Strip, ground: int, size: StripSize) -> str:
    """Every other decade, shaded: where a decade is wide, much happened."""
    bands = ""
    for decade, years in groupby(sorted(strip.starts), key=lambda year: year // 10):
        inside = [year for year in years if year <= strip.last_year]
        if decade % 2 or not inside:
            continue
        left = round(strip.starts[inside[0]] * size.width)
        right = round(strip.starts.get(inside[-1] + 1, 1) * size.width)
        bands += f"M{left} 0H{right}V{ground}H{left}z"
    return bands


def _axis(strip: Strip, ground: int, size: StripSize) -> str:
    """The ground line with a zigzag at every break and a tick for every year, a longer one each decade."""
    line, x = f"M0 {ground}", 0
    for start, end in strip.broken:
        left, right = round(start * size.width), round(end * size.width)
        step = (right - left) / 4
        line += f"H{left}l{step:.0f}-5 {step:.0f} 10 {step:.0f}-10 {step:.0f} 5"
        x = right
    line += f"H{size.width}" if x < size.width else ""
    ticks = "".join(
        f"M{at * size.width:.0f} {ground}v{9 if year % 10 == 0 else 4}"
        for year, at in strip.starts.items()
        if size is WIDE or year % 10 == 0
    )
    return line + ticks


def _year_labels(strip: Strip, ground: int, size: StripSize) -> Markup:
    """First and last year, then the decades, then the years that have most room, as far as they fit."""
    least = size.letters * 3
    first = min(strip.starts)
    widths = {year: strip.starts.get(year + 1, 1) - at for year, at in strip.starts.items()}
    inner = sorted(strip.starts, key=lambda year: (year % 10 != 0, -widths[year], year))
    chosen: dict[int, float] = {}
    for year in [first, strip.last_year, *inner]:
        middle = (strip.starts[year] + widths[year] / 2) * size.width
        x = min(max(middle, size.letters * 1.25), size.width - size.letters * 1.25)
        if year <= strip.last_year and all(abs(x - other) >= least for other in chosen.values()):
            chosen[year] = x
    return Markup("").join(
        Markup('<text x="{}" y="{}">{}</text>').format(round(x), ground + size.letters + 8, year)
        for year, x in sorted(chosen.items())
    )
