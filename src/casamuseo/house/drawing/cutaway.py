"""The house cut open and seen from above one corner, in isometric projection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely import affinity
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import transform, unary_union

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    NOWHERE,
    clear_floors,
    drawable,
    is_tower,
    is_wall,
    outline,
)
from casamuseo.house.drawing.labels import Label, Sheet, Wish, breaks, place_labels
from casamuseo.house.drawing.occlusion import (
    COS,
    SIN,
    Face,
    Prism,
    edge_lines,
    painters_order,
    visible_faces,
    visible_strokes,
)
from casamuseo.house.drawing.plan import (
    NAME_SIZE,
    NUMBER_SIZE,
    WIDTH,
    floor_kind,
    keys,
    label_layers,
    label_text,
    link,
)
from casamuseo.house.drawing.site import ENGLISH, Labels, Room, Site, Words
from casamuseo.house.drawing.solids import house_prisms

_MARGIN = 14.0
_DISC = 0.92
"""Discs are set a little smaller than plain numbers, so that more of them find room."""


@dataclass(frozen=True)
class View:
    """How metres of the picture become units of the drawing."""

    scale: float
    left: float
    top: float
    height: float

    def put(self, picture: BaseGeometry) -> BaseGeometry:
        """A picture in metres to units of the drawing."""
        matrix = (self.scale, 0, 0, self.scale, -self.left * self.scale, -self.top * self.scale)
        return affinity.affine_transform(picture, matrix)

    def ground(self, region: BaseGeometry, base: float = 0.0) -> BaseGeometry:
        """A region of the plan, at this height, to units of the drawing."""
        return self.put(
            transform(lambda x, y, z=None: ((x - y) * COS, (x + y) * SIN - base), region)
        )


@dataclass(frozen=True)
class Scene:
    """A site as it is seen: every visible face, and the place of every label."""

    site: Site
    view: View
    floors: Mapping[str, BaseGeometry]
    seen_floors: Mapping[str, BaseGeometry]
    faces: tuple[Face, ...]
    strokes: tuple[tuple[Prism, BaseGeometry], ...]
    names: Mapping[str, Label]
    numbers: Mapping[str, Label]


def draw_cutaway(
    site: Site,
    *,
    words: Words = ENGLISH,
    title: str,
    description: str,
    highlight: str | Iterable[str] | None = None,
    labels: Labels = "both",
    id_prefix: str = "cutaway",
) -> str:
    """The house from above its front corner, walls cut low in front, as an SVG.

    Numbers stand in discs, names beside them; `labels` as for the plan.
    """
    del words
    scene = look(site)
    marked = keys(highlight)
    rooms = [room for room in _far_to_near(site) if room.number is not None or not room.href]
    grounds = [_ground(scene, room, marked=marked, prefix=id_prefix) for room in rooms]
    return svg.document(
        _hatch(id_prefix, scene.view),
        "".join(grounds),
        _walls(scene),
        _things(scene),
        *(_room_link(scene, room, labels=labels) for room in rooms),
        class_="cutaway",
        size=(WIDTH, scene.view.height),
        title=title,
        description=description,
        prefix=id_prefix,
        has_links=any(room.href for room in site.rooms),
    )


@lru_cache(maxsize=64)
def look(site: Site) -> Scene:
    """Order, visible faces and labels of a site."""
    ordered = painters_order(house_prisms(site))
    faces = visible_faces(ordered)
    strokes = visible_strokes(ordered)
    ground = unary_union([outline(room) for room in drawable(site.rooms)])
    view = _view([prism.shadow() for prism in ordered], ground)
    floors = {
        room.key: view.ground(clear_floors(site)[room.key], room.base)
        for room in drawable(site.rooms)
    }
    standing = view.put(unary_union([prism.shadow() for prism in ordered if prism.is_opaque]))
    seen = {
        key: floor.difference(standing).buffer(-0.8).buffer(0.8) for key, floor in floors.items()
    }
    things = view.put(
        unary_union(
            [face.region for face in faces if face.prism.owner.startswith("thing")]
            + [stroke.buffer(0.15) for _, stroke in strokes]
        )
    )
    return Scene(
        site=site,
        view=view,
        floors=floors,
        seen_floors=seen,
        faces=tuple(faces),
        strokes=tuple(strokes),
        names=_labels(site, view, seen, things, faces, size=NAME_SIZE),
        numbers=_labels(site, view, seen, things, faces, size=NUMBER_SIZE * _DISC, is_disc=True),
    )


def _view(pictures: list[Polygon], ground: BaseGeometry) -> View:
    flat = transform(lambda x, y, z=None: ((x - y) * COS, (x + y) * SIN), ground)
    left, top, right, bottom = unary_union([*pictures, flat]).bounds or (0, 0, 1, 1)
    scale = (WIDTH - 2 * _MARGIN) / max(right - left, (bottom - top) * 0.5, 0.1)
    side = (WIDTH / scale - (right - left)) / 2
    return View(
        scale, left - side, top - _MARGIN / scale, (bottom - top) * scale + 2 * _MARGIN
    )


def _labels(
    site: Site,
    view: View,
    seen: Mapping[str, BaseGeometry],
    things: BaseGeometry,
    faces: Iterable[Face],
    *,
    size: float,
    is_disc: bool = False,
) -> dict[str, Label]:
    wishes = []
    for room in drawable(site.rooms):
        if room.number is None:
            continue
        target = seen[room.key]
        if is_tower(room) or is_wall(room):
            target = _masonry_of(room, faces, view)
        target = target.difference(things)
        free = target.buffer(-size * 0.08) if not is_wall(room) else NOWHERE
        figure = ((str(room.number),),)
        choices = figure if is_disc else (*breaks(room.label), *figure)
        wishes.append(Wish(room.key, choices, free, target))
    page = box(0, 0, WIDTH, view.height).buffer(-4)
    rooms = unary_union(
        [seen[room.key] for room in drawable(site.rooms) if room.kind not in ("outdoor", "site")]
    )
    sheet = Sheet(page.difference(rooms), things, reach=WIDTH * 0.25)
    return place_labels(wishes, size=size, sheet=sheet, is_disc=is_disc)


def _masonry_of(room: Room, faces: Iterable[Face], view: View) -> BaseGeometry:
    """The seen faces of a tower, or of a garden wall."""
    around = outline(room).buffer(room.wall, join_style="mitre")
    if is_wall(room):
        around = outline(room).exterior.buffer(room.wall)
    regions = [
        face.region
        for face in faces
        if face.prism.owner.startswith("wall")
        and face.prism.material == "plaster"
        and around.contains(Polygon(face.prism.base))
    ]
    return view.put(unary_union(regions))


def _far_to_near(site: Site) -> list[Room]:
    order = {"site": 0, "outdoor": 1, "building": 3}
    return sorted(drawable(site.rooms), key=lambda room: (room.base, order.get(room.kind, 2)))


def _ground(scene: Scene, room: Room, *, marked: frozenset[str], prefix: str) -> str:
    """The room's floor; what stands on it is drawn over it."""
    floor = scene.floors[room.key]
    if floor.is_empty or floor.area < 1 or is_wall(room):
        return ""
    classes = ["floor", floor_kind(room)]
    if room.key in marked:
        classes.append("highlight")
    if room.is_current:
        classes.append("current")
    d = svg.path(floor)
    drawn = svg.shape(d, class_=" ".join(classes))
    if room.is_unknown:
        drawn += svg.shape(d, class_="hatch", fill=f"url(#{prefix}-hatch)")
    return drawn


