"""The desk's shell: who is let in, in which language, and what it says."""

from __future__ import annotations

import pytest
from django.test import Client

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
