"""Requests that nobody's browser sends: far too large, or with signs that no database keeps."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casamuseo.desk import middleware
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

LARGE = 3_000_000


@pytest.mark.parametrize("address", ["/es/", "/desk/sign-in/", "/desk/pictures/add/"])
def test_whoever_is_nobody_here_sends_no_files(client: Client, address: str) -> None:
    file = SimpleUploadedFile("large.jpg", bytes(LARGE))

    assert client.post(address, {"photographs": file}).status_code in (400, 413)


def test_a_member_sends_large_files_up_to_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    curator = signed_in(a_member("curator"))
    sent = {"photographs": SimpleUploadedFile("large.jpg", bytes(LARGE))}

    assert curator.post("/desk/pictures/add/", sent).status_code == 422
    monkeypatch.setattr(middleware, "MOST_SENT", LARGE)
    sent = {"photographs": SimpleUploadedFile("large.jpg", bytes(LARGE))}
    assert curator.post("/desk/pictures/add/", sent).status_code in (400, 413)


@pytest.mark.parametrize(
    "address",
    [
        "/o/a%00b",
        "/en/objects/a%00b/",
        "/desk/collection/a%00b/",
        "/desk/loans/?q=%00",
        "/es/?q=%00",
    ],
)
def test_an_address_with_a_nul_leads_nowhere(address: str) -> None:
    assert signed_in(a_member("director")).get(address).status_code == 404
