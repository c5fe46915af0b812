"""What members change of their own account."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from casamuseo.staff import second_factor
from casamuseo.staff.models import Member
from tests.cast import NOON
from tests.staff.test_second_factor import code_at
from tests.staffing import PASSPHRASE, a_member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NEW = "tres cactos y una ventana"


def test_the_passphrase_changes_and_other_devices_are_signed_out() -> None:
    member = a_member("till")
    here, there = signed_in(member), signed_in(member)

    response = here.post(
        "/desk/account/passphrase/", {"present": PASSPHRASE, "passphrase": NEW, "again": NEW}
    )

    assert response.headers["Location"] == "/desk/account/"
    assert Member.objects.get().check_password(NEW)
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


def test_a_passer_by_who_does_not_know_the_passphrase_changes_nothing() -> None:
    client = signed_in(a_member("till"))
    form = {"present": "wrong", "passphrase": NEW, "again": NEW}

    found = [client.post("/desk/account/passphrase/", form) for _ in range(6)]

    assert [page.status_code for page in found] == [422] * 6
    assert "tried too often" in found[-1].content.decode()
    assert Member.objects.get().check_password(PASSPHRASE)


def test_language_and_looks_are_kept() -> None:
    client = signed_in(a_member("till", language="es"))

    response = client.post("/desk/account/", {"language": "en", "theme": "dark"})
    page = client.get("/desk/account/").content.decode()

    assert response.status_code == 302
    assert '<html lang="en" data-theme="dark">' in page
    assert "This was saved." in page


def test_a_second_factor_begins_with_a_picture_that_an_app_can_read() -> None:
    member = a_member("till")
    client = signed_in(member)
    page = client.get("/desk/account/second-factor/").content.decode()
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert key
    secret = key[1].replace(" ", "")
    picture = client.get("/desk/account/second-factor/picture.svg")

    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert f"secret={secret}" in _read(picture.content)

    done = client.post("/desk/account/second-factor/", {"code": code_at(NOON, secret)})

    assert done.status_code == 200
    assert len(re.findall(r"<li><code>[a-z2-7-]{19}</code>", done.content.decode())) == 10
    assert second_factor.has_second_factor(member)
    assert client.get("/desk/account/second-factor/picture.svg").status_code == 404


def test_a_wrong_first_code_begins_nothing_and_keeps_the_secret() -> None:
    member = a_member("till")
    client = signed_in(member)
    before = client.get("/desk/account/second-factor/picture.svg").status_code
    client.get("/desk/account/second-factor/")
    picture = client.get("/desk/account/second-factor/picture.svg").content

    assert client.post("/desk/account/second-factor/", {"code": "000000"}).status_code == 422
    assert client.get("/desk/account/second-factor/picture.svg").content == picture
    assert before == 404
    assert not second_factor.has_second_factor(member)


@pytest.mark.parametrize("page", ["second-factor/end", "recovery-codes"])
def test_ending_it_and_new_codes_ask_for_the_passphrase(page: str) -> None:
    member = a_member("till")
    client = signed_in(member)
    _begin(client)

    wrong = client.post(f"/desk/account/{page}/", {"passphrase": "wrong"})
    codes = set(member.recovery_codes.values_list("digest", flat=True))
    right = client.post(f"/desk/account/{page}/", {"passphrase": PASSPHRASE})

    assert (wrong.status_code, len(codes)) == (422, 10)
    assert right.status_code in {200, 302}
    assert not codes & set(member.recovery_codes.values_list("digest", flat=True))
    assert second_factor.has_second_factor(member) is (page == "recovery-codes")


def _begin(client: Client) -> None:
    page = client.get("/desk/account/second-factor/").content.decode()
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    client.post("/desk/account/second-factor/", {"code": code_at(NOON, secret)})


def _read(svg: bytes) -> str:
    """What a telephone makes of the picture."""
    import io

    import resvg_py

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg.decode()))
    return str(zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))[0].text)
