"""Last night's backup is put back over today's house: the gate's devices hand over again what it lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.kernel.test_backup_drill import Installation, a_database
from tests.kernel.test_run import until

ROOT = Path(__file__).resolve().parents[2]

SEED = """
from tests.visit.cast import an_open_house
from tests.visit.gate_cast import a_director
from casamuseo.visit.actions.enrolling import add_device, enrol_device
an_open_house()
tokens = []
for name in ("North", "South"):
    _, word = add_device(name, by=a_director(), at=now)
    tokens.append(enrol_device(word, at=now)[1])
"""
TICKETS = """
import json
from datetime import timedelta
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.models import Hold
from casamuseo.visit.pricing import Asked
from casamuseo.visit.terms import PayAt
codes = []
for name, party in {wanted}:
    hold = Hold.objects.create(
        request_key=name, channel="desk", party=party, starts_at=now, ends_at=now + timedelta(hours=1),
        enters_from=now - timedelta(hours=1), enters_until=now + timedelta(hours=3),
        created_at=now, expires_at=now + timedelta(hours=1),
    )
    order = place_order(hold, asked=[Asked("adult", party)], pay_at=PayAt.INVOICE,
        contact=Contact(language="es"), request_key=name, at=now)
    codes.append(order.tickets.get().code)
"""
USED = "SELECT t.party, t.used, t.state FROM visit_ticket t ORDER BY t.id"


class Door:
    """A device at the gate: what it asks, and what it keeps to hand over again."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.kept: list[dict[str, Any]] = []
        self.boot = uuid4().hex

    def ask(self, address: str, path: str, message: dict[str, Any]) -> Any:
        whole = {"level": "server", "waiting": 0, "offset": 0.0, **message}
        asked = urllib.request.Request(
            f"{address}gate/{path}/",
            data=json.dumps(whole).encode(),
            headers={"Content-Type": "application/json", "Cookie": f"gate_device={self.token}"},
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def scan(self, code: str, now: float, *, count: int | None = None) -> dict[str, Any]:
        return {
            "id": str(uuid4()),
            "boot": self.boot,
            "sequence": len(self.kept) + 1,
            "at": now * 1000,
            "offset": 0.0,
            "level": "server",
            "code": code,
            "count": count,
        }

    def judge(self, address: str, code: str) -> tuple[str, int]:
        """The server's verdict and how many came in; the device remembers both."""
        now = self.ask(address, "list", {"digests": {}})["now"]
        scan = self.scan(code, now)
        told = self.ask(address, "judge", {"scan": scan})["scan"]
        self.kept.append({**scan, "verdict": told["verdict"], "count": told["count"]})
        return told["verdict"], told["count"]

    def let_in_alone(self, code: str, now: float, *, count: int) -> None:
        """The device admits by its list, with the network cut."""
        scan = self.scan(code, now, count=count)
        self.kept.append({**scan, "level": "list", "verdict": "admitted"})

    def hand_over(self, address: str) -> list[str]:
        """All it keeps, as it does where the number of restores has risen."""
        answer = self.ask(address, "hand-over", {"scans": self.kept, "tallies": []})
        return [answer["scans"][scan["id"]] for scan in self.kept]


@contextmanager
def serving(house: Installation) -> Iterator[str]:
    """The address of the running house."""
    process = subprocess.Popen(
        [sys.executable, "-m", "casamuseo", "run", "--port", "0", "--workers", "1"],
        env={**house.environ, "DJANGO_SETTINGS_MODULE": "casamuseo.settings.dev"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        address = process.stdout.readline().split(" at ")[1].split(" ")[0]
        until(lambda: _answers(address))
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}api/v1/openapi.json", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))
    with a_database() as url:
        made = Installation(tmp_path / "house", url)
        end = made.command("migrate", "--verbosity", "0", "--skip-checks")
        assert end.returncode == 0, end.stderr
        yield made


def test_used_tickets_stay_used_when_devices_hand_over_to_last_nights_backup(
    house: Installation, tmp_path: Path
) -> None:
    sold = TICKETS.format(wanted=[("asked", 2), ("alone", 3), ("unused", 1)])
    seeded = json.loads(house.done(f"{SEED}{sold}print(json.dumps([codes, tokens]))"))
    (asked, alone, unused), tokens = seeded
    north, south = (Door(token) for token in tokens)
    backup = tmp_path / "last-night.tar.gz"
    assert house.command("backup", str(backup)).returncode == 0
    (since,) = json.loads(
        house.done(f"{TICKETS.format(wanted=[('since', 1)])}print(json.dumps(codes))")
    )
    with serving(house) as address:
        listed = north.ask(address, "list", {"digests": {}})
        assert north.judge(address, asked) == ("admitted", 2)
        assert north.judge(address, since) == ("admitted", 1)
        north.let_in_alone(alone, listed["now"], count=3)
        assert north.hand_over(address) == ["admitted"] * 3
        before = house.rows(USED)

    end = house.command("restore", str(backup), "--replace")

    assert end.returncode == 0, end.stderr
    assert house.rows(USED) == [(2, 0, "valid"), (3, 0, "valid"), (1, 0, "valid")]
    with serving(house) as address:
        assert north.ask(address, "list", {"digests": {}})["restored"] > listed["restored"]
        assert [north.hand_over(address) for _again in range(2)] == [["admitted"] * 3] * 2
        assert [south.judge(address, code)[0] for code in (asked, alone, since)] == ["used"] * 3
        assert south.judge(address, unused) == ("admitted", 1)
    assert before[:3] == [(2, 2, "used"), (3, 3, "used"), (1, 0, "valid")]
    assert house.rows(USED) == [(2, 2, "used"), (3, 3, "used"), (1, 1, "used")]
    assert house.rows("SELECT sum(quantity) FROM visit_visitcount") == [(7,)]
    assert house.command("doctor").stdout.count("visit_bucket") == 0
