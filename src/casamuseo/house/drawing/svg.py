"""Compact SVG text: numbers, paths, elements; no style, no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from casamuseo.house.drawing.site import Point

Attribute = str | float | int | None
_SMALL = 160
"""Units across, up to which a shape is rounded from its own first point."""


def number(value: float) -> str:
    """A coordinate as a whole number: drawings are 2000 units wide, finer than any screen shows."""
    return f"{value:.0f}".replace("-0", "0") if abs(value) < 0.5 else f"{value:.0f}"


def path(geometry: BaseGeometry) -> str:
    """The `d` of a path that draws the geometry's outlines, relative and as short as it gets."""
    return "".join(
        _run(points, is_closed=is_closed)
        for points, is_closed in _runs(geometry)
        if len(points) > 1
    )


def lines(runs: Iterable[Sequence[Point]]) -> str:
    """The `d` of a path of open lines."""
    return "".join(_run(list(run), is_closed=False) for run in runs)


def element(name: str, *content: str, **attributes: Attribute) -> str:
    """An element; `class_` becomes class, underscores become hyphens, None is left out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={_attribute(value)}"
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(content)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(words: str) -> str:
    """Words as character data."""
    return escape(words)


def shape(d: str, *, class_: str, **attributes: Attribute) -> str:
    """A path element, or nothing where there is nothing to draw."""
    return element("path", class_=class_, d=d, **attributes) if d else ""


def sure(d: str, *, class_: str, certainty: str, prefix: str) -> str:
    """A path whose line says how certain it is.

    The stylesheet draws it solid or dashed. A double line takes a second, thinner path along the
    first; what is unknown is hatched.
    """
    drawn = shape(d, class_=f"{class_} {certainty}")
    if certainty == "contested":
        drawn += shape(d, class_="double")
    if certainty == "unknown":
        drawn += shape(d, class_="hatch", fill=f"url(#{prefix}-hatch)")
    return drawn


def document(
    *content: str,
    class_: str,
    size: tuple[float, float],
    title: str,
    description: str,
    prefix: str,
    has_links: bool,
) -> str:
    """A whole SVG. A drawing with links is a group of them, one without is one picture."""
    width, height = size
    return element(
        "svg",
        element("title", text(title), id=f"{prefix}-title"),
        element("desc", text(description), id=f"{prefix}-desc"),
        *content,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"house-drawing {class_}",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="group" if has_links else "img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
    )


def _attribute(value: Attribute) -> str:
    if isinstance(value, str):
        return quoteattr(value)
    return f'"{number(float(value or 0))}"'


def _runs(geometry: BaseGeometry) -> Iterable[tuple[list[Point], bool]]:
    if isinstance(geometry, Polygon):
        for ring in (geometry.exterior, *geometry.interiors):
            yield [(x, y) for x, y, *_ in ring.coords[:-1]], True
    elif isinstance(geometry, LineString):
        points = [(x, y) for x, y, *_ in geometry.coords]
        is_ring = len(points) > 3 and points[0] == points[-1]
        yield (points[:-1] if is_ring else points), is_ring
    elif isinstance(geometry, MultiPolygon | MultiLineString) or hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _runs(part)


def _run(points: Sequence[Point], *, is_closed: bool) -> str:
    """Steps between rounded points, so that errors do not add up.

    A small shape is rounded from its own first point: equal shapes then are equal text, which
    compresses well.
    """
    x, y = points[0]
    is_small = max(max(abs(px - x), abs(py - y)) for px, py in points) <= _SMALL
    base_x, base_y = (x, y) if is_small else (0.0, 0.0)
    at_x, at_y = round(x - base_x), round(y - base_y)
    written = f"M{number(x)}{_joined(y)}"
    last = ""
    for next_x, next_y in points[1:]:
        to_x, to_y = round(next_x - base_x), round(next_y - base_y)
        dx, dy = to_x - at_x, to_y - at_y
        at_x, at_y = to_x, to_y
        if dx == 0 and dy == 0:
            continue
        if dy == 0:
            command, step = "h", str(dx)
        elif dx == 0:
            command, step = "v", str(dy)
        else:
            command, step = "l", f"{dx}{_joined(dy)}"
        # A command is not repeated while it stays the same.
        is_repeated = command == last and not step.startswith("-")
        written += f" {step}" if is_repeated else (step if command == last else command + step)
        last = command
    return written + ("z" if is_closed else "")


def _joined(value: float) -> str:
    written = number(value)
    return written if written.startswith("-") else f" {written}"
