"""The pieces of a backup: its file, its manifest, the swap, the keeping of some and the doctor's eye."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import translation

from casamuseo.kernel import backup, clock, doctor
from casamuseo.kernel.backup import archive, keeping, postgresql, swap
from casamuseo.kernel.backup.errors import DamagedBackup, FileTaken, NewerBackup, RestoreUnderWay
from casamuseo.kernel.backup.installation import files_of, in_use, is_state, this_database, workshop
from casamuseo.kernel.backup.keeping import Kept, Nights
from casamuseo.kernel.backup.making import back_up
from casamuseo.kernel.backup.manifest import Manifest, Member, refuse_newer, software
from casamuseo.kernel.backup.swap import Move, Plan
from casamuseo.kernel.models import Restoration

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CASAMUSEO_HOME = tmp_path / "home"
    settings.SEARCH_ROOT = tmp_path / "home" / "search"
    settings.BACKUP_ROOT = tmp_path / "home" / "backups"
    settings.CASAMUSEO_HOME.mkdir()
    return tmp_path / "home"


def manifest_of(members: dict[str, Member], **facts: Any) -> Manifest:
    told: dict[str, Any] = {"software": software(), "database": "sqlite", "schema": {}}
    return Manifest(**{**told, "made_at": NOON, "restore_number": 0, **facts}, members=members)


def a_backup(path: Path, **facts: Any) -> Path:
    """The smallest file that has the form of a backup."""
    content = path.with_suffix(".content")
    content.write_bytes(b"rows and rows")
    with archive.written(path) as packed:
        packed.add("database.sqlite3", content)
        packed.add("home/media/a.jpg", content)
        packed.close(manifest_of(packed.members, **facts))
    content.unlink()
    return path


def a_tar(path: Path, *entries: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for entry, content in entries:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


def entry(name: str, **facts: Any) -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    for fact, value in facts.items():
        setattr(made, fact, value)
    return made, b"" if facts else b"x"


def test_a_backup_says_what_it_is_and_comes_back_as_it_was(tmp_path: Path) -> None:
    file = a_backup(tmp_path / "b.tar.gz", schema={"kernel": "0001_first"})

    manifest = archive.read(file, into=tmp_path / "out")

    assert (manifest.software, manifest.made_at) == (software(), NOON)
    assert manifest.schema == {"kernel": "0001_first"}
    assert sorted(manifest.members) == ["database.sqlite3", "home/media/a.jpg"]
    assert (tmp_path / "out/home/media/a.jpg").read_bytes() == b"rows and rows"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_flipped_bit_anywhere_is_refused_or_did_no_harm(tmp_path: Path) -> None:
    """A few change only the date in the packing, or say in other words what was said before."""
    content = a_backup(tmp_path / "b.tar.gz").read_bytes()
    sound = archive.read(tmp_path / "b.tar.gz")
    damaged = tmp_path / "damaged.tar.gz"
    harmless = 0

    for position in range(len(content)):
        wrong = bytearray(content)
        wrong[position] ^= 1 << position % 8
        damaged.write_bytes(wrong)
        try:
            assert archive.read(damaged) == sound
            harmless += 1
        except DamagedBackup:
            pass

    assert harmless < len(content) / 4


@pytest.mark.parametrize("left", [0, 5, 100, -1, -8])
def test_a_file_that_breaks_off_is_refused(left: int, tmp_path: Path) -> None:
    file = a_backup(tmp_path / "b.tar.gz")
    file.write_bytes(file.read_bytes()[:left])

    with pytest.raises(DamagedBackup):
        archive.read(file)


def test_what_is_no_archive_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("Querida Ana:")

    with pytest.raises(DamagedBackup, match="The file is no backup, or is damaged"):
        archive.read(tmp_path / "b.tar.gz")


@pytest.mark.parametrize(
    "bad",
    [
        entry("home/../../evil"),
        entry("../evil"),
        entry("/tmp/evil"),
        entry("home"),
        entry("home//evil"),
        entry("./home/evil"),
        entry("media/evil"),
        entry("home/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        entry("home/link", type=tarfile.LNKTYPE, linkname="database.sqlite3"),
        entry("home/disk", type=tarfile.BLKTYPE),
        entry("home/null", type=tarfile.CHRTYPE),
        entry("home/pipe", type=tarfile.FIFOTYPE),
        entry("home/folder", type=tarfile.DIRTYPE),
    ],
    ids=lambda bad: f"{bad[0].name} {bad[0].type!r}",
)
def test_names_and_kinds_that_lead_elsewhere_are_refused(
    bad: tuple[tarfile.TarInfo, bytes], tmp_path: Path
) -> None:
    file = a_tar(tmp_path / "b.tar.gz", bad)
    (tmp_path / "out").mkdir()

    with pytest.raises(DamagedBackup, match="The file is no backup of Casamuseo: it holds"):
        archive.read(file, into=tmp_path / "out")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "out"]
    assert list((tmp_path / "out").rglob("*")) == []


@pytest.mark.parametrize("second", ["home/a", "home/a/b"])
def test_two_files_in_one_place_are_refused(second: str, tmp_path: Path) -> None:
    file = a_tar(tmp_path / "b.tar.gz", entry("home/a"), entry(second))

    with pytest.raises(DamagedBackup):
        archive.read(file, into=tmp_path / "out")


def test_a_file_that_the_manifest_does_not_know_is_refused(tmp_path: Path) -> None:
    manifest = manifest_of({}).as_json()
    told, _ = entry("manifest.json")

    file = a_tar(tmp_path / "b.tar.gz", entry("home/extra"), (told, manifest))

    with pytest.raises(DamagedBackup, match="home/extra is not what was written"):
        archive.read(file)


def test_a_file_behind_the_manifest_is_refused(tmp_path: Path) -> None:
    told, _ = entry("manifest.json")
    file = a_tar(tmp_path / "b.tar.gz", (told, manifest_of({}).as_json()), entry("home/extra"))

    with pytest.raises(DamagedBackup):
        archive.read(file)


@pytest.mark.parametrize(
    "words", [b"", b"{}", b"[]", b"null", b'{"format": 1}', b'{"format": "x"}']
)
def test_a_manifest_that_says_nothing_is_refused(words: bytes) -> None:
    with pytest.raises(DamagedBackup, match="The backup's manifest cannot be read"):
        Manifest.from_json(words)


def test_a_backup_of_a_later_version_is_refused() -> None:
    refuse_newer(manifest_of({}, schema={"kernel": "0001_first"}))

    told = json.loads(manifest_of({}).as_json())
    with pytest.raises(NewerBackup):
        Manifest.from_json(json.dumps({**told, "format": 2}).encode())
    with pytest.raises(NewerBackup, match=r"by a later version of Casamuseo: 99\.0"):
        refuse_newer(manifest_of({}, software="99.0"))
    with pytest.raises(NewerBackup) as refused:
        refuse_newer(manifest_of({}, schema={"kernel": "0099_ghosts"}))
    assert refused.value.facts == {"unknown": ["kernel.0099_ghosts"]}


def test_what_is_derived_or_passing_is_no_state(home: Path) -> None:
    database = this_database()
    for name in ("search", "cache", "backups", "maintenance", "replaced-2026", ".restoring-x"):
        assert not is_state(home / name, database), name
    for name in ("media", "letters", "secret-key", "keys"):
        assert is_state(home / name, database), name
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        assert not is_state(Path(f"{file}-wal"), database)


def test_what_a_link_leads_to_is_backed_up_and_a_ring_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/a.jpg").write_bytes(b"a")
    (tmp_path / "disk/ring").symlink_to(tmp_path / "disk")
    (tmp_path / "disk/lost").symlink_to(tmp_path / "nowhere")
    (tmp_path / "media").symlink_to(tmp_path / "disk")

    assert list(files_of(tmp_path / "media")) == [tmp_path / "media/a.jpg"]


def test_a_backup_takes_no_place_that_is_taken(home: Path, tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("older")

    with pytest.raises(FileTaken, match="is there already"):
        back_up(tmp_path / "b.tar.gz", at=NOON)
    for inside in (home / "b.tar.gz", home / "media/b.tar.gz"):
        with pytest.raises(FileTaken, match=r"Every later backup would hold b\.tar\.gz too"):
            back_up(inside, at=NOON)

    assert (tmp_path / "b.tar.gz").read_text() == "older"


def test_a_workshop_clears_away_what_the_dead_left_and_spares_the_living(tmp_path: Path) -> None:
    (tmp_path / ".making-dead").mkdir()
    with workshop(tmp_path, ".making-") as first, workshop(tmp_path, ".making-") as second:
        assert {first, second} == set(tmp_path.iterdir())

    assert list(tmp_path.iterdir()) == []


# The swap


def a_swap(folder: Path) -> Plan:
    """A file and a folder that are exchanged, one that only goes and one that only comes."""
    for name, words in (("home/key", "old"), ("home/media/a", "old"), ("home/gone", "old")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words)
    for name in ("key", "media/b", "come"):
        (folder / "stage" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "stage" / name).write_text("new")

    def move(name: str, *, new: bool = True, aside: bool = True) -> Move:
        return Move(
            str(folder / "home" / name),
            new=str(folder / "stage" / name) if new else "",
            aside=str(folder / "home/aside" / name) if aside else "",
        )

    moves = (move("gone", new=False), move("key"), move("media"), move("come", aside=False))
    return Plan(moves, stage=str(folder / "stage"))


def files_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


SWAPPED = {
    "aside/gone": "old",
    "aside/key": "old",
    "aside/media/a": "old",
    "come": "new",
    "key": "new",
    "media/b": "new",
}


def test_a_swap_moves_all_and_leaves_nothing_else(tmp_path: Path) -> None:
    plan = a_swap(tmp_path)
    swap.write(plan, tmp_path / "home")
    swap.carry_out(plan, tmp_path / "home")

    assert files_in(tmp_path / "home") == SWAPPED
    assert not (tmp_path / "stage").exists()


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do it in a process that is killed at its n-th change of a folder; whether it came to that."""
    child = os.fork()
    if child == 0:
        left = [step]

        def hook(event: str, _arguments: object) -> None:
            if event in {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir"}:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        act()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def test_a_swap_that_is_killed_at_any_step_is_carried_out_by_the_next(tmp_path: Path) -> None:
    kills = 0
    for step in range(100):
        folder = tmp_path / str(step)
        plan = a_swap(folder)

        def do(folder: Path = folder, plan: Plan = plan) -> None:
            swap.write(plan, folder / "home")
            swap.carry_out(plan, folder / "home")

        before = files_in(folder / "home")
        if not killed_at(step, do):
            break
        kills += 1
        assert (folder / "home/key").exists()
        was_planned = (folder / "home" / swap.PLAN).exists()
        was_done = files_in(folder / "home") == SWAPPED
        swap.finish(folder / "home", has_come_to=lambda _number: True)
        found = files_in(folder / "home")
        found.pop(f"{swap.PLAN}.draft", None)
        assert found == (SWAPPED if was_planned or was_done else before)

    assert kills >= 9


def test_a_plan_that_the_database_has_not_come_to_is_forgotten(tmp_path: Path) -> None:
    plan = a_swap(tmp_path)
    before = files_in(tmp_path / "home")
    waiting = Plan(plan.moves, stage=plan.stage, restore_number=7)
    swap.write(waiting, tmp_path / "home")

    swap.finish(tmp_path / "home", has_come_to=lambda number: number != 7)

    assert files_in(tmp_path / "home") == before


def test_files_are_moved_aside_also_where_they_can_have_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError("no hard links here")

    monkeypatch.setattr(swap.os, "link", refuse)
    plan = a_swap(tmp_path)

    swap.carry_out(plan, tmp_path / "home")

    assert files_in(tmp_path / "home") == SWAPPED


def test_nobody_works_in_a_house_whose_restore_broke_off(home: Path) -> None:
    with in_use():
        pass
    (home / swap.PLAN).write_text("{}")

    with pytest.raises(RestoreUnderWay), in_use():
        pass


# Which are kept, and when one is made


def kept(*moments: str) -> list[Kept]:
    found = []
    for words in moments:
        made_at = datetime.fromisoformat(words).replace(tzinfo=UTC)
        found.append(Kept(made_at, Path(keeping.name_at(made_at))))
    return found


def test_days_and_weeks_are_kept_and_the_rest_goes() -> None:
    nights = kept(
        *(f"2026-{month:02}-{day:02}T09:00" for month in (10, 11) for day in range(1, 31))
    )

    gone = {each.made_at for each in keeping.superfluous(nights, keep=3)}

    assert [each.made_at.strftime("%m-%d") for each in nights if each.made_at not in gone] == [
        "11-22",  # a Sunday, the last of its week
        "11-28",
        "11-29",
        "11-30",
    ]


def test_of_several_on_one_day_the_newest_is_kept() -> None:
    moments = kept("2026-11-23T09:00", "2026-11-23T18:00", "2026-11-23T12:00")

    gone = [each.made_at.hour for each in keeping.superfluous(moments, keep=7)]

    assert gone == [12, 9]


def test_files_with_other_names_are_not_touched(tmp_path: Path) -> None:
    for name in ("casamuseo-before-the-move.tar.gz", "casamuseo-20261123T090000Z.tar.gz", "notes"):
        (tmp_path / name).touch()

    assert [each.path.name for each in keeping.kept_in(tmp_path)] == [
        "casamuseo-20261123T090000Z.tar.gz"
    ]
    assert keeping.kept_in(tmp_path / "missing") == []


@pytest.fixture
def in_mexico(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Mexico_City")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_mexico")
@pytest.mark.parametrize(
    ("at", "newest", "is_due"),
    [
        ("2026-11-23T08:59", "2026-11-22T09:00", False),  # 2:59 in Mexico City
        ("2026-11-23T09:00", "2026-11-22T09:00", True),  # 3:00
        ("2026-11-23T09:05", "2026-11-23T09:00", False),
        ("2026-11-23T16:00", "2026-11-22T09:00", True),  # nobody was awake at 3:00
        ("2026-11-23T16:00", "2026-11-23T15:00", False),  # made by hand
        ("2026-11-23T16:00", None, True),
    ],
)
def test_a_backup_is_due_once_a_night(at: str, newest: str | None, is_due: bool) -> None:
    seconds = iter([0.0, 0.0, 700.0])
    nights = Nights(elapsed=lambda: next(seconds))
    facts = {
        "at": datetime.fromisoformat(at).replace(tzinfo=UTC),
        "hour": 3,
        "newest": newest and datetime.fromisoformat(newest).replace(tzinfo=UTC),
    }

    assert not nights.is_due(**facts)  # the worker has only just begun
    assert nights.is_due(**facts) is is_due


@pytest.mark.parametrize("words", ["24", "-1", "3.5", "night", ""])
def test_an_hour_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CASAMUSEO_BACKUP_HOUR must be an hour"):
        keeping.nightly_hour(words)


def test_the_hour_can_be_off_and_the_number_is_one_at_least() -> None:
    assert keeping.nightly_hour("off") is None
    assert keeping.nightly_hour("23") == 23
    assert keeping.number_to_keep("1") == 1
    for words in ("0", "-1", "all"):
        with pytest.raises(ImproperlyConfigured, match="CASAMUSEO_BACKUP_KEEP must be a number"):
            keeping.number_to_keep(words)


@pytest.mark.parametrize("words", [["--keep=0"], ["file", "--keep=3"]])
def test_keeping_needs_a_number_and_a_folder(words: list[str], monkeypatch: Any) -> None:
    monkeypatch.setenv("LANGUAGE", "en")

    with pytest.raises(CommandError, match="--keep needs a number from 1 on"):
        call_command("backup", *words)


# What the others ask


@pytest.mark.django_db
def test_others_learn_when_a_backup_was_restored() -> None:
    assert (backup.last_restored_at(), backup.restore_number()) == (None, 0)

    for number, day in ((7, 1), (9, 2)):
        at = NOON + timedelta(days=day)
        Restoration.objects.create(number=number, restored_at=at, backup_made_at=NOON)

    assert backup.last_restored_at() == NOON + timedelta(days=2)
    assert backup.restore_number() == 9


def examined() -> list[tuple[str, bool]]:
    return [(each.code, each.is_fault) for each in doctor.findings(only=["backups"])]


@pytest.mark.django_db
def test_the_doctor_sees_an_old_backup_and_a_damaged_one(home: Path, settings: Any) -> None:
    (home / "backups").mkdir()
    file = a_backup(home / "backups" / keeping.name_at(NOON))
    with clock.stopped(NOON + timedelta(days=2)):
        assert examined() == []
    with clock.stopped(NOON + timedelta(days=2, minutes=1)):
        assert examined() == [("backup-old", False)]
        settings.BACKUP_HOUR = "off"
        assert examined() == []

    file.write_bytes(file.read_bytes()[:-20])
    with clock.stopped(NOON):
        assert examined() == [("backup-damaged", True)]


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_the_doctor_gives_a_new_installation_two_nights() -> None:
    now = datetime.now(UTC)

    assert examined() == []
    with clock.stopped(now + timedelta(days=3)):
        [finding] = doctor.findings(only=["backups"])
    assert finding.what.startswith("There is no backup in ")
    assert finding.mend == "casamuseo backup"


def test_a_password_stands_in_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"NAME": "casa", "USER": "casa", "PASSWORD": "s3cret", "HOST": "db", "PORT": 5433}
    for name, value in told.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    monkeypatch.setattr(postgresql.shutil, "which", lambda tool: f"/usr/bin/{tool}")

    command, environ = postgresql.PostgreSQL()._called("pg_dump", ["--format=custom"])

    assert command == [
        "/usr/bin/pg_dump",
        *("-U", "casa", "-h", "db", "-p", "5433"),
        *("--format=custom", "casa"),
    ]
    assert environ == {"PGPASSWORD": "s3cret"}
