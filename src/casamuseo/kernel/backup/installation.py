"""What of this installation is state, which database it has, and who works with it just now."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from casamuseo.kernel.backup.database import Database
from casamuseo.kernel.backup.errors import HouseRunning, RestoreUnderWay
from casamuseo.kernel.backup.postgresql import PostgreSQL
from casamuseo.kernel.backup.sqlite import SQLite
from casamuseo.kernel.backup.swap import PLAN

PASSING = ("backups", "cache", "lost+found", "maintenance", "search", PLAN, f"{PLAN}.draft")
"""Entries of the home that are derived from others, or hold only for the moment, or are backups."""

MAKING, RESTORING, REPLACED = ".backing-up-", ".restoring-", "replaced-"
"""How folders begin in which a backup is made or unpacked, or an old state is kept."""

TRIES, PAUSE = 50, 0.1
"""How often, and after how many seconds, to ask again for a house that is wanted for oneself."""


def home() -> Path:
    """CASAMUSEO_HOME."""
    return Path(settings.CASAMUSEO_HOME)


def this_database() -> Database:
    """The database of the settings."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def is_state(entry: Path, database: Database) -> bool:
    """Whether an entry of the home is the museum's, and not only the program's."""
    derived = {Path(settings.SEARCH_ROOT), Path(settings.BACKUP_ROOT)}
    return not (
        entry.name in PASSING
        or entry.name.startswith((MAKING, RESTORING, REPLACED))
        or entry in derived
        or entry in database.own_files()
    )


def state_of_home(database: Database) -> list[Path]:
    """The entries of the home that are state, beside the database."""
    folder = home()
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if is_state(entry, database))


def files_of(entry: Path) -> Iterator[Path]:
    """An entry that is a file, or all files below it; what links lead to counts as lying there."""
    if entry.is_file():
        yield entry
    seen: set[Path] = set()
    for folder, folders, names in os.walk(entry, followlinks=True, onerror=_raise):
        real = Path(folder).resolve()
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders.sort()
        yield from (path for name in sorted(names) if (path := Path(folder) / name).is_file())


def _raise(problem: OSError) -> None:
    # A folder that was removed a moment ago is none; one that cannot be read would be missing.
    if not isinstance(problem, FileNotFoundError | NotADirectoryError):
        raise problem


@contextmanager
def in_use() -> Iterator[None]:
    """Work with the house beside others. Refuses with RestoreUnderWay, also for one that broke off."""
    with _locked(home(), fcntl.LOCK_SH) as is_locked:
        if not is_locked or (home() / PLAN).exists():
            raise RestoreUnderWay(
                _("A backup is being restored in %(folder)s. Try again when that is done.")
                % {"folder": home()}
            )
        yield


@contextmanager
def alone(*, tries: int = 1) -> Iterator[None]:
    """Have the house for oneself. Refuses with HouseRunning."""
    with _locked(home(), fcntl.LOCK_EX, tries=tries) as is_locked:
        if not is_locked:
            raise HouseRunning(
                _("Casamuseo is running in %(folder)s. Stop it first.") % {"folder": home()}
            )
        yield


@contextmanager
def workshop(folder: Path, prefix: str) -> Iterator[Path]:
    """A folder to work in, which is gone afterwards; also what killed processes left is removed."""
    for left in folder.glob(f"{prefix}*"):
        with _locked(left, fcntl.LOCK_EX) as is_left:
            if is_left:
                shutil.rmtree(left, ignore_errors=True)
    path = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        with _locked(path, fcntl.LOCK_EX):
            yield path
    finally:
        if not (folder / PLAN).exists():  # what is planned and not done still needs it
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _locked(folder: Path, kind: int, *, tries: int = 1) -> Iterator[bool]:
    """Whether the folder is locked now. The lock ends with the process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield _has_got(handle, kind, tries)
    finally:
        os.close(handle)


def _has_got(handle: int, kind: int, tries: int) -> bool:
    for left in reversed(range(tries)):
        with suppress(BlockingIOError):
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return True
        if left:
            threading.Event().wait(PAUSE)
    return False
