"""Loans on the desk: agreed, sent, scanned back one after another, overdue, and told to the public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.models import Loan, LoanItem
from casamuseo.collection.terms import LoanDirection, LoanState
from casamuseo.house.models import Place
from casamuseo.kernel import clock
from casamuseo.web.addresses import of_object
from tests.cast import NOON
from tests.collection.cast_procedures import (
    TODAY,
    YESTERDAY,
    a_loan,
    a_room_and_things,
    a_running_loan,
    an_agreed_loan,
    moves_of,
)
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

LOAN = {
    "direction": "out",
    "partner": "Museo de la Ciudad",
    "begins_on": "2026-11-24",
    "ends_on": "2027-02-24",
    "museum_objects": "D-1\nD-2",
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def curator() -> Client:
    return signed_in(a_member("curator", full_name="Berta Luna"))


def test_a_loan_is_asked_for_agreed_and_sent() -> None:
    one, two = a_room_and_things("D-1", "D-2")
    browser = curator()

    browser.post("/desk/loans/add/", LOAN)
    loan = Loan.objects.get()
    address = f"/desk/loans/{loan.pk}/"
    agreed = {"version": "1", "authorised_by": "La directora", "authorised_on": "2026-11-24"}
    browser.post(f"{address}agree/", agreed)
    browser.post(f"{address}send/", {"items": [one.pk], "sent_on": "2026-11-24"})

    words = words_of(browser.get(address))
    assert "Loan L-2026-001 Loan out Agreed Take objects back" in words
    assert "D-1 Desk Sent 24 Nov 2026 D-2 Desk Take off the list" in words
    assert moves_of(one) == [("elsewhere", "Museo de la Ciudad", "loan")]
    assert moves_of(two) == []


def test_a_loan_ending_before_it_begins_is_refused_at_the_field() -> None:
    a_room_and_things("D-1", "D-2")

    response = curator().post("/desk/loans/add/", {**LOAN, "ends_on": "2026-11-23"})

    page = response.content.decode()
    assert response.status_code == 422
    assert '<div class="desk-wrong" id="id_ends_on_error">\n<p>The loan ends before it' in page
    assert 'value="Museo de la Ciudad"' in page
    assert Loan.objects.count() == 0


def test_what_is_lent_is_not_sent_again_and_the_loan_is_named() -> None:
    thing, other = a_room_and_things("D-1", "D-2")
    loan = an_agreed_loan(thing, other, begins_on=TODAY, ends_on=TODAY)
    a_running_loan(thing, begins_on=YESTERDAY, ends_on=YESTERDAY)

    response = curator().post(
        f"/desk/loans/{loan.pk}/send/", {"items": [thing.pk, other.pk], "sent_on": "2026-11-24"}
    )

    assert response.status_code == 422
    assert "D-1 is out on loan L-2026-002." in words_of(response)
    assert moves_of(other) == []


def test_numbers_are_scanned_back_one_after_another_on_one_page() -> None:
    things = a_room_and_things("D-1", "D-2", "D-3")
    loan = a_running_loan(*things)
    browser = curator()
    address = f"/desk/loans/{loan.pk}/returns/"
    study = Place.objects.get()
    form = {"returned_on": "2026-11-24", "place": str(study.pk)}

    first = browser.post(address, {**form, "museum_object": "D-2"})
    scanned = browser.post(address, {**form, "museum_object": "https://casa.example/es/o/D-3"})
    twice = browser.post(address, {**form, "museum_object": "D-2"})

    assert "D-2 is back." in words_of(first)
    assert f'<option value="{study.pk}" selected>' in first.content.decode()
    assert "autofocus" in first.content.decode()
    assert "D-3 is back." in words_of(scanned)
    assert (twice.status_code, LoanItem.objects.filter(returned_on=None).count()) == (422, 1)
    assert "D-2 is back already." in words_of(twice)
    assert "camera=(self)" in first.headers["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in first.headers["Content-Security-Policy"]


def test_it_is_closed_when_all_is_back_and_not_before() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_running_loan(thing)
    browser = curator()
    address = f"/desk/loans/{loan.pk}/"

    early = browser.post(f"{address}close/", {"version": "2"})
    browser.post(f"{address}returns/", {"museum_object": "D-1", "returned_on": "2026-11-24"})
    browser.post(f"{address}close/", {"version": "2"})

    assert early.status_code == 422
    assert "The loan cannot be closed: D-1 is not back." in words_of(early)
    assert Loan.objects.get().state == LoanState.CLOSED


def test_a_loan_is_extended_and_an_older_window_is_told() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_running_loan(thing)
    browser = curator()
    address = f"/desk/loans/{loan.pk}/extend/"

    browser.post(address, {"version": "2", "ends_on": "2027-03-01", "reason": "Prórroga"})
    second = browser.post(address, {"version": "2", "ends_on": "2027-04-01"})

    assert second.status_code == 422
    assert "Somebody else changed this while you were writing." in words_of(second)
    assert "What stands there now: New last day 1 Mar 2027" in words_of(second)
    assert Loan.objects.get().ends_on.isoformat() == "2027-03-01"


def test_what_is_borrowed_needs_a_place() -> None:
    (thing,) = a_room_and_things("P-1")
    loan = an_agreed_loan(thing, direction=LoanDirection.IN)
    browser = curator()
    form = {"items": [thing.pk], "sent_on": "2026-11-24"}

    refused = browser.post(f"/desk/loans/{loan.pk}/send/", form)
    browser.post(f"/desk/loans/{loan.pk}/send/", {**form, "place": Place.objects.get().pk})

    assert "Say in which place it is put." in words_of(refused)
    assert moves_of(thing) == [("place", "study", "loan")]


def test_the_list_begins_with_what_is_overdue() -> None:
    late, other = a_room_and_things("D-1", "D-2")
    a_running_loan(late, begins_on=YESTERDAY, ends_on=YESTERDAY, partner="Archivo Ruiz")
    a_loan(other, partner="Museo Franz")

    words = words_of(curator().get("/desk/loans/"))

    assert "Overdue 23 Nov 2026 L-2026-001 · Archivo Ruiz Loan out" in words
    assert words.count("L-2026-002") == 1


def test_a_loan_that_went_is_not_deleted() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_running_loan(thing)
    browser = curator()

    browser.post(f"/desk/loans/{loan.pk}/delete/")

    page = browser.get(f"/desk/loans/{loan.pk}/")
    assert said(page) == ["It cannot be deleted: D-1 refers to it."]


def test_the_public_reads_that_it_is_on_loan_and_not_with_whom(client: Client) -> None:
    out, here = a_room_and_things("D-1", "D-2")
    a_running_loan(out, partner="Coleccionista Secreto", venue="Bóveda 7")

    lent = client.get(of_object(out, "en")).content.decode()
    kept = client.get(of_object(here, "en")).content.decode()

    assert "On loan: this object is not in the house at the moment." in lent
    assert "On loan" not in kept
    assert "Secreto" not in lent
    assert "Bóveda" not in lent


def test_pages_ask_as_often_with_three_as_with_one() -> None:
    things = a_room_and_things("D-1", "D-2", "D-3")
    loan = a_running_loan(things[0])
    browser = curator()
    pages = ["/desk/loans/", f"/desk/loans/{loan.pk}/", f"/desk/loans/{loan.pk}/returns/"]
    counted = [_queries(browser, address) for address in pages]

    browser.post(f"/desk/loans/{loan.pk}/objects/", {"museum_objects": "D-2, D-3"})
    a_loan()
    browser.get("/desk/")

    assert [_queries(browser, address) for address in pages] == counted


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)
