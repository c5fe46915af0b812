"""What all drawings share: their size, type, labels, links, hatching and notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shapely import affinity
from shapely.geometry import MultiLineString
from shapely.geometry.base import BaseGeometry

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    is_tower,
    is_wall,
)
from casamuseo.house.drawing.labels import LINE, Label
from casamuseo.house.drawing.site import (
    Labels,
    Point,
    Room,
    Words,
)

WIDTH = 2000.0
"""Units across every drawing."""

NAME_SIZE = 38.0
"""Type for wide screens: 12 px as soon as the drawing is 640 px wide."""

NUMBER_SIZE = 88.0
"""Type for phones: 12 px on a drawing 280 px wide."""

MARGIN = 24.0
FOOT = 124.0
"""The strip below the plan with the note and the scale bar."""


@dataclass(frozen=True)
class Frame:
    """How metres become units of the drawing."""

    scale: float
    left: float
    top: float
    height: float

    def spot(self, point: Point) -> Point:
        """The point in units of the drawing."""
        return ((point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale)

    def put(self, geometry: BaseGeometry) -> BaseGeometry:
        """The geometry in units of the drawing."""
        matrix = (self.scale, 0, 0, self.scale, -self.left * self.scale, -self.top * self.scale)
        return affinity.affine_transform(geometry, matrix)


def keys(highlight: str | Iterable[str] | None) -> frozenset[str]:
    """One key, several or none as a set."""
    if highlight is None:
        return frozenset()
    return frozenset({highlight} if isinstance(highlight, str) else highlight)


def label_layers(labels: Labels, names: str, numbers: str) -> str:
    """The layers asked for, each in a group that the stylesheet can show or hide."""
    if labels == "names":
        return names
    if labels == "numbers":
        return numbers
    return svg.element("g", names, class_="wide") + svg.element("g", numbers, class_="narrow")


def label_text(label: Label | None, *, size: float, class_: str) -> str:
    """A label's lines, centred in its box, and its leader line."""
    if label is None:
        return ""
    x, y = label.centre
    # Capitals are about 0.7 high: half of that puts their middle on the middle of the box.
    first = y + size * 0.35 - (len(label.lines) - 1) * LINE * size / 2
    rows = [
        svg.element(
            "text",
            svg.text(line),
            x=x,
            y=first + row * LINE * size,
            class_=class_,
            font_size=size,
        )
        for row, line in enumerate(label.lines)
    ]
    return leader_line(label) + " ".join(rows)


def leader_line(label: Label) -> str:
    """The line from a label to what it names, ending in a dot there."""
    if label.leader is None:
        return ""
    *_, (x, y) = label.leader.coords
    dot = svg.element("circle", class_="dot", cx=x, cy=y, r=8)
    return svg.shape(svg.path(label.leader), class_="leader") + dot


def frame_around(geometry: BaseGeometry, *, foot: float) -> Frame:
    """The frame that shows the geometry across the whole width, with a strip below it."""
    left, top, right, bottom = (0, 0, 1, 1) if geometry.is_empty else geometry.bounds
    scale = (WIDTH - 2 * MARGIN) / max(right - left, (bottom - top) * 0.5, 0.1)
    side = (WIDTH / scale - (right - left)) / 2
    above = MARGIN / scale
    return Frame(scale, left - side, top - above, (bottom - top) * scale + 2 * MARGIN + foot)


def link(href: str, name: str, content: str) -> str:
    """The content as a link with its accessible name, or plain where it leads nowhere."""
    if not href or not content:
        return content
    return svg.element("a", content, href=href, aria_label=name)


def floor_kind(room: Room) -> str:
    """The class of its ground: indoors, lawn, paving, the tower's, the wall's own."""
    if is_wall(room):
        return "masonry"
    if is_tower(room):
        return "tower"
    return {"site": "street", "outdoor": "lawn", "fixture": "paving"}.get(room.kind, "indoors")


def notes(frame: Frame, *, words: Words, labels: Labels) -> str:
    """The note that the plan is schematic, and a scale bar that says it is approximate."""
    length = _round_length(WIDTH / frame.scale / 4)
    bar = length * frame.scale
    y = frame.height - FOOT / 2
    right = WIDTH - MARGIN
    line = svg.path(
        MultiLineString(
            [
                [(right - bar, y), (right, y)],
                [(right - bar, y - 14), (right - bar, y + 14)],
                [(right, y - 14), (right, y + 14)],
            ]
        )
    )
    measure = f"≈ {length:g} {words.metres}"

    def notes(note: str, size: float, class_: str) -> str:
        base = y + size * 0.35
        return svg.element(
            "text", svg.text(note), x=MARGIN, y=base, class_=f"{class_} start", font_size=size
        ) + svg.element(
            "text",
            svg.text(measure),
            x=right - bar - size / 2,
            y=base,
            class_=f"{class_} end",
            font_size=size,
        )

    wide = notes(f"{words.schematic} · {words.scale}", NAME_SIZE, "note")
    narrow = notes(words.schematic, NUMBER_SIZE, "note")
    return svg.shape(line, class_="scale") + label_layers(labels, wide, narrow)


def _round_length(metres: float) -> float:
    """The largest of 1, 2, 5 times a power of ten within the length."""
    power = 1.0
    while power * 10 <= metres:
        power *= 10
    while power > metres:
        power /= 10
    return max(step * power for step in (1, 2, 5) if step * power <= metres)


def hatch(prefix: str) -> str:
    """The pattern of what is not known; its lines take their colour from the stylesheet."""
    return svg.element(
        "pattern",
        svg.element("path", class_="hatch-line", d="M0 0v28"),
        id=f"{prefix}-hatch",
        width=28,
        height=28,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
