"""SQLite in a backup: copied by its own online backup, prepared aside, and put in place as a file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from casamuseo.kernel.backup.database import Mark, Standing, bring_forward
from casamuseo.kernel.backup.errors import (
    BackupNotWritten,
    DamagedBackup,
    DamagedDatabase,
    HouseRunning,
)
from casamuseo.kernel.backup.swap import Move
from casamuseo.kernel.models import Edition, Restoration

BESIDE = ("-wal", "-shm", "-journal")
"""SQLite's own files; one that belongs to another database would be read into it."""


class SQLite:
    """The database is a file."""

    kind = "sqlite"
    member = "database.sqlite3"
    is_file = True

    def __init__(self) -> None:
        self.path = Path(connection.settings_dict["NAME"])

    def own_files(self) -> frozenset[Path]:
        return frozenset(Path(f"{self.path}{end}") for end in ("", ".turn", *BESIDE))

    def copy(self, target: Path) -> Standing:
        try:
            with (
                closing(sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True)) as source,
                closing(sqlite3.connect(target)) as copy,
            ):
                target.chmod(self.path.stat().st_mode & 0o777)
                copy.execute("PRAGMA synchronous=OFF")  # it lives until it is in the archive
                # All in one step: in several, a writer between them makes it begin again.
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                wrong = faults_of(copy)
                standing = standing_of(copy)
        except sqlite3.OperationalError as problem:
            raise BackupNotWritten(
                _("The database could not be copied: %(problem)s") % {"problem": problem}
            ) from problem
        except sqlite3.DatabaseError as problem:
            wrong, standing = [str(problem)], Standing({})
        if wrong:
            raise DamagedDatabase(
                _("The database is damaged, and no backup was made of it: %(wrong)s")
                % {"wrong": "; ".join(wrong)}
            )
        return standing

    def refuse_if_used(self) -> None:
        connection.close()  # we ourselves are nobody else
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=1)) as database:
                # Leaving WAL mode needs the file for oneself. It also takes in what the WAL holds.
                database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem):
                return  # damaged: a reason to restore, not one to refuse
            raise HouseRunning(
                _("Another program has the database open. Stop Casamuseo first.")
            ) from problem
        except sqlite3.DatabaseError:
            return

    def holds_anything(self) -> bool:
        return self.path.exists() and self.path.stat().st_size > 0

    def standing(self) -> Standing:
        if not self.holds_anything():
            return Standing({})
        try:
            with closing(sqlite3.connect(self.path, timeout=1)) as database:
                return standing_of(database)
        except sqlite3.DatabaseError:
            return Standing({})

    def prepare(self, copy: Path, *, mark: Mark, aside: Path | None) -> Sequence[Move]:
        try:
            with closing(sqlite3.connect(copy)) as database:
                wrong = faults_of(database)
        except sqlite3.DatabaseError as problem:
            wrong = [str(problem)]
        if wrong:
            raise DamagedBackup(
                _("The database in the backup is damaged: %(wrong)s") % {"wrong": "; ".join(wrong)}
            )
        with _as_the_database(copy):
            bring_forward()
            _set(mark)
        with closing(sqlite3.connect(copy)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        return self._moves(self._on_its_disk(copy), aside)

    def exchange(self, copy: Path, *, mark: Mark) -> None:
        """Nothing: the moves put the file in its place."""

    def has_come_to(self, number: int) -> bool:
        """A plan for SQLite waits for nothing."""
        return True

    def _moves(self, copy: Path, aside: Path | None) -> Sequence[Move]:
        def kept(path: Path) -> str:
            if aside is None or not path.exists():
                return ""
            is_at_home = path.parent == aside.parent
            return str(aside / path.name if is_at_home else Path(f"{path}.{aside.name}"))

        left = [Path(f"{self.path}{end}") for end in BESIDE]
        return [
            *(Move(str(path), aside=kept(path)) for path in left if kept(path)),
            Move(str(self.path), new=str(copy), aside=kept(self.path)),
        ]

    def _on_its_disk(self, copy: Path) -> Path:
        """The copy, on the disk where it is to lie: only there can it be moved in one step."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        here = copy
        if copy.stat().st_dev != self.path.parent.stat().st_dev:
            here = self.path.with_name(f".restoring-{self.path.name}")
            shutil.copyfile(copy, here)
        with here.open("rb") as file:
            os.fsync(file.fileno())
        return here


def faults_of(database: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with a file, and references that point nowhere; the first five of each."""
    wrong = [str(row[0]) for row in database.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    loose = database.execute("PRAGMA foreign_key_check").fetchmany(5)
    return wrong + [f"{table} {row} → {parent}" for table, row, parent, _key in loose]


def standing_of(database: sqlite3.Connection) -> Standing:
    """How far the database of this connection has come."""
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}

    def number(table: str) -> int:
        if table not in tables:
            return 0
        found = database.execute(f"SELECT MAX(number) FROM {table}").fetchone()  # noqa: S608  ours
        return int(found[0] or 0)

    applied = []
    if "django_migrations" in tables:
        applied = database.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return Standing(dict(applied), number("kernel_restoration"), number("kernel_edition"))


@contextmanager
def _as_the_database(path: Path) -> Iterator[None]:
    """Let Django take this file for its database: migrations may ask for no other."""
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _set(mark: Mark) -> None:
    Restoration.objects.create(
        number=mark.number, restored_at=mark.restored_at, backup_made_at=mark.made_at
    )
    if not Edition.objects.filter(number__gte=mark.edition).exists():
        Edition.objects.update_or_create(pk=1, defaults={"number": mark.edition})
    Edition.rise()
