"""Marks on a condition photograph as they are drawn over it and printed beside a numbered list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casamuseo.collection.models import ConditionMark, ConditionPicture

WIDE = 1000
"""The drawing's own width; its height follows the picture's."""


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark with its number, its line in the units of the drawing, and where its number stands."""

    number: int
    mark: ConditionMark
    line: str
    x: float
    y: float

    @property
    def is_point(self) -> bool:
        return " " not in self.line


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A photograph of a check with its marks."""

    shown: ConditionPicture
    high: int
    marks: Sequence[DrawnMark]


def drawn(shown: ConditionPicture) -> DrawnPicture:
    """The photograph as the page draws it. One query for its marks, where they are not fetched yet."""
    picture = shown.picture
    high = round(WIDE * picture.height / picture.width) if picture.width else WIDE
    marks = sorted(shown.marks.all(), key=lambda mark: (mark.order, mark.pk))
    return DrawnPicture(
        shown, high, [_drawn(mark, number, high) for number, mark in enumerate(marks, start=1)]
    )


def _drawn(mark: ConditionMark, number: int, high: int) -> DrawnMark:
    points = [(round(x * WIDE, 1), round(y * high, 1)) for x, y in mark.points]
    x, y = points[0]
    return DrawnMark(number, mark, " ".join(f"{px},{py}" for px, py in points), x, y)
