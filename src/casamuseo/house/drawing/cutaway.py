"""The house cut open and seen from above one corner, in isometric projection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import shapely
from shapely import affinity
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.geometry import (
    CERTAINTIES,
    clear_floors,
    drawable,
    is_tower,
    is_wall,
    outline,
    wall_band,
)
from casamuseo.house.drawing.labels import Label, Sheet, Wish, place_labels
from casamuseo.house.drawing.occlusion import (
    COS,
    SIN,
    Face,
    Prism,
    painters_order,
    visible_faces,
    visible_strokes,
)
from casamuseo.house.drawing.sheet import (
    NAME_SIZE,
    NUMBER_SIZE,
    WIDTH,
    floor_kind,
    hatch,
    keys,
    label_layers,
    leader_line,
    link,
)
from casamuseo.house.drawing.site import Labels, Room, Site, bare
from casamuseo.house.drawing.solids import house_prisms

_MARGIN = 28.0

Stroke = tuple[Prism, BaseGeometry]
"""A plant, and what is seen of its lines."""


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
        return self.put(_picture(region, base))


@dataclass(frozen=True)
class Scene:
    """A site as it is seen: every visible face, and the place of every label."""

    site: Site
    view: View
    floors: Mapping[str, BaseGeometry]
    faces: tuple[Face, ...]
    walls: Mapping[tuple[str, str], str]
    """Paths of the walls, by material with tone and by certainty."""
    things: Mapping[str, str]
    """What things are drawn with, by certainty."""
    wide: Mapping[str, Label]
    narrow: Mapping[str, Label]


def draw_cutaway(
    site: Site,
    *,
    title: str,
    description: str,
    highlight: str | Iterable[str] | None = None,
    labels: Labels = "both",
    id_prefix: str = "cutaway",
) -> str:
    """The house from above its front corner, walls cut low in front, as an SVG.

    Each room is a link by its floor and by a disc with its number; `labels` says which size of
    discs: "names" for a drawing at least 640 px wide, "numbers" for a phone, "both".
    """
    marked = keys(highlight)
    scene = replace(look(bare(site)), site=site)
    rooms = _far_to_near(site)
    grounds = [_ground(scene, room, marked=marked, prefix=id_prefix) for room in rooms]
    return svg.document(
        hatch(id_prefix),
        "".join(grounds),
        _walls(scene, prefix=id_prefix),
        _tower_hatches(scene, prefix=id_prefix),
        _things(scene, prefix=id_prefix),
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
    view = _view([prism.shadow for prism in ordered], ground)
    own = clear_floors(site)
    floors = {room.key: view.ground(own[room.key], room.base) for room in drawable(site.rooms)}
    standing = view.put(unary_union([prism.shadow for prism in ordered if prism.is_opaque]))
    seen = {
        key: floor.difference(standing).buffer(-1.6).buffer(1.6) for key, floor in floors.items()
    }
    things = view.put(
        unary_union(
            [face.region for face in faces if face.prism.owner.startswith("thing")]
            + [stroke.buffer(0.15, quad_segs=2) for _, stroke in strokes]
        ).buffer(0.06, quad_segs=1, join_style="mitre")
    ).simplify(2.0)
    return Scene(
        site=site,
        view=view,
        floors=floors,
        faces=tuple(faces),
        walls=_wall_paths(faces, view),
        things=_thing_paths(site, faces, strokes, view),
        wide=_labels(site, view, seen, things, faces, size=NAME_SIZE),
        narrow=_labels(site, view, seen, things, faces, size=NUMBER_SIZE),
    )


def _view(pictures: list[BaseGeometry], ground: BaseGeometry) -> View:
    everything = unary_union([*pictures, _picture(ground)])
    left, top, right, bottom = (0, 0, 1, 1) if everything.is_empty else everything.bounds
    scale = (WIDTH - 2 * _MARGIN) / max(right - left, (bottom - top) * 0.5, 0.1)
    side = (WIDTH / scale - (right - left)) / 2
    return View(scale, left - side, top - _MARGIN / scale, (bottom - top) * scale + 2 * _MARGIN)


def _picture(region: BaseGeometry, base: float = 0.0) -> BaseGeometry:
    """A region of the plan, lying at this height, as the eye sees it."""
    return affinity.affine_transform(region, (COS, -COS, SIN, SIN, 0, -base))


def _labels(
    site: Site,
    view: View,
    seen: Mapping[str, BaseGeometry],
    things: BaseGeometry,
    faces: Iterable[Face],
    *,
    size: float,
) -> dict[str, Label]:
    wishes = []
    for room in drawable(site.rooms):
        if room.number is None:
            continue
        target = seen[room.key]
        if is_tower(room) or is_wall(room):
            target = _masonry_of(room, faces, view)
        target = target.difference(things)
        free = target.buffer(-size * 0.08)
        figure = ((str(room.number),),)
        wishes.append(Wish(room.key, figure, free, target))
    page = box(0, 0, WIDTH, view.height).buffer(-8)
    others = [seen[room.key] for room in drawable(site.rooms) if floor_kind(room) != "lawn"]
    others += [_masonry_of(room, faces, view) for room in drawable(site.rooms) if is_tower(room)]
    sheet = Sheet(page.difference(unary_union(others)), things, reach=WIDTH * 0.25)
    return place_labels(wishes, size=size, sheet=sheet, is_disc=True)


def _masonry_of(room: Room, faces: Iterable[Face], view: View) -> BaseGeometry:
    """The seen sides of a tower's shaft, or of a garden wall."""
    around = wall_band(room) if is_wall(room) else outline(room)
    around = around.buffer(0.5, join_style="mitre")
    is_high = [face for face in faces if face.prism.material == "plaster" and face.tone != "top"]
    regions = [
        face.region
        for face in is_high
        if around.contains(Polygon(face.prism.base))
        and (face.prism.high == room.base + room.height or is_tower(room))
    ]
    return view.put(unary_union(regions))


