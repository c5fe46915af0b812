"""The director's page of the people who work here."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from casamuseo.kernel import clock
from casamuseo.kernel.models import Change
from casamuseo.staff import second_factor
from casamuseo.staff.models import Member
from casamuseo.staff.terms import Role
from tests.cast import NOON
from tests.staff.test_second_factor import RFC_SECRET, code_at
from tests.staffing import PASSPHRASE, a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def director() -> Client:
    return signed_in(a_member("director"))


def last_change() -> tuple[str, str, str]:
    one = Change.objects.order_by("pk").last()
    assert one
    return one.actor, one.action, one.key


def test_somebody_is_added_and_gets_a_link_that_works(director: Client, client: Client) -> None:
    page = director.post(
        "/desk/people/add/",
        {"full_name": "Ana Ríos", "login": "Ana", "language": "es", "roles": ["till", "guide"]},
    ).content.decode()

    member = Member.objects.get(login="ana")
    link = re.search(r'value="http://testserver(/desk/welcome/[^"]+)"', page)
    assert link
    assert (member.full_name, member.roles) == ("Ana Ríos", {Role.TILL, Role.GUIDE})
    assert last_change() == ("director", "make-link", "ana")
    assert client.get(link[1]).status_code == 200


@pytest.mark.parametrize("login", ["", "a", "ana ríos", "ana@", "@casa", "ana@casa", "DIRECTOR"])
def test_what_is_no_name_or_taken_is_refused(director: Client, login: str) -> None:
    form = {"full_name": "Ana", "login": login, "language": "es"}

    assert director.post("/desk/people/add/", form).status_code == 422
    assert Member.objects.count() == 1


def test_a_role_that_does_not_exist_is_refused(director: Client) -> None:
    form = {"full_name": "Ana", "login": "ana", "language": "es", "roles": ["emperor"]}

    assert director.post("/desk/people/add/", form).status_code == 422


def test_roles_are_given_and_taken(director: Client) -> None:
    member = a_member("till")
    form = {"full_name": "Chucho", "language": "es", "roles": ["gate"]}

    response = director.post(f"/desk/people/{member.pk}/", form)

    assert response.headers["Location"] == "/desk/people/"
    changed = Member.objects.get(pk=member.pk)
    assert (changed.full_name, changed.language, changed.roles) == ("Chucho", "es", {Role.GATE})
    assert last_change() == ("director", "change", "till")
    assert "This was saved." in director.get("/desk/people/").content.decode()
    assert "This was saved." not in director.get("/desk/people/").content.decode()


def test_the_only_director_cannot_lock_the_house_out(director: Client) -> None:
    key = Member.objects.get(login="director").pk
    form = {"full_name": "Director", "language": "en", "roles": ["till"]}

    page = director.post(f"/desk/people/{key}/", form)
    director.post(f"/desk/people/{key}/deactivate/")

    assert page.status_code == 422
    assert "This is the only director." in page.content.decode()
    assert "This is the only director." in director.get(f"/desk/people/{key}/").content.decode()
    assert Member.objects.get(pk=key).may("manage_people")


def test_a_director_who_steps_down_is_signed_out(director: Client) -> None:
    a_member("director", login="other")
    key = Member.objects.get(login="director").pk

    response = director.post(f"/desk/people/{key}/deactivate/")

    assert response.headers["Location"] == "/desk/sign-in/"
    assert director.get("/desk/").status_code == 302


def test_somebody_goes_and_comes_back(director: Client) -> None:
    member = a_member("till")
    theirs = signed_in(member)

    director.post(f"/desk/people/{member.pk}/deactivate/")
    assert theirs.get("/desk/").status_code == 302
    assert director.post(f"/desk/people/{member.pk}/link/").status_code == 404

    director.post(f"/desk/people/{member.pk}/reactivate/")
    assert signed_in(member).get("/desk/").status_code == 200
    assert last_change() == ("director", "reactivate", "till")


def test_a_lost_telephone_is_no_lock(director: Client) -> None:
    member = a_member("till")
    second_factor.begin_second_factor(member, secret=RFC_SECRET, code=code_at(NOON), at=NOON)

    director.post(f"/desk/people/{member.pk}/end-second-factor/")

    assert not second_factor.has_second_factor(member)
    assert last_change() == ("director", "end-second-factor", "till")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    director: Client, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        a_member("till", "guide", login=f"one{number}")
    director.get("/desk/people/")

    with django_assert_num_queries(5):  # type: ignore[operator]  session, member, roles, members, roles
        director.get("/desk/people/")


def test_a_name_is_never_markup(director: Client) -> None:
    a_member("till", full_name="<b>x</b>")

    page = director.get("/desk/people/").content.decode()

    assert "&lt;b&gt;x" in page
    assert "<b>x" not in page


def test_a_desk_left_open_gives_no_roles_away() -> None:
    client = signed_in(a_member("director"))
    with clock.stopped(NOON + timedelta(minutes=15)):
        page = client.get("/desk/people/add/")
        form = {"full_name": "Ana", "login": "ana", "language": "es", "roles": ["director"]}
        sent = client.post(
            "/desk/people/add/", form, headers={"referer": "http://testserver/desk/people/add/"}
        )
        wrong = client.post("/desk/prove/?next=/desk/people/add/", {"passphrase": "wrong"})
        right = client.post("/desk/prove/?next=/desk/people/add/", {"passphrase": PASSPHRASE})
        after = client.get("/desk/people/add/")

    ask = "/desk/prove/?next=%2Fdesk%2Fpeople%2Fadd%2F"
    assert [page.headers["Location"], sent.headers["Location"]] == [ask, ask]
    assert Member.objects.count() == 1
    assert wrong.status_code == 422
    assert right.headers["Location"] == "/desk/people/add/"
    assert after.status_code == 200


@pytest.mark.parametrize("key", ["99999999999999999999", "0", "-1", "x"])
def test_an_address_of_nobody_is_missing(director: Client, key: str) -> None:
    assert director.get(f"/desk/people/{key}/").status_code == 404
