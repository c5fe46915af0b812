"""A logger in the study, and readings of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from casamuseo.collection.actions.measuring import SensorAsked, add_sensor
from casamuseo.collection.models import Reading, Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.house.models import Place
from tests.cast import BERTA, NOON

HOUR = timedelta(hours=1)


def a_sensor(place: Place, *, key: str = "north", **asked: Any) -> Sensor:
    """A logger that reads every hour."""
    words = SensorAsked(**{"name": "North wall", **asked})
    return add_sensor(key, place=place, asked=words, by=BERTA, at=NOON)


def readings(
    sensor: Sensor,
    values: Sequence[float | None],
    *,
    begins_at: datetime,
    quantity: Quantity = Quantity.TEMPERATURE,
    every: timedelta = HOUR,
) -> None:
    """One value each interval; None where nothing was read."""
    Reading.objects.bulk_create(
        Reading(
            sensor=sensor, quantity=quantity, at=begins_at + number * every, raw=value, value=value
        )
        for number, value in enumerate(values)
        if value is not None
    )
