"""The plan of one room, large, with its things."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    NOWHERE,
    clear_floors,
    footprint,
    is_wall,
    outline,
    walls_by_certainty,
)
from casamuseo.house.drawing.labels import Label, Sheet, Wish, breaks, place_labels
from casamuseo.house.drawing.openings import gap_paths
from casamuseo.house.drawing.plan import floor_path, lowest_first, wall_paths
from casamuseo.house.drawing.sheet import (
    FOOT,
    NAME_SIZE,
    NUMBER_SIZE,
    WIDTH,
    Frame,
    frame_around,
    hatch,
    label_layers,
    label_text,
    link,
    notes,
)
from casamuseo.house.drawing.site import (
    ENGLISH,
    Gap,
    Labels,
    Room,
    Site,
    Thing,
    Words,
)
from casamuseo.house.drawing.symbols import obstacle, symbol


def draw_room(
    site: Site,
    room_key: str,
    *,
    words: Words = ENGLISH,
    title: str,
    description: str,
    labels: Labels = "both",
    id_prefix: str = "room",
) -> str:
    """One room large, each of its things a link; `room_things` is the order of their numbers."""
    room = site.room(room_key)
    part = _cut_out(site, room)
    frame = frame_around(wall_reach(room), foot=FOOT)
    floors = {room.key: clear_floors(part)[room.key]}
    things = room_things(site, room_key)
    placed = {
        "names": _thing_labels(things, frame, floors[room.key], size=NAME_SIZE * 1.25),
        "numbers": _thing_labels(things, frame, floors[room.key], size=NUMBER_SIZE, numbers=True),
    }
    floor = frame.put(floors[room.key])
    return svg.document(
        hatch(id_prefix),
        floor_path(room, floor, prefix=id_prefix, marked=frozenset()),
        wall_paths(_clip(walls_by_certainty(part), wall_reach(room)), frame, prefix=id_prefix),
        gap_paths(_gaps_of(site, room), site, frame, towards=room),
        *(
            _thing_link(thing, frame, labels, placed, prefix=id_prefix)
            for thing in lowest_first(things)
        ),
        notes(frame, words=words, labels=labels),
        class_="plan room-plan",
        size=(WIDTH, frame.height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=any(thing.href for thing in things),
    )


def room_things(site: Site, room_key: str) -> tuple[Thing, ...]:
    """The things drawn in a room's plan, in the order of their numbers: 1, 2, 3…"""
    return tuple(thing for thing in site.drawn_things if thing.place == room_key)


def wall_reach(room: Room) -> BaseGeometry:
    """The room with its walls all round."""
    return outline(room).buffer(0.5, join_style="mitre")


def _clip(walls: Mapping[str, BaseGeometry], around: BaseGeometry) -> dict[str, BaseGeometry]:
    return {certainty: region.intersection(around) for certainty, region in walls.items()}


def _gaps_of(site: Site, room: Room) -> list[Gap]:
    reach = outline(room).exterior.buffer(0.3)
    return [gap for gap in site.gaps if reach.contains(LineString(gap.line))]


def _cut_out(site: Site, room: Room) -> Site:
    """The site without the fixtures that lie on the room's floor: they are part of it."""
    rooms = tuple(one for one in site.rooms if one == room or one.kind != "fixture" or is_wall(one))
    return Site(rooms=rooms, gaps=site.gaps, things=site.things)


def _thing_link(
    thing: Thing,
    frame: Frame,
    labels: Labels,
    placed: Mapping[str, Mapping[str, Label]],
    *,
    prefix: str,
) -> str:
    drawing = symbol(thing)
    content = svg.sure(
        svg.path(frame.put(drawing.outline)),
        class_=f"{thing.form} thing",
        certainty=thing.certainty,
        prefix=prefix,
    ) + svg.shape(svg.path(frame.put(drawing.detail)), class_="detail")
    names = label_text(placed["names"].get(thing.key), size=NAME_SIZE * 1.25, class_="name")
    number = placed["numbers"].get(thing.key)
    numbers = label_text(number, size=NUMBER_SIZE, class_="number")
    # What is read aloud holds what is seen: on a phone that is the number alone.
    name = f"{number.lines[0]} {thing.name}" if number else thing.name
    return link(thing.href, name, content + label_layers(labels, names, numbers))


def _thing_labels(
    things: tuple[Thing, ...],
    frame: Frame,
    floor: BaseGeometry,
    *,
    size: float,
    numbers: bool = False,
) -> dict[str, Label]:
    ground = frame.put(floor).buffer(-size * 0.2)
    blocked = frame.put(unary_union([obstacle(thing, pad=0.04) for thing in things]))
    wishes = [
        Wish(
            thing.key,
            ((str(index),),) if numbers else breaks(thing.name),
            NOWHERE,
            frame.put(_own_top(thing, things)),
            passable=_under(thing, things, frame),
        )
        for index, thing in enumerate(things, start=1)
    ]
    sheet = Sheet(ground, blocked, reach=WIDTH * 0.35)
    return place_labels(wishes, size=size, sheet=sheet)


def _own_top(thing: Thing, things: tuple[Thing, ...]) -> BaseGeometry:
    """What is seen of the thing: a desk less the papers on it."""
    over = [obstacle(one, pad=0.08) for one in things if one.form == "small" and one != thing]
    own = obstacle(thing, pad=0.04)
    return own if thing.form == "small" else own.difference(unary_union(over))


def _under(thing: Thing, things: tuple[Thing, ...], frame: Frame) -> BaseGeometry:
    """What the thing lies on: the leader line to a paper crosses the desk."""
    if thing.form != "small":
        return NOWHERE
    spot = shapely.Point(thing.at)
    return frame.put(
        unary_union([obstacle(one, pad=0.04) for one in things if footprint(one).contains(spot)])
    )
