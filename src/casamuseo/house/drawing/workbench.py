"""A place and its neighbours drawn to be worked on: what is edited lies apart, on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shapely import affinity
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    all_walls,
    clear_floors,
    drawable,
    outline,
    walls_by_certainty,
)
from casamuseo.house.drawing.openings import gap_paths
from casamuseo.house.drawing.plan import floor_path, lowest_first, wall_paths
from casamuseo.house.drawing.sheet import NAME_SIZE, WIDTH, Frame, frame_around, hatch
from casamuseo.house.drawing.site import Gap, Room, Site, Thing
from casamuseo.house.drawing.symbols import symbol

AROUND = 1.6
"""Metres of the neighbourhood that are shown on each side."""

HAIR = 8.0
"""Units: the breadth of a wall that has none."""


@dataclass(frozen=True)
class Bench:
    """The drawing, and how metres become units in it."""

    drawing: str
    scale: float
    left: float
    top: float


def draw_bench(
    site: Site,
    room: Room,
    gaps: Sequence[Gap] = (),
    *,
    title: str,
    description: str,
    id_prefix: str = "bench",
) -> Bench:
    """The place large among its neighbours, its own walls and openings as a group apart.

    `site` has everything but this place and its openings. The place may be unsound, as somebody
    typed it. The group of the class `own` has nothing in it but the place and its openings, so that
    a script can draw it anew from the fields of the form.
    """
    frame = frame_around(_view(site, room), foot=0.0)
    own = _own(room, gaps, frame, prefix=id_prefix) or "<g/>"
    words = {"title": title, "description": description, "id_prefix": id_prefix}
    return _bench(site, room, frame, svg.element("g", own, class_="own"), **words)


def draw_room_bench(
    site: Site,
    room: Room,
    gaps: Sequence[Gap],
    things: Mapping[str, Thing],
    *,
    title: str,
    description: str,
    id_prefix: str = "bench",
) -> Bench:
    """The place as it stands, and on it each thing as a group apart that can be moved and turned.

    `things` by what they are called in the form. `site` has everything but this place.
    """
    frame = frame_around(_view(site, room), foot=0.0)
    whole = Site((*site.rooms, room), (*site.gaps, *gaps))
    order = {thing.key: number for number, thing in enumerate(lowest_first(things.values()))}
    named = sorted(things.items(), key=lambda pair: order[pair[1].key])
    own = "".join(_movable(name, thing, frame, prefix=id_prefix) for name, thing in named)
    words = {"title": title, "description": description, "id_prefix": id_prefix}
    return _bench(whole, room, frame, svg.element("g", own or "<g/>", class_="own"), **words)


def _bench(
    site: Site, room: Room, frame: Frame, own: str, *, title: str, description: str, id_prefix: str
) -> Bench:
    right, bottom = frame.left + WIDTH / frame.scale, frame.top + frame.height / frame.scale
    shown = box(frame.left, frame.top, right, bottom)
    site = _near(site, shown)
    walls = {
        certainty: region.intersection(shown)
        for certainty, region in walls_by_certainty(site).items()
    }
    near = [gap for gap in site.gaps if LineString(gap.line).intersects(shown)]
    whole = site if room in site.rooms else replace(site, rooms=(*site.rooms, room))
    drawn_gaps = gap_paths(near, whole, frame)
    drawing = svg.document(
        hatch(id_prefix),
        *_floors(whole, room, shown, frame, prefix=id_prefix),
        wall_paths(walls, frame, prefix=id_prefix),
        *((drawn_gaps, own) if room in site.rooms else (own, drawn_gaps)),
        class_="plan bench",
        size=(WIDTH, frame.height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=True,
    )
    return Bench(drawing, frame.scale, frame.left, frame.top)


def _near(site: Site, shown: BaseGeometry) -> Site:
    """What of a site is to be seen here: in a big house that is little."""
    rooms = tuple(room for room in drawable(site.rooms) if outline(room).intersects(shown))
    return replace(site, rooms=rooms)


def _movable(name: str, thing: Thing, frame: Frame, *, prefix: str) -> str:
    """A thing around the origin, put where it stands by its transformation alone."""
    drawing = symbol(replace(thing, x=0.0, y=0.0, rotation=0.0))

    def grown(shape: BaseGeometry) -> BaseGeometry:
        return affinity.scale(shape, frame.scale, frame.scale, origin=(0, 0))

    x, y = frame.spot(thing.at)
    body = svg.sure(
        svg.path(grown(drawing.outline)),
        class_=f"{thing.form} thing",
        certainty=thing.certainty,
        prefix=prefix,
    ) + svg.shape(svg.path(grown(drawing.detail)), class_="detail")
    return svg.element(
        "g",
        body,
        class_="movable",
        id=f"{prefix}-{name}",
        transform=f"translate({x:.1f} {y:.1f}) rotate({thing.rotation:g})",
    )


def _view(site: Site, room: Room) -> BaseGeometry:
    """The place with a strip around it; where it has no outline yet, the whole house."""
    if len(room.polygon) > 1:
        return LineString(room.polygon).envelope.buffer(AROUND, join_style="mitre")
    everything = unary_union([all_walls(site), *(outline(one) for one in drawable(site.rooms))])
    return box(0, 0, 10, 8) if everything.is_empty else everything


def _floors(whole: Site, own: Room, shown: BaseGeometry, frame: Frame, *, prefix: str) -> list[str]:
    """The ground of all places, and the numbers of those beside the one that is worked on."""
    floors = clear_floors(whole)
    drawn = []
    for room in drawable(whole.rooms):
        floor = floors[room.key].intersection(shown)
        drawn.append(floor_path(room, frame.put(floor), prefix=prefix, marked=frozenset()))
        is_named = room != own and room.kind in ("room", "building") and room.number is not None
        if is_named and floor.area > 1.5:
            x, y = frame.put(floor).representative_point().coords[0]
            name = svg.text(str(room.number))
            drawn.append(
                svg.element("text", name, class_="number", x=x, y=y, font_size=NAME_SIZE * 1.4)
            )
    return drawn


def _own(room: Room, gaps: Sequence[Gap], frame: Frame, *, prefix: str) -> str:
    if len(room.polygon) < 2:
        return ""
    d = svg.path(frame.put(LineString([*room.polygon, room.polygon[0]])))
    breadth = max(room.wall * frame.scale, HAIR)
    return (
        sure_line(d, breadth=breadth, certainty=room.certainty, prefix=prefix)
        + "".join(_own_gap(gap, frame, breadth) for gap in gaps)
        + "".join(_corner(number, at, frame) for number, at in enumerate(room.polygon, start=1))
    )


def sure_line(d: str, *, breadth: float, certainty: str, prefix: str) -> str:
    """A broad line whose kind says how sure it is: whole, dashed, double, hatched."""
    fill = f"url(#{prefix}-hatch)" if certainty == "unknown" else None
    line = svg.shape(d, class_=f"broad {certainty}", stroke_width=breadth, stroke=fill)
    if certainty == "contested":
        line += svg.shape(d, class_="broad paper", stroke_width=breadth * 0.35)
    return line


def _own_gap(gap: Gap, frame: Frame, breadth: float) -> str:
    d = svg.path(frame.put(LineString(gap.line)))
    cut = svg.shape(d, class_="broad paper", stroke_width=breadth * 1.1)
    return cut + svg.shape(d, class_=f"{gap.kind} {gap.certainty}")


def _corner(number: int, at: Sequence[float], frame: Frame) -> str:
    x, y = frame.spot((at[0], at[1]))
    dot = svg.element("circle", class_="disc", cx=x, cy=y, r=20)
    figure = svg.element(
        "text", str(number), class_="on-disc", x=x, y=y + 9, font_size=NAME_SIZE * 0.75
    )
    return dot + figure