def _room_link(scene: Scene, room: Room, *, labels: Labels) -> str:
    if room.number is None:
        return ""
    names = label_text(scene.names.get(room.key), size=NAME_SIZE, class_="name")
    numbers = _disc(scene.numbers.get(room.key))
    layers = label_layers(labels, names, numbers)
    # Only what is seen of the floor takes a click: walls and furniture stand before the rest.
    target = svg.shape(svg.path(scene.seen_floors[room.key].simplify(1.0)), class_="target")
    return link(room.href, room.label, target + layers)


def _disc(label: Label | None) -> str:
    if label is None:
        return ""
    x, y = label.centre
    left, _, right, _ = label.box.bounds
    leader = "" if label.leader is None else svg.shape(svg.path(label.leader), class_="leader")
    disc = svg.element("circle", cx=x, cy=y, r=(right - left) / 2, class_="disc")
    figure = svg.element(
        "text",
        svg.text(label.lines[0]),
        x=x,
        y=y + NUMBER_SIZE * _DISC * 0.35,
        class_="number in-disc",
    )
    return leader + disc + figure


def _walls(scene: Scene) -> str:
    """All walls, one path for each tone and material, then their edges by certainty."""
    faces = [face for face in scene.faces if face.prism.owner.startswith("wall")]
    drawn = _toned(faces, scene.view)
    for owner in dict.fromkeys(face.prism.owner for face in faces):
        regions = _merged(face for face in faces if face.prism.owner == owner)
        lines = edge_lines([scene.view.put(region) for _, region in regions])
        drawn += svg.shape(svg.path(lines), class_=owner.replace("wall", "edge"))
    return drawn


