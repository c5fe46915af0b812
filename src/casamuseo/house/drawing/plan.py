"""The plan of a house, of one room, and the small plan that says where a room is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    CERTAINTIES,
    NOWHERE,
    all_walls,
    clear_floors,
    drawable,
    footprint,
    gap_cut,
    gap_depth,
    is_tower,
    is_wall,
    outline,
    walls_by_certainty,
)
from casamuseo.house.drawing.labels import LINE, Label, Sheet, Wish, breaks, place_labels
from casamuseo.house.drawing.site import (
    ENGLISH,
    Gap,
    Labels,
    Point,
    Room,
    Site,
    Thing,
    Words,
)
from casamuseo.house.drawing.symbols import obstacle, symbol

WIDTH = 2000.0
"""Units across every drawing."""

NAME_SIZE = 38.0
"""Type for wide screens: 12 px as soon as the drawing is 640 px wide."""

NUMBER_SIZE = 88.0
"""Type for phones: 12 px on a drawing 280 px wide."""

_MARGIN = 24.0
_FOOT = 124.0
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
        _walls(plan.walls, plan.frame, prefix=id_prefix),
        *(
            _room(plan, room, labels=labels, marked=marked, prefix=id_prefix)
            for room in _outdoors_first(site)
        ),
        _gaps(site.gaps, site, plan.frame),
        _things(site.drawn_things, plan.frame, prefix=id_prefix),
        extra,
        _foot(plan.frame, words=words, labels=labels),
        class_=class_,
        size=(WIDTH, plan.frame.height + extra_height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=any(room.href for room in site.rooms),
    )


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
    frame = _frame_around(wall_reach(room), foot=_FOOT)
    floors = {room.key: clear_floors(part)[room.key]}
    things = room_things(site, room_key)
    placed = {
        "names": _thing_labels(things, frame, floors[room.key], size=NAME_SIZE * 1.25),
        "numbers": _thing_labels(things, frame, floors[room.key], size=NUMBER_SIZE, numbers=True),
    }
    floor = frame.put(floors[room.key])
    return svg.document(
        hatch(id_prefix),
        _floor(room, floor, prefix=id_prefix, marked=frozenset()),
        _walls(_clip(walls_by_certainty(part), wall_reach(room)), frame, prefix=id_prefix),
        _gaps(_gaps_of(site, room), site, frame, towards=room),
        *(
            _thing_link(thing, frame, labels, placed, prefix=id_prefix)
            for thing in _lowest_first(things)
        ),
        _foot(frame, words=words, labels=labels),
        class_="plan room-plan",
        size=(WIDTH, frame.height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=any(thing.href for thing in things),
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
        _walls(plan.walls, plan.frame, prefix=id_prefix),
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


def room_things(site: Site, room_key: str) -> tuple[Thing, ...]:
    """The things drawn in a room's plan, in the order of their numbers: 1, 2, 3…"""
    return tuple(thing for thing in site.drawn_things if thing.place == room_key)


def unmarked(site: Site) -> Site:
    """The site without what a page marks: all its pages share one layout."""
    return replace(
        site,
        rooms=tuple(
            replace(room, href="", is_unknown=False, is_current=False) for room in site.rooms
        ),
        things=tuple(replace(thing, name="", href="") for thing in site.things),
    )


@lru_cache(maxsize=64)
def lay_out(
    site: Site,
    *,
    foot: float = _FOOT,
    number_size: float = NUMBER_SIZE,
    keep_clear: tuple[Point, ...] = (),
) -> Plan:
    """Scale, floors, walls and the place of every label; labels also leave these points clear."""
    walls = all_walls(site)
    everything = unary_union([walls, *(outline(room) for room in drawable(site.rooms))])
    frame = _frame_around(everything, foot=foot)
    floors = clear_floors(site)
    doors = [_swing(gap, site) for gap in site.gaps if gap.kind == "door"]
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


def keys(highlight: str | Iterable[str] | None) -> frozenset[str]:
    """One key, several or none as a set."""
    if highlight is None:
        return frozenset()
    return frozenset({highlight} if isinstance(highlight, str) else highlight)


def wall_reach(room: Room) -> BaseGeometry:
    """The room with its walls all round."""
    return outline(room).buffer(0.5, join_style="mitre")


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
    return leader_line(label) + "".join(rows)


def leader_line(label: Label) -> str:
    """The line from a label to what it names, ending in a dot there."""
    if label.leader is None:
        return ""
    *_, (x, y) = label.leader.coords
    dot = svg.element("circle", class_="dot", cx=x, cy=y, r=8)
    return svg.shape(svg.path(label.leader), class_="leader") + dot


