"""Tours and programme for visitors: asking, following one's own tour, what is on; a guide's calendar."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from casamuseo.kernel import clock
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.guiding import accept_tour, rotate_feed
from casamuseo.visit.actions.programming import cancel_session, publish_programme
from casamuseo.visit.actions.tour_steps import guide_of
from casamuseo.visit.models import Order, Programme, ProgrammeSession, TourRequest
from casamuseo.visit.terms import OrderState, PayAt, ResourceKind, TourState
from tests.cast import BERTA, CHUCHO, NOON
from tests.visit.cast import an_open_house
from tests.visit.test_programming import a_programme, a_session, an_order_for
from tests.visit.tour_cast import (
    START,
    a_confirmed_tour,
    a_fee,
    a_guide,
    a_kept_tour,
    a_request,
    taken_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

ASKED = {
    "key": "abcdefgh1234",
    "kind": "school",
    "language": "en",
    "day": "2026-12-02",
    "time": "11:00",
    "people": "22",
    "teachers": "2",
    "organisation": "Escuela Primaria Benito Juárez",
    "name": "Ana",
    "email": "ana@example.org",
    "phone": "",
    "needs": "Una silla de ruedas",
    "website": "",
}


def an_open_house_with_guides() -> None:
    an_open_house(house_capacity=40)
    a_guide("lupe")
    a_guide("memo")


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def do(client: Client, tour: TourRequest, **fields: Any) -> int:
    return client.post(f"/en/tours/{tour.address}/", fields).status_code


def test_the_page_of_tours_says_what_they_cost_and_that_it_is_made_up(client: Client) -> None:
    an_open_house()
    a_fee("school", kind="school", free_every=10, is_demonstration=True)

    for address, words in (
        ("/en/tours/", "one teacher comes free for every 10 pupils"),
        ("/es/visitas-guiadas/", 'href="/es/visitas-guiadas/solicitar/"'),
    ):
        said = body(client, address)
        assert words in said
    assert "300.00" in body(client, "/en/tours/")
    assert "made up for the demonstration" in body(client, "/en/tours/")


def test_a_group_asks_once_however_often_it_clicks_and_sees_its_request(client: Client) -> None:
    an_open_house_with_guides()

    first = client.post("/es/visitas-guiadas/solicitar/", ASKED)
    second = client.post("/es/visitas-guiadas/solicitar/", ASKED)

    tour = TourRequest.objects.get()
    assert first.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert first.headers["Location"] == f"/es/visitas-guiadas/{tour.address}/"
    assert (tour.starts_at, tour.people, tour.teachers, tour.contact_language) == (
        START,
        22,
        2,
        "es",
    )
    assert tour.site == "http://testserver"
    assert tour.code in body(client, first.headers["Location"])


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({"people": "0"}, "people"),
        ({"teachers": "22"}, "teachers"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "ana"}, "email"),
        ({"website": "https://spam.example"}, "website"),
        ({"day": "2026-12-07"}, ""),
        ({"day": "2026-11-25", "time": "10:00"}, ""),
        ({"language": "ru"}, "language"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    client: Client, wrong: dict[str, str], marked: str
) -> None:
    an_open_house_with_guides()

    response = client.post("/en/tours/request/", {**ASKED, **wrong})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    if marked and marked != "website":
        assert f'id="id_{marked}_error"' in response.content.decode()
    assert TourRequest.objects.count() == 0


def test_who_asks_too_often_has_to_wait(client: Client, settings: Any) -> None:
    settings.LIMITS = True
    an_open_house_with_guides()

    answers = [
        client.post("/en/tours/request/", {**ASKED, "key": f"another-key-{number}"}).status_code
        for number in range(7)
    ]

    assert answers == [302] * 6 + [429]
    assert TourRequest.objects.count() == 6


def test_the_form_without_its_token_is_refused() -> None:
    an_open_house_with_guides()

    response = Client(enforce_csrf_checks=True).post("/en/tours/request/", ASKED)

    assert response.status_code == 403
    assert TourRequest.objects.count() == 0


def test_a_guessed_address_shows_no_tour(client: Client) -> None:
    an_open_house_with_guides()
    a_request()

    assert client.get("/en/tours/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert client.get("/t/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_the_address_in_letters_leads_to_the_groups_own_language(client: Client) -> None:
    an_open_house_with_guides()
    tour = a_request()

    response = client.get(f"/t/{tour.address}/")

    assert response.headers["Location"] == f"/es/visitas-guiadas/{tour.address}/"
    page = client.get(response.headers["Location"])
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_an_offer_is_accepted_only_once_the_guide_has_accepted(client: Client) -> None:
    an_open_house_with_guides()
    tour = a_kept_tour()

    assert 'value="accept"' not in body(client, f"/en/tours/{tour.address}/")
    assert do(client, tour, do="accept") == 409
    assignment = guide_of(tour)
    assert assignment is not None
    accept_tour(assignment, by="lupe", at=NOON)
    assert 'value="accept"' in body(client, f"/en/tours/{tour.address}/")
    assert do(client, tour, do="accept") == 302
    assert do(client, tour, do="accept") == 302

    order = Order.objects.get()
    assert (order.state, order.pay_at) == (OrderState.CONFIRMED_UNPAID, PayAt.INVOICE)
    said = body(client, f"/en/tours/{tour.address}/")
    assert f'href="/en/booking/{order.address}/"' in said
    assert "Lupe" in said


def test_the_group_changes_how_many_come_until_the_day_of_the_final_count(client: Client) -> None:
    an_open_house_with_guides()
    a_fee()
    tour = a_confirmed_tour(people=20)

    assert do(client, tour, do="party", people="12", teachers="") == 302
    assert taken_of(ResourceKind.HOUSE) == [12, 12, 12, 12]
    assert do(client, tour, do="party", people="41") == 409
    assert do(client, tour, do="party", people="lots") == 409
    with clock.stopped(NOON + timedelta(days=6)):
        assert do(client, tour, do="party", people="10") == 302
        assert 'value="party"' not in body(client, f"/en/tours/{tour.address}/")

    tour.refresh_from_db()
    assert tour.people == 12


def test_the_group_cancels_and_everything_is_free(client: Client) -> None:
    an_open_house_with_guides()
    tour = a_confirmed_tour()

    assert do(client, tour, do="cancel") == 302

    tour.refresh_from_db()
    assert tour.state == TourState.CANCELLED
    assert taken_of(ResourceKind.HOUSE) == taken_of(ResourceKind.GUIDE) == []
    assert "This tour is cancelled." in body(client, f"/en/tours/{tour.address}/")


def test_a_guides_calendar_has_their_tours_and_nobody_elses(client: Client) -> None:
    an_open_house_with_guides()
    lupe = a_guide("nora")
    a_kept_tour(guide=lupe, organisation="Escuela Uno", needs="Alergia")
    a_confirmed_tour(key="two", wanted_at=START + timedelta(hours=3), organisation="Escuela Dos")

    response = client.get(f"/feeds/guide/{lupe.feed_token}.ics")

    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert ["Escuela Uno" in str(event["summary"]) for event in events] == [True]
    assert b"Alergia" not in response.content
    assert b"ana@example.org" not in response.content
    assert events[0]["status"] == "TENTATIVE"


def test_a_calendar_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    an_open_house_with_guides()
    guide = a_guide("nora")
    address = f"/feeds/guide/{guide.feed_token}.ics"
    tag = client.get(address).headers["ETag"]

    with clock.stopped(NOON + timedelta(hours=1)):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        a_kept_tour(guide=guide)
        again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"] != tag) == (200, True)


def test_an_old_or_a_guessed_address_of_a_calendar_shows_nothing(client: Client) -> None:
    an_open_house_with_guides()
    guide = a_guide("nora")
    old = guide.feed_token
    rotate_feed(guide, by=CHUCHO, at=NOON)

    assert client.get(f"/feeds/guide/{old}.ics").status_code == 404
    assert client.get(f"/feeds/guide/{guide.feed_token}.ics").status_code == 200


def a_published_session(**fields: Any) -> ProgrammeSession:
    session = a_session(**fields)
    publish_programme(session.programme, by=BERTA, at=NOON)
    return session


def events_of(said: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', said)
    return [item for item in map(json.loads, found) if "Event" in item["@type"]]


def test_the_programme_lists_what_is_published_with_its_sessions(client: Client) -> None:
    an_open_house()
    session = a_session()

    assert "Cactus workshop" not in body(client, "/en/programme/")
    publish_programme(session.programme, by=BERTA, at=NOON)
    said = body(client, "/en/programme/")

    assert 'href="/en/programme/cacti/"' in said
    assert "25 November 2026" in said
    assert "80.00" in said


def test_a_session_can_be_booked_until_it_is_full_or_called_off(client: Client) -> None:
    an_open_house()
    session = a_published_session(capacity=3)
    book = f'href="/en/book/?session={session.key}"'

    assert book in body(client, "/en/programme/cacti/")
    assert "3 places left" in body(client, "/en/programme/cacti/")
    an_order_for(session, party=3)
    full = body(client, "/en/programme/cacti/")
    assert (book in full, "Full" in full) == (False, True)
    cancel_session(session, reason=Text.of(es="Lluvia"), by=BERTA, at=NOON)
    assert "Called off" in body(client, "/en/programme/cacti/")


def test_machines_are_told_of_each_session_in_the_words_of_the_standard(client: Client) -> None:
    an_open_house()
    session = a_published_session()

    (event,) = events_of(body(client, "/en/programme/cacti/"))

    assert event["@type"] == "EducationEvent"
    assert event["name"] == "Cactus workshop"
    assert event["startDate"] == "2026-11-25T11:00:00-06:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["offers"]["price"] == "80.00"
    assert event["url"] == "http://testserver/en/programme/cacti/"
    cancel_session(session, reason=Text.of(es="Lluvia"), by=BERTA, at=NOON)
    (event,) = events_of(body(client, "/en/programme/cacti/"))
    assert event["eventStatus"] == "https://schema.org/EventCancelled"


def test_what_was_made_up_is_marked_and_never_told_to_machines(client: Client) -> None:
    an_open_house()
    a_published_session()
    Programme.objects.update(is_demonstration=True)

    for address in ("/en/programme/", "/en/programme/cacti/"):
        said = body(client, address)
        assert events_of(said) == []
        assert "ade up for the demonstration" in said


def test_what_is_not_published_or_over_has_no_page_in_the_list(client: Client) -> None:
    an_open_house()
    session = a_session()

    assert client.get("/en/programme/cacti/").status_code == 404
    publish_programme(session.programme, by=BERTA, at=NOON)
    Programme.objects.update(ends_on=NOON.date() - timedelta(days=1))
    assert "Cactus workshop" not in body(client, "/en/programme/")


def asked_by(client: Client, address: str) -> list[str]:
    """What a page asks the database, but for the edition."""
    with CaptureQueriesContext(connection) as asked:
        body(client, address)
    return [each["sql"] for each in asked if "kernel_edition" not in each["sql"]]


def test_the_programme_asks_as_little_of_three_as_of_one(client: Client) -> None:
    an_open_house()
    first = a_published_session()
    body(client, "/en/programme/")
    of_one = asked_by(client, "/en/programme/")
    for number in (1, 2):
        other = a_session(a_programme(f"other-{number}"), hours=3 * number)
        publish_programme(other.programme, by=BERTA, at=NOON)
        a_session(first.programme, hours=3 * number)
    body(client, "/en/programme/")

    assert len(of_one) == 5
    assert len(asked_by(client, "/en/programme/")) == 5
