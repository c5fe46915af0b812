"""Bars for a report, drawn on the server as SVG; the same numbers stand in the table beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 14, 30
STEPS = (1, 2, 2.5, 5, 10)
LABEL_ROOM = 34
"""Units of the drawing that a label below a bar needs."""


def bars(
    labels: Sequence[str],
    values: Sequence[int],
    *,
    title: str,
    description: str,
    words: Callable[[int], str] = str,
) -> Markup:
    """A bar for each value, up from the line of nothing or down from it; `words` says a value."""
    highest, lowest, step = _scale(values)
    height = HEIGHT - TOP - BOTTOM
    width = (WIDTH - LEFT - RIGHT) / max(1, len(values))

    def y(value: float) -> float:
        return TOP + height * (highest - value) / (highest - lowest)

    named = 'aria-labelledby="chart-title chart-description"'
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {named}>',
        f'<title id="chart-title">{escape(title)}</title>',
        f'<desc id="chart-description">{escape(description)}</desc>',
    ]
    for line in _lines(lowest, highest, step):
        at = f"{y(line):.1f}"
        kind = "zero" if line == 0 else "line"
        parts.append(f'<path class="{kind}" d="M{LEFT} {at}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text class="value" x="{LEFT - 8}" y="{y(line) + 4:.1f}">{escape(words(round(line)))}</text>'
        )
    every = max(1, -(-LABEL_ROOM // max(1, int(width))))
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        x = LEFT + number * width
        top, bottom = y(max(value, 0)), y(min(value, 0))
        if value:
            parts.append(
                f'<rect x="{x + width * 0.12:.1f}" y="{top:.1f}" width="{width * 0.76:.1f}" '
                f'height="{max(1.0, bottom - top):.1f}"><title>{escape(label)}: '
                f"{escape(words(value))}</title></rect>"
            )
        if number % every == 0:
            parts.append(f'<text x="{x + width / 2:.1f}" y="{HEIGHT - 8}">{escape(label)}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704  every word was escaped


def _scale(values: Sequence[int]) -> tuple[float, float, float]:
    """Top, bottom and step of the axis: round numbers that hold every value."""
    highest, lowest = max([0, *values]), min([0, *values])
    rough = max(1.0, (highest - lowest) / 4)
    power = 10.0 ** (len(str(int(rough))) - 1)
    step = max(1.0, next(power * each for each in STEPS if power * each >= rough))
    return -(-highest // step) * step or step, (lowest // step) * step, step


def _lines(lowest: float, highest: float, step: float) -> list[float]:
    count = round((highest - lowest) / step)
    return [lowest + step * number for number in range(count + 1)]
