"""Who may open the pages of stories, happenings, journeys, persons."""

from __future__ import annotations

from typing import Any

from casamuseo.authority.models import GeographicPlace
from casamuseo.kernel.texts import Text
from casamuseo.story.models import Journey, JourneyStop, Story
from tests.cast import a_house
from tests.desk.matrix.rows import CURATOR, DIRECTOR, EDITOR, Row, only

KEEPERS = (DIRECTOR, CURATOR, EDITOR)


def a_kind() -> dict[str, Any]:
    return {"kind": "stories"}


def a_story() -> dict[str, Any]:
    story = Story.objects.first()
    if story is None:
        a_house()
        story = Story.objects.create(key="attack", title=Text.of(es="El ataque"))
    return {"kind": "stories", "key": story.pk}


def a_station() -> dict[str, Any]:
    stop = JourneyStop.objects.first()
    if stop is None:
        a_house()
        stop = JourneyStop.objects.create(
            journey=Journey.objects.create(key="exile", title=Text.of(es="Exilio")),
            key="oslo",
            at=GeographicPlace.objects.create(key="oslo", name=Text.of(es="Oslo")),
        )
    return {"key": stop.pk}


ROWS: dict[str, Row] = {
    "desk/records/": only(*KEEPERS),
    "desk/records/stations/<int:key>/text/": only(*KEEPERS, others=404, parts=a_station),
    "desk/records/<slug:kind>/": only(*KEEPERS, others=404, parts=a_kind),
    "desk/records/<slug:kind>/add/": only(*KEEPERS, others=404, parts=a_kind),
    **{
        f"desk/records/<slug:kind>/<int:key>/{page}": only(*KEEPERS, others=404, parts=a_story)
        for page in ("", "delete/", "text/")
    },
}
