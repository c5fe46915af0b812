"""What devices and server say to each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from casamuseo.kernel import clock
from casamuseo.kernel.models import Restoration
from casamuseo.visit.actions.changing import cancel_order
from casamuseo.visit.actions.enrolling import revoke_device
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.counts import visitors_by
from casamuseo.visit.models import Device, Scan, Ticket
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import PayAt, Verdict
from tests.cast import NOON
from tests.gate.test_door import a_door
from tests.visit.cast import SLOT, an_open_house
from tests.visit.gate_cast import a_director, a_ticket

pytestmark = pytest.mark.django_db

AT = SLOT.timestamp()


def ask(door: Client, path: str, message: dict[str, Any], *, at: datetime = SLOT) -> Any:
    """What the server answers to a device, which says how it is."""
    whole = {"level": "server", "waiting": 0, "offset": 0.5, **message}
    with clock.stopped(at):
        return door.post(f"/gate/{path}/", whole, content_type="application/json")


def a_message(code: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "boot": "b",
        "sequence": 1,
        "at": AT * 1000,
        "offset": 0.0,
        "level": "server",
        "code": code,
        **fields,
    }


def test_a_code_held_up_is_judged_with_all_that_the_screen_shows() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=3)
    scan = a_message(ticket.code)

    answer = ask(door, "judge", {"scan": scan})

    assert answer.json() == {
        "now": AT,
        "scan": {
            "id": scan["id"],
            "verdict": "admitted",
            "count": 3,
            "party": 3,
            "used": 3,
            "from": ticket.valid_from.timestamp(),
            "until": ticket.valid_until.timestamp(),
            "order": ticket.order.code,
            "serial": ticket.serial,
            "last": None,
        },
    }
    device = Device.objects.get()
    assert (device.seen_at, device.level, device.clock_offset_seconds) == (SLOT, "server", 0.5)


def test_scans_and_counts_are_handed_over_once() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=1)
    scans = [
        a_message(ticket.code, level="list", verdict="admitted", count=1, at=(AT + minutes) * 1000)
        for minutes in (60, 0)
    ]
    for number, scan in enumerate(scans):
        scan["sequence"] = number
    tally = {
        "id": str(uuid4()),
        "category": "child",
        "quantity": 2,
        "at": AT * 1000,
        "offset": 0.0,
    }

    answers = [
        ask(door, "hand-over", {"scans": scans, "tallies": [tally]}, at=SLOT + timedelta(hours=1))
        for _ in range(2)
    ]

    assert [answer.json() for answer in answers] == 2 * [
        {
            "now": AT + 3600,
            "scans": {scans[0]["id"]: Verdict.ADMITTED_CONFLICT, scans[1]["id"]: Verdict.ADMITTED},
            "tallies": [tally["id"]],
        }
    ]
    assert Scan.objects.count() == 2
    day = day_of(SLOT)
    assert visitors_by("category", first=day, last=day) == {"adult": 2, "child": 2}


def test_the_list_of_the_day_has_what_a_device_needs_to_judge_alone() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket(party=3)

    answer = ask(door, "list", {"digests": {}}).json()

    assert (answer["day"], answer["restored"]) == ("2026-11-25", 0)
    assert answer["keys"] == {str(number): key.hex() for number, key in public_keys().items()}
    midnight = datetime.fromisoformat("2026-11-25T06:00:00+00:00").timestamp()
    assert answer["days"][:2] == [[midnight, -21600], [midnight + 86400, -21600]]
    (shard,) = answer["shards"].values()
    assert shard["rows"] == [
        [
            ticket.serial,
            ticket.order.code,
            int(ticket.valid_from.timestamp()),
            int(ticket.valid_until.timestamp()),
            3,
            0,
            "v",
        ]
    ]


def letters(answer: Any) -> dict[str, str]:
    return {
        row[0]: row[6]
        for shard in answer.json()["shards"].values()
        if shard
        for row in shard["rows"]
    }


def test_the_list_says_unpaid_and_taken_back_and_only_today() -> None:
    an_open_house()
    door = a_door()
    unpaid = a_ticket(key="unpaid", pay_at=PayAt.DOOR)
    gone = a_ticket(key="gone")
    cancel_order(gone.order, by="Berta", at=NOON)
    a_ticket(key="tomorrow", slot=SLOT + timedelta(days=1))

    assert letters(ask(door, "list", {"digests": {}})) == {unpaid.serial: "u", gone.serial: "x"}


def test_only_what_has_changed_is_fetched_again() -> None:
    an_open_house()
    door, ticket = a_door(), a_ticket()
    a_ticket(key="other")
    first = ask(door, "list", {"digests": {}}).json()["shards"]
    digests = {name: shard["digest"] for name, shard in first.items()}

    assert ask(door, "list", {"digests": digests}).json()["shards"] == {}

    ask(door, "judge", {"scan": a_message(ticket.code)})
    changed = ask(door, "list", {"digests": digests})
    assert [row[5] for shard in changed.json()["shards"].values() for row in shard["rows"]] in (
        [2],
        [0, 2],
        [2, 0],
    )
    Ticket.objects.update(
        valid_from=SLOT - timedelta(days=1), valid_until=SLOT - timedelta(hours=20)
    )
    assert set(ask(door, "list", {"digests": digests}).json()["shards"].values()) == {None}


def test_the_list_asks_as_little_for_three_tickets_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    an_open_house()
    door = a_door()
    a_ticket()
    ask(door, "list", {"digests": {}})
    for number in range(2):
        a_ticket(key=f"more-{number}")
        with django_assert_num_queries(6):
            ask(door, "list", {"digests": {}})


def test_a_device_learns_that_a_backup_was_put_back() -> None:
    an_open_house()
    door = a_door()
    Restoration.objects.create(number=7, restored_at=NOON, backup_made_at=NOON)

    assert ask(door, "list", {"digests": {}}).json()["restored"] == 7


@pytest.mark.parametrize("path", ["judge", "hand-over", "list"])
def test_devices_that_are_not_ours_are_told_so(path: str) -> None:
    an_open_house()
    door = a_door()
    revoke_device(Device.objects.get(), by=a_director(), at=NOON)

    assert ask(door, path, {}).json() == {"refused": "device-revoked"}
    assert ask(door, path, {}).status_code == 403
    assert ask(Client(), path, {}).json() == {"refused": "device-unknown"}
    assert ask(Client(), path, {}).status_code == 401


@pytest.mark.parametrize("path", ["judge", "hand-over", "list"])
def test_a_form_of_another_site_is_not_read(path: str) -> None:
    an_open_house()
    door = a_door(client=Client(enforce_csrf_checks=True))

    response = door.post(f"/gate/{path}/", {"scan": "x"})

    assert response.json() == {"refused": "bad-message", "part": "content type"}


@pytest.mark.parametrize(
    ("path", "message", "part"),
    [
        ("judge", {}, "scan"),
        ("judge", {"scan": a_message("x", id="not-a-uuid")}, "id"),
        ("judge", {"scan": a_message("x", at="noon")}, "at"),
        ("judge", {"scan": a_message("x", at=-1)}, "at"),
        ("judge", {"scan": a_message("x", sequence=True)}, "sequence"),
        ("judge", {"scan": a_message("x", count=256)}, "count"),
        ("judge", {"scan": a_message("x", offset=1e300)}, "offset"),
        ("judge", {"scan": a_message("x" * 4001)}, "code"),
        ("judge", {"scan": a_message("\x00")}, "code"),
        ("judge", {"scan": a_message("x", level="guess")}, "level"),
        ("judge", {"scan": a_message("x", annuls=5)}, "annuls"),
        ("judge", {"level": 3, "scan": a_message("x")}, "level"),
        ("hand-over", {"scans": "x", "tallies": []}, "scans"),
        ("hand-over", {"scans": [3], "tallies": []}, "scans"),
        ("hand-over", {"scans": [], "tallies": [{"id": "x"}]}, "id"),
        ("list", {"digests": []}, "digests"),
    ],
)
def test_a_message_that_no_device_would_send_changes_nothing(
    path: str, message: dict[str, Any], part: str
) -> None:
    an_open_house()

    response = ask(a_door(), path, message)

    assert (response.status_code, response.json()) == (
        400,
        {"refused": "bad-message", "part": part},
    )
    assert Scan.objects.count() == 0


def test_what_cannot_be_counted_does_not_stop_the_rest() -> None:
    an_open_house()
    tally = {"id": str(uuid4()), "category": "child", "quantity": 999, "at": AT * 1000, "offset": 0}

    answer = ask(a_door(), "hand-over", {"scans": [], "tallies": [tally]}).json()

    assert answer["tallies"] == [tally["id"]]
    day = day_of(SLOT)
    assert visitors_by("category", first=day, last=day) == {}


def test_the_service_worker_names_every_file_that_the_page_needs() -> None:
    script = Client().get("/gate/worker.js")

    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    body = script.content.decode()
    for name in ("gate/judge.js", "noble/ed25519.js", "zxing_reader.wasm", "built/desk.css"):
        assert name in body
