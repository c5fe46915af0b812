"""Doors, windows, gates and passages of a place, written as a whole with its outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casamuseo.house.errors_plan import UnfitOpening
from casamuseo.house.models import Opening, Place
from casamuseo.house.planning import Hole, Outline, Points, refuse_unfit_openings
from casamuseo.house.terms import OpeningKind
from casamuseo.kernel.recording import free_key
from casamuseo.kernel.terms import Certainty


@dataclass(frozen=True, slots=True)
class OpeningAsked:
    """An opening as somebody draws it; without a key it is a new one. Metres, and cm as measured."""

    kind: OpeningKind
    line: Points
    to: Place | None = None
    key: str = ""
    sill: float = 0.0
    height: float = 2.1
    width_cm: int | None = None
    step_cm: int | None = None
    certainty: Certainty = Certainty.UNKNOWN


def write_openings(place: Place, *, outline: Outline, asked: Sequence[OpeningAsked]) -> None:
    """Let the place have these openings and no others, in their order. Call inside `writing()`.

    Refuses with UnfitOpening.
    """
    refuse_unfit_openings(outline, [Hole(one.line, one.sill, one.height) for one in asked])
    standing = {one.key: one for one in place.openings.all()}
    kept: set[str] = set()
    for order, one in enumerate(asked):
        if one.to == place:
            raise UnfitOpening("to-itself", number=order + 1)
        opening = standing.get(one.key) or Opening(place=place, key=_new_key(place, one))
        for name in ("kind", "to", "sill", "height", "width_cm", "step_cm", "certainty"):
            setattr(opening, name, getattr(one, name))
        opening.line = [[float(x), float(y)] for x, y in one.line]
        opening.order = order
        opening.save()
        kept.add(opening.key)
    place.openings.exclude(key__in=kept).delete()


def openings_said(place: Place) -> list[list[object]]:
    """What the openings of a place say, for its digest."""
    names = ("key", "kind", "to_id", "line", "sill", "height", "width_cm", "step_cm", "certainty")
    return [list(row) for row in place.openings.order_by("order", "pk").values_list(*names)]


def _new_key(place: Place, asked: OpeningAsked) -> str:
    whither = f"-{asked.to.key}" if asked.to else ""
    return free_key(Opening, f"{asked.kind}{whither}", otherwise="opening", place=place)
