"""A place as somebody is typing it: drawn as far as it can be, with a corner more or less."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.http import QueryDict

from casamuseo.desk.forms_plan import CornersField, DrawingForm, OpeningForm
from casamuseo.desk.plan_site import room_of
from casamuseo.house.drawing import Gap, Room
from casamuseo.house.models import Place
from casamuseo.kernel.terms import Certainty

if TYPE_CHECKING:
    FormSet = BaseFormSet[Any]
else:
    FormSet = BaseFormSet


def typed_place(
    place: Place,
    form: DrawingForm,
    openings: FormSet | None,
) -> tuple[Room, list[Gap]]:
    """The place and its openings as they were typed; what is no number is left as it stood."""
    form.is_valid()
    asked = form.cleaned_data
    corners = asked.get("corners", place.polygon)
    drawn = Place(
        key=place.key,
        number=place.number,
        name=place.name,
        kind=place.kind,
        polygon=corners,
        wall=asked.get("wall", place.wall),
        base=asked.get("base") or 0.0,
        height=asked.get("height", place.height),
        geometry=asked.get("geometry") or Certainty.UNKNOWN,
    )
    gaps: list[Gap] = []
    for each in openings or ():
        assert isinstance(each, OpeningForm)  # noqa: S101  the set is made of them
        if each.is_valid() and len(corners) > 2:
            opening = each.opening(corners)
            if opening is not None:
                line = opening.line
                gaps.append(
                    Gap(
                        opening.kind,
                        ((line[0][0], line[0][1]), (line[1][0], line[1][1])),
                        opening.sill,
                        opening.height,
                        opening.certainty,
                    )
                )
    return room_of(drawn), gaps


def insert_corner(typed: QueryDict, number: int) -> None:
    """Put a corner in the middle of the wall after this one; what lies in the wall stays where it is."""
    corners = _corners(typed)
    if not 1 <= number <= len(corners):
        _put(typed, [*corners, ["", ""]])
        return
    start, end = corners[number - 1], corners[number % len(corners)]
    middle: list[Any] = ["", ""]
    half = 0.0
    with suppress(ValidationError):
        (x, y), (to_x, to_y) = CornersField().clean([start, end])
        middle = [f"{(x + to_x) / 2:g}", f"{(y + to_y) / 2:g}"]
        half = float(((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5) / 2
    _put(typed, [*corners[:number], middle, *corners[number:]])
    for name, wall, along in _openings(typed):
        if wall > number:
            typed[f"{name}-wall"] = str(wall + 1)
        elif wall == number and half and along >= half:
            typed[f"{name}-wall"] = str(wall + 1)
            typed[f"{name}-along"] = f"{round(along - half, 3):g}"


def remove_corner(typed: QueryDict, number: int) -> None:
    """Take a corner away; the walls after it count one less."""
    corners = _corners(typed)
    _put(typed, corners[: number - 1] + corners[number:])
    for name, wall, _along in _openings(typed):
        if wall >= number and wall > 1:
            typed[f"{name}-wall"] = str(wall - 1)


def _corners(typed: QueryDict) -> list[list[Any]]:
    pairs = zip(typed.getlist("corner_x"), typed.getlist("corner_y"), strict=False)
    return [list(pair) for pair in pairs]


def _put(typed: QueryDict, corners: list[list[Any]]) -> None:
    typed.setlist("corner_x", [str(x) for x, _y in corners])
    typed.setlist("corner_y", [str(y) for _x, y in corners])


def _openings(typed: QueryDict) -> list[tuple[str, int, float]]:
    found = []
    for name in [name for name in typed if name.startswith("o-") and name.endswith("-wall")]:
        stem = name.removesuffix("-wall")
        wall, along = typed.get(name, ""), (typed.get(f"{stem}-along") or "0").replace(",", ".")
        with suppress(ValueError):
            found.append((stem, int(wall or ""), float(along)))
    return found
