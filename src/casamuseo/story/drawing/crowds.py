"""Where stations crowd on a map, so that a second map on a larger scale is worth its place."""

from __future__ import annotations

from collections.abc import Sequence

from casamuseo.story.drawing.projection import Point, distance

FEWEST = 4
"""Places that make a crowd."""
NEAR = 1 / 6
"""Neighbours in a crowd: closer than this part of the longest distance between two stations."""


def crowd_of(places: Sequence[Point]) -> set[Point]:
    """The largest crowd of places, each near another; empty where all stand apart or all together."""
    different = list(dict.fromkeys(places))
    if len(different) <= FEWEST:
        return set()
    reach = NEAR * max(distance(a, b) for a in different for b in different)
    crowds: list[set[Point]] = []
    for place in different:
        joined = [
            crowd for crowd in crowds if any(distance(place, other) < reach for other in crowd)
        ]
        crowds = [crowd for crowd in crowds if crowd not in joined]
        crowds.append({place}.union(*joined))
    largest = max(crowds, key=len)
    return largest if FEWEST <= len(largest) < len(different) else set()
