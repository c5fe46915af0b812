"""The plan of a house, and the small plan that says where a room is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    CERTAINTIES,
    NOWHERE,
    all_walls,
    clear_floors,
    drawable,
    gap_cut,
    is_wall,
    outline,
    walls_by_certainty,
)
from casamuseo.house.drawing.labels import Label, Sheet, Wish, breaks, place_labels
from casamuseo.house.drawing.openings import gap_paths, swing
from casamuseo.house.drawing.sheet import (
    FOOT,
    NAME_SIZE,
    NUMBER_SIZE,
    WIDTH,
    Frame,
    floor_kind,
    frame_around,
    hatch,
    keys,
    label_layers,
    label_text,
    link,
    notes,
)
from casamuseo.house.drawing.site import (
    ENGLISH,
    Labels,
    Point,
    Room,
    Site,
    Thing,
    Words,
)
from casamuseo.house.drawing.symbols import obstacle, symbol

ARM = 0.3
"""How far the cross over a closed room reaches towards the opposite corner."""


@dataclass(frozen=True)
class Plan:
    """A site laid out as a plan: everything but the wording of its links."""

    site: Site
    frame: Frame
    floors: Mapping[str, BaseGeometry]
    walls: Mapping[str, BaseGeometry]
    names: Mapping[str, Label]
    numbers: Mapping[str, Label]
    number_size: float


def draw_plan(
    site: Site,
    *,
    words: Words = ENGLISH,
    title: str,
    description: str,
    highlight: str | Iterable[str] | None = None,
    labels: Labels = "both",
    id_prefix: str = "plan",
) -> str:
    """The whole house from above as an SVG.

    `labels` "names" suits a drawing at least 640 px wide, "numbers" a phone; "both" holds either
    layer and lets the stylesheet show the one that fits.
    """
    plan = lay_out(unmarked(site))
    return whole_plan(
        replace(plan, site=site),
        words=words,
        title=title,
        description=description,
        marked=keys(highlight),
        labels=labels,
        id_prefix=id_prefix,
    )


def whole_plan(
    plan: Plan,
    *,
    words: Words,
    title: str,
    description: str,
    marked: frozenset[str],
    labels: Labels,
    id_prefix: str,
    class_: str = "plan",
    extra: str = "",
    extra_height: float = 0.0,
) -> str:
    """A plan that is laid out, as an SVG; `extra` is drawn on top and may need room below."""
    site = plan.site
    return svg.document(
        hatch(id_prefix),
        wall_paths(plan.walls, plan.frame, prefix=id_prefix),
        *(
            _room(plan, room, labels=labels, marked=marked, prefix=id_prefix)
            for room in _outdoors_first(site)
        ),
        gap_paths(site.gaps, site, plan.frame),
        _things(site.drawn_things, plan.frame, prefix=id_prefix),
        extra,
        notes(plan.frame, words=words, labels=labels),
        class_=class_,
        size=(WIDTH, plan.frame.height + extra_height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=any(room.href for room in site.rooms),
    )


def draw_locator(
    site: Site,
    room_key: str,
    *,
    title: str,
    description: str,
    id_prefix: str = "locator",
    narrowest: int = 280,
) -> str:
    """A small plan with one room filled, numbers only, without things.

    `narrowest` is the least width in pixels at which it is shown: numbers are 12 px high there.
    """
    empty = Site(rooms=site.rooms, gaps=site.gaps)
    size = max(NUMBER_SIZE, 12.3 * WIDTH / narrowest)
    plan = replace(lay_out(unmarked(empty), foot=0.0, number_size=size), site=empty)
    return svg.document(
        hatch(id_prefix),
        wall_paths(plan.walls, plan.frame, prefix=id_prefix),
        *(
            _room(plan, room, labels="numbers", marked=frozenset({room_key}), prefix=None)
            for room in _outdoors_first(empty)
        ),
        class_="plan locator",
        size=(WIDTH, plan.frame.height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=any(room.href for room in site.rooms),
    )


def unmarked(site: Site) -> Site:
    """The site without what a page marks: all its pages share one layout."""
    return replace(
        site,
        rooms=tuple(
            replace(room, href="", is_unknown=False, is_current=False, closed="")
            for room in site.rooms
        ),
        things=tuple(replace(thing, name="", href="") for thing in site.things),
    )


@lru_cache(maxsize=64)
def lay_out(
    site: Site,
    *,
    foot: float = FOOT,
    number_size: float = NUMBER_SIZE,
    keep_clear: tuple[Point, ...] = (),
) -> Plan:
    """Scale, floors, walls and the place of every label; labels also leave these points clear."""
    walls = all_walls(site)
    everything = unary_union([walls, *(outline(room) for room in drawable(site.rooms))])
    frame = frame_around(everything, foot=foot)
    floors = clear_floors(site)
    doors = [swing(gap, site) for gap in site.gaps if gap.kind == "door"]
    obstacles = unary_union([*(obstacle(thing) for thing in site.drawn_things), *doors])
    return Plan(
        site=site,
        frame=frame,
        floors=floors,
        walls=walls_by_certainty(site),
        names=_room_labels(site, frame, floors, obstacles, keep_clear, size=NAME_SIZE),
        numbers=_room_labels(
            site, frame, floors, obstacles, keep_clear, size=number_size, numbers=True
        ),
        number_size=number_size,
    )


def _room_labels(
    site: Site,
    frame: Frame,
    floors: Mapping[str, BaseGeometry],
    obstacles: BaseGeometry,
    keep_clear: tuple[Point, ...],
    *,
    size: float,
    numbers: bool = False,
) -> dict[str, Label]:
    rooms = [room for room in drawable(site.rooms) if room.number is not None]
    clear = [shapely.Point(frame.spot(at)).buffer(size * 0.72) for at in keep_clear]
    blocked = unary_union([frame.put(obstacles), *clear])
    wishes = []
    for room in rooms:
        floor = frame.put(floors[room.key])
        free = NOWHERE if is_wall(room) else floor.buffer(-size * 0.1).difference(blocked)
        target = floor.difference(blocked)
        figure = ((str(room.number),),)
        choices = figure if numbers else _choices(room)
        wishes.append(Wish(room.key, choices, free, target, short=figure))
    outdoors = [frame.put(floors[room.key]) for room in rooms if room.kind == "outdoor"]
    sheet = Sheet(unary_union(outdoors), blocked, reach=WIDTH * 0.2)
    return place_labels(wishes, size=size, sheet=sheet)


def _choices(room: Room) -> tuple[tuple[str, ...], ...]:
    stacked = tuple((str(room.number), *lines) for lines in breaks(room.name))
    return (*breaks(room.label), *stacked)


def _outdoors_first(site: Site) -> list[Room]:
    """The order in which floors lie on each other; a label led into the garden lies on it."""
    order = {"site": 0, "outdoor": 1}
    return sorted(
        drawable(site.rooms), key=lambda room: (order.get(room.kind, 2), room.number or 0)
    )


def _room(
    plan: Plan, room: Room, *, labels: Labels, marked: frozenset[str], prefix: str | None
) -> str:
    floor = plan.frame.put(plan.floors[room.key])
    if is_wall(room):
        floor = plan.frame.put(_cut_walls(plan.floors[room.key], plan.site))
    names = label_text(plan.names.get(room.key), size=NAME_SIZE, class_="name")
    numbers = label_text(plan.numbers.get(room.key), size=plan.number_size, class_="number")
    content = floor_path(room, floor, prefix=prefix, marked=marked)
    if room.closed and not floor.is_empty:
        content += svg.shape(_bars(floor), class_="closed")
    if room.number is not None:
        content += label_layers(labels, names, numbers)
    name = f"{room.label}, {room.closed}" if room.closed else room.label
    return link(room.href if room.number is not None else "", name, content)


def _bars(floor: BaseGeometry) -> str:
    """A cross over a floor, its arms from the corners of the box around it; the middle is the name's."""
    left, top, right, bottom = floor.bounds
    arms = []
    for x, y, far_x, far_y in (
        (left, top, right, bottom),
        (right, bottom, left, top),
        (left, bottom, right, top),
        (right, top, left, bottom),
    ):
        arms.append([(x, y), (x + (far_x - x) * ARM, y + (far_y - y) * ARM)])
    return svg.path(shapely.MultiLineString(arms).intersection(floor))


