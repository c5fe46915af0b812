"""The climate on the desk: loggers, exports taken in, courses drawn with their limits and gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.actions.measuring import set_limit
from casamuseo.collection.models import ClimateLimit, Reading, Sensor
from casamuseo.collection.terms import Quantity
from casamuseo.kernel import clock
from tests.cast import BERTA, NOON
from tests.collection.cast_climate import HOUR, a_sensor, readings
from tests.collection.cast_moving import days_ago, some_rooms
from tests.desk.reading import words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db
CLIMATE = "/desk/collection/climate/"
NORTH = f"{CLIMATE}loggers/north/"
EXPORT = """\
No.,Time,Temperature(°C),Humidity(%RH),Dew Point(°C)
1,2026-11-20 10:00:00,21.5,48.2,9.9
2,2026-11-20 11:00:00,26.5,48.0,9.9
3,2026-11-20 12:00:00,<b>warm</b>,48.0,9.9
"""


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


@pytest.fixture
def curator() -> Client:
    return signed_in(a_member("curator"))


def send(client: Client, words: str, **fields: str) -> HttpResponse:
    file = SimpleUploadedFile("export.csv", words.encode(), content_type="text/csv")
    answer = client.post(f"{NORTH}readings/", {"file": file, "zone": "house", **fields})
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_logger_is_set_up_changed_and_retired(curator: Client) -> None:
    rooms = some_rooms()
    asked = {
        "name": "North wall",
        "place": str(rooms.study.pk),
        "every_minutes": "30",
        "correction_humidity": "-1,5",
    }

    page = curator.post(f"{CLIMATE}add/", asked, follow=True)
    again = curator.post(f"{CLIMATE}add/", asked)
    sensor = Sensor.objects.get()

    assert "The logger is set up." in words_of(page)
    assert (sensor.key, sensor.place, sensor.corrections) == (
        "north-wall",
        rooms.study,
        {"humidity": -1.5},
    )
    assert again.status_code == 422
    assert "There already is a logger called “North wall”." in words_of(again)

    one = f"{CLIMATE}loggers/north-wall/"
    curator.post(f"{one}change/", {"name": "North", "every_minutes": "60"})
    page = curator.post(f"{one}retire/", follow=True)
    sensor.refresh_from_db()
    assert (sensor.name, sensor.every_minutes, sensor.corrections) == ("North", 60, {})
    assert "Retired" in words_of(page)
    assert sensor.retired_on == NOON.date()


def test_an_export_is_taken_in_and_every_line_of_it_accounted_for(curator: Client) -> None:
    a_sensor(some_rooms().study)

    page = send(curator, EXPORT)
    again = send(curator, EXPORT)

    words = words_of(page)
    assert "5 values are new. 0 were known already." in words
    assert "Left out, since they are not kept: Dew Point(°C)." in words
    assert "1 line could not be read: Line 4: “<b>warm</b>” is no number." in words
    assert "<b>warm</b>" not in page.content.decode()
    assert "0 values are new. 5 were known already." in words_of(again)
    first = Reading.objects.order_by("at").first()
    assert first is not None
    assert first.at.isoformat() == "2026-11-20T16:00:00+00:00"


def test_the_clock_of_the_logger_may_be_utc(curator: Client) -> None:
    a_sensor(some_rooms().study)

    send(curator, EXPORT, zone="utc")

    assert Reading.objects.order_by("at")[0].at.isoformat() == "2026-11-20T10:00:00+00:00"


def test_day_or_month_is_asked_where_the_file_does_not_say_it(curator: Client) -> None:
    a_sensor(some_rooms().study)
    export = "Date,Temp °C\n05/06/2026 10:00,21"

    asked = send(curator, export)
    done = send(curator, export, order="month")

    assert asked.status_code == 422
    assert "“05/06/2026 10:00” can be read in two ways." in words_of(asked)
    assert "1 value is new." in words_of(done)
    assert Reading.objects.get().at.isoformat() == "2026-05-06T16:00:00+00:00"


@pytest.mark.parametrize("words", ["no table", "\x89PNG\r\n\x1a\n"])
def test_what_is_no_export_is_refused_with_a_reason(curator: Client, words: str) -> None:
    a_sensor(some_rooms().study)

    page = send(curator, words)

    assert page.status_code == 422
    assert "No table of readings was found in this file" in words_of(page)


def test_the_course_is_drawn_with_limits_gaps_and_excursions(curator: Client) -> None:
    rooms = some_rooms()
    sensor = a_sensor(rooms.vitrine)
    set_limit(rooms.study, quantity=Quantity.TEMPERATURE, lowest=16, highest=24, by=BERTA, at=NOON)
    values = [20.0, 25, 27.5, 22, None, None, None, None, 21, 20]
    readings(sensor, values, begins_at=days_ago(1))

    page = curator.get(f"{NORTH}?period=week")

    words = words_of(page)
    assert "1 excursion beyond the limits. 1 gap in which nothing was read." in words
    assert "Limits of Study: 16 – 24" in words
    assert "23 Nov 2026, 13:00 23 Nov 2026, 15:00 2 h 00 min 27.5 ↑ above" in words
    assert "23 Nov 2026, 15:00 23 Nov 2026, 20:00 5 h 00 min" in words
    drawing = page.text[page.text.index("<svg") : page.text.index("</svg>")]
    assert drawing.count('class="gap"') == 1
    assert drawing.count('class="limit"') == 2
    assert drawing.count('class="beyond"') == 1
    assert drawing.count('class="course"') == 2  # broken where nothing was read
    assert "style=" not in drawing
    assert "23 Nov 2026 20 22.58 27.5 6" in words


def test_a_gap_up_to_now_is_no_alarm(curator: Client) -> None:
    sensor = a_sensor(some_rooms().study)
    set_limit(sensor.place, quantity=Quantity.TEMPERATURE, lowest=16, highest=24, by=BERTA, at=NOON)
    readings(sensor, [20], begins_at=days_ago(30))

    listed = curator.get(CLIMATE)
    page = curator.get(NORTH)

    assert 'class="desk-state bad"' not in listed.text
    assert "No excursions in this period." in words_of(page)


def test_the_list_says_what_lies_beyond_its_limits_in_words(curator: Client) -> None:
    sensor = a_sensor(some_rooms().study)
    set_limit(sensor.place, quantity=Quantity.TEMPERATURE, lowest=16, highest=24, by=BERTA, at=NOON)
    readings(sensor, [25.25], begins_at=days_ago(1))

    assert "Temperature, °C: 25.25 above the limit" in words_of(curator.get(CLIMATE))


def test_numbers_are_written_as_the_language_writes_them() -> None:
    sensor = a_sensor(some_rooms().study)
    readings(sensor, [21.5], begins_at=days_ago(1))

    page = signed_in(a_member("curator", language="es")).get(CLIMATE)

    assert "21.5" in words_of(page)  # as in Mexico


def test_limits_are_set_changed_refused_and_removed(curator: Client) -> None:
    rooms = some_rooms()
    asked = {
        "place": str(rooms.study.pk),
        "quantity": "humidity",
        "lowest": "45",
        "highest": "55,5",
    }

    page = curator.post(f"{CLIMATE}limits/", asked, follow=True)
    refused = curator.post(f"{CLIMATE}limits/", asked | {"lowest": "60"})
    curator.post(f"{CLIMATE}limits/", asked | {"lowest": ""})

    assert "Study Relative humidity, % 45 55.5" in words_of(page)
    assert refused.status_code == 422
    assert "the lowest below the highest" in words_of(refused)
    limit = ClimateLimit.objects.get()
    assert (limit.lowest, limit.highest) == (None, 55.5)
    curator.post(f"{CLIMATE}limits/{limit.pk}/remove/")
    assert not ClimateLimit.objects.exists()


def test_every_period_is_drawn_within_the_budget_of_a_page(curator: Client) -> None:
    sensor = a_sensor(some_rooms().study, every_minutes=10)
    for quantity in Quantity:
        readings(
            sensor,
            [20 + number % 50 / 10 for number in range(6000)],
            begins_at=days_ago(60),
            quantity=quantity,
            every=timedelta(minutes=10),
        )

    for period in ("day", "week", "month", "year", "all", "nonsense"):
        page = curator.get(f"{NORTH}?period={period}")
        assert page.status_code == 200
        points = max(len(each.split("L")) for each in re.findall(r'd="M([^"]+)"', page.text))
        assert points <= 2 * 365
        assert len(page.content) < 200_000


def test_a_page_asks_as_often_for_three_as_for_one(curator: Client) -> None:
    rooms = some_rooms()
    set_limit(rooms.study, quantity=Quantity.TEMPERATURE, lowest=16, highest=24, by=BERTA, at=NOON)
    counts = []
    for number in range(4):
        sensor = a_sensor(rooms.study, key=f"logger-{number}")
        for hour in range(number + 1):
            readings(sensor, [30], begins_at=days_ago(1) + hour * HOUR)
        with CaptureQueriesContext(connection) as asking:
            assert curator.get(CLIMATE).status_code == 200
            assert curator.get(f"{CLIMATE}loggers/logger-{number}/").status_code == 200
        counts.append(sum("kernel_edition" not in each["sql"] for each in asking))

    assert counts[1] == counts[3]  # the first warms what is kept for an edition
