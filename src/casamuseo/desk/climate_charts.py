"""The course of a climate, drawn on the server as SVG; the same stands in the tables beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup

from casamuseo.collection.climate import Course, Limits, Point
from casamuseo.desk.dates import locale
from casamuseo.desk.pages import local

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 14, 48
STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50)
LINES = 6
TICKS = 6
MANY_DAYS = 62
"""Over more days the table has a row a month."""


@dataclass(frozen=True, slots=True)
class Row:
    """A day or a month of the table that says what the drawing shows."""

    label: str
    lowest: float
    mean: float
    highest: float
    count: int


def number(value: float) -> str:
    """A value as the page's language writes it, with two decimals at the most."""
    return str(format_decimal(round(value, 2), format="#,##0.##", locale=locale()))


def draw(course: Course, *, limits: Limits, name: str, title: str, description: str) -> Markup:
    """Mean as a line, spread as a band, limits dashed, gaps hatched, what lay beyond as bars below.

    `name` makes the ids of the drawing its own where a page has several.
    """
    scale = _Scale(course, limits)
    parts = [
        (
            f'<svg class="climate-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-labelledby="{name}-title {name}-description">'
        ),
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-description">{escape(description)}</desc>',
        (
            f'<defs><pattern id="{name}-gap" width="8" height="8" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><path class="hatch" d="M0 0V8"/></pattern></defs>'
        ),
        *_axis(scale),
        *_gaps(course, scale, name),
        *_course(course, scale),
        *_limits(limits, scale),
        *_beyond(course, scale),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704  every word was escaped


def rows(course: Course) -> list[Row]:
    """The points of the drawing by day, or by month over a long time."""
    is_long = course.ends_at - course.begins_at > timedelta(days=MANY_DAYS)
    groups: dict[str, list[Point]] = {}
    for point in course.points:
        day = local(point.begins_at).date()
        label = (
            format_skeleton("yMMMM", day, locale=locale())
            if is_long
            else format_date(day, "medium", locale=locale())
        )
        groups.setdefault(str(label), []).append(point)
    return [_row(label, points) for label, points in groups.items()]


def _row(label: str, points: Sequence[Point]) -> Row:
    count = sum(point.count for point in points)
    return Row(
        label,
        min(point.lowest for point in points),
        sum(point.total for point in points) / count,
        max(point.highest for point in points),
        count,
    )


class _Scale:
    """From moments and values to the drawing."""

    def __init__(self, course: Course, limits: Limits) -> None:
        self.begins_at, self.span = course.begins_at, course.ends_at - course.begins_at
        values = [point.lowest for point in course.points]
        values += [point.highest for point in course.points]
        values += [each for each in (limits.lowest, limits.highest) if each is not None]
        lowest, highest = min(values, default=0.0), max(values, default=1.0)
        self.step = _step(highest - lowest)
        self.bottom = math.floor(lowest / self.step) * self.step
        self.top = max(math.ceil(highest / self.step) * self.step, self.bottom + self.step)

    def x(self, at: datetime) -> float:
        share = (at - self.begins_at) / self.span if self.span else 0.0
        return LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 1.0)

    def y(self, value: float) -> float:
        share = (self.top - value) / (self.top - self.bottom)
        return TOP + (HEIGHT - TOP - BOTTOM) * share

    def lines(self) -> list[float]:
        count = round((self.top - self.bottom) / self.step)
        return [self.bottom + self.step * place for place in range(count + 1)]


def _step(span: float) -> float:
    power = 1.0
    while True:
        for each in STEPS:
            if each * power * LINES >= span:
                return each * power
        power *= 100


def _axis(scale: _Scale) -> Iterator[str]:
    for value in scale.lines():
        y = scale.y(value)
        yield f'<path class="line" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="scale" x="{LEFT - 8}" y="{y + 4:.1f}">{escape(number(value))}</text>'
    is_short = scale.span <= timedelta(days=3)
    for place in range(TICKS):
        at = scale.begins_at + scale.span * place / TICKS
        x = scale.x(at)
        words = format_skeleton("Hm" if is_short else "dMMM", local(at), locale=locale())
        yield f'<path class="line" d="M{x:.1f} {HEIGHT - BOTTOM}v6"/>'
        yield f'<text x="{x + 3:.1f}" y="{HEIGHT - 8}">{escape(str(words))}</text>'


def _gaps(course: Course, scale: _Scale, name: str) -> Iterator[str]:
    for gap in course.gaps:
        left, right = scale.x(gap.begins_at), scale.x(gap.ends_at)
        yield (
            f'<rect class="gap" fill="url(#{name}-gap)" x="{left:.1f}" y="{TOP}" '
            f'width="{max(right - left, 2):.1f}" height="{HEIGHT - TOP - BOTTOM}"/>'
        )


def _course(course: Course, scale: _Scale) -> Iterator[str]:
    """A line and a band for each stretch between two gaps."""
    ends = [gap.ends_at for gap in course.gaps]
    stretch: list[Point] = []
    for point in course.points:
        if ends and point.begins_at >= ends[0]:
            ends.pop(0)
            yield from _stretch(stretch, scale)
            stretch = []
        stretch.append(point)
    yield from _stretch(stretch, scale)


def _stretch(points: Sequence[Point], scale: _Scale) -> Iterator[str]:
    if not points:
        return
    xs = [f"{scale.x(point.begins_at):.1f}" for point in points]
    if len(points) == 1:
        yield f'<circle class="dot" cx="{xs[0]}" cy="{scale.y(points[0].mean):.1f}" r="3"/>'
        return
    means = [f"{scale.y(point.mean):.1f}" for point in points]
    if any(point.lowest != point.highest for point in points):
        above = [f"{x} {scale.y(point.highest):.1f}" for x, point in zip(xs, points, strict=True)]
        below = [f"{x} {scale.y(point.lowest):.1f}" for x, point in zip(xs, points, strict=True)]
        yield f'<path class="band" d="M{"L".join(above + below[::-1])}Z"/>'
    line = "L".join(f"{x} {y}" for x, y in zip(xs, means, strict=True))
    yield f'<path class="course" d="M{line}"/>'


def _limits(limits: Limits, scale: _Scale) -> Iterator[str]:
    for value in (limits.lowest, limits.highest):
        if value is not None:
            yield f'<path class="limit" d="M{LEFT} {scale.y(value):.1f}H{WIDTH - RIGHT}"/>'


def _beyond(course: Course, scale: _Scale) -> Iterator[str]:
    """A bar under the axis for each excursion: what lay beyond is told by its place, not by colour."""
    y = HEIGHT - BOTTOM + 10
    for each in course.excursions:
        left, right = scale.x(each.begins_at), scale.x(each.ends_at)
        width = max(right - left, 3)
        yield f'<rect class="beyond" x="{left:.1f}" y="{y}" width="{width:.1f}" height="9"/>'
