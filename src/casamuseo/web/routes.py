"""The maps of a journey: drawn from its stations and the coastlines, once an edition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from casamuseo.kernel.editions import per_edition
from casamuseo.story.drawing import (
    Inset,
    Lettering,
    Ring,
    Scale,
    Sheet,
    Station,
    crowd_of,
    draw_route,
    great_circle,
)
from casamuseo.story.models import Journey, JourneyStop

WORLD = Scale(1240, 470, 80, 1.2, wide=Lettering(19, 22), narrow=Lettering(54, 54))
PART = Scale(600, 600, 64, 1.1, wide=Lettering(17, 21), narrow=Lettering(26, 26))
"""Letters are at least 12 pixels high where a map is 290 pixels wide, or 360 with names."""

PART_ANCHOR = "map-2"


@dataclass(frozen=True, slots=True)
class Routes:
    """The map of the whole way, and that of its crowded part where there is one."""

    whole: Markup
    part: Markup | None
    part_anchor: str = PART_ANCHOR


class CoastlinesMissing(Exception):  # noqa: N818  named for what is the case
    """The coastlines have not been built: `make assets` does that."""


def stations_of(journey: Journey) -> QuerySet[JourneyStop]:
    """The stations in their order, each with its geographic place."""
    return journey.stops.select_related("at").order_by("position")


def station_name(stop: JourneyStop, language: str) -> str:
    """The station's own name, or else that of its geographic place."""
    return stop.title.words(language) or stop.at.name.words(language)


@per_edition
def drawn_routes(key: str, *, language: str) -> Routes | None:
    """The maps of a journey; none where no two of its stations have coordinates."""
    journey = Journey.objects.get(key=key)
    stations = [
        _station(stop, number, language)
        for number, stop in enumerate(stations_of(journey), start=1)
        if stop.at.latitude is not None and stop.at.longitude is not None
    ]
    if len({station.point for station in stations}) < 2:
        return None
    with translation.override(language):
        return _drawn(stations, title=journey.title.words(language).replace("*", ""))


def _drawn(stations: Sequence[Station], *, title: str) -> Routes:
    crowd = frozenset(crowd_of([station.point for station in stations]))
    detail = "110m" if crowd else "50m"
    inset = None
    if crowd:
        sheet = PART.sheet([[point] for point in crowd])
        inset = Inset(crowd, sheet, f"#{PART_ANCHOR}", gettext("on the larger map"))
    legs = [great_circle(a.point, b.point) for a, b in pairwise(stations) if a.point != b.point]
    whole = draw_route(
        stations,
        _land(detail, WORLD.sheet(legs), WORLD.detail),
        sheet=WORLD.sheet(legs),
        scale=WORLD,
        title=title,
        description=gettext(
            "The stations are numbered in their order and joined by the shortest line. "
            "The list has the same stations with their dates."
        ),
        prefix="map-1",
        inset=inset,
    )
    part = inset and draw_route(
        stations,
        _land("50m", inset.sheet, PART.detail),
        sheet=inset.sheet,
        scale=PART,
        title=gettext("The stations that stand close together, on a larger scale"),
        description=gettext("The part of the first map that has a frame around it."),
        prefix=f"{PART_ANCHOR}-map",
    )
    # Our own drawing code escapes every word that it is given.
    return Routes(Markup(whole), Markup(part) if part else None)  # noqa: S704


def _station(stop: JourneyStop, number: int, language: str) -> Station:
    name = station_name(stop, language)
    return Station(
        number=number,
        # On the map there is no room for "(today Istanbul)"; the list and the link have it.
        name=name.split(" (")[0],
        whole_name=name,
        href=f"#{stop.key}",
        longitude=stop.at.longitude or 0.0,
        latitude=stop.at.latitude or 0.0,
    )


@lru_cache(maxsize=16)
def _land(scale: str, sheet: Sheet, detail: float) -> BaseGeometry:
    """The land on a sheet: the same in every language and edition."""
    return sheet.land(coastlines(scale), detail=detail)


def coastlines(scale: str) -> list[Ring]:
    """Natural Earth's coastlines at 1:110 or 1:50 million; refuses with CoastlinesMissing."""
    path = Path(settings.PACKAGE) / "theme" / "built" / f"land-{scale}.json"
    try:
        rings: list[Ring] = json.loads(path.read_text(encoding="ascii"))
    except FileNotFoundError as missing:
        raise CoastlinesMissing(f"{path.name} is missing: run `make assets`.") from missing
    return rings