def _things(scene: Scene) -> str:
    """Each thing in a group of its own, so that it can be found and styled."""
    drawn = ""
    for thing in scene.site.drawn_things:
        owner = f"thing {thing.key}"
        faces = [face for face in scene.faces if face.prism.owner == owner]
        regions = [scene.view.put(region) for _, region in _merged(faces)]
        content = _toned(faces, scene.view)
        content += svg.shape(svg.path(edge_lines(regions)), class_="edge") if regions else ""
        content += _strokes(scene, owner)
        if content:
            drawn += svg.element("g", content, class_=f"thing {thing.certainty}")
    return drawn


def _strokes(scene: Scene, owner: str) -> str:
    kinds: dict[str, str] = {}
    for prism, stroke in scene.strokes:
        if prism.owner == owner:
            d = svg.path(scene.view.put(stroke))
            kinds[prism.material] = kinds.get(prism.material, "") + d
    width = {"stem": 0.2, "pad": 0.34, "leaf": 0.1}
    return "".join(
        svg.shape(d, class_=f"plant {kind}", stroke_width=width[kind] * scene.view.scale)
        for kind, d in kinds.items()
    )


def _toned(faces: Iterable[Face], view: View) -> str:
    tones: dict[str, str] = {}
    for (material, tone), region in _merged(faces):
        name = f"{material} {tone}"
        tones[name] = tones.get(name, "") + svg.path(view.put(region))
    return "".join(svg.shape(d, class_=name) for name, d in tones.items())


def _merged(faces: Iterable[Face]) -> list[tuple[tuple[str, str], BaseGeometry]]:
    """Faces in one plane and of one material as one, so that no seam shows."""
    planes: dict[tuple[str, str, tuple[float, float, float]], list[BaseGeometry]] = {}
    for face in faces:
        material = face.prism.material
        if material == "cut" and face.tone != "top":
            material = "plaster"
        planes.setdefault((material, face.tone, face.plane), []).append(face.region)
    return [
        ((material, tone), shapely.union_all(regions, grid_size=1e-4).simplify(0.005))
        for (material, tone, _), regions in planes.items()
    ]


def _hatch(prefix: str, view: View) -> str:
    """The pattern of what is not known, lying on the floor."""
    step = 0.75 * view.scale
    matrix = " ".join(f"{value:.3f}" for value in (COS, SIN, -COS, SIN, 0, 0))
    return svg.element(
        "pattern",
        svg.element("path", class_="hatch-line", d=f"M0 0v{svg.number(step)}"),
        id=f"{prefix}-hatch",
        width=step,
        height=step,
        patternUnits="userSpaceOnUse",
        patternTransform=f"matrix({matrix}) rotate(45)",
    )
