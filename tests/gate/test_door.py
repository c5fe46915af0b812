"""The door without its script: a plain form that the server judges, and who may open it at all."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from casamuseo.gate.devices import COOKIE
from casamuseo.gate.views.door import new_scan_id
from casamuseo.kernel import clock
from casamuseo.visit.actions.enrolling import add_device, enrol_device, revoke_device
from casamuseo.visit.counts import visitors_by, visitors_on
from casamuseo.visit.models import Device, Scan, VisitCount
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import PayAt, Verdict
from tests.cast import NOON
from tests.visit.cast import SLOT, an_open_house
from tests.visit.gate_cast import a_director, a_ticket

pytestmark = pytest.mark.django_db


def a_door(name: str = "Entrance", *, client: Client | None = None, language: str = "en") -> Client:
    """A browser that is enrolled as a device."""
    client = client or Client(headers={"accept-language": language})
    _, word = add_device(name, by=a_director(), at=NOON)
    _, token = enrol_device(word, at=NOON)
    client.cookies[COOKIE] = token
    return client


def said(body: str) -> tuple[str, list[str]]:
    """The verdict's word and its lines."""
    word = re.search(r'data-part="word">(.*?)</h2>', body)
    lines = re.search(r'data-part="lines">(.*?)</div>', body, re.S)
    assert word
    assert lines
    return word[1], re.findall(r"<p>(.*?)</p>", lines[1])


def hold_up(door: Client, code: str, **fields: str) -> tuple[str, list[str]]:
    scan_id = str(new_scan_id(at=SLOT.timestamp()))
    response = door.post("/gate/", {"code": code, "scan_id": scan_id, **fields})
    assert response.status_code == 200
    return said(response.content.decode())


def test_a_browser_that_is_not_enrolled_is_told_how_to_be() -> None:
    response = Client(headers={"accept-language": "en"}).get("/gate/")

    assert response.status_code == 401
    assert "The director opens “Devices” on the desk" in response.content.decode()


def test_a_device_is_enrolled_by_its_link_only_once_the_button_is_pressed() -> None:
    an_open_house()
    device, word = add_device("Entrance", by=a_director(), at=NOON)
    client = Client(headers={"accept-language": "en"})

    with clock.stopped(NOON):
        looked_at = client.get(f"/gate/enrol/{word}/")
        device.refresh_from_db()
        assert device.enrolled_at is None
        assert "becomes the device “Entrance”" in looked_at.content.decode()
        response = client.post("/gate/enrol/", {"word": word})

    assert (response.status_code, response.headers["Location"]) == (302, "/gate/")
    cookie = response.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/gate/", True, "Lax")
    assert client.get("/gate/").status_code == 200
    with clock.stopped(NOON):
        assert client.post("/gate/enrol/", {"word": word}).status_code == 422


def test_the_cookie_is_for_https_alone_where_the_page_came_by_https() -> None:
    _, word = add_device("Entrance", by=a_director(), at=NOON)

    with clock.stopped(NOON):
        response = Client().post("/gate/enrol/", {"word": word}, secure=True)

    assert response.cookies[COOKIE]["secure"] is True


def test_the_doors_page_alone_may_use_camera_and_webassembly() -> None:
    an_open_house()
    page = a_door().get("/gate/")
    enrol = Client().get("/gate/enrol/")

    assert "script-src 'self' 'wasm-unsafe-eval';" in page.headers["Content-Security-Policy"]
    assert page.headers["Permissions-Policy"].startswith("camera=(self),")
    assert "wasm" not in enrol.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_without_a_script_the_server_judges_a_form() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=3)

    with clock.stopped(SLOT):
        first = hold_up(door, ticket.code)
        second = hold_up(door, ticket.order.code.lower())

    assert first == ("Come in", ["3 people may enter."])
    assert second == ("Already used", ["Everybody on this ticket has come in, the last at 11:00."])


def test_the_door_speaks_the_devices_language() -> None:
    an_open_house()
    response = a_door(language="es-MX").get("/gate/")

    assert response.headers["Content-Language"] == "es"
    assert '<html lang="es">' in response.content.decode()


