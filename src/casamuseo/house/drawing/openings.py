"""Doors, windows and gates on a plan."""

from __future__ import annotations

from collections.abc import Iterable

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    NOWHERE,
    drawable,
    gap_depth,
    outline,
)
from casamuseo.house.drawing.sheet import Frame
from casamuseo.house.drawing.site import (
    Gap,
    Room,
    Site,
)


def gap_paths(gaps: Iterable[Gap], site: Site, frame: Frame, *, towards: Room | None = None) -> str:
    """All openings, one path for each kind and certainty; doors open `towards` a room if given."""
    drawn: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        drawn.setdefault((gap.kind, gap.certainty), []).append(
            _gap(gap, site, frame, towards=towards)
        )
    return "".join(
        svg.shape("".join(parts), class_=f"{kind} {certainty}")
        for (kind, certainty), parts in drawn.items()
    )


def _gap(gap: Gap, site: Site, frame: Frame, *, towards: Room | None) -> str:
    line = LineString(gap.line)
    if line.length == 0:
        return ""
    half = gap_depth(gap, site) / 2
    if gap.kind == "door":
        return _door(_swinging_into(line, site, towards), frame)
    offsets = (half, 0.0, -half) if gap.kind == "window" else (half, -half)
    return "".join(svg.path(frame.put(line.offset_curve(offset))) for offset in offsets)


def _swinging_into(line: LineString, site: Site, towards: Room | None) -> LineString:
    """The door's line turned so that its leaf opens into this room, else into the smaller one."""
    (ax, ay), (bx, by) = line.coords
    tip = shapely.Point((ax + bx + by - ay) / 2, (ay + by - bx + ax) / 2)
    if towards is not None:
        return line if outline(towards).contains(tip) else line.reverse()
    for room in reversed(drawable(site.rooms)):
        shape = outline(room)
        if room.kind in ("room", "building") and shape.distance(line) < 0.05:
            return line if shape.contains(tip) else line.reverse()
    return line


def swing(gap: Gap, site: Site) -> BaseGeometry:
    """The ground that an open leaf sweeps: a label keeps off it."""
    line = LineString(gap.line)
    if line.length == 0:
        return NOWHERE
    line = _swinging_into(line, site, None)
    (ax, ay), (bx, by) = line.coords
    leaf = (ax + (by - ay), ay - (bx - ax))
    far = (bx + (by - ay), by - (bx - ax))
    square = Polygon([(ax, ay), (bx, by), far, leaf])
    return shapely.Point(ax, ay).buffer(line.length + 0.05).intersection(square)


def _door(line: LineString, frame: Frame) -> str:
    """A leaf that stands open, and the quarter circle in which it swings."""
    (hinge_x, hinge_y), (end_x, end_y) = frame.put(line).coords
    leaf = (hinge_x + (end_y - hinge_y), hinge_y - (end_x - hinge_x))
    leaf_path = svg.path(LineString([(hinge_x, hinge_y), leaf]))
    radius = svg.number(line.length * frame.scale)
    across, down = svg.number(end_x - leaf[0]), svg.number(end_y - leaf[1])
    return f"{leaf_path}a{radius} {radius} 0 0 1 {across} {down}"
