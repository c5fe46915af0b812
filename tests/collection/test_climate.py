"""Climate: readings taken in once, limits, excursions derived, gaps that are gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from casamuseo.collection.actions.measuring import (
    SensorAsked,
    change_sensor,
    import_readings,
    remove_limit,
    retire_sensor,
    set_limit,
)
from casamuseo.collection.climate import Course, Limits, course, limits_of
from casamuseo.collection.errors_climate import (
    LimitsNothing,
    SensorKeyIsTaken,
    UnreadableReadings,
)
from casamuseo.collection.models import ClimateLimit, Reading, Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.kernel.models import Change
from tests.cast import BERTA, NOON
from tests.collection.cast_climate import HOUR, a_sensor, readings
from tests.collection.cast_moving import a_fixture, days_ago, moved, some_rooms
from tests.visit.racing import race

pytestmark = pytest.mark.django_db
T, H = Quantity.TEMPERATURE, Quantity.HUMIDITY
BEGIN = days_ago(2)
EXPORT = b"""\
Time,Temperature(\xc2\xb0C),Humidity(%RH)
2026-11-20 10:00:00,21.5,48.2
2026-11-20 11:00:00,21.6,99.5
2026-11-20 11:00:00,21.6,99.5
2026-11-20 12:00:00,warm,48.0
2026-12-20 12:00:00,20.0,48.0
"""


def taken_in(sensor: Sensor, content: bytes = EXPORT) -> tuple[int, int, list[int]]:
    found = import_readings(sensor, content, zone=UTC, by=BERTA, at=NOON)
    return found.new, found.doubles, [row.line for row in found.bad]


def seen(
    values: list[float | None],
    *,
    lowest: float | None = 16,
    highest: float | None = 24,
    every_minutes: int = 60,
) -> Course:
    sensor = a_sensor(some_rooms().study, every_minutes=every_minutes)
    readings(sensor, values, begins_at=BEGIN)
    return course(
        sensor,
        quantity=T,
        begins_at=BEGIN,
        ends_at=BEGIN + len(values) * HOUR,
        limits=Limits(lowest, highest),
    )


def spans(found: Course) -> list[tuple[float, float, float, bool, bool]]:
    """Hours from the beginning, extreme, above or below, over or not."""
    return [
        (
            (each.begins_at - BEGIN) / HOUR,
            (each.ends_at - BEGIN) / HOUR,
            each.extreme,
            each.is_above,
            each.is_over,
        )
        for each in found.excursions
    ]


def test_an_export_is_taken_in_with_raw_and_corrected_values() -> None:
    sensor = a_sensor(some_rooms().study, corrections={"humidity": 1.5, "temperature": 0})

    assert taken_in(sensor) == (5, 2, [5, 6, 6])

    rows = Reading.objects.order_by("at", "quantity").values_list("quantity", "raw", "value")
    assert list(rows) == [
        ("humidity", 48.2, 49.7),
        ("temperature", 21.5, 21.5),
        ("humidity", 99.5, 100.0),
        ("temperature", 21.6, 21.6),
        ("humidity", 48.0, 49.5),
    ]
    assert sensor.corrections == {"humidity": 1.5}
    change = Change.objects.get(action="import")
    assert (change.key, change.facts) == ("north", {"new": 5, "doubles": 2, "bad": 3})


def test_the_same_export_again_adds_nothing() -> None:
    sensor = a_sensor(some_rooms().study)
    taken_in(sensor)

    assert taken_in(sensor)[:2] == (0, 7)
    assert Reading.objects.count() == 5


def test_two_loggers_read_at_the_same_moment() -> None:
    study = some_rooms().study
    taken_in(a_sensor(study))

    assert taken_in(a_sensor(study, key="south"))[0] == 5


def test_a_file_that_is_none_changes_nothing() -> None:
    sensor = a_sensor(some_rooms().study)

    with pytest.raises(UnreadableReadings):
        taken_in(sensor, b"\x89PNG\r\n\x1a\n")

    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_export_sent_twice_at_once_is_taken_in_once() -> None:
    sensor = a_sensor(some_rooms().study)

    found = race(lambda _number: taken_in(sensor)[:2], processes=3)

    assert sorted(found) == [(0, 7), (0, 7), (5, 2)]


def test_a_new_correction_holds_for_what_is_imported_afterwards() -> None:
    sensor = a_sensor(some_rooms().study)
    taken_in(sensor)
    asked = SensorAsked(name="North wall", corrections={"temperature": -0.5})
    change_sensor(sensor, asked=asked, by=BERTA, at=NOON)

    taken_in(sensor, EXPORT.replace(b"2026-11-20", b"2026-11-21"))

    raw_and_value = Reading.objects.filter(quantity=T, raw=21.5).order_by("at")
    assert [each.value for each in raw_and_value] == [21.5, 21.0]


def test_a_short_name_is_one_loggers() -> None:
    study = some_rooms().study
    a_sensor(study)

    with pytest.raises(SensorKeyIsTaken):
        a_sensor(study)


def test_a_logger_is_retired_once_and_its_readings_stay() -> None:
    sensor = a_sensor(some_rooms().study)
    taken_in(sensor)
    for day in (20, 21):
        retire_sensor(sensor, on=date(2026, 11, day), by=BERTA, at=NOON)

    assert sensor.retired_on == date(2026, 11, 20)
    assert Reading.objects.count() == 5


@pytest.mark.parametrize(("lowest", "highest"), [(None, None), (24, 16), (20, 20)])
def test_a_limit_limits_something_and_leaves_room(
    lowest: float | None, highest: float | None
) -> None:
    study = some_rooms().study

    with pytest.raises(LimitsNothing):
        set_limit(study, quantity=T, lowest=lowest, highest=highest, by=BERTA, at=NOON)


def test_a_place_has_one_limit_of_a_quantity_which_is_changed_or_removed() -> None:
    study = some_rooms().study
    for highest in (26, 24):
        limit = set_limit(study, quantity=T, lowest=16, highest=highest, by=BERTA, at=NOON)

    assert ClimateLimit.objects.get().highest == 24
    remove_limit(limit, by=BERTA, at=NOON)
    assert not ClimateLimit.objects.exists()


def test_a_fixture_keeps_to_the_limit_of_the_room_in_which_it_stands_now() -> None:
    rooms = some_rooms()
    box = a_fixture("box", within=rooms.vitrine)
    set_limit(rooms.study, quantity=T, lowest=16, highest=24, by=BERTA, at=NOON)
    set_limit(rooms.store, quantity=T, lowest=18, highest=20, by=BERTA, at=NOON)
    set_limit(rooms.vitrine, quantity=H, lowest=45, highest=55, by=BERTA, at=NOON)

    before = limits_of([box])
    moved(rooms.vitrine, rooms.store)

    assert before[box.pk, T] == Limits(16, 24, rooms.study)
    assert before[box.pk, H] == Limits(45, 55, rooms.vitrine)
    assert limits_of([box])[box.pk, T] == Limits(18, 20, rooms.store)


def test_an_excursion_has_begin_end_extreme_and_length() -> None:
    found = seen([20, 25, 27, 26, 24, 20])

    assert spans(found) == [(1, 4, 27, True, True)]
    assert found.excursions[0].lasted == timedelta(hours=3)


def test_the_limit_itself_is_within() -> None:
    assert seen([16, 24]).excursions == []


def test_from_too_low_to_too_high_are_two_excursions() -> None:
    assert spans(seen([20, 15, 14, 26, 20])) == [(1, 3, 14, False, True), (3, 4, 26, True, True)]


def test_what_still_lies_beyond_at_the_last_reading_is_not_over() -> None:
    assert spans(seen([20, 25, 26])) == [(1, 2, 26, True, False)]


def test_without_limits_there_are_no_excursions() -> None:
    assert seen([99, -5], lowest=None, highest=None).excursions == []


def test_one_limit_is_enough() -> None:
    assert spans(seen([1, 30, 1], lowest=None)) == [(1, 2, 30, True, True)]


def test_a_gap_is_a_gap_and_no_excursion() -> None:
    found = seen([20, 20, None, None, None, 20])

    assert [(each.begins_at, each.ends_at) for each in found.gaps] == [
        (BEGIN + HOUR, BEGIN + 5 * HOUR)
    ]
    assert found.excursions == []
    assert [point.begins_at for point in found.points][:3] == [
        BEGIN,
        BEGIN + HOUR,
        BEGIN + 5 * HOUR,
    ]


def test_three_intervals_without_a_reading_are_no_gap_yet() -> None:
    assert seen([20, None, None, 20]).gaps == []


def test_an_excursion_ends_where_a_gap_begins_and_begins_anew_after_it() -> None:
    found = seen([20, 26, 27, None, None, None, 28, 20])

    assert spans(found) == [(1, 2, 27, True, True), (6, 7, 28, True, True)]


def test_nothing_read_at_all_is_neither_gap_nor_excursion() -> None:
    found = seen([])

    assert (found.count, found.gaps, found.excursions, found.last) == (0, [], [], None)


def test_a_year_of_readings_is_one_question_and_few_points(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sensor = a_sensor(some_rooms().study, every_minutes=15)
    begin = datetime(2025, 11, 1, tzinfo=UTC)
    values = [20 + (number % 96) / 20 for number in range(35_000)]
    readings(sensor, values, begins_at=begin, every=timedelta(minutes=15))

    with django_assert_num_queries(1):
        found = course(sensor, quantity=T, begins_at=begin, ends_at=NOON, limits=Limits(16, 24))

    assert found.count == 35_000
    assert len(found.points) <= 362
    assert len(found.excursions) == 364
    assert found.excursions[0].extreme == values[95]
