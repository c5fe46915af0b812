"""What changed in a house between two days, listed and marked on a plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shapely.geometry import LineString

from casamuseo.house.drawing import svg
from casamuseo.house.drawing.plan import lay_out, unmarked, whole_plan
from casamuseo.house.drawing.sheet import NAME_SIZE, NUMBER_SIZE, WIDTH, Frame, label_layers
from casamuseo.house.drawing.site import ENGLISH, Labels, Point, Site, Thing, Words
from casamuseo.house.drawing.symbols import symbol

ChangeKind = Literal["moved", "came", "went", "became-unknown", "became-known"]
_KINDS: tuple[ChangeKind, ...] = ("moved", "came", "went", "became-unknown", "became-known")
_MOVED_BY = 0.05
"""Metres; less is a redrawn line."""

_TURNED_BY = 1.0
"""Degrees."""


@dataclass(frozen=True)
class Change:
    """One thing or room that is not as it was: `before` and `after` are positions, if drawn."""

    kind: ChangeKind
    key: str
    name: str
    href: str
    subject: Literal["thing", "room"]
    before: Point | None = None
    after: Point | None = None


def difference(site_a: Site, site_b: Site) -> tuple[Change, ...]:
    """What moved, came, went, became unknown or known from the first day to the second.

    A thing came or went only where both days know: present here, absent there. A thing that one
    day says nothing of counts as unknown on that day.
    """
    before = {thing.key: thing for thing in site_a.things}
    after = {thing.key: thing for thing in site_b.things}
    found = []
    for key in dict.fromkeys([*before, *after]):
        change = _thing_change(before.get(key), after.get(key))
        if change is not None:
            found.append(change)
    unknown_before = {room.key for room in site_a.rooms if room.is_unknown}
    known_before = {room.key for room in site_a.rooms if not room.is_unknown}
    for room in site_b.rooms:
        if room.is_unknown and room.key in known_before:
            found.append(Change("became-unknown", room.key, room.name, room.href, "room"))
        if not room.is_unknown and room.key in unknown_before:
            found.append(Change("became-known", room.key, room.name, room.href, "room"))
    return tuple(found)


def draw_difference(
    site_a: Site,
    site_b: Site,
    *,
    words: Words = ENGLISH,
    title: str,
    description: str,
    labels: Labels = "both",
    id_prefix: str = "difference",
) -> str:
    """The plan of the second day with every change marked by a sign, and the signs explained.

    Where something stood before is drawn dotted, with a line to where it stands now.
    """
    changes = [
        change
        for change in difference(site_a, site_b)
        if change.subject == "thing" and _spot(change) is not None
    ]
    spots = tuple(spot for change in changes if (spot := _spot(change)) is not None)
    plan = replace(lay_out(unmarked(site_b), keep_clear=spots), site=site_b)
    before = {thing.key: thing for thing in site_a.things}
    marks = "".join(
        _mark(change, before.get(change.key), plan.frame, words, labels) for change in changes
    )
    key, key_height = _key(changes, plan.frame, words, labels)
    return whole_plan(
        plan,
        words=words,
        title=title,
        description=description,
        marked=frozenset(),
        labels=labels,
        id_prefix=id_prefix,
        class_="plan difference",
        extra=marks + key,
        extra_height=key_height,
    )


def word(kind: ChangeKind, words: Words) -> str:
    """The word for a kind of change."""
    return {
        "moved": words.moved,
        "came": words.came,
        "went": words.went,
        "became-unknown": words.became_unknown,
        "became-known": words.became_known,
    }[kind]


def _thing_change(before: Thing | None, after: Thing | None) -> Change | None:
    thing = after or before
    if thing is None:
        return None
    kind = _kind(before, after)
    if kind is None:
        return None
    return Change(
        kind, thing.key, thing.name, thing.href, "thing", before=_at(before), after=_at(after)
    )


def _kind(before: Thing | None, after: Thing | None) -> ChangeKind | None:
    was = "unknown" if before is None else before.presence
    now = "unknown" if after is None else after.presence
    if was != now:
        if now == "unknown":
            return "became-unknown"
        if was == "unknown":
            return "became-known"
        return "came" if now == "present" else "went"
    if now != "present" or before is None or after is None:
        return None
    return _move(before, after)


def _move(before: Thing, after: Thing) -> ChangeKind | None:
    at_before, at_after = _at(before), _at(after)
    if at_before is None and at_after is None:
        return "moved" if before.place != after.place else None
    if at_after is None:
        return "became-unknown"
    if at_before is None:
        return "became-known"
    turn = abs((after.rotation - before.rotation + 180) % 360 - 180)
    is_moved = math.dist(at_before, at_after) > _MOVED_BY or turn > _TURNED_BY
    return "moved" if is_moved else None


def _at(thing: Thing | None) -> Point | None:
    return thing.at if thing is not None and thing.is_drawn else None


def _spot(change: Change) -> Point | None:
    return change.after or change.before


def _mark(change: Change, before: Thing | None, frame: Frame, words: Words, labels: Labels) -> str:
    spot = _spot(change)
    if spot is None:
        return ""
    ghost = arrow = ""
    if before is not None and change.before is not None:
        ghost = svg.shape(svg.path(frame.put(symbol(before).outline)), class_="ghost")
    if change.before is not None and change.after is not None and change.before != change.after:
        run = frame.put(LineString([change.before, change.after]))
        arrow = svg.shape(svg.path(run), class_="arrow")
    x, y = frame.spot(spot)
    sign = label_layers(
        labels,
        _sign(change.kind, x, y, NAME_SIZE * 0.7),
        _sign(change.kind, x, y, NUMBER_SIZE * 0.64),
    )
    name = svg.element("title", svg.text(f"{change.name}: {word(change.kind, words)}"))
    return svg.element("g", name, ghost, arrow, sign, class_=f"change {change.kind}")


def _key(
    changes: Sequence[Change], frame: Frame, words: Words, labels: Labels
) -> tuple[str, float]:
    """What each sign that occurs means, in two columns below the plan, and the height it takes."""
    kinds = [kind for kind in _KINDS if any(change.kind == kind for change in changes)]
    row_height = NUMBER_SIZE * 1.4

    def column(size: float) -> str:
        drawn = ""
        for index, kind in enumerate(kinds):
            x = NUMBER_SIZE * 0.9 + (index % 2) * WIDTH / 2
            y = frame.height + row_height * (index // 2 + 0.5)
            drawn += _sign(kind, x, y, size * 0.64) + svg.element(
                "text",
                svg.text(word(kind, words)),
                x=x + size,
                y=y + size * 0.35,
                class_="note start",
                font_size=size,
            )
        return drawn

    height = row_height * ((len(kinds) + 1) // 2)
    return label_layers(labels, column(NAME_SIZE), column(NUMBER_SIZE)), height


def _sign(kind: ChangeKind, x: float, y: float, half: float) -> str:
    """A shape for each kind: plus, cross, square with an arrow head, question mark, tick."""
    third = half * 0.5
    signs = {
        "came": [[(x - third, y), (x + third, y)], [(x, y - third), (x, y + third)]],
        "went": [
            [(x - third, y - third), (x + third, y + third)],
            [(x - third, y + third), (x + third, y - third)],
        ],
        "moved": [
            [(x - third, y), (x + third, y)],
            [(x, y - third), (x + third, y), (x, y + third)],
        ],
        "became-unknown": [
            [
                (x - third * 0.7, y - third * 0.5),
                (x, y - third),
                (x + third * 0.7, y - third * 0.4),
                (x, y + third * 0.2),
            ],
            [(x, y + third * 0.8), (x, y + third)],
        ],
        "became-known": [[(x - third, y), (x - third * 0.2, y + third), (x + third, y - third)]],
    }
    disc = svg.element("circle", cx=x, cy=y, r=half, class_="sign")
    return disc + svg.shape(svg.lines(signs[kind]), class_="sign-line")
