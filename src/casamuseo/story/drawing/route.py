"""A journey drawn: land, the way from station to station, numbered discs that lead to the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import atan2, cos, sin
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from casamuseo.story.drawing.labels import Box, Label, Lettering, Wish, place_labels
from casamuseo.story.drawing.projection import Point, great_circle
from casamuseo.story.drawing.sheet import Sheet, written

MIDDLE = 0.35
"""From the middle of a letter to its foot, in parts of its size."""
HEAD = 0.55
"""Half of the opening of an arrow's head, in radians."""


@dataclass(frozen=True, slots=True)
class Station:
    """A station with its number, the name on the map, its whole name, and the anchor of its entry."""

    number: int
    name: str
    whole_name: str
    href: str
    longitude: float
    latitude: float

    @property
    def point(self) -> Point:
        return self.longitude, self.latitude


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a map in units, and of its letters where it is wide and where it is narrow."""

    width: float
    height: float
    margin: float
    detail: float
    wide: Lettering
    narrow: Lettering

    def sheet(self, ways: Sequence[Sequence[Point]]) -> Sheet:
        """The window around these ways."""
        return Sheet.around(ways, width=self.width, height=self.height, margin=self.margin)


@dataclass(frozen=True, slots=True)
class Inset:
    """A second map of a part that is too crowded for this one: which stations, and where it is."""

    places: frozenset[Point]
    sheet: Sheet
    href: str
    title: str


def draw_route(
    stations: Sequence[Station],
    land: BaseGeometry,
    *,
    sheet: Sheet,
    scale: Scale,
    title: str,
    description: str,
    prefix: str,
    inset: Inset | None = None,
) -> str:
    """The map as an SVG: a group of links, each named like "3 Büyükada". `land` as the sheet gives it.

    Stations outside of the sheet are left out; those of the inset stand only as small dots.
    """
    pairs = [(a.point, b.point) for a, b in pairwise(stations) if a.point != b.point]
    # There and back is one line, or the dashes of both would fill each other's gaps.
    once = {frozenset(pair): pair for pair in pairs}.values()
    ways = [sheet.line(great_circle(*pair)) for pair in once]
    shown = [station for station in stations if _is_in(sheet, station)]
    apart = inset.places if inset else frozenset()
    headed = [pair for pair in pairs if not apart.issuperset(pair)]
    labelled = [station for station in shown if station.point not in apart]
    frame = _framed(sheet, inset) if inset else ""
    dots = "".join(
        f"M{x:.0f} {y:.0f}h0" for x, y in {sheet.place(*station.point) for station in shown}
    )
    blocked = shapely.union_all(ways)
    variants = "".join(
        _variant(labelled, stations, sheet, scale, lettering, blocked, inset, name)
        for name, lettering in (("wide", scale.wide), ("narrow", scale.narrow))
    )
    return (
        f'<svg class="route" viewBox="0 0 {scale.width:.0f} {scale.height:.0f}" role="group"'
        f' aria-labelledby="{prefix}-t" aria-describedby="{prefix}-d">'
        f'<title id="{prefix}-t">{escape(title)}</title><desc id="{prefix}-d">{escape(description)}</desc>'
        f'<path class="land" d="{written(land)}"/>'
        f'<path class="grid" d="{_grid(sheet)}"/>{frame}'
        f'<path class="way" d="{"".join(written(way.simplify(0.7)) for way in ways)}"/>'
        f'<path class="heads" d="{_heads(headed, sheet, scale)}"/>'
        f'<path class="dots" d="{dots}"/>{variants}</svg>'
    )


def _is_in(sheet: Sheet, station: Station) -> bool:
    x, y = sheet.place(*station.point)
    return 0 < x < sheet.width and 0 < y < sheet.height


def _heads(pairs: Iterable[tuple[Point, Point]], sheet: Sheet, scale: Scale) -> str:
    """An arrow's head on every leg that is long enough: past its middle, so that there and back differ."""
    drawn = ""
    size = scale.wide.radius * 0.62
    for pair in pairs:
        line = sheet.line(great_circle(*pair))
        if not isinstance(line, LineString) or line.length < size * 8:
            continue
        tip, tail = line.interpolate(0.6, normalized=True), line.interpolate(0.58, normalized=True)
        angle = atan2(tip.y - tail.y, tip.x - tail.x)
        ends = [
            (tip.x - size * cos(angle + turn), tip.y - size * sin(angle + turn))
            for turn in (HEAD, -HEAD)
        ]
        drawn += written(LineString([ends[0], (tip.x, tip.y), ends[1]]))
    return drawn


