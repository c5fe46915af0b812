"""The director's list of devices: added with a link that works once, seen at work, withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from casamuseo.gate.devices import COOKIE
from casamuseo.kernel import clock
from casamuseo.visit.actions.enrolling import Seen, note_seen
from casamuseo.visit.models import Device
from casamuseo.visit.terms import GateLevel
from tests.cast import NOON
from tests.staffing import a_member, signed_in
from tests.visit.cast import SLOT, an_open_house
from tests.visit.gate_cast import a_device, a_director, a_ticket, handed_over, judged_alone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def cells(body: str) -> list[list[str]]:
    """The table's rows as the director reads them."""
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.S)[1:]
    return [
        [
            " ".join(re.sub(r"<[^>]*>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


def test_a_device_is_added_and_enrolled_by_the_link_that_is_shown_once() -> None:
    an_open_house()
    desk = signed_in(a_director())

    page = desk.post("/desk/devices/add/", {"name": "Entrance"}).content.decode()

    found = re.search(r'href="http://testserver(/gate/enrol/([0-9A-Z-]{14})/)"', page)
    assert found
    word = found[2]
    assert word not in desk.get("/desk/devices/").content.decode()
    device = Client()
    assert "Entrance" in device.get(found[1]).content.decode()
    device.post("/gate/enrol/", {"word": word})
    assert device.get("/gate/").status_code == 200
    assert len(device.cookies[COOKIE].value) == 43


def test_a_device_without_a_name_is_not_added() -> None:
    response = signed_in(a_director()).post("/desk/devices/add/", {"name": " "})

    assert response.status_code == 422
    assert Device.objects.count() == 0


def test_the_list_says_how_each_device_is() -> None:
    an_open_house()
    at_work, lost = a_device("At work"), a_device("Lost")
    note_seen(at_work, seen=Seen(GateLevel.LIST, 3, 150.0), at=NOON - timedelta(minutes=9))
    note_seen(lost, seen=Seen(GateLevel.SERVER, 0, -3.0), at=NOON - timedelta(minutes=11))
    desk = signed_in(a_director())
    desk.post("/desk/devices/add/", {"name": "New"})

    rows = cells(desk.get("/desk/devices/").content.decode())

    assert [row[:7] for row in rows] == [
        [
            "At work",
            "At work",
            "24 November 2026, 11:51",
            "Today’s list",
            "2 minutes fast",
            "3",
            "0",
        ],
        ["Lost", "Not heard of", "24 November 2026, 11:49", "Server", "right", "0", "0"],
        ["New", "Not enrolled yet", "–", "–", "–", "0", "0"],
    ]


def test_a_withdrawn_device_stands_last_and_gets_no_new_link() -> None:
    device = a_device("A first")
    a_device("B second")
    desk = signed_in(a_director())

    said = desk.post(f"/desk/devices/{device.pk}/revoke/", follow=True).content.decode()
    refused = desk.post(f"/desk/devices/{device.pk}/link/", follow=True).content.decode()

    assert "A first checks no more tickets." in said
    assert "This device has been withdrawn." in refused
    rows = cells(desk.get("/desk/devices/").content.decode())
    assert [row[:2] for row in rows] == [["B second", "Not heard of"], ["A first", "Withdrawn"]]


def test_a_new_link_makes_the_old_token_worthless_once_it_is_used() -> None:
    an_open_house()
    device = a_device()
    desk = signed_in(a_director())
    old = device.token_hash

    page = desk.post(f"/desk/devices/{device.pk}/link/").content.decode()
    found = re.search(r"/gate/enrol/([0-9A-Z-]{14})/", page)
    assert found
    device.refresh_from_db()
    assert device.token_hash == old
    Client().post("/gate/enrol/", {"word": found[1]})

    device.refresh_from_db()
    assert device.token_hash != old


def test_who_came_in_twice_without_network_is_listed() -> None:
    an_open_house()
    device, ticket = a_device("Back door"), a_ticket(party=1)
    for minutes in (0, 5):
        facts = judged_alone(ticket.code, device_at=SLOT + timedelta(minutes=minutes))
        handed_over(facts, device=device, at=SLOT + timedelta(hours=1))

    with clock.stopped(SLOT + timedelta(hours=1)):
        desk = signed_in(a_director())
        listed = cells(desk.get("/desk/devices/entries/").content.decode())
        row = cells(desk.get("/desk/devices/").content.decode())[0]

    assert listed == [
        [
            "25 November 2026, 11:05",
            "Back door",
            ticket.order.code,
            "1",
            "2 of 1",
            "Today’s list",
            "right",
        ]
    ]
    assert row[6] == "1"


def test_the_list_asks_as_little_for_three_devices_as_for_one(
    django_assert_num_queries: object,
) -> None:
    desk = signed_in(a_director())
    a_device("One")
    desk.get("/desk/devices/")
    with django_assert_num_queries(4):  # type: ignore[operator]
        desk.get("/desk/devices/")
    a_device("Two")
    a_device("Three")
    with django_assert_num_queries(4):  # type: ignore[operator]
        desk.get("/desk/devices/")


def test_only_the_director_adds_devices() -> None:
    assert signed_in(a_member("gate")).get("/desk/devices/").status_code == 403
