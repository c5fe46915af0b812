"""What a drawing is made from: rooms, gaps in their walls, things, and the few words drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Point = tuple[float, float]
Certainty = Literal["documented", "inferred", "contested", "unknown"]
Presence = Literal["present", "absent", "unknown"]
Labels = Literal["names", "numbers", "both"]


@dataclass(frozen=True)
class Room:
    """A place with an outline: room, building, garden, fixture or the whole property.

    The polygon is in metres, x to the right, y down the sheet, along the centre line of walls.
    """

    key: str
    number: int | None
    name: str
    href: str
    kind: str
    polygon: tuple[Point, ...]
    wall: float = 0.0
    base: float = 0.0
    height: float = 0.0
    certainty: str = "inferred"
    is_unknown: bool = False
    is_current: bool = False
    closed: str = ""
    """The words for a room that visitors do not enter at the moment; "" for one that they do."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "polygon", _points(self.polygon))

    @property
    def label(self) -> str:
        """Its accessible name: "7 Study"."""
        return self.name if self.number is None else f"{self.number} {self.name}"


@dataclass(frozen=True)
class Gap:
    """An opening in a wall; `line` lies on the wall's centre line, heights in metres."""

    kind: str
    line: tuple[Point, Point]
    sill: float = 0.0
    height: float = 2.1
    certainty: str = "inferred"

    def __post_init__(self) -> None:
        object.__setattr__(self, "line", _points(self.line))


@dataclass(frozen=True)
class Thing:
    """An object as placed on a day.

    `x`, `y` is its centre and None where nobody knows. `rotation` is in degrees, clockwise on
    the sheet; at 0 its back looks up the sheet. `form` names its symbol.
    """

    key: str
    name: str
    href: str
    place: str
    form: str
    x: float | None = None
    y: float | None = None
    rotation: float = 0.0
    width: float = 0.5
    depth: float = 0.5
    height: float = 0.5
    certainty: str = "inferred"
    presence: str = "present"

    @property
    def is_drawn(self) -> bool:
        """Whether it stands somewhere: present, at a known or inferred position."""
        return self.presence == "present" and self.x is not None and self.y is not None

    @property
    def at(self) -> Point:
        """Its centre; call only where it has one."""
        if self.x is None or self.y is None:
            raise ValueError(self.key)
        return (self.x, self.y)


@dataclass(frozen=True)
class Site:
    """A house on a day, as far as it can be drawn."""

    rooms: tuple[Room, ...]
    gaps: tuple[Gap, ...] = ()
    things: tuple[Thing, ...] = ()

    def __post_init__(self) -> None:
        for field in ("rooms", "gaps", "things"):
            object.__setattr__(self, field, tuple(getattr(self, field)))

    def room(self, key: str) -> Room:
        """The room with this key, or KeyError."""
        for room in self.rooms:
            if room.key == key:
                return room
        raise KeyError(key)

    @property
    def drawn_things(self) -> tuple[Thing, ...]:
        """Things that stand somewhere on that day."""
        return tuple(thing for thing in self.things if thing.is_drawn)


def bare(site: Site) -> Site:
    """The site without what does not bear on its geometry, so that layouts can be kept.

    Two languages and any page that marks a room share one layout.
    """
    return Site(
        rooms=tuple(
            replace(room, name="", href="", is_unknown=False, is_current=False, closed="")
            for room in site.rooms
        ),
        gaps=site.gaps,
        things=tuple(replace(thing, name="", href="") for thing in site.things),
    )


@dataclass(frozen=True)
class Words:
    """The few words that stand in a drawing, in the page's language."""

    schematic: str = "Schematic plan"
    scale: str = "approximate scale"
    metres: str = "m"
    moved: str = "moved"
    came: str = "came"
    went: str = "went"
    became_unknown: str = "no longer known"
    became_known: str = "now known"


ENGLISH = Words()
SPANISH = Words(
    schematic="Plano esquemático",
    scale="escala aproximada",
    moved="se movió",
    came="llegó",
    went="ya no está",
    became_unknown="ya no se sabe",
    became_known="ahora se sabe",
)


def _points(points: Iterable[Iterable[float]]) -> tuple[Point, ...]:
    pairs = (tuple(point) for point in points)
    return tuple((float(x), float(y)) for x, y in pairs)
