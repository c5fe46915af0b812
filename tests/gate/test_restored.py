"""Last night's backup is put back in the middle of the day, and the devices hand over once more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.test_backup_drill import Installation, a_database

ROOT = Path(__file__).resolve().parents[2]

THE_DAY = """
from casamuseo.visit.actions.admitting import admit, hand_over
from casamuseo.visit.counts import visitors_on
from casamuseo.visit.models import Device, Scan, Ticket
from casamuseo.visit.rules import day_of
from tests.visit.cast import SLOT, an_open_house
from tests.visit.gate_cast import a_device, a_scan, a_ticket, judged_alone

def stands():
    used = list(Ticket.objects.order_by("pk").values_list("used", "state"))
    print(backup.restore_number(), used, Scan.objects.count(), visitors_on(day_of(SLOT)))

an_open_house()
device = a_device()
by_server, alone = a_ticket(party=2, key="a"), a_ticket(party=1, key="b")
last_night = back_up(home.parent / "night.tar.gz", at=now)

asked = a_scan(by_server.code)
answer = admit(asked, device=device, at=SLOT)
kept = judged_alone(alone.code, device_at=SLOT)
hand_over(kept, device=device, at=SLOT)
stands()

restore(home.parent / "night.tar.gz", at=now, replace=True)
stands()

known = judged_alone(
    asked.code, scan_id=asked.scan_id, device_at=SLOT, level="server", count=answer.scan.count
)
device = Device.objects.get()
for _ in range(2):
    for facts in (kept, known):
        hand_over(facts, device=device, at=SLOT)
stands()
print(admit(a_scan(by_server.code), device=device, at=SLOT).scan.verdict)
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with a_database() as url:
        yield Installation(tmp_path / "house", url)


def test_used_tickets_stay_used_after_a_real_restore(installation: Installation) -> None:
    end = installation.command("migrate", "--verbosity", "0", "--skip-checks")
    assert end.returncode == 0, end.stderr

    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    end = installation.python(THE_DAY, environ={"PYTHONPATH": path})

    assert end.returncode == 0, end.stderr
    before, restored, handed_over, again = end.stdout.splitlines()
    assert before == "0 [(2, 'used'), (1, 'used')] 2 3"
    number, _, rest = restored.partition(" ")
    assert int(number) > 0
    assert rest == "[(0, 'valid'), (0, 'valid')] 0 0"
    assert handed_over == f"{number} [(2, 'used'), (1, 'used')] 2 3"
    assert again == "used"