def _far_to_near(site: Site) -> list[Room]:
    """The order in which grounds and targets lie on each other: a disc lies on the garden wall."""
    order = {"street": 0, "lawn": 1, "masonry": 2}
    return sorted(
        drawable(site.rooms),
        key=lambda room: (room.base, order.get(floor_kind(room), 3), room.number or 0),
    )


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
    if room.is_unknown and not is_tower(room):
        drawn += svg.shape(d, class_="hatch", fill=f"url(#{prefix}-hatch)")
    return drawn


def _room_link(scene: Scene, room: Room, *, labels: Labels) -> str:
    if room.number is None:
        return ""
    wide = _disc(scene.wide.get(room.key), size=NAME_SIZE, class_="name on-disc")
    narrow = _disc(scene.narrow.get(room.key), size=NUMBER_SIZE, class_="number on-disc")
    layers = label_layers(labels, wide, narrow)
    # Its ground once more, unseen, on top of all that stands there, to take a click.
    ground = scene.floors[room.key]
    if is_tower(room):
        ground = _masonry_of(room, scene.faces, scene.view).convex_hull
    elif is_wall(room):
        ground = _masonry_of(room, scene.faces, scene.view).simplify(20)
    return link(room.href, room.label, svg.shape(svg.path(ground), class_="target") + layers)


def _disc(label: Label | None, *, size: float, class_: str) -> str:
    if label is None:
        return ""
    x, y = label.centre
    left, _, right, _ = label.box.bounds
    disc = svg.element("circle", class_="disc", r=(right - left) / 2)
    figure = svg.element(
        "text", svg.text(label.lines[0]), class_=class_, font_size=size, y=size * 0.35
    )
    place = f"translate({svg.number(x)} {svg.number(y)})"
    return leader_line(label) + svg.element("g", disc, figure, transform=place)


def _walls(scene: Scene, *, prefix: str) -> str:
    """All walls, one path for each material, tone and certainty."""
    return "".join(
        # Of a contested wall the edge on top is doubled, not every edge.
        svg.shape(d, class_=f"{name} contested")
        if certainty == "contested" and not name.endswith("top")
        else svg.sure(d, class_=name, certainty=certainty, prefix=prefix)
        for (name, certainty), d in sorted(scene.walls.items())
    )


def _wall_paths(faces: Iterable[Face], view: View) -> dict[tuple[str, str], str]:
    paths: dict[tuple[str, str], str] = {}
    for face in _merged(face for face in faces if face.prism.owner.startswith("wall")):
        kind = (f"{face.prism.material} {face.tone}", face.prism.owner.removeprefix("wall "))
        paths[kind] = paths.get(kind, "") + svg.path(view.put(face.region))
    return paths


