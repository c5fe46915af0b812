"""Entries, acquisitions and exits on the desk: short forms, receipts, lists and their files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.actions.entering import EntryAsked, change_entry
from casamuseo.collection.models import Acquisition, MuseumObject, ObjectEntry, ObjectExit
from casamuseo.collection.terms import EntryReason, LegalStatus
from casamuseo.kernel import clock
from tests.cast import BERTA, NOON, a_house, an_object
from tests.collection.cast_procedures import (
    TODAY,
    YESTERDAY,
    a_room_and_things,
    a_running_loan,
    an_entry,
    an_exit,
    moves_of,
)
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db

ENTRY = {
    "things": "Una taza\n6 × cuchara\n",
    "depositor": "Rosa Pérez",
    "reason": "gift",
    "entered_on": "2026-11-24",
    "received_by": "Berta",
}
EXIT = {
    "museum_objects": "D-1\nd-2",
    "reason": "conservation",
    "recipient": "Taller",
    "left_on": "2026-11-24",
    "authorised_by": "La directora",
    "authorised_on": "2026-11-24",
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def curator() -> Client:
    return signed_in(a_member("curator", full_name="Berta Luna"))


def test_a_thing_is_entered_with_the_minimum_and_a_receipt_is_printed() -> None:
    a_house()
    browser = curator()

    response = browser.post("/desk/procedures/entries/add/", ENTRY)

    entry = ObjectEntry.objects.get()
    assert response.headers["Location"] == f"/desk/procedures/entries/{entry.pk}/"
    assert list(entry.items.values_list("description", "count")) == [
        ("Una taza", 1),
        ("cuchara", 6),
    ]
    words = words_of(browser.get(f"/desk/procedures/entries/{entry.pk}/receipt/"))
    assert "Receipt E-2026-001" in words
    assert "Who brought it Rosa Pérez Why Offered as a gift Came on 24 Nov 2026" in words
    assert "Una taza 6 × cuchara" in words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"things": " \n"}, "This field is required."),
        ({"return_by": "2026-11-23"}, "It cannot go back before it came."),
        ({"number": "E-1"}, "The number “E-1” is taken already."),
        ({"entered_on": "2026-11-25"}, "That day has not come yet."),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(
    changes: dict[str, str], words: str
) -> None:
    a_house()
    an_entry(number="E-1")

    response = curator().post("/desk/procedures/entries/add/", {**ENTRY, **changes})

    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert 'value="Rosa Pérez"' in page
    assert ObjectEntry.objects.count() == 1


def test_whoever_saves_second_sees_what_stands_now_and_may_save_again() -> None:
    a_house()
    entry = an_entry()
    asked = EntryAsked(
        entered_on=TODAY, reason=EntryReason.GIFT, depositor="Rosa P. Soto", received_by="Berta"
    )
    change_entry(entry, asked=asked, seen=1, by=BERTA, at=NOON)
    form = {**ENTRY, "depositor": "R. Pérez", "version": "1"}
    browser = curator()
    address = f"/desk/procedures/entries/{entry.pk}/"

    refused = browser.post(f"{address}change/", form)
    again = browser.post(f"{address}change/", {**form, "version": "2"})

    words = words_of(refused)
    assert refused.status_code == 422
    assert "What stands there now: Who brought it Rosa P. Soto" in words
    assert 'value="R. Pérez"' in refused.content.decode()
    assert '<input type="hidden" name="version" value="2"' in refused.content.decode()
    assert again.headers["Location"] == address
    assert ObjectEntry.objects.get().depositor == "R. Pérez"


def test_an_entry_is_linked_acquired_accessioned_and_closed() -> None:
    a_house()
    an_object(number="D-7", version=4)
    entry = an_entry()
    browser = curator()
    address = f"/desk/procedures/entries/{entry.pk}/"

    browser.post(f"/desk/procedures/items/{entry.items.get().pk}/link/", {"museum_object": " d-7 "})
    begun = browser.get(f"/desk/procedures/acquisitions/add/?entry={entry.pk}")
    form = {"method": "gift", "source": "Rosa Pérez", "museum_objects": "D-7", "acquired": "1975"}
    browser.post(f"/desk/procedures/acquisitions/add/?entry={entry.pk}", form)
    acquisition = Acquisition.objects.get()
    to = f"/desk/procedures/acquisitions/{acquisition.pk}/"
    early = browser.post(f"{to}accession/", {"version": "1", "accessioned_on": "2026-11-24"})
    browser.post(
        f"{to}change/",
        {
            **form,
            "version": "1",
            "title_evidence": "Carta",
            "authorised_by": "La directora",
            "authorised_on": "2026-11-20",
        },
    )
    browser.post(f"{to}accession/", {"version": "2", "accessioned_on": "2026-11-24"})
    browser.post(
        f"{address}close/",
        {"version": "1", "decision": "Adquirida", "closed_on": "2026-11-24"},
    )

    assert 'value="Rosa Pérez"' in begun.content.decode()
    assert ">\nD-7</textarea>" in begun.content.decode()
    assert "Write who authorised it, and on which day." in words_of(early)
    acquisition.refresh_from_db()
    assert (acquisition.entry, acquisition.accessioned_on) == (entry, TODAY)
    assert MuseumObject.objects.get().legal_status == LegalStatus.OWNED
    words = words_of(browser.get(address))
    assert "Closed" in words
    assert "A-2026-001 Gift" in words
    assert "Adquirida Closed on 24 Nov 2026." in words


def test_deleting_what_others_cite_is_refused_and_they_are_named() -> None:
    a_house()
    entry = an_entry()
    browser = curator()
    browser.post(f"/desk/procedures/acquisitions/add/?entry={entry.pk}", {"method": "gift"})

    browser.post(f"/desk/procedures/entries/{entry.pk}/delete/")

    page = browser.get(f"/desk/procedures/entries/{entry.pk}/")
    assert said(page) == ["This was saved.", "It cannot be deleted: A-2026-001 refers to it."]


def test_objects_leave_and_come_back() -> None:
    one, two = a_room_and_things("D-1", "D-2")
    browser = curator()

    browser.post("/desk/procedures/exits/add/", EXIT)
    left = ObjectExit.objects.get()
    address = f"/desk/procedures/exits/{left.pk}/"
    paper = words_of(browser.get(f"{address}paper/"))
    browser.post(f"{address}change/", {"version": "1", "signed_by": "J. Ruiz"})
    browser.post(f"{address}back/", {"version": "2", "returned_on": "2026-11-24"})

    assert "D-1 · Desk" in paper
    assert "Authorised by La directora" in paper
    left.refresh_from_db()
    assert (left.signed_by, left.returned_on) == ("J. Ruiz", TODAY)
    assert [move[1] for move in moves_of(one)] == ["Taller", "study"]
    assert moves_of(one) == moves_of(two)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"museum_objects": "D-1\nD-9"}, "There is no object with the number “D-9”."),
        ({"reason": "disposal"}, "Write who decided what, when and why."),
        ({"expected_return_on": "2026-11-23"}, "It cannot come back before it left."),
        (
            {"authorised_on": "2026-11-25"},
            "It must be authorised before it leaves, or on the same day.",
        ),
        ({"museum_objects": "D-3"}, "D-3 is out on loan L-2026-001."),
    ],
)
def test_an_exit_out_of_order_is_refused_at_its_place(changes: dict[str, str], words: str) -> None:
    *_two, lent = a_room_and_things("D-1", "D-2", "D-3")
    a_running_loan(lent)

    response = curator().post("/desk/procedures/exits/add/", {**EXIT, **changes})

    assert response.status_code == 422
    assert words in words_of(response)
    assert ObjectExit.objects.count() == 0


def test_the_first_page_says_what_is_due() -> None:
    one, two = a_room_and_things("D-1", "D-2")
    an_entry(entered_on=YESTERDAY, return_by=YESTERDAY)
    an_exit(one, expected_return_on=TODAY + timedelta(days=9))
    a_running_loan(two, begins_on=YESTERDAY - timedelta(days=9), ends_on=YESTERDAY)

    words = words_of(curator().get("/desk/procedures/"))

    assert "23 Nov 2026 E-2026-001 · Rosa Pérez Overdue" in words
    assert "3 Dec 2026 X-2026-001 · Taller de restauración Running loans" in words
    assert "23 Nov 2026 L-2026-001 · Museo de la Ciudad Overdue" in words


def test_a_list_is_searched_and_taken_out_as_a_file() -> None:
    a_house()
    an_entry(depositor="=SUM(A1)", return_by=TODAY)
    an_entry(depositor="Rosa")
    browser = curator()

    page = words_of(browser.get("/desk/procedures/entries/?q=rosa"))
    whole = browser.get("/desk/procedures/entries/table/csv/").content.decode("utf-8-sig")
    part = browser.get("/desk/procedures/entries/table/csv/?q=sum").content.decode("utf-8-sig")
    book = browser.get("/desk/procedures/entries/table/xlsx/")

    assert "E-2026-002" in page
    assert "E-2026-001" not in page
    assert whole.splitlines() == [
        "Number,Came on,Who brought it,Why,Return or decide by,Closed on",
        "E-2026-002,2026-11-24,Rosa,Offered as a gift,,",
        "E-2026-001,2026-11-24,'=SUM(A1),Offered as a gift,2026-11-24,",
    ]
    assert len(part.splitlines()) == 2
    assert book.content.startswith(b"PK")
    assert browser.get("/desk/procedures/entries/table/pdf/").status_code == 404


def test_pages_ask_as_often_with_three_as_with_one() -> None:
    a_house()
    first = an_entry()
    browser = curator()
    lists = [
        "/desk/procedures/",
        "/desk/procedures/entries/",
        f"/desk/procedures/entries/{first.pk}/",
    ]
    counted = [_queries(browser, address) for address in lists]
    for _more in range(2):
        browser.post(f"/desk/procedures/entries/{first.pk}/items/", {"things": "Otra"})
        an_entry(return_by=TODAY)
    browser.get("/desk/")

    assert [_queries(browser, address) for address in lists] == counted


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)
