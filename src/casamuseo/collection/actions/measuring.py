"""The climate: loggers set up, their exports taken in, and the limits they are read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from casamuseo.collection.errors_climate import LimitsNothing, SensorKeyIsTaken
from casamuseo.collection.loggers import BadRow, Measured, Order, read_logger
from casamuseo.collection.models import ClimateLimit, Reading, Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing

AT_ONCE = 5000
"""Rows written by one statement."""


@dataclass(frozen=True, slots=True)
class SensorAsked:
    """What is said of a logger besides its place."""

    name: str
    position: str = ""
    serial_number: str = ""
    every_minutes: int = 60
    corrections: Mapping[str, float] = field(default_factory=dict)
    calibrated_on: date | None = None


def add_sensor(key: str, *, place: Place, asked: SensorAsked, by: str, at: datetime) -> Sensor:
    """Set up a logger in a place. Refuses with SensorKeyIsTaken."""
    try:
        with writing():
            sensor = Sensor.objects.create(key=key, place=place, **_fields(asked))
            _note("add", "sensor", key, by=by, at=at, place=place.key)
    except IntegrityError:
        raise SensorKeyIsTaken(asked.name) from None
    return sensor


def change_sensor(sensor: Sensor, *, asked: SensorAsked, by: str, at: datetime) -> Sensor:
    """Write a logger anew. Its corrections hold for what is imported from now on.

    It stays in its place: one that hangs in another room is another record, so that what was read
    in the first is not told of the second.
    """
    with writing():
        Sensor.objects.filter(pk=sensor.pk).update(**_fields(asked))
        _note("change", "sensor", sensor.key, by=by, at=at, corrections=dict(asked.corrections))
    sensor.refresh_from_db()
    return sensor


def retire_sensor(sensor: Sensor, *, on: date, by: str, at: datetime) -> None:
    """Say since when a logger reads no more; its readings stay."""
    with writing():
        if Sensor.objects.filter(pk=sensor.pk, retired_on=None).update(retired_on=on):
            _note("retire", "sensor", sensor.key, by=by, at=at, on=on.isoformat())
    sensor.refresh_from_db()


def set_limit(
    place: Place,
    *,
    quantity: Quantity,
    lowest: float | None,
    highest: float | None,
    note: str = "",
    by: str,
    at: datetime,
) -> ClimateLimit:
    """Say between which values a place should stay. Refuses with LimitsNothing."""
    if lowest is None and highest is None:
        raise LimitsNothing
    if lowest is not None and highest is not None and lowest >= highest:
        raise LimitsNothing
    written = {"lowest": lowest, "highest": highest, "note": note.strip()}
    with writing():
        limit, _is_new = ClimateLimit.objects.update_or_create(
            place=place, quantity=quantity, defaults=written
        )
        _note("limit", "place", place.key, by=by, at=at, quantity=quantity, **written)
    return limit


def remove_limit(limit: ClimateLimit, *, by: str, at: datetime) -> None:
    """Let a place go without this limit."""
    with writing():
        if ClimateLimit.objects.filter(pk=limit.pk).delete()[0]:
            _note("unlimit", "place", limit.place.key, by=by, at=at, quantity=limit.quantity)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an export: how many values are new, how many were known, what is wrong."""

    new: int
    doubles: int
    bad: list[BadRow]
    ignored: list[str]
    quantities: list[Quantity]
    earliest: datetime | None = None
    latest: datetime | None = None


def import_readings(
    sensor: Sensor,
    content: bytes,
    *,
    zone: tzinfo,
    order: Order | None = None,
    by: str,
    at: datetime,
) -> Imported:
    """Take in the readings of an export that are not known yet, raw and corrected.

    `zone` is that of the logger's clock where the file names none. Refuses as `read_logger` does.
    """
    read = read_logger(content, zone=zone, order=order)
    bad = list(read.bad)
    wanted: dict[tuple[str, datetime], Measured] = {}
    doubles = 0
    for each in read.values:
        if each.at > at:
            bad.append(BadRow(each.line, _("It lies in the future: the logger's clock is wrong.")))
        elif (each.quantity, each.at) in wanted:
            doubles += 1
        else:
            wanted[each.quantity, each.at] = each
    moments = [moment for _quantity, moment in wanted]
    with writing():
        _lock(sensor)
        known = _known(sensor, moments)
        new = [_reading(sensor, each) for key, each in wanted.items() if key not in known]
        Reading.objects.bulk_create(new, batch_size=AT_ONCE)
        doubles += len(wanted) - len(new)
        counts = {"new": len(new), "doubles": doubles, "bad": len(bad)}
        _note("import", "sensor", sensor.key, by=by, at=at, **counts)
    return Imported(
        len(new),
        doubles,
        sorted(bad, key=lambda row: row.line),
        read.ignored,
        read.quantities,
        min(moments, default=None),
        max(moments, default=None),
    )


def _reading(sensor: Sensor, each: Measured) -> Reading:
    value = each.raw + float(sensor.corrections.get(each.quantity, 0))
    if each.quantity == Quantity.HUMIDITY:
        value = min(max(value, 0.0), 100.0)
    return Reading(
        sensor=sensor, quantity=each.quantity, at=each.at, raw=each.raw, value=round(value, 4)
    )


def _known(sensor: Sensor, moments: list[datetime]) -> set[tuple[str, datetime]]:
    if not moments:
        return set()
    rows = Reading.objects.filter(sensor=sensor, at__range=(min(moments), max(moments)))
    return set(rows.order_by().values_list("quantity", "at"))


def _lock(sensor: Sensor) -> None:
    """The same file sent twice at once is taken in once."""
    if connection.features.has_select_for_update:
        Sensor.objects.select_for_update(no_key=True).get(pk=sensor.pk)


def _fields(asked: SensorAsked) -> dict[str, Any]:
    return {
        "name": asked.name.strip(),
        "position": asked.position.strip(),
        "serial_number": asked.serial_number.strip(),
        "every_minutes": asked.every_minutes,
        "corrections": {key: value for key, value in asked.corrections.items() if value},
        "calibrated_on": asked.calibrated_on,
    }


def _note(action: str, model: str, key: str, *, by: str, at: datetime, **facts: object) -> None:
    app = "house" if model == "place" else "collection"
    Change.objects.create(
        at=at, actor=by, action=action, kind=f"{app}.{model}", key=key, facts=facts
    )
