"""Who may open the pages of climate: loggers, readings, limits."""

from __future__ import annotations

from typing import Any

from casamuseo.collection.actions.measuring import set_limit
from casamuseo.collection.terms import Quantity
from tests.cast import BERTA, NOON
from tests.collection.cast_climate import a_sensor
from tests.collection.cast_moving import some_rooms
from tests.desk.matrix.rows import CURATOR, DIRECTOR, Row, only


def a_house_with_rooms() -> dict[str, Any]:
    some_rooms()
    return {}


def a_logger() -> dict[str, Any]:
    return {"key": a_sensor(some_rooms().study).key}


def a_limit() -> dict[str, Any]:
    study = some_rooms().study
    limit = set_limit(
        study, quantity=Quantity.TEMPERATURE, lowest=16, highest=24, by=BERTA, at=NOON
    )
    return {"key": limit.pk}


KEEPING = (DIRECTOR, CURATOR)
ALL = "desk/collection/climate/"
ONE = f"{ALL}loggers/<slug:key>/"
ROWS: dict[str, Row] = {
    ALL: only(*KEEPING, parts=a_house_with_rooms),
    f"{ALL}add/": only(*KEEPING, parts=a_house_with_rooms),
    f"{ALL}limits/": only(*KEEPING, parts=a_house_with_rooms),
    f"{ALL}limits/<int:key>/remove/": only(*KEEPING, others=404, parts=a_limit),
    ONE: only(*KEEPING, others=404, parts=a_logger),
    f"{ONE}readings/": only(*KEEPING, others=404, parts=a_logger),
    f"{ONE}change/": only(*KEEPING, others=404, parts=a_logger),
    f"{ONE}retire/": only(*KEEPING, others=404, parts=a_logger),
}
