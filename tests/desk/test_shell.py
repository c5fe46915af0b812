"""The desk's shell: who is let in, in which language, and what it says."""

from __future__ import annotations

import pytest
from django.test import Client

from casamuseo.desk.navigation import WAYS, ways_of
from casamuseo.staff.terms import Role
from casamuseo.urls import SHORT
from tests.cast import a_house
from tests.staffing import PASSPHRASE, a_member, signed_in

pytestmark = pytest.mark.django_db


def test_nobody_signed_in_is_sent_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/desk/account/?a=1")

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/desk/sign-in/?next=%2Fdesk%2Faccount%2F%3Fa%3D1",
    )


def test_a_member_signs_in_and_goes_on_to_where_they_wanted(client: Client) -> None:
    a_member("till")

    response = client.post(
        "/desk/sign-in/?next=/desk/account/", {"login": " TILL ", "passphrase": PASSPHRASE}
    )

    assert (response.status_code, response.headers["Location"]) == (302, "/desk/account/")
    assert client.get("/desk/account/").status_code == 200


def test_the_desk_is_never_kept_by_a_browser() -> None:
    response = signed_in(a_member("till")).get("/desk/")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", Role.values)
def test_every_way_that_a_member_sees_is_open_to_them(role: str) -> None:
    a_house()
    member = a_member(role)
    client = signed_in(member)

    shown = [way for way in ways_of(member) if way.to != "gate:door"]
    page = client.get("/desk/").content.decode()

    assert {way.address: client.get(way.address).status_code for way in shown} == {
        way.address: 200 for way in shown
    }
    assert [way.to for way in WAYS if f'<li><a href="{way.address}"><b>' in page] == [
        way.to for way in WAYS if member.may(way.verb)
    ]


def test_whoever_has_no_way_is_told_so() -> None:
    page = signed_in(a_member(login="newcomer")).get("/desk/").content.decode()

    assert "Your role has no page of its own on the desk yet." in page


def test_short_spanish_words_lead_to_the_desk(client: Client) -> None:
    found = {word: client.get(f"/{word}").headers["Location"] for word in SHORT}

    assert found == {
        "hoy": "/desk/today/",
        "taquilla": "/desk/till/",
        "puerta": "/gate/",
        "entrar": "/desk/",
    }


def test_a_refusal_within_the_desk_speaks_and_looks_like_it() -> None:
    client = signed_in(a_member("till", language="en"))

    missing, closed = client.get("/desk/nothing/"), client.get("/desk/people/")

    assert [page.status_code for page in (missing, closed)] == [404, 403]
    assert "There is nothing here" in missing.content.decode()
    assert "This is not for your role" in closed.content.decode()
    assert 'action="/desk/sign-out/"' in closed.content.decode()
