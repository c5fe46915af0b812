"""Audits on the desk: begun for a room, ticked on a telephone, closed for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.collection.actions.auditing import begin_audit, close_audit
from casamuseo.collection.locating import location_of
from casamuseo.collection.models import Audit, AuditLine
from casamuseo.kernel import clock
from tests.cast import BERTA, NOON
from tests.collection.cast_moving import Rooms, days_ago, moved, numbered, some_rooms
from tests.desk.reading import words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db
AUDITS = "/desk/collection/audits/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


@pytest.fixture
def curator() -> Client:
    return signed_in(a_member("curator"))


def begun(count: int = 2) -> tuple[Rooms, Audit, list[AuditLine]]:
    """An audit of the study in which so many objects are expected, the last in the vitrine."""
    rooms = some_rooms()
    for number in range(1, count + 1):
        thing = numbered(f"P-{number}")
        moved(thing, rooms.vitrine if number == count else rooms.study, on=days_ago(3))
    audit = begin_audit(rooms.study, by=BERTA, at=NOON)
    return rooms, audit, list(audit.lines.order_by("order"))


def outcomes() -> list[str]:
    return list(AuditLine.objects.order_by("order").values_list("outcome", flat=True))


def test_an_audit_is_begun_for_a_room_once(curator: Client) -> None:
    rooms = some_rooms()
    moved(numbered("P-1"), rooms.vitrine)

    page = curator.post(f"{AUDITS}begin/", {"place": str(rooms.study.pk)}, follow=True)
    again = curator.post(f"{AUDITS}begin/", {"place": str(rooms.study.pk)})

    assert "Audit: Study" in words_of(page)
    assert "P-1 Desk Fixture vitrine Not yet seen" in words_of(page)
    assert again.status_code == 422
    assert "An audit of “Study” is already under way." in words_of(again)
    listed = words_of(curator.get(AUDITS))
    assert "Study Tuesday, 24 November 2026" in listed or "Study" in listed
    assert "1 of 1 not yet seen" in listed


def test_a_number_that_is_scanned_or_typed_is_seen(curator: Client) -> None:
    rooms, audit, _lines = begun()
    numbered("X-9")

    page = curator.post(
        f"{AUDITS}{audit.pk}/see/", {"thing": "https://casa.mx/o/P-1/"}, follow=True
    )
    curator.post(f"{AUDITS}{audit.pk}/see/", {"thing": "p-2", "seen_place": str(rooms.study.pk)})
    curator.post(f"{AUDITS}{audit.pk}/see/", {"thing": "X-9"})

    assert "P-1: Found" in words_of(page)
    assert outcomes() == ["found", "misplaced", "unexpected"]
    words = words_of(curator.get(f"{AUDITS}{audit.pk}/"))
    assert "X-9 Desk the ledger did not know where it was seen in: Study Unexpected" in words


def test_a_number_that_there_is_not_is_said_at_the_field(curator: Client) -> None:
    _rooms, audit, _lines = begun()

    page = curator.post(f"{AUDITS}{audit.pk}/see/", {"thing": "Z-1"})

    assert page.status_code == 422
    assert "There is no object with the number “Z-1”." in words_of(page)


def test_for_htmx_only_the_board_comes_back_even_if_it_refuses(curator: Client) -> None:
    rooms, audit, _lines = begun()
    address = f"{AUDITS}{audit.pk}/see/"

    good = curator.post(
        address, {"thing": "P-1", "seen_place": str(rooms.vitrine.pk)}, headers=HTMX
    )
    bad = curator.post(address, {"thing": "Z-1"}, headers=HTMX)

    assert "<html" not in good.text
    assert "P-1: Misplaced" in words_of(good)
    assert f'value="{rooms.vitrine.pk}" selected' in good.text  # where somebody is working
    assert bad.status_code == 200
    assert "There is no object with the number “Z-1”." in words_of(bad)


def test_ticks_are_saved_together_without_a_script(curator: Client) -> None:
    _rooms, audit, lines = begun(3)
    address = f"{AUDITS}{audit.pk}/ticks/"

    curator.post(address, {"seen": [lines[0].pk, lines[2].pk]})
    assert outcomes() == ["found", "awaited", "found"]

    curator.post(address, {"seen": [lines[2].pk], "was": [lines[0].pk, lines[2].pk]})
    assert outcomes() == ["awaited", "awaited", "found"]


def test_what_another_telephone_has_ticked_meanwhile_stays(curator: Client) -> None:
    _rooms, audit, lines = begun(2)
    curator.post(f"{AUDITS}{audit.pk}/ticks/", {"seen": [lines[0].pk]})

    # This page was shown before the other tick.
    curator.post(f"{AUDITS}{audit.pk}/ticks/", {"seen": [lines[1].pk]})

    assert outcomes() == ["found", "found"]


def test_ticks_of_another_audit_or_of_nonsense_do_nothing(curator: Client) -> None:
    rooms, _audit, lines = begun()
    other = begin_audit(rooms.store, by=BERTA, at=NOON)

    curator.post(f"{AUDITS}{other.pk}/ticks/", {"seen": [lines[0].pk, "x", "-1", "9" * 30]})

    assert outcomes() == ["awaited", "awaited"]
    assert curator.get(f"{AUDITS}{other.pk}/lines/{lines[0].pk}/").status_code == 404


def test_more_is_said_of_one_object(curator: Client) -> None:
    rooms, audit, lines = begun()
    address = f"{AUDITS}{audit.pk}/lines/{lines[0].pk}/"

    def say(**fields: Any) -> AuditLine:
        curator.post(address, fields)
        lines[0].refresh_from_db()
        return lines[0]

    missing = say(outcome="missing", note="Only its label lies there")
    assert (missing.outcome, missing.note) == ("missing", "Only its label lies there")
    misplaced = say(outcome="found", seen_place=rooms.vitrine.pk, note="")
    assert (misplaced.outcome, misplaced.seen_place, misplaced.note) == (
        "misplaced",
        rooms.vitrine,
        "",
    )
    assert say(outcome="awaited").outcome == "awaited"
    page = curator.post(address, {"outcome": "found", "seen_place": rooms.store.pk})
    assert page.status_code == 422


def test_the_list_is_narrowed_to_a_result(curator: Client) -> None:
    _rooms, audit, lines = begun(2)
    curator.post(f"{AUDITS}{audit.pk}/ticks/", {"seen": [lines[0].pk]})

    page = words_of(curator.get(f"{AUDITS}{audit.pk}/?show=awaited"))

    assert "P-2 Desk" in page
    assert "P-1 Desk" not in page
    assert "2 all 1 Not yet seen 1 Found" in page


def test_what_moves_meanwhile_is_shown_while_the_audit_goes_on(curator: Client) -> None:
    rooms, audit, lines = begun(1)
    with clock.stopped(NOON.replace(minute=9)):
        moved(lines[0].museum_object, rooms.store, at=clock.now(), on=clock.now())

    assert "Moved during the audit" in words_of(curator.get(f"{AUDITS}{audit.pk}/"))


def test_closing_asks_about_what_is_still_awaited(curator: Client) -> None:
    _rooms, audit, lines = begun(2)
    curator.post(f"{AUDITS}{audit.pk}/ticks/", {"seen": [lines[0].pk]})
    address = f"{AUDITS}{audit.pk}/close/"

    asked = curator.get(address)
    refused = curator.post(address)
    closed = curator.post(address, {"are_awaited_missing": "on"}, follow=True)

    assert "Nobody has seen these P-2 Desk" in words_of(asked)
    assert refused.status_code == 422
    assert "One object has not been seen." in words_of(refused)
    assert outcomes() == ["found", "missing"]
    assert "closed by Curator" in words_of(closed)


@pytest.mark.parametrize("part", ["see", "ticks", "line", "note", "close"])
def test_a_closed_audit_is_read_and_never_written(curator: Client, part: str) -> None:
    _rooms, audit, lines = begun(2)
    close_audit(audit, are_awaited_missing=True, by=BERTA, at=NOON)
    before = [*Audit.objects.values(), *AuditLine.objects.values()]
    tries: dict[str, tuple[str, dict[str, Any]]] = {
        "see": ("see/", {"thing": "P-1"}),
        "ticks": ("ticks/", {"seen": [lines[0].pk]}),
        "line": (f"lines/{lines[0].pk}/", {"outcome": "found"}),
        "note": ("note/", {"note": "Other"}),
        "close": ("close/", {"are_awaited_missing": "on"}),
    }
    address, fields = tries[part]

    page = curator.post(f"{AUDITS}{audit.pk}/{address}", fields, follow=True)

    assert "This audit is closed and does not change any more." in words_of(page)
    assert [*Audit.objects.values(), *AuditLine.objects.values()] == before


def test_movements_are_entered_by_one_click(curator: Client) -> None:
    rooms, audit, lines = begun(2)
    found = numbered("X-9")
    curator.post(f"{AUDITS}{audit.pk}/see/", {"thing": "X-9"})
    curator.post(f"{AUDITS}{audit.pk}/see/", {"thing": "P-1", "seen_place": str(rooms.vitrine.pk)})
    page = words_of(curator.get(f"{AUDITS}{audit.pk}/"))
    assert "2 objects were found elsewhere than the ledger has them." in page

    done = curator.post(f"{AUDITS}{audit.pk}/enter/", follow=True)

    assert "2 movements are entered." in words_of(done)
    assert "found elsewhere" not in words_of(done)
    assert location_of(found).room == rooms.study
    assert location_of(lines[0].museum_object).place == rooms.vitrine


def test_the_page_may_use_the_camera_and_no_other_may(curator: Client) -> None:
    _rooms, audit, _lines = begun()

    page = curator.get(f"{AUDITS}{audit.pk}/")
    others = curator.get(AUDITS)

    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    assert others.headers["Permissions-Policy"].startswith("camera=()")
    assert "wasm" not in others.headers["Content-Security-Policy"]


def test_a_page_asks_as_often_for_three_lines_as_for_one(curator: Client) -> None:
    _rooms, audit, _lines = begun(1)
    curator.get(AUDITS)  # what is kept for an edition is asked for once
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            numbered(f"X-{number}")
            curator.post(f"{AUDITS}{audit.pk}/see/", {"thing": f"X-{number}"}, headers=HTMX)
        for address in (f"{AUDITS}{audit.pk}/", AUDITS):
            with CaptureQueriesContext(connection) as asking:
                assert curator.get(address).status_code == 200
            counts.append(sum("kernel_edition" not in each["sql"] for each in asking))

    assert counts[:2] == counts[2:]