def _tower_hatches(scene: Scene, *, prefix: str) -> str:
    """A tower shows no floor: where nothing is known of it, its sides are hatched."""
    drawn = ""
    for room in drawable(scene.site.rooms):
        if room.is_unknown and is_tower(room):
            d = svg.path(_masonry_of(room, scene.faces, scene.view))
            drawn += svg.shape(d, class_="hatch", fill=f"url(#{prefix}-hatch)")
    return drawn


def _things(scene: Scene, *, prefix: str) -> str:
    """All things, one group for each certainty; none hides part of another that is not cut back."""
    return "".join(
        svg.element("g", content + _doubt(scene, certainty, prefix), class_=f"thing {certainty}")
        for certainty, content in scene.things.items()
    )


def _doubt(scene: Scene, certainty: str, prefix: str) -> str:
    """What is contested has a double outline, what is unknown is hatched."""
    owners = _owners(scene.site, certainty)
    regions = [face.region for face in scene.faces if face.prism.owner in owners]
    if not regions or certainty not in ("contested", "unknown"):
        return ""
    outline_of = svg.path(scene.view.put(unary_union(regions)))
    return svg.sure(outline_of, class_="edge", certainty=certainty, prefix=prefix)


def _owners(site: Site, certainty: str) -> set[str]:
    return {f"thing {one.key}" for one in site.drawn_things if one.certainty == certainty}


def _thing_paths(
    site: Site, faces: Iterable[Face], strokes: Iterable[Stroke], view: View
) -> dict[str, str]:
    drawn = {}
    for certainty in CERTAINTIES:
        owners = _owners(site, certainty)
        own = [face for face in faces if face.prism.owner in owners]
        content = _layered(own, view) + _strokes(strokes, owners, view)
        if content:
            drawn[certainty] = content
    return drawn


def _strokes(strokes: Iterable[Stroke], owners: set[str], view: View) -> str:
    kinds: dict[str, str] = {}
    for prism, stroke in strokes:
        if prism.owner in owners:
            d = svg.path(view.put(stroke))
            kinds[prism.material] = kinds.get(prism.material, "") + d
    width = {"stem": 0.2, "pad": 0.34, "leaf": 0.1}
    return "".join(
        svg.shape(d, class_=f"plant {kind}", stroke_width=width[kind] * view.scale)
        for kind, d in kinds.items()
    )


def _layered(faces: Iterable[Face], view: View) -> str:
    """Faces in painter's order, gathered in as few paths as leave that order intact.

    A face joins an earlier path of its kind unless a path in between lies over part of it.
    """
    layers: list[tuple[str, list[BaseGeometry]]] = []
    for face in faces:
        name = f"{face.prism.material} {face.tone}"
        home = None
        for kind, regions in reversed(layers):
            if kind == name:
                home = regions
                break
            if any(_overlap(region, face.region) for region in regions):
                break
        if home is None:
            home = []
            layers.append((name, home))
        home.append(face.region)
    return "".join(
        svg.shape("".join(svg.path(view.put(region)) for region in regions), class_=name)
        for name, regions in layers
    )


def _overlap(one: BaseGeometry, other: BaseGeometry) -> bool:
    left, top, right, bottom = one.bounds
    other_left, other_top, other_right, other_bottom = other.bounds
    if left >= other_right or right <= other_left or top >= other_bottom or bottom <= other_top:
        return False
    return one.intersection(other).area > 1e-4


def _merged(faces: Iterable[Face]) -> list[Face]:
    """Faces in one plane and of one material and owner as one, so that no seam shows."""
    planes: dict[tuple[str, str, str, tuple[float, float, float]], list[Face]] = {}
    for face in faces:
        material = face.prism.material
        if material == "cut" and face.tone != "top":
            material = "plaster"
        planes.setdefault((face.prism.owner, material, face.tone, face.plane), []).append(face)
    return [
        replace(
            group[0],
            prism=replace(group[0].prism, material=material),
            region=_smooth([face.region for face in group]),
        )
        for (_, material, _, _), group in planes.items()
    ]


def _smooth(regions: list[BaseGeometry]) -> BaseGeometry:
    """One region without the hair-thin steps that cutting leaves."""
    return shapely.union_all(regions, grid_size=1e-3).simplify(0.008)