def test_without_a_script_a_part_of_a_party_comes_in_and_the_number_is_corrected() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=4)

    with clock.stopped(SLOT):
        assert hold_up(door, ticket.code, count="3") == (
            "Come in",
            ["3 people may enter.", "One more of the party is to come."],
        )
        entry = Scan.objects.get()
        corrected = hold_up(door, ticket.code, count="2", annuls=str(entry.scan_id))
        undone = hold_up(
            door, ticket.code, count="0", annuls=str(Scan.objects.latest("pk").scan_id)
        )

    assert corrected == (
        "Come in",
        ["2 people may enter.", "2 more of the party are to come."],
    )
    assert undone == ("Taken back", ["This entry does not count. The ticket is as it was."])
    assert visitors_on(day_of(SLOT)) == 0


def test_the_same_form_sent_twice_is_one_scan() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=2)
    form = {"code": ticket.code, "scan_id": str(new_scan_id(at=SLOT.timestamp()))}

    with clock.stopped(SLOT):
        answers = [said(door.post("/gate/", form).content.decode()) for _ in range(2)]

    assert answers == [("Come in", ["2 people may enter."])] * 2
    assert Scan.objects.count() == 1


def test_every_refusal_says_what_to_do_next() -> None:
    an_open_house()
    door = a_door()
    unpaid = a_ticket(key="unpaid", pay_at=PayAt.DOOR)
    with clock.stopped(SLOT):
        assert hold_up(door, unpaid.code) == (
            "To be paid at the till",
            ["Please send them to the till, and hold the ticket up again afterwards."],
        )
        assert hold_up(door, "<script>alert(1)</script>")[0] == "Cannot be read"
    with clock.stopped(NOON):
        assert hold_up(door, unpaid.code) == (
            "For another day",
            ["This ticket is for 25 November."],
        )


def test_what_cannot_be_taken_back_is_said_in_words() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=2)

    with clock.stopped(SLOT):
        response = door.post(
            "/gate/",
            {
                "code": ticket.code,
                "scan_id": str(new_scan_id(at=0)),
                "annuls": str(new_scan_id(at=0)),
                "count": "0",
            },
        )

    assert response.status_code == 409
    assert "There is nothing left to take back." in response.content.decode()


def test_without_a_script_a_visitor_without_a_ticket_is_counted_once() -> None:
    an_open_house()
    door = a_door()

    with clock.stopped(SLOT):
        for _ in range(2):
            response = door.post("/gate/", {"category": "child:1", "scan_id": "a-child"})
        taken = door.post("/gate/", {"category": "icom:-1", "scan_id": "b-icom"})
        wrong = door.post("/gate/", {"category": "child:70", "scan_id": "c-child"})

    assert "Counted: Child +1" in response.content.decode()
    assert (taken.status_code, wrong.status_code) == (200, 422)
    day = day_of(SLOT)
    assert visitors_by("category", first=day, last=day) == {"child": 1, "icom": -1}
    assert VisitCount.objects.count() == 2


def test_a_withdrawn_device_is_told_so() -> None:
    an_open_house()
    door = a_door()
    revoke_device(Device.objects.get(), by=a_director(), at=NOON)

    response = door.get("/gate/")

    assert response.status_code == 403
    assert "This device has been withdrawn." in response.content.decode()
    assert door.post("/gate/", {"code": "x"}).status_code == 403


def test_a_form_from_another_site_is_refused() -> None:
    an_open_house()
    door = a_door(client=Client(enforce_csrf_checks=True))

    response = door.post("/gate/", {"category": "child:1", "scan_id": "x"})

    assert response.status_code == 403
    assert VisitCount.objects.count() == 0


def test_a_scans_name_is_a_uuid_of_version_seven_with_its_time() -> None:
    made: UUID = new_scan_id(at=SLOT.timestamp())

    assert (made.version, made.int >> 80) == (7, int(SLOT.timestamp() * 1000))
    assert Verdict.ADMITTED == "admitted"


def test_where_too_many_want_to_enter_the_numbers_that_can_are_offered() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=3)
    with clock.stopped(SLOT):
        hold_up(door, ticket.code, count="1")
        page = door.post(
            "/gate/",
            {"code": ticket.code, "count": "3", "scan_id": str(new_scan_id(at=SLOT.timestamp()))},
        ).content.decode()

    assert said(page)[0] == "More people than the ticket is for"
    assert re.findall(r'name="count" value="(\d+)" aria-pressed', page) == ["1", "2"]
    assert 'name="annuls" value=""' in page
