"""A closed room and a changed calendar reach the plan, the guide, the pages, machines and calendars."""

from __future__ import annotations

import json
import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from casamuseo.house.models import Closure, Place
from casamuseo.kernel import clock
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.calendaring import Week, add_rule, change_hours, close_day
from casamuseo.visit.actions.closing import close_room, open_room
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_house", "noon")]

LEAK = Text.of(es="Una gotera", en="A leak")
PAGES = ["/en/house/study/", "/en/guide/7/", "/en/house/", "/en/visit/"]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def close(key: str = "study", **fields: Any) -> Closure:
    return close_room(
        Place.objects.get(key=key),
        reason=LEAK,
        by="berta",
        at=NOON,
        **{"begins_at": NOON, "ends_at": None, **fields},
    ).closure


def test_one_closure_reaches_every_page_and_leaves_them_again(client: Client) -> None:
    for address in PAGES:
        assert "A leak" not in page(client, address), address

    closure = close()

    for address in PAGES:
        assert "Closed for now. A leak" in page(client, address), address
    assert "Una gotera" in page(client, "/es/casa/despacho/")

    open_room(closure, by="berta", at=NOON + timedelta(minutes=5))

    with clock.stopped(NOON + timedelta(minutes=5)):
        for address in PAGES:
            assert "A leak" not in page(client, address), address


def test_the_plan_bars_the_room_and_says_so_aloud(client: Client) -> None:
    assert 'class="closed"' not in page(client, "/en/house/")

    close()

    for address in ("/en/house/", "/en/house/study/", "/en/guide/7/", "/en/accessibility/"):
        assert page(client, address).count('class="closed"') == 1, address
    assert re.search(r'aria-label="\d+ Study, closed"', page(client, "/en/house/"))


def test_the_house_as_it_was_has_no_closed_rooms(client: Client) -> None:
    close()

    assert 'class="closed"' not in page(client, "/en/house/?day=1940-08-20")


def test_the_guide_marks_the_stops_of_a_closed_room(client: Client) -> None:
    close()

    stops = re.findall(r"<li><a href=\"/en/guide/\d+/\">.*?</li>", page(client, "/en/guide/"))

    assert len([stop for stop in stops if "· closed" in stop]) >= 1
    assert all(("· closed" in stop) == ("Study" in stop) for stop in stops)


@pytest.mark.parametrize(
    ("ends_at", "words"),
    [
        (NOON + timedelta(hours=3), "Closed today."),
        (NOON + timedelta(hours=12), "Closed today."),
        (NOON + timedelta(days=2), "Closed up to and including 26 November 2026."),
        (None, "Closed for now."),
    ],
)
def test_a_closure_says_how_long(client: Client, ends_at: Any, words: str) -> None:
    close(ends_at=ends_at)

    assert words in page(client, "/en/house/study/")


def test_a_page_is_kept_until_the_closure_begins_or_ends(client: Client) -> None:
    begins, ends = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    close(begins_at=begins, ends_at=ends)

    def kept_until() -> str:
        return str(client.get("/en/house/study/").headers["X-Casamuseo-Keep"])

    assert kept_until() == str(int(begins.timestamp()))
    assert "A leak" not in page(client, "/en/house/study/")
    with clock.stopped(begins):
        assert kept_until() == str(int(ends.timestamp()))
        assert "A leak" in page(client, "/en/house/study/")
    with clock.stopped(ends):
        assert kept_until() == "edition"


def test_machines_read_the_weekly_hours_and_the_days_that_differ(client: Client) -> None:
    close_day(date(2026, 12, 25), reason=Text.of(es="Navidad", en="Christmas"), by="b", at=NOON)
    change_hours(
        date(2026, 12, 24),
        opens=time(10),
        closes=time(13),
        reason=Text.of(es="Nochebuena", en="Christmas Eve"),
        by="b",
        at=NOON,
    )
    add_rule(
        Week(
            weekdays=(1,),
            opens=time(9),
            closes=time(12),
            begins_on=date(2026, 12, 1),
            ends_on=date(2026, 12, 31),
        ),
        reason=Text(),
        by="b",
        at=NOON,
    )

    for address in ("/en/", "/en/visit/"):
        museum = _museum(page(client, address))
        assert museum["openingHoursSpecification"][0] == {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday"],
            "opens": "09:00",
            "closes": "12:00",
            "validFrom": "2026-12-01",
            "validThrough": "2026-12-31",
        }
        special = museum["specialOpeningHoursSpecification"]
        assert [(each["validFrom"], each["opens"], each["closes"]) for each in special] == [
            ("2026-12-24", "10:00", "13:00"),
            ("2026-12-25", "00:00", "00:00"),
        ]
        assert special[1]["description"] == "Christmas"


def test_what_is_over_is_told_to_machines_no_more(client: Client) -> None:
    close_day(date(2026, 11, 25), reason=LEAK, by="b", at=NOON)

    with clock.stopped(NOON + timedelta(days=2)):
        assert "specialOpeningHoursSpecification" not in _museum(page(client, "/en/"))


def test_the_feed_has_open_days_and_closed_ones_with_their_reason(client: Client) -> None:
    close_day(date(2026, 11, 25), reason=LEAK, by="b", at=NOON)

    response = client.get("/feeds/es/hours.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events = {
        str(event["UID"]).split("@")[0]: event
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    }
    today, closed = events["hours-20261124"], events["hours-20261125"]
    assert today["DTSTART"].dt == NOON - timedelta(hours=2)
    assert today["DTEND"].dt == NOON + timedelta(hours=5)
    assert closed["DTSTART"].dt == date(2026, 11, 25)
    assert closed["DESCRIPTION"] == "Una gotera"
    assert "hours-20261123" not in events
    assert client.get("/feeds/xx/hours.ics").status_code == 404
    assert client.post("/feeds/es/hours.ics").status_code in {403, 405}


def test_the_visit_page_leads_to_the_feed(client: Client) -> None:
    assert 'href="/feeds/es/hours.ics" type="text/calendar"' in page(client, "/es/visita/")


def _museum(words: str) -> Any:
    items = [json.loads(each) for each in re.findall(r"ld\+json\">(.*?)</script>", words)]
    return next(item for item in items if "Museum" in item["@type"])