def _cut_walls(band: BaseGeometry, site: Site) -> BaseGeometry:
    return band.difference(unary_union([gap_cut(gap, site) for gap in site.gaps]))


def floor_path(
    room: Room, floor: BaseGeometry, *, prefix: str | None, marked: frozenset[str]
) -> str:
    """A room's ground, marked and hatched as it is."""
    if floor.is_empty or floor.area < 1:
        return ""
    classes = ["floor", floor_kind(room)]
    if room.key in marked:
        classes.append("highlight")
    if room.is_current:
        classes.append("current")
    d = svg.path(floor)
    drawn = svg.shape(d, class_=" ".join(classes))
    if room.is_unknown and prefix is not None:
        drawn += svg.shape(d, class_="hatch", fill=f"url(#{prefix}-hatch)")
    return drawn


def wall_paths(walls: Mapping[str, BaseGeometry], frame: Frame, *, prefix: str) -> str:
    """The walls, one path for each certainty."""
    return "".join(
        svg.sure(svg.path(frame.put(walls[one])), class_="wall", certainty=one, prefix=prefix)
        for one in CERTAINTIES
        if not walls[one].is_empty
    )


def _things(things: Iterable[Thing], frame: Frame, *, prefix: str) -> str:
    """All things, one path for each certainty: on the house's plan they are not links."""
    found = [(thing, symbol(thing)) for thing in lowest_first(things)]
    drawn = ""
    for certainty in CERTAINTIES:
        group = [drawing for thing, drawing in found if thing.certainty == certainty]
        outlines = "".join(svg.path(frame.put(drawing.outline)) for drawing in group)
        drawn += svg.sure(outlines, class_="thing", certainty=certainty, prefix=prefix)
    details = "".join(svg.path(frame.put(drawing.detail)) for _, drawing in found)
    return drawn + svg.shape(details, class_="detail")


def lowest_first(things: Iterable[Thing]) -> list[Thing]:
    """A paper lies on the desk, a chair under the table."""
    order = {"chair": -1, "small": 2}
    return sorted(things, key=lambda thing: (order.get(thing.form, 0), thing.form != "table"))
