"""The drill: whole installations, in processes of their own, backed up, killed, damaged and restored."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from casamuseo.kernel.backup import archive
from tests.kernel.test_run import until

POSTGRESQL = os.environ.get("DATABASE_URL", "")
IS_POSTGRESQL = POSTGRESQL.startswith("postgres")
on_sqlite = pytest.mark.skipif(IS_POSTGRESQL, reason="SQLite only")
on_postgresql = pytest.mark.skipif(
    not IS_POSTGRESQL, reason="PostgreSQL LEFT OUT, DATABASE_URL names none"
)

START = """
import os, shutil, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from casamuseo.kernel import backup
from casamuseo.kernel.backup import archive
from casamuseo.kernel.backup.keeping import Nights, back_up_nightly
from casamuseo.kernel.backup.making import back_up
from casamuseo.kernel.backup.restoring import finish_interrupted, restore
from casamuseo.kernel.letters import write_letter
from casamuseo.kernel.models import Edition, Letter

home, now = Path(settings.CASAMUSEO_HOME), datetime.now(UTC)

def letter(subject):
    write_letter("ana@example.org", subject=subject, text="…", language="es", at=now)
"""


@dataclass(frozen=True)
class Installation:
    """A home and a database of its own, and processes that work with them."""

    home: Path
    url: str

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "CASAMUSEO_HOME": str(self.home),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "casamuseo.settings.base",
            "LANGUAGE": "en",
        }

    def command(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return self.process([sys.executable, "-m", "casamuseo", *words], **options)

    def python(self, code: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return self.process([sys.executable, "-c", START + code], **options)

    def process(self, words: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        environ = {**self.environ, **options.pop("environ", {})}
        return subprocess.run(
            words, env=environ, capture_output=True, text=True, check=False, timeout=120, **options
        )

    def done(self, code: str) -> str:
        """What the code printed; it must not fail."""
        end = self.python(code)
        assert end.returncode == 0, end.stderr
        return end.stdout

    def rows(self, question: str) -> list[Any]:
        """What the database answers, asked past all our own code."""
        if self.url.startswith("postgres"):
            with closing(psycopg.connect(self.url)) as server:
                return server.execute(question).fetchall()
        path = urlsplit(self.url).path or self.home / "casamuseo.sqlite3"
        with closing(sqlite3.connect(path)) as database:
            return database.execute(question).fetchall()

    def letters(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT subject FROM kernel_letter ORDER BY id")]

    def file(self, name: str, content: str) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


@contextmanager
def a_database(*, template: str = "") -> Iterator[str]:
    """A PostgreSQL database of its own; "" where the tests run on SQLite."""
    if not IS_POSTGRESQL:
        yield ""
        return
    name = f"casamuseo_drill_{uuid4().hex[:12]}"
    like = f" TEMPLATE {urlsplit(template).path[1:]}" if template else ""
    with closing(psycopg.connect(POSTGRESQL, autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {name}{like}")
    try:
        yield urlunsplit(urlsplit(POSTGRESQL)._replace(path=f"/{name}"))
    finally:
        with closing(psycopg.connect(POSTGRESQL, autocommit=True)) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a letter and a picture; the others are copies of it."""
    with a_database() as url:
        made = Installation(tmp_path_factory.mktemp("pattern") / "home", url)
        end = made.command("migrate", "--verbosity", "0", "--skip-checks")
        assert end.returncode == 0, end.stderr
        made.done("letter('old')")
        made.file("media/a.jpg", "old picture")
        yield made


@pytest.fixture(scope="module")
def old(pattern: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the pattern."""
    return backed_up(pattern, tmp_path_factory.mktemp("backups") / "old.tar.gz")


@pytest.fixture
def house(pattern: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation that nobody has opened yet."""
    with a_database(template=pattern.url) as url:
        shutil.copytree(pattern.home, tmp_path / "house")
        yield Installation(tmp_path / "house", url)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Installation]:
    """A home and a database in which nothing is."""
    with a_database() as url:
        yield Installation(tmp_path / "fresh", url)


def back_up_to(file: Path) -> str:
    """The code that makes a backup."""
    return f"back_up(Path({str(file)!r}), at=now)"


def backed_up(house: Installation, path: Path) -> Path:
    end = house.command("backup", str(path))
    assert end.returncode == 0, end.stderr
    assert end.stdout.startswith(f"Backed up into {path} (")
    return path


