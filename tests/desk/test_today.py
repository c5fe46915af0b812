"""The today board: its numbers, what htmx fetches, rooms closed and opened with one button."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from casamuseo.house.models import Closure
from casamuseo.kernel import clock
from casamuseo.visit.actions.calendaring import close_day
from casamuseo.visit.models import Conflict
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import ResourceKind
from tests.cast import NOON, a_place
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in
from tests.visit.cast import STRIKE, a_resource, a_slotted_house, an_open_house, an_order

pytestmark = pytest.mark.django_db

MORNING = NOON - timedelta(hours=2)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def desk(role: str = "director") -> Client:
    return signed_in(a_member(role))


def test_the_board_says_what_is_sold_and_what_is_left() -> None:
    an_open_house(day_capacity=300)
    an_order(party=3, slot=NOON, at=MORNING)

    words = words_of(desk().get("/desk/today/"))

    assert "Open until 17:00" in words
    assert "Sold 3 Came with a ticket 0 Places left 297 Visitors so far 0" in words


def test_a_day_of_slots_lists_its_times() -> None:
    a_slotted_house()
    an_order(party=3, slot=NOON, at=MORNING)

    words = words_of(desk().get("/desk/today/"))

    assert "10:00 0 0 –" in words
    assert "12:00 3 0 22" in words


def test_htmx_fetches_only_what_changes() -> None:
    an_open_house()

    response = desk().get("/desk/today/", headers={"HX-Request": "true"})

    assert "<html" not in response.text
    assert "Places left" in response.text
    assert "csrfmiddlewaretoken" not in response.text


def test_what_waits_leads_to_its_page_for_whoever_may_see_it() -> None:
    an_open_house()
    an_order()
    close_day(day_of(NOON) + timedelta(days=1), reason=STRIKE, by="berta", at=NOON)

    for role, link in (("director", True), ("gate", False)):
        response = desk(role).get("/desk/today/")
        assert "1 booking no longer possible" in words_of(response)
        assert ('href="/desk/conflicts/"' in response.text) is link


def test_a_room_is_closed_with_one_button_and_opened_with_another() -> None:
    a_slotted_house()
    study = a_place("study")
    a_resource("study", kind=ResourceKind.ROOM, capacity=9, place=study, stays_minutes=15)
    an_order(slot=NOON, at=MORNING)
    browser = desk("till")

    response = browser.post(
        "/desk/today/close-room/", {"place": study.pk, "reason": "damage", "until": "today"}
    )

    closure = Closure.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, "/desk/today/")
    assert closure.ends_at == NOON + timedelta(hours=12)
    assert {code: closure.reason.words(code) for code in closure.reason} == {
        "es": closure.reason.words("es"),
        "en": "Something broke",
    }
    page = browser.get("/desk/today/")
    assert said(page) == [
        "“Study” is closed.",
        "1 booking is no longer possible and waits for a person.",
    ]
    assert "7 · Study Something broke · until 25 November 2026, 00:00" in words_of(page)

    browser.post(f"/desk/today/open-room/{closure.pk}/")

    assert said(browser.get("/desk/today/")) == ["“Study” is open again."]
    assert not Closure.objects.exists()
    assert not Conflict.objects.filter(state="open").exists()


def test_closing_what_is_closed_is_refused_in_words() -> None:
    an_open_house()
    study = a_place("study")
    browser = desk()
    form = {"place": study.pk, "reason": "staff", "until": "further"}

    for _ in range(2):
        browser.post("/desk/today/close-room/", form)

    assert "This room is already closed at that time." in said(browser.get("/desk/today/"))
    assert Closure.objects.count() == 1


def test_a_room_that_nobody_has_is_refused() -> None:
    an_open_house()
    browser = desk()

    browser.post("/desk/today/close-room/", {"place": 99, "reason": "staff", "until": "today"})

    assert said(browser.get("/desk/today/")) == ["Choose a room and a reason."]


def test_the_board_of_a_closed_day_says_why() -> None:
    an_open_house()
    close_day(day_of(NOON), reason=STRIKE, by="berta", at=NOON)

    assert "Closed now · A strike" in words_of(desk().get("/desk/today/"))
