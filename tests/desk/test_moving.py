"""Movements on the desk: the ledger, what was where, entering and reversing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.actions.moving import Destination, reverse_movement
from casamuseo.collection.locating import location_of
from casamuseo.collection.models import Loan, LoanItem, Movement, MuseumObject
from casamuseo.desk.views.moving import moving_part
from casamuseo.kernel import clock
from tests.cast import BERTA, NOON
from tests.collection.cast_moving import Rooms, a_fixture, days_ago, moved, numbered, some_rooms
from tests.desk.reading import words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db
MOVES = "/desk/collection/moves/"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def curator() -> Client:
    return signed_in(a_member("curator"))


def asked(things: str, rooms: Rooms, **fields: str) -> dict[str, str]:
    return {
        "things": things,
        "whither": "place",
        "place": str(rooms.store.pk),
        "reason": "storage",
        **fields,
    }


def test_objects_are_moved_together_by_their_numbers() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")

    page = curator().post(
        f"{MOVES}objects/",
        asked("p-1\nhttps://casa.mx/o/P-2/", rooms, position="shelf 3", moved_by="Chucho"),
        follow=True,
    )

    assert "2 movements are entered." in words_of(page)
    entries = Movement.objects.order_by("museum_object")
    assert [(each.museum_object, each.to_place) for each in entries] == [
        (pen, rooms.store),
        (cup, rooms.store),
    ]
    assert {(each.position, each.moved_by, each.recorded_by) for each in entries} == {
        ("shelf 3", "Chucho", "curator")
    }
    assert {each.effective_at for each in entries} == {NOON}


def test_one_object_goes_back_to_its_record() -> None:
    rooms = some_rooms()
    numbered("P-1")

    answer = curator().post(f"{MOVES}objects/", asked("P-1", rooms))

    assert answer.headers["Location"] == "/desk/collection/P-1/"


def test_an_earlier_day_may_be_entered_by_the_clock_of_the_house() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    curator().post(f"{MOVES}objects/", asked("P-1", rooms, day="2026-11-20", time="09:30"))
    curator_again = signed_in(a_member("director"))
    curator_again.post(
        f"{MOVES}objects/",
        asked("P-1", rooms, day="2026-11-18") | {"place": str(rooms.study.pk)},
    )

    assert list(Movement.objects.order_by("pk").values_list("effective_at", flat=True)) == [
        datetime(2026, 11, 20, 15, 30, tzinfo=UTC),
        datetime(2026, 11, 18, 18, 0, tzinfo=UTC),
    ]
    assert location_of(pen).room == rooms.store


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "2026-11-25"}, "This moment has not come yet."),
        ({"time": "09:30"}, "Say the day as well."),
        ({"place": ""}, "Please say where it went"),
        ({"whither": "elsewhere", "elsewhere": " "}, "Please say where it went"),
        ({"things": "P-1\nX-9"}, "There is no object with the number “X-9”."),
        ({"things": ""}, "Please look at the marked fields."),
    ],
)
def test_what_cannot_be_entered_is_said_and_what_was_typed_is_kept(
    fields: dict[str, str], words: str
) -> None:
    rooms = some_rooms()
    numbered("P-1")

    page = curator().post(f"{MOVES}objects/", asked("P-1", rooms, note="On the trolley") | fields)

    assert page.status_code == 422
    assert words in words_of(page)
    assert "On the trolley" in page.text
    assert not Movement.objects.exists()


def test_what_is_on_loan_is_refused_with_the_loan() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    loan = Loan.objects.create(
        loan_number="L-7",
        direction="out",
        partner="Museo vecino",
        begins_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 31),
        recorded_by=BERTA,
        recorded_at=NOON,
    )
    LoanItem.objects.create(loan=loan, museum_object=pen, sent_on=date(2026, 11, 20))

    page = curator().post(f"{MOVES}objects/", asked("P-1", rooms))

    assert page.status_code == 422
    assert "P-1 is out on loan L-7. Record its return first." in words_of(page)


def test_unknown_is_an_answer() -> None:
    rooms, pen = some_rooms(), numbered("P-1")

    curator().post(f"{MOVES}objects/", asked("P-1", rooms, whither="unknown"))

    assert Movement.objects.get(museum_object=pen).whither == "unknown"


def test_a_fixture_moves_with_its_contents() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.vitrine, on=days_ago(1))

    page = curator().post(
        f"{MOVES}fixtures/",
        {
            "fixture": str(rooms.vitrine.pk),
            "whither": "place",
            "place": str(rooms.store.pk),
            "reason": "display",
        },
        follow=True,
    )

    assert "what stands in the fixture went with it" in words_of(page)
    assert "Fixture vitrine Fixture with its contents → Store" in words_of(page)
    assert location_of(pen).room == rooms.store


def test_the_form_knows_the_object_that_it_was_opened_for() -> None:
    some_rooms()

    page = curator().get(f"{MOVES}objects/?object=P-1&object=P-2&place=store")

    assert "P-1\nP-2</textarea>" in page.text
    assert page.text.count("selected>\u2003Store") + page.text.count("selected>Store") == 1


def test_the_ledger_is_narrowed_to_a_place_a_day_and_an_object() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, rooms.vitrine, on=days_ago(2))
    moved(cup, rooms.store, on=days_ago(1))
    client = curator()

    def found(query: str) -> list[str]:
        words = words_of(client.get(f"{MOVES}?{query}"))
        return [number for number in ("P-1", "P-2") if number in words]

    assert found("") == ["P-1", "P-2"]
    assert found(f"place={rooms.study.pk}") == ["P-1"]
    assert found("day=2026-11-23") == ["P-2"]
    assert found("object=P-1") == ["P-1"]
    assert found("day=2026-11-23&object=P-1") == []
    assert found("day=yesterday") == ["P-1", "P-2"]


def test_an_entry_is_reversed_with_a_reason() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    entry = moved(pen, rooms.store)
    client = curator()

    refused = client.post(f"{MOVES}{entry.pk}/reverse/", {"note": " "})
    done = client.post(f"{MOVES}{entry.pk}/reverse/", {"note": "Wrong pen"}, follow=True)
    again = client.post(f"{MOVES}{entry.pk}/reverse/", {"note": "Wrong pen"})

    assert refused.status_code == 422
    words = words_of(done)
    assert "Both stay in the ledger; neither counts." in words
    assert "Reversal: does not count" in words
    assert "Reversed: does not count" in words
    assert again.status_code == 422
    assert "This entry has already been reversed." in words_of(again)
    assert location_of(pen).is_recorded is False


def test_what_was_where_on_a_day_is_told_to_the_end_of_that_day() -> None:
    rooms, pen, cup = some_rooms(), numbered("P-1"), numbered("P-2")
    moved(pen, Destination.in_place(rooms.vitrine, "second shelf"), on=days_ago(4))
    moved(cup, rooms.study, on=days_ago(4))
    moved(rooms.vitrine, rooms.store, on=days_ago(1))
    client = curator()

    then = words_of(client.get(f"{MOVES}contents/?place={rooms.study.pk}&day=2026-11-22"))
    now = words_of(client.get(f"{MOVES}contents/?place={rooms.study.pk}"))
    store = words_of(client.get(f"{MOVES}contents/?place={rooms.store.pk}&day=2026-11-23"))
    before = words_of(client.get(f"{MOVES}contents/?place={rooms.study.pk}&day=2026-11-01"))

    assert "P-1 Desk Fixture vitrine, second shelf" in then
    assert "P-2" in then
    assert "P-1" not in now
    assert "P-2" in now
    assert "P-1 Desk Fixture vitrine, second shelf" in store
    assert "Fixtures that were brought here: Fixture vitrine" in store
    assert "The ledger has nothing there." in before


def test_the_record_shows_current_and_normal_location_side_by_side() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    MuseumObject.objects.filter(pk=pen.pk).update(
        normal_place=rooms.study, normal_position="by the window"
    )
    moved(pen, rooms.study, on=days_ago(4))
    reverse_movement(moved(pen, rooms.vitrine, on=days_ago(3)), note="", by=BERTA, at=NOON)
    moved(pen, Destination.in_place(rooms.store, "shelf 3"), on=days_ago(1))

    words = words_of(curator().get("/desk/collection/P-1/"))

    assert "Current location Store shelf 3 since" in words
    assert "Normal location Study by the window It is not in its place" in words
    assert "Reversed: does not count" in words


def test_whoever_may_not_move_sees_where_it_is_and_no_button() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    moved(pen, rooms.store)

    page = signed_in(a_member("guide")).get("/desk/collection/P-1/")

    assert "Current location Store" in words_of(page)
    assert "/moves/" not in page.text


@pytest.mark.parametrize(
    "address",
    [
        MOVES,
        f"{MOVES}contents/?place={{study}}",
        f"{MOVES}contents/?place={{study}}&day=2026-11-23",
    ],
)
def test_pages_ask_as_often_for_three_entries_as_for_one(address: str) -> None:
    rooms = some_rooms()
    client, wanted = curator(), address.format(study=rooms.study.pk)
    counts = []
    for numbers in ((0,), (1,), (2, 3)):  # the first warms what is kept for an edition
        for number in numbers:
            moved(numbered(f"P-{number}"), rooms.study, on=days_ago(3))
            moved(a_fixture(f"box-{number}", within=rooms.store), rooms.study, on=days_ago(3))
        with CaptureQueriesContext(connection) as asking:
            page = client.get(wanted)
        assert f"P-{numbers[0]}" in page.text
        # Whether the edition is asked for again depends on the clock, not on the rows.
        counts.append(sum("kernel_edition" not in each["sql"] for each in asking))

    assert counts[1] == counts[2]


def test_the_part_of_a_record_asks_as_often_for_three_entries_as_for_one() -> None:
    rooms, pen = some_rooms(), numbered("P-1")
    counts = []
    for days in ((9,), (8, 7)):
        for day in days:
            moved(pen, rooms.study if day % 2 else rooms.store, on=days_ago(day))
        with CaptureQueriesContext(connection) as asking:
            part = moving_part(pen)
            assert [entry.to_place.name for entry in part["movements"] if entry.to_place]
        counts.append(len(asking))

    assert counts[0] == counts[1] == 5