WRITE_ON = """
import itertools
for number in itertools.count():
    with transaction.atomic():
        letter(f"first {number}")
        letter(f"second {number}")
    print(number, flush=True)
"""


def test_what_is_backed_up_while_others_write_comes_back_whole(
    house: Installation, fresh: Installation, tmp_path: Path
) -> None:
    house.file("letters/letter-1.eml", "Querida Ana:")
    house.file("search/index", "derived")
    writer = subprocess.Popen(
        [sys.executable, "-c", START + WRITE_ON],
        env=house.environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout
    with writer, writer.stdout as told:
        try:
            for _ in range(20):
                told.readline()
            before = int(told.readline())
            backed_up(house, tmp_path / "b.tar.gz")
            assert writer.poll() is None
        finally:
            writer.kill()
    end = fresh.command("restore", str(tmp_path / "b.tar.gz"))

    assert end.returncode == 0, end.stderr
    assert end.stdout.startswith("The state of 20")
    found = fresh.letters()
    pairs = (len(found) - 1) // 2
    assert pairs > before
    expected = [f"{which} {number}" for number in range(pairs) for which in ("first", "second")]
    assert found == ["old", *expected]
    assert (fresh.home / "media/a.jpg").read_text() == "old picture"
    assert (fresh.home / "letters/letter-1.eml").read_text() == "Querida Ana:"
    key = fresh.home / "secret-key"
    assert key.read_text() == (house.home / "secret-key").read_text()
    assert key.stat().st_mode & 0o777 == 0o600
    database = [] if IS_POSTGRESQL else ["casamuseo.sqlite3"]
    assert sorted(path.name for path in fresh.home.iterdir() if ".turn" not in path.name) == sorted(
        [*database, "letters", "media", "secret-key"]
    )


def test_a_house_is_replaced_only_on_demand_and_kept_aside(house: Installation, old: Path) -> None:
    house.done("letter('new'); Edition.rise(); Edition.rise(); print(Edition.current())")
    house.file("media/a.jpg", "new picture")
    house.file("media/b.jpg", "new picture")
    house.file("search/index", "derived")

    refused = house.command("restore", str(old))
    assert refused.returncode == 1
    assert refused.stderr.startswith("CommandError: There is a house already in ")
    assert house.letters() == ["old", "new"]

    end = house.command("restore", str(old), "--replace")

    assert end.returncode == 0, end.stderr
    assert house.letters() == ["old"]
    assert [path.name for path in (house.home / "media").iterdir()] == ["a.jpg"]
    assert (house.home / "media/a.jpg").read_text() == "old picture"
    assert not (house.home / "search").exists()
    assert house.rows("SELECT number FROM kernel_edition") == [(3,)]
    [aside] = house.home.glob("replaced-*")
    assert end.stdout.endswith(f"What was here before lies in {aside}.\n")
    assert (aside / "media/b.jpg").read_text() == "new picture"
    if IS_POSTGRESQL:
        assert (aside / "database.pgdump").stat().st_size > 0
    else:
        with closing(sqlite3.connect(aside / "casamuseo.sqlite3")) as old:
            found = old.execute("SELECT subject FROM kernel_letter ORDER BY id").fetchall()
        assert found == [("old",), ("new",)]


def test_each_restore_has_a_higher_number(house: Installation, old: Path) -> None:
    said = house.done(
        f"""
print(backup.restore_number(), backup.last_restored_at())
for _ in range(2):
    restore(Path({str(old)!r}), at=now, replace=True)
    print(backup.restore_number(), backup.last_restored_at() == now)
later = back_up(home.parent / "later.tar.gz", at=now)
restore(home.parent / "later.tar.gz", at=now, replace=True)
print(backup.restore_number() - later.restore_number)
"""
    )

    before, first, second, after = said.splitlines()
    assert before == "0 None"
    assert first.endswith(" True")
    assert second == f"{int(first.split()[0]) + 1} True"
    assert after == "1"


def test_an_older_backup_is_brought_to_this_version(
    house: Installation, fresh: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "b.tar.gz"
    house.done(f"call_command('migrate', 'media', '0001', verbosity=0); {back_up_to(file)}")
    newest = "SELECT max(name) FROM django_migrations WHERE app = 'media'"
    assert house.rows(newest) == [("0001_first",)]

    end = fresh.command("restore", str(file))

    assert end.returncode == 0, end.stderr
    assert archive.read(file).schema["media"] == "0001_first"
    assert fresh.rows(newest) != [("0001_first",)]
    assert fresh.rows("SELECT digest FROM media_picture") == []
    assert fresh.letters() == ["old"]


def test_a_damaged_backup_changes_nothing(house: Installation, old: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    content = bytearray(old.read_bytes())
    middle = len(content) // 2
    # Several bytes: one bit may be a distance into a run of zeros, and then means the same.
    content[middle : middle + 64] = bytes(byte ^ 255 for byte in content[middle : middle + 64])
    file.write_bytes(content)
    before = sorted(house.home.rglob("*"))

    end = house.command("restore", str(file), "--replace")

    assert end.returncode == 1
    assert end.stderr.startswith("CommandError: The ")
    assert "damaged" in end.stderr
    assert "Traceback" not in end.stderr
    assert house.letters() == ["old"]
    assert set(house.home.rglob("*")) <= {*before, house.home / "casamuseo.sqlite3.turn"}


def test_a_file_that_is_missing_is_refused(house: Installation, tmp_path: Path) -> None:
    end = house.command("restore", str(tmp_path / "none.tar.gz"), "--replace")

    assert end.returncode == 1
    assert "No such file" in end.stderr
    assert "Traceback" not in end.stderr


def test_a_house_in_which_somebody_works_is_not_touched(house: Installation, old: Path) -> None:
    worker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            START + "Letter.objects.count(); print(1, flush=True); sys.stdin.read()",
        ],
        env=house.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout
    assert worker.stdin
    with worker:
        worker.stdout.readline()
        end = house.command("restore", str(old), "--replace")
        worker.stdin.close()

    assert end.returncode == 1
    assert end.stderr == (
        "CommandError: Another program has the database open. Stop Casamuseo first.\n"
    )
    assert list(house.home.glob("replaced-*")) == []
    assert house.command("restore", str(old), "--replace").returncode == 0


def test_a_worker_keeps_a_restore_out_and_a_restore_a_worker(house: Installation) -> None:
    said = house.done(
        "from casamuseo.kernel.backup.installation import alone, in_use\n"
        "from casamuseo.kernel.errors import Refusal\n"
        "for first, second in ((in_use, alone), (alone, in_use), (in_use, in_use)):\n"
        "    with first():\n"
        "        try:\n"
        "            with second(): print('both')\n"
        "        except Refusal as refused: print(refused.code)\n"
    )

    assert said.split() == ["house-running", "restore-under-way", "both"]


@pytest.mark.parametrize("limit", [400_000, 6_000_000])
def test_a_full_disk_leaves_no_half_backup(limit: int, house: Installation, tmp_path: Path) -> None:
    """As full for the copy of the database, and for the archive."""
    (house.home / "media/large").write_bytes(os.urandom(7_000_000))
    backups = tmp_path / "backups"

    end = house.command("backup", "--to", str(backups), preexec_fn=lambda: write_at_most(limit))

    assert end.returncode == 1
    assert end.stderr.startswith("CommandError: The ") or "gave up" in end.stderr, end.stderr
    assert "Traceback" not in end.stderr
    assert list(backups.iterdir()) == []
    assert house.letters() == ["old"]


def test_a_full_disk_leaves_the_old_state(house: Installation, tmp_path: Path) -> None:
    (house.home / "media/large").write_bytes(os.urandom(3_000_000))
    file = tmp_path / "b.tar.gz"
    house.done(f"{back_up_to(file)}; letter('new')")

    end = house.command(
        "restore", str(file), "--replace", preexec_fn=lambda: write_at_most(2_900_000)
    )

    assert end.returncode == 1
    assert "everything is as it was" in end.stderr
    assert house.letters() == ["old", "new"]
    assert list(house.home.glob(".restoring*")) == []
    assert list(house.home.glob("replaced-*")) == []


def write_at_most(size: int) -> None:
    """No file of this process may grow larger: writing on fails as it does on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


KILLED = """
import itertools

WATCHED = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "subprocess.Popen"}

def killed_at(step, act):
    "Do it in a process that is killed at its n-th change of a folder; whether it came to that."
    connection.close()
    child = os.fork()
    if not child:
        left = [step]
        def hook(event, _arguments):
            if event in WATCHED:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(hook)
        act()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    return status != 0
"""


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(
    house: Installation, tmp_path: Path
) -> None:
    said = house.done(
        KILLED
        + f"""
folder = Path({str(tmp_path)!r}) / "backups"
for step in itertools.count():
    name = folder / f"{{step}}.tar.gz"
    if not killed_at(step, lambda: back_up(name, at=now)):
        break
    if name.exists():
        archive.read(name)  # killed behind the last step that counts
print(step, *(path.name for path in folder.iterdir()))
"""
    )

    last, *names = said.split()
    assert int(last) >= 3
    assert f"{last}.tar.gz" in names
    assert "0.tar.gz" not in names
    assert [name for name in names if not name.endswith(".tar.gz")] == []


def test_a_restore_that_is_killed_leaves_the_old_state_or_the_new(
    house: Installation, old: Path, tmp_path: Path
) -> None:
    """At each step that changes a folder or begins a process, then as the next command finds it."""
    house.file("media/a.jpg", "new picture")
    house.file("media/b.jpg", "new picture")
    house.file("secret-key", "new key")
    new = tmp_path / "new.tar.gz"

    said = house.done(
        KILLED
        + f"""
old, new = Path({str(old)!r}), Path({str(new)!r})

def state():
    connection.close()
    subjects = list(Letter.objects.values_list("subject", flat=True))
    connection.close()
    pictures = [(path.name, path.read_text()) for path in sorted((home / "media").iterdir())]
    return subjects, pictures, (home / "secret-key").read_text() == "new key"

Letter.objects.update(subject="new")
back_up(new, at=now)
before = (["old"], [("a.jpg", "old picture")], False)
after = (["new"], [("a.jpg", "new picture"), ("b.jpg", "new picture")], True)
found = []
for step in itertools.count():
    if state() != before:
        restore(old, at=now, replace=True)
    assert state() == before
    for kept in home.glob("replaced-*"):
        shutil.rmtree(kept)
    was_killed = killed_at(step, lambda: restore(new, at=now, replace=True))
    # psql's own process may outlive ours for a moment: the transaction ends one way or the other.
    finish_interrupted()
    assert (home / "secret-key").exists()
    assert state() in (before, after), (step, state())
    found.append(state() == after)
    if not was_killed:
        break
restore(old, at=now, replace=True)
print(len(found), found.count(True), found == sorted(found), *home.glob(".restoring*"))
"""
    )

    steps, came_through, is_in_order, *left = said.split()
    assert int(steps) >= 12
    assert int(came_through) >= 5
    assert is_in_order == "True"
    assert left == []


def test_of_two_workers_one_makes_the_nightly_backup(house: Installation, tmp_path: Path) -> None:
    code = """
seconds = iter(range(0, 100_000, 1000))
nights = Nights(elapsed=lambda: next(seconds))
def a_night(at): return back_up_nightly(nights, at=datetime.fromisoformat(at + "T23:59+00:00"))
a_night("2026-11-01")
print(*(path and path.name for path in map(a_night, sys.argv[1:])))
"""
    keep = {
        "CASAMUSEO_BACKUP_KEEP": "2",
        "CASAMUSEO_BACKUP_DIR": str(tmp_path / "safe"),
        "TZ": "UTC",
    }
    days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-22", "2026-11-23"]

    end = house.process([sys.executable, "-c", START + code, *days], environ=keep)

    assert end.stdout.split() == [
        "casamuseo-20261120T235900Z.tar.gz",
        "casamuseo-20261121T235900Z.tar.gz",
        "casamuseo-20261122T235900Z.tar.gz",
        "None",
        "casamuseo-20261123T235900Z.tar.gz",
    ], end.stderr
    assert sorted(path.name for path in (tmp_path / "safe").iterdir()) == [
        "casamuseo-20261122T235900Z.tar.gz",
        "casamuseo-20261123T235900Z.tar.gz",
    ]


@on_sqlite
def test_a_damaged_database_becomes_no_backup(house: Installation, tmp_path: Path) -> None:
    database = house.home / "casamuseo.sqlite3"
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA journal_mode=DELETE")
        size = opened.execute("PRAGMA page_size").fetchone()[0]
        [page] = opened.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'kernel_letter'"
        ).fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    end = house.command("backup", str(tmp_path / "b.tar.gz"))

    assert end.returncode == 1
    assert end.stderr.startswith("CommandError: The database is damaged, and no backup was made")
    assert not (tmp_path / "b.tar.gz").exists()


@on_sqlite
def test_a_damaged_house_can_be_replaced(house: Installation, old: Path) -> None:
    (house.home / "casamuseo.sqlite3").write_text("This was a database once." * 1000)

    end = house.command("restore", str(old), "--replace")

    assert end.returncode == 0, end.stderr
    assert house.letters() == ["old"]


@on_sqlite
def test_a_backup_from_another_kind_of_database_is_refused(
    fresh: Installation, old: Path, tmp_path: Path
) -> None:
    manifest = archive.read(old, into=tmp_path / "out")
    with archive.written(tmp_path / "other.tar.gz") as packed:
        packed.add("database.sqlite3", tmp_path / "out/database.sqlite3")
        packed.close(replace(manifest, database="postgresql", members=packed.members))

    end = fresh.command("restore", str(tmp_path / "other.tar.gz"))

    assert end.stderr == (
        "CommandError: The backup was made from postgresql, and this installation uses sqlite.\n"
    )
    assert [path.name for path in fresh.home.iterdir()] == ["secret-key"]


@on_sqlite
def test_a_database_that_lies_elsewhere_is_backed_up_and_restored(
    house: Installation, fresh: Installation, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere/casa.sqlite3"
    moved.parent.mkdir()
    (house.home / "casamuseo.sqlite3").rename(moved)
    elsewhere = Installation(house.home, f"sqlite:///{moved}")
    file = tmp_path / "b.tar.gz"
    elsewhere.done(f"{back_up_to(file)}; letter('new')")

    assert elsewhere.command("restore", str(file), "--replace").returncode == 0
    assert fresh.command("restore", str(file)).returncode == 0

    assert elsewhere.letters() == fresh.letters() == ["old"]
    [aside] = moved.parent.glob("casa.sqlite3.replaced-*")
    with closing(sqlite3.connect(aside)) as old:
        assert old.execute("SELECT count(*) FROM kernel_letter").fetchone() == (2,)


@on_postgresql
@pytest.mark.parametrize(
    ("tools", "said"),
    [
        ([], "pg_dump was not found. Install PostgreSQL's programs: sudo apt-get install"),
        (["pg_dump"], "pg_dump is of version 9 and the server of "),
    ],
)
def test_a_missing_or_old_pg_dump_is_refused(
    tools: list[str], said: str, house: Installation, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    for name in tools:
        tool = tmp_path / "bin" / name
        tool.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
        tool.chmod(0o755)

    end = house.command(
        "backup", str(tmp_path / "b.tar.gz"), environ={"PATH": str(tmp_path / "bin")}
    )

    assert end.returncode == 1
    assert end.stderr.startswith(f"CommandError: {said}")
    assert not (tmp_path / "b.tar.gz").exists()


SLOW_PSQL = """#!/bin/sh
touch {folder}/begun
while [ -n "{waits}" ] && [ ! -e {folder}/go ]; do sleep 0.05; done
{psql} "$@" --command="SELECT pg_sleep(1)"
touch {folder}/ended
"""


@on_postgresql
@pytest.mark.parametrize("waits", ["before its transaction", ""])
def test_a_psql_that_outlives_its_restore_does_no_harm(
    waits: str, house: Installation, old: Path, tmp_path: Path
) -> None:
    """It has begun, or its transaction has, when the restore is killed."""
    house.done("letter('new')")
    house.file("media/a.jpg", "new picture")
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin/psql"
    tool.write_text(SLOW_PSQL.format(folder=tmp_path, waits=waits, psql=shutil.which("psql")))
    tool.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "casamuseo", "restore", str(old), "--replace"],
        env={**house.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"},
    )
    locked = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"
    until(lambda: (tmp_path / "begun").exists() and (waits or house.rows(locked)))
    process.kill()
    process.wait()

    house.done("")  # the next command of all
    (tmp_path / "go").touch()
    until(lambda: (tmp_path / "ended").exists())

    picture = (house.home / "media/a.jpg").read_text()
    assert (house.letters(), picture) == (
        (["old", "new"], "new picture") if waits else (["old"], "old picture")
    )
    assert list(house.home.glob(".restoring*")) == []


@on_postgresql
def test_a_migration_that_fails_leaves_the_old_tables(house: Installation, old: Path) -> None:
    house.done("letter('new')")

    end = house.python(
        "from django.core.management.base import CommandError\n"
        "from casamuseo.kernel.backup import postgresql\n"
        "def migrate(): raise CommandError('no')\n"
        "postgresql.bring_forward = migrate\n"
        f"restore(Path({str(old)!r}), at=now, replace=True)\n"
    )

    assert "RestoreFailed: " in end.stderr
    assert end.stderr.endswith(": no\n")
    assert house.letters() == ["old", "new"]
    assert list(house.home.glob(".restoring*")) == []
