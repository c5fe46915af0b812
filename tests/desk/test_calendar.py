"""The calendar on the desk: a month at a glance, a day closed, hours and rooms changed in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from casamuseo.house.models import Closure
from casamuseo.kernel import clock
from casamuseo.kernel.models import Letter
from casamuseo.visit.models import Conflict, OpeningException, OpeningRule
from casamuseo.visit.rules import visit_rules
from tests.cast import NOON, a_place
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in
from tests.visit.cast import SLOT, an_open_house, an_order

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 25)
PAGE = "/desk/calendar/days/2026-11-25/"
CLOSED = {"holds": "closed", "reason_es": "Huelga", "reason_en": "A strike"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def director() -> Client:
    return signed_in(a_member("director"))


def test_a_month_is_a_table_of_days_with_their_hours() -> None:
    an_open_house()

    page = director().get("/desk/calendar/?month=2026-11")

    words = words_of(page)
    assert "November 2026" in words
    assert "24 10:00–17:00 25 10:00–17:00" in words
    assert "30 closed" in words
    assert page.text.count('scope="col"') == 7 + 5
    assert 'aria-current="date"' in page.text


@pytest.mark.parametrize("month", ["", "nonsense", "9999-12", "2026-13", "0001-01"])
def test_a_month_that_cannot_be_is_this_one(month: str) -> None:
    an_open_house()

    assert "November 2026" in words_of(director().get("/desk/calendar/", {"month": month}))


def test_closing_a_day_says_what_it_led_to() -> None:
    an_open_house()
    an_order()
    browser = director()
    assert "1 booking has a place on this day." in words_of(browser.get(PAGE))

    response = browser.post(PAGE, {**CLOSED, "writes": "on"})

    assert (response.status_code, response.headers["Location"]) == (302, "/desk/calendar/")
    page = browser.get("/desk/calendar/")
    assert said(page) == [
        "The calendar was changed.",
        "1 booking is no longer possible and waits for a person.",
        "1 letter was written.",
    ]
    assert "25 closed A strike" in words_of(page)
    assert Letter.objects.filter(to="ana@example.org").count() == 2


def test_a_day_as_ever_needs_no_reason_and_settles_what_waits() -> None:
    an_open_house()
    an_order()
    browser = director()
    browser.post(PAGE, CLOSED)

    browser.post(PAGE, {"holds": "usual"})

    assert not OpeningException.objects.exists()
    assert Conflict.objects.get().state == "honoured"


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({**CLOSED, "reason_en": " "}, "This field is required."),
        ({**CLOSED, "holds": "hours"}, "Please give a time."),
        (
            {**CLOSED, "holds": "hours", "opens": "17:00", "closes": "10:00"},
            "Please check the hours: opening comes first, then the last entry, then closing.",
        ),
        ({**CLOSED, "holds": "sometimes"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_with_a_day_stands_at_the_form(form: dict[str, str], problem: str) -> None:
    an_open_house()

    response = director().post(PAGE, form)

    assert response.status_code == 422
    assert problem in words_of(response)
    assert not OpeningException.objects.exists()


def test_a_day_that_is_over_has_no_form() -> None:
    an_open_house()

    page = director().get("/desk/calendar/days/2026-11-20/")

    assert "That day is over: it stays as it was." in words_of(page)
    assert 'name="holds"' not in page.text


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "2026-1-1"])
def test_a_day_that_does_not_exist_is_not_found(day: str) -> None:
    an_open_house()

    assert director().get(f"/desk/calendar/days/{day}/").status_code == 404


WEEK: dict[str, Any] = {
    "weekdays": [2, 3],
    "opens": "09:00",
    "closes": "20:00",
    "last_entry_minutes": 45,
}


def test_weekly_hours_are_added_before_the_older_ones() -> None:
    an_open_house()

    director().post("/desk/calendar/hours/add/", {**WEEK, "begins_on": "2026-11-25"})

    hours = visit_rules().calendar.on(DAY)
    assert (hours.opens, hours.closes, hours.last_entry) == (time(9), time(20), time(19, 15))
    assert visit_rules().calendar.on(DAY + timedelta(days=1)).closes == time(17)


def test_weekly_hours_are_changed_and_ended() -> None:
    an_open_house()
    an_order(slot=SLOT + timedelta(days=2))
    browser = director()

    browser.post("/desk/calendar/hours/regular/", {**WEEK, "ends_on": "2026-12-31"})

    rule = OpeningRule.objects.get()
    assert (rule.weekdays, rule.ends_on) == ([2, 3], date(2026, 12, 31))
    assert Conflict.objects.get().reason.words("en") == "The opening hours have changed"


def test_a_rule_that_cannot_be_is_refused_at_the_form() -> None:
    an_open_house()

    response = director().post("/desk/calendar/hours/regular/", {**WEEK, "closes": "08:00"})

    assert response.status_code == 422
    assert OpeningRule.objects.get().closes == time(17)


def test_a_room_is_closed_for_days_to_come_and_that_is_taken_back() -> None:
    an_open_house()
    study = a_place("study")
    browser = director()
    form = {
        "place": study.pk,
        "first_day": "2026-12-01",
        "last_day": "2026-12-03",
        "reason_es": "Obra",
        "reason_en": "Works",
    }

    browser.post("/desk/calendar/rooms/add/", form)

    closure = Closure.objects.get()
    assert closure.begins_at == visit_rules().calendar.moment(date(2026, 12, 1), time())
    assert closure.ends_at == visit_rules().calendar.moment(date(2026, 12, 3), time(23, 59, 59))
    assert "Study 1 December 2026, 00:00" in words_of(browser.get("/desk/calendar/"))

    browser.post(f"/desk/calendar/rooms/{closure.pk}/end/")

    assert not Closure.objects.exists()
