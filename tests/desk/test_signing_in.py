"""Signing in and out: sessions, cookies, languages, where one goes on to, and for how long it lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as the_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.desk.sessions import digest
from casamuseo.kernel import clock
from casamuseo.staff import second_factor
from casamuseo.staff.actions import deactivate_member, make_link, set_passphrase
from casamuseo.staff.models import Member, Session
from tests.cast import NOON, a_house
from tests.staff.test_second_factor import HALF_MINUTE, RFC_SECRET, code_at
from tests.staffing import PASSPHRASE, a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SIGN_IN = "/desk/sign-in/"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def sign_in(
    client: Client, login: str, passphrase: str = PASSPHRASE, *, onward: str = "", **more: Any
) -> Any:
    address = f"{SIGN_IN}?next={onward}" if onward else SIGN_IN
    form = {"login": login, "passphrase": passphrase}
    return client.post(address, form, headers={"accept-language": "en"}, **more)


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "onward",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "desk/people/",
    ],
)
def test_one_goes_on_to_no_page_but_ours(client: Client, onward: str) -> None:
    a_member("till")

    assert sign_in(client, "till", onward=onward).headers["Location"] == "/desk/"


def test_a_refusal_says_the_same_whoever_it_was(client: Client) -> None:
    a_member("till")
    a_member("guide", is_active=False)
    pages = [
        sign_in(client, "till", "wrong"),
        sign_in(client, "nobody", "wrong"),
        sign_in(client, "guide"),
    ]
    bodies = {
        page.content.decode().replace("guide", "till").replace("nobody", "till").split("<main")[1]
        for page in pages
    }

    assert [page.status_code for page in pages] == [422] * 3
    # Each page has a form token of its own.
    assert len({body.split("csrfmiddlewaretoken")[0] for body in bodies}) == 1
    assert "This name and passphrase do not belong together." in bodies.pop()


def test_too_many_tries_are_told_how_long_to_wait(client: Client) -> None:
    for _ in range(5):
        sign_in(client, "till", "wrong")

    page = sign_in(client, "till", "wrong")

    assert page.status_code == 429
    assert "Wait 1 second, then try again." in page.content.decode()


def test_a_browser_that_was_signed_in_before_is_known_again(client: Client) -> None:
    a_member("till")
    sign_in(client, "till")
    client.post("/desk/sign-out/")
    for _ in range(30):
        sign_in(Client(), "till", "wrong", REMOTE_ADDR="198.51.100.7")

    assert sign_in(Client(), "till").status_code == 429
    assert sign_in(client, "till").status_code == 302


def test_the_session_is_a_new_one_after_signing_in(client: Client) -> None:
    member = a_member("till")
    planted = client.session
    planted["seen-before"] = "yes"
    planted.save()

    sign_in(client, "till")

    assert client.session.session_key != planted.session_key
    assert "seen-before" not in client.session
    assert [one.member for one in Session.objects.all()] == [member]


def test_the_sessions_key_cannot_be_read_from_the_table(client: Client) -> None:
    a_member("till")
    sign_in(client, "till")
    key = client.cookies["sessionid"].value

    assert Session.objects.get().session_key == digest(key) != key


def test_the_cookie_is_for_the_server_alone(client: Client) -> None:
    a_member("till")

    cookie = sign_in(client, "till").cookies["sessionid"]
    safe = sign_in(Client(), "till", secure=True).cookies

    assert (cookie["httponly"], cookie["samesite"], cookie["secure"], cookie["max-age"]) == (
        True,
        "Lax",
        "",
        "",
    )
    assert {name: one["secure"] for name, one in safe.items()} == dict.fromkeys(safe, True)
    assert {"sessionid", "csrftoken", "known_device"} <= set(safe)


def test_signing_out_ends_the_session_and_only_a_form_does_it(client: Client) -> None:
    a_member("till")
    sign_in(client, "till")
    old = client.cookies["sessionid"].value

    assert client.get("/desk/sign-out/").status_code == 405
    assert is_in(client)
    assert client.post("/desk/sign-out/").headers["Location"] == SIGN_IN

    client.cookies["sessionid"] = old
    assert not is_in(client)
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("pauses", "is_still_in"),
    [
        ([119 * MINUTE], True),
        ([2 * HOUR], False),
        ([HOUR] * 11, True),
        ([HOUR] * 12, False),
    ],
)
def test_a_session_lasts_two_idle_hours_and_twelve_in_all(
    client: Client, pauses: list[timedelta], is_still_in: bool
) -> None:
    a_member("till")
    sign_in(client, "till")
    at = NOON
    for pause in pauses:
        at += pause
        with clock.stopped(at):
            found = is_in(client)

    assert found is is_still_in


def test_another_passphrase_ends_every_session() -> None:
    member = a_member("till")
    client = signed_in(member)
    assert is_in(client)

    set_passphrase(member, passphrase="una frase nueva y larga", by="till", at=NOON)

    assert not is_in(client)


def test_whoever_is_deactivated_is_out_at_once() -> None:
    a_member("director")
    member = a_member("till")
    client = signed_in(member)

    deactivate_member(member, by="director", at=NOON)

    assert not is_in(client)


def test_with_a_second_factor_the_passphrase_opens_nothing(client: Client) -> None:
    member = a_member("till")
    second_factor.begin_second_factor(member, secret=RFC_SECRET, code=code_at(NOON), at=NOON)

    response = sign_in(client, "till", onward="/desk/account/")

    assert response.headers["Location"] == "/desk/sign-in/code/?next=%2Fdesk%2Faccount%2F"
    assert not is_in(client)
    assert Member.objects.get().signed_in_at is None

    with clock.stopped(NOON + HALF_MINUTE):
        wrong = client.post("/desk/sign-in/code/", {"code": "000000"})
        assert (wrong.status_code, is_in(client)) == (422, False)
        right = client.post(
            "/desk/sign-in/code/?next=/desk/account/", {"code": code_at(NOON + HALF_MINUTE)}
        )

    assert right.headers["Location"] == "/desk/account/"
    assert is_in(client)


def test_the_code_is_waited_for_five_minutes(client: Client) -> None:
    member = a_member("till")
    second_factor.begin_second_factor(member, secret=RFC_SECRET, code=code_at(NOON), at=NOON)
    sign_in(client, "till")
    later = NOON + 5 * MINUTE

    with clock.stopped(later):
        response = client.post("/desk/sign-in/code/", {"code": code_at(later)})

    assert response.headers["Location"] == SIGN_IN
    assert not is_in(client)


def test_the_code_page_is_nobodys_without_a_passphrase(client: Client) -> None:
    assert client.get("/desk/sign-in/code/").headers["Location"] == SIGN_IN


def test_the_desk_speaks_the_members_language_whatever_the_browser_wants(client: Client) -> None:
    spanish = signed_in(a_member("till", language="es")).get(
        "/desk/", headers={"accept-language": "en"}
    )
    english = signed_in(a_member("guide", language="en")).get(
        "/desk/", headers={"accept-language": "es"}
    )

    assert [one.headers["Content-Language"] for one in (spanish, english)] == ["es", "en"]
    assert '<html lang="es">' in spanish.content.decode()


def test_the_sign_in_page_speaks_the_browsers_language_or_the_one_that_was_chosen(
    client: Client,
) -> None:
    def language(**more: Any) -> str:
        return str(
            client.get(SIGN_IN, headers={"accept-language": "es-MX"}, **more).headers[
                "Content-Language"
            ]
        )

    assert language() == "es"
    assert client.get(f"{SIGN_IN}?language=en").headers["Content-Language"] == "en"
    assert language() == "en"


def test_whoever_signed_in_is_greeted_in_their_language_the_next_time(client: Client) -> None:
    a_member("till", language="en")
    sign_in(client, "till")
    client.post("/desk/sign-out/")

    response = client.get(SIGN_IN, headers={"accept-language": "es"})

    assert response.headers["Content-Language"] == "en"


def test_a_one_time_link_leads_to_a_passphrase_and_to_signing_in(client: Client) -> None:
    member = a_member("till")
    address = f"/desk/welcome/{make_link(member, by='director', at=NOON)}/"
    chosen = "tres cactos y una ventana"

    assert "Welcome, Till" in client.get(address).content.decode()
    weak = client.post(address, {"passphrase": "password1234567", "again": "password1234567"})
    short = client.post(address, {"passphrase": "corta", "again": "corta"})
    other = client.post(address, {"passphrase": chosen, "again": "otra cosa distinta"})
    done = client.post(address, {"passphrase": chosen, "again": chosen})

    assert [one.status_code for one in (weak, short, other, done)] == [422, 422, 422, 302]
    assert client.get(address).status_code == 404
    assert sign_in(client, "till", chosen).headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    "passphrase",
    [
        "123456789987654321",  # on the list as it is
        "password1234567",
        "!!!!Contraseña1234",
        "qwertyqwertyqwerty",
        "aaaaaaaaaaaaaaaaaaaa",
        "till till till till",
        "20260105 20260105",
        "once letras no",
    ],
)
def test_a_passphrase_that_is_short_or_easily_guessed_is_refused(
    client: Client, passphrase: str
) -> None:
    member = a_member("till", login="till till till")
    address = f"/desk/welcome/{make_link(member, by='director', at=NOON)}/"

    page = client.post(address, {"passphrase": passphrase, "again": passphrase})

    assert page.status_code == 422


def test_a_form_without_its_token_is_refused_in_the_members_language() -> None:
    client = signed_in(a_member("till", language="es"), client=Client(enforce_csrf_checks=True))

    response = client.post("/desk/sign-out/", headers={"accept-language": "en"})

    assert response.status_code == 403
    assert '<html lang="es">' in response.content.decode()
    assert is_in(client)


def test_public_pages_set_no_cookie_and_ask_for_no_session(
    client: Client,
) -> None:
    a_house()

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/es/accesibilidad/")

    assert page.status_code == 200
    assert page.cookies == {}
    assert page.headers["Vary"] == "Cookie, Accept-Encoding"
    assert not [each["sql"] for each in queries if "staff_" in each["sql"]]


def test_only_the_door_may_have_the_camera() -> None:
    client = signed_in(a_member("director"))

    assert client.get("/desk/").headers["Permissions-Policy"].startswith("camera=()")
    assert client.get("/gate/nothing/").headers["Permissions-Policy"].startswith("camera=(self)")


def test_htmx_is_told_to_move_the_whole_page(client: Client) -> None:
    response = client.get("/desk/people/", headers={"HX-Request": "true"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (401, SIGN_IN)


def test_a_view_without_a_guard_is_refused(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.desk.unguarded"

    assert signed_in(a_member("director")).get("/desk/open/").status_code == 403


def test_the_settings_ask_for_long_passphrases() -> None:
    names = [each["NAME"].rpartition(".")[2] for each in the_settings.AUTH_PASSWORD_VALIDATORS]

    assert names[:2] == ["MinimumLengthValidator", "CommonPasswordValidator"]
    assert the_settings.AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] == {"min_length": 15}