def _grid(sheet: Sheet) -> str:
    """Meridians and parallels: every 10 degrees, or every 20 on a map of half the world."""
    points = sheet.outline()
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    step = 20 if east - west > 60 else 10
    first, last = int(west // step) * step, int(east // step + 1) * step
    meridians = [
        [(float(longitude), float(latitude)) for latitude in range(-80, 81, 2)]
        for longitude in range(first, last + 1, step)
    ]
    parallels = [
        [(float(longitude), float(latitude)) for longitude in range(first, last + 1, 2)]
        for latitude in range(-80, 81, step)
    ]
    return "".join(written(sheet.line(line).simplify(0.9)) for line in meridians + parallels)


def _framed(sheet: Sheet, inset: Inset) -> str:
    edge = LineString([sheet.place(*point) for point in inset.sheet.outline()])
    return f'<path class="inset" d="{written(edge.simplify(0.7))}"/>'


def _variant(
    labelled: Sequence[Station],
    stations: Sequence[Station],
    sheet: Sheet,
    scale: Scale,
    lettering: Lettering,
    ways: BaseGeometry,
    inset: Inset | None,
    class_: str,
) -> str:
    groups = _by_place(labelled)
    wishes = [
        Wish(
            sheet.place(*group[0].point),
            tuple(str(station.number) for station in group),
            group[0].name if class_ == "wide" else "",
        )
        for group in groups
    ]
    tag, tag_box = _inset_tag(inset, stations, sheet, lettering) if inset else ("", None)
    labels = place_labels(
        wishes,
        size=(scale.width, scale.height),
        lettering=lettering,
        ways=ways,
        taken=[tag_box] if tag_box else [],
    )
    leaders = "".join(
        f"M{label.anchor[0]:.0f} {label.anchor[1]:.0f}L{label.point[0]:.0f} {label.point[1]:.0f}"
        for label in labels
        if label.has_leader
    )
    drawn = "".join(
        _labelled(label, group, lettering) for label, group in zip(labels, groups, strict=True)
    )
    return f'<g class="{class_}"><path class="leader" d="{leaders}"/>{tag}{drawn}</g>'


def _by_place(stations: Sequence[Station]) -> list[list[Station]]:
    together: dict[Point, list[Station]] = {}
    for station in stations:
        together.setdefault(station.point, []).append(station)
    return list(together.values())


def _labelled(label: Label, group: Sequence[Station], lettering: Lettering) -> str:
    name_of = 0 if label.is_name_before else len(group) - 1
    drawn = ""
    for index, (station, (x, y)) in enumerate(zip(group, label.discs, strict=True)):
        name = " " + _name(label, lettering) if label.name and index == name_of else ""
        drawn += _link(
            station.href,
            f"{station.number} {station.whole_name}",
            _disc(x, y, station.number, lettering) + name,
        )
    return drawn


def _link(href: str, name: str, content: str) -> str:
    return f"<a href={quoteattr(href)} aria-label={quoteattr(name)}>{content}</a>"


def _disc(x: float, y: float, number: int, lettering: Lettering) -> str:
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{lettering.radius:.0f}"/>'
        f'<text x="{x:.0f}" y="{y + lettering.letters * MIDDLE:.0f}">{number}</text>'
    )


def _name(label: Label, lettering: Lettering) -> str:
    x, y = label.name_at
    side = "end" if label.is_name_before else "start"
    base = y + lettering.letters * MIDDLE
    return f'<text class="{side}" x="{x:.0f}" y="{base:.0f}">{escape(label.name)}</text>'


def _inset_tag(
    inset: Inset, stations: Sequence[Station], sheet: Sheet, lettering: Lettering
) -> tuple[str, Box]:
    """A tab on the frame with the numbers that the second map shows: 2–15."""
    words = ranges(station.number for station in stations if station.point in inset.places)
    width = len(words) * lettering.letters * 0.58 + lettering.radius
    corner = [sheet.place(*point) for point in inset.sheet.outline()]
    x = min(x for x, _ in corner) + (max(x for x, _ in corner) - min(x for x, _ in corner)) / 2
    y = max(y for _, y in corner) + lettering.radius * 1.1
    around = (x - width / 2, y - lettering.radius, x + width / 2, y + lettering.radius)
    left, top, height = around[0], around[1], 2 * lettering.radius
    drawn = (
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
        f'<text x="{x:.0f}" y="{y + lettering.letters * MIDDLE:.0f}">{words}</text>'
    )
    return _link(inset.href, f"{words} {inset.title}", drawn), around


def ranges(numbers: Iterable[int]) -> str:
    """Numbers with their runs drawn together: "2–15, 17"."""
    ordered = sorted(set(numbers))
    runs = []
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        values = [value for _, value in run]
        runs.append(f"{values[0]}–{values[-1]}" if len(values) > 1 else str(values[0]))
    return ", ".join(runs)
