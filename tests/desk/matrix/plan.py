"""Who may open the pages of the plan and display states."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.models import DisplayState, Placement
from casamuseo.house.models import Place
from tests.cast import a_display_state, a_house, a_place, an_object
from tests.desk.matrix.rows import CURATOR, DIRECTOR, Row, only

KEEPERS = (DIRECTOR, CURATOR)


def a_room() -> dict[str, Any]:
    if not Place.objects.exists():
        a_house()
        a_place()
    return {"key": Place.objects.get().pk}


def a_day() -> dict[str, Any]:
    a_room()
    state = DisplayState.objects.first() or a_display_state()
    return {"day": state.pk}


def a_room_on_a_day() -> dict[str, Any]:
    return {**a_day(), **a_room()}


def something_placed() -> dict[str, Any]:
    a_day()
    placement = Placement.objects.first() or Placement.objects.create(
        display_state=DisplayState.objects.get(),
        museum_object=an_object(),
        place=Place.objects.get(),
        certainty="inferred",
    )
    return {"key": placement.pk}


ROWS: dict[str, Row] = {
    "desk/plan/": only(*KEEPERS),
    "desk/plan/add/": only(*KEEPERS),
    **{
        f"desk/plan/places/<int:key>/{page}": only(*KEEPERS, others=404, parts=a_room)
        for page in ("", "draw/", "describe/", "access/", "delete/", "text/")
    },
    "desk/plan/days/": only(*KEEPERS),
    **{
        f"desk/plan/days/<int:day>/{page}": only(*KEEPERS, others=404, parts=a_day)
        for page in ("", "delete/", "text/", "put/")
    },
    "desk/plan/days/<int:day>/places/<int:key>/": only(*KEEPERS, others=404, parts=a_room_on_a_day),
    "desk/plan/placements/<int:key>/": only(*KEEPERS, others=404, parts=something_placed),
    "desk/plan/placements/<int:key>/take-away/": only(*KEEPERS, others=404, parts=something_placed),
}