def _frame_around(geometry: BaseGeometry, *, foot: float) -> Frame:
    left, top, right, bottom = (0, 0, 1, 1) if geometry.is_empty else geometry.bounds
    scale = (WIDTH - 2 * _MARGIN) / max(right - left, (bottom - top) * 0.5, 0.1)
    side = (WIDTH / scale - (right - left)) / 2
    above = _MARGIN / scale
    return Frame(scale, left - side, top - above, (bottom - top) * scale + 2 * _MARGIN + foot)


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
    content = _floor(room, floor, prefix=prefix, marked=marked)
    if room.number is not None:
        content += label_layers(labels, names, numbers)
    return link(room.href if room.number is not None else "", room.label, content)


def _cut_walls(band: BaseGeometry, site: Site) -> BaseGeometry:
    return band.difference(unary_union([gap_cut(gap, site) for gap in site.gaps]))


def link(href: str, name: str, content: str) -> str:
    """The content as a link with its accessible name, or plain where it leads nowhere."""
    if not href or not content:
        return content
    return svg.element("a", content, href=href, aria_label=name)


def _floor(room: Room, floor: BaseGeometry, *, prefix: str | None, marked: frozenset[str]) -> str:
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


def floor_kind(room: Room) -> str:
    """The class of its ground: indoors, lawn, paving, the tower's, the wall's own."""
    if is_wall(room):
        return "masonry"
    if is_tower(room):
        return "tower"
    return {"site": "street", "outdoor": "lawn", "fixture": "paving"}.get(room.kind, "indoors")


def _walls(walls: Mapping[str, BaseGeometry], frame: Frame, *, prefix: str) -> str:
    return "".join(
        svg.sure(svg.path(frame.put(walls[one])), class_="wall", certainty=one, prefix=prefix)
        for one in CERTAINTIES
        if not walls[one].is_empty
    )


def _clip(walls: Mapping[str, BaseGeometry], around: BaseGeometry) -> dict[str, BaseGeometry]:
    return {certainty: region.intersection(around) for certainty, region in walls.items()}


def _gaps(gaps: Iterable[Gap], site: Site, frame: Frame, *, towards: Room | None = None) -> str:
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


def _swing(gap: Gap, site: Site) -> BaseGeometry:
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


def _gaps_of(site: Site, room: Room) -> list[Gap]:
    reach = outline(room).exterior.buffer(0.3)
    return [gap for gap in site.gaps if reach.contains(LineString(gap.line))]


def _cut_out(site: Site, room: Room) -> Site:
    """The site without the fixtures that lie on the room's floor: they are part of it."""
    rooms = tuple(one for one in site.rooms if one == room or one.kind != "fixture" or is_wall(one))
    return Site(rooms=rooms, gaps=site.gaps, things=site.things)


def _things(things: Iterable[Thing], frame: Frame, *, prefix: str) -> str:
    """All things, one path for each certainty: on the house's plan they are not links."""
    found = [(thing, symbol(thing)) for thing in _lowest_first(things)]
    drawn = ""
    for certainty in CERTAINTIES:
        group = [drawing for thing, drawing in found if thing.certainty == certainty]
        outlines = "".join(svg.path(frame.put(drawing.outline)) for drawing in group)
        drawn += svg.sure(outlines, class_="thing", certainty=certainty, prefix=prefix)
    details = "".join(svg.path(frame.put(drawing.detail)) for _, drawing in found)
    return drawn + svg.shape(details, class_="detail")


def _lowest_first(things: Iterable[Thing]) -> list[Thing]:
    """A paper lies on the desk, a chair under the table."""
    order = {"chair": -1, "small": 2}
    return sorted(things, key=lambda thing: (order.get(thing.form, 0), thing.form != "table"))


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
    numbers = label_text(placed["numbers"].get(thing.key), size=NUMBER_SIZE, class_="number")
    return link(thing.href, thing.name, content + label_layers(labels, names, numbers))


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


def _foot(frame: Frame, *, words: Words, labels: Labels) -> str:
    """The note that the plan is schematic, and a scale bar that says it is approximate."""
    length = _round_length(WIDTH / frame.scale / 4)
    bar = length * frame.scale
    y = frame.height - _FOOT / 2
    right = WIDTH - _MARGIN
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
            "text", svg.text(note), x=_MARGIN, y=base, class_=f"{class_} start", font_size=size
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
