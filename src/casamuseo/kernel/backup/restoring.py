"""Puts a backup back: everything is checked and prepared before the old state is touched."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import psycopg
from django.core.management.base import CommandError
from django.db import Error
from django.utils.translation import gettext as _

from casamuseo.kernel.backup import archive, swap
from casamuseo.kernel.backup.database import Database, Mark
from casamuseo.kernel.backup.errors import (
    DamagedBackup,
    HomeNotEmpty,
    HouseRunning,
    OtherDatabase,
    RestoreFailed,
)
from casamuseo.kernel.backup.installation import (
    REPLACED,
    RESTORING,
    TRIES,
    alone,
    home,
    is_state,
    state_of_home,
    this_database,
    workshop,
)
from casamuseo.kernel.backup.manifest import Manifest, refuse_newer
from casamuseo.kernel.backup.swap import Move, Plan

log = logging.getLogger(__name__)

SECRET_KEY = "secret-key"  # noqa: S105  the name of its file
DERIVED = ("cache", "search")
"""What was made from the old state, and is made anew."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where that lies which was there before."""

    manifest: Manifest
    aside: Path | None


def restore(file: Path, *, at: datetime, replace: bool = False) -> Restored:
    """Put a backup back into this installation, all of it or nothing.

    Without `replace` only into an empty one; with it, the old state is kept in a folder of its own.
    Refuses with DamagedBackup, NewerBackup, OtherDatabase, HouseRunning, HomeNotEmpty, ToolUnfit or
    RestoreFailed. Killed at any moment, it leaves the old state or, as soon as a command of
    Casamuseo is started again, the new one.
    """
    database = this_database()
    with _failure_refused(), alone():
        swap.finish(home(), has_come_to=database.has_come_to)
        database.refuse_if_used()
        aside = _aside(database, at=at)
        if aside and not replace:
            raise HomeNotEmpty(
                _(
                    "There is a house already in %(folder)s. With --replace, the backup takes its"
                    " place, and the old state is kept beside it."
                )
                % {"folder": home()}
            )
        with workshop(home(), RESTORING) as stage:
            manifest = archive.read(file, into=stage)
            _refuse_unfit(manifest, database)
            _put_in_place(stage, manifest, database, aside=aside, at=at)
    return Restored(manifest, aside)


def finish_interrupted() -> None:
    """Carry out what a restore that was killed left to be done. For the start of every process."""
    if not (home() / swap.PLAN).exists():
        return
    try:
        with alone(tries=TRIES):
            swap.finish(home(), has_come_to=this_database().has_come_to)
    except (OSError, HouseRunning, psycopg.Error):
        log.exception("A restore was interrupted, and could not be finished")


def _aside(database: Database, *, at: datetime) -> Path | None:
    """Where the old state is to go; None where there is none but the key that every start makes."""
    entries = [entry for entry in state_of_home(database) if entry.name != SECRET_KEY]
    if not entries and not database.holds_anything():
        return None
    wanted = home() / f"{REPLACED}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    others = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return next(path for path in chain([wanted], others) if not path.exists())


def _refuse_unfit(manifest: Manifest, database: Database) -> None:
    if manifest.database != database.kind:
        raise OtherDatabase(
            _("The backup was made from %(kind)s, and this installation uses %(ours)s.")
            % {"kind": manifest.database, "ours": database.kind}
        )
    if database.member not in manifest.members:
        raise DamagedBackup(_("The backup holds no database."))
    for name in manifest.members:
        first, *rest = name.split("/")
        if first == archive.HOME and not is_state(home() / rest[0], database):
            raise DamagedBackup(
                _("The file is no backup of Casamuseo: it holds “%(name)s”.") % {"name": name}
            )
    refuse_newer(manifest)


def _put_in_place(
    stage: Path, manifest: Manifest, database: Database, *, aside: Path | None, at: datetime
) -> None:
    copy = stage / database.member
    mark = _mark(manifest, database, at=at)
    moves = [
        *database.prepare(copy, mark=mark, aside=aside),
        *_moves_of_home(stage, database, aside=aside),
    ]
    plan = Plan(moves, stage=str(stage), restore_number=0 if database.is_file else mark.number)
    database.refuse_if_used()  # preparing took its time
    swap.write(plan, home())
    try:
        database.exchange(copy, mark=mark)
    except BaseException:
        swap.finish(home(), has_come_to=database.has_come_to)
        raise
    try:
        swap.carry_out(plan, home())
    except OSError as problem:
        raise RestoreFailed(
            _(
                "Restoring was begun and could not be finished: %(problem)s. Mend that; the next"
                " command of Casamuseo finishes it."
            )
            % {"problem": problem}
        ) from problem


def _mark(manifest: Manifest, database: Database, *, at: datetime) -> Mark:
    before = database.standing()
    # The clock too: where nothing of the old state is left, the numbers given before are not known.
    number = max(before.restore_number + 1, manifest.restore_number + 1, int(at.timestamp()))
    return Mark(number, restored_at=at, made_at=manifest.made_at, edition=before.edition)


def _moves_of_home(stage: Path, database: Database, *, aside: Path | None) -> list[Move]:
    unpacked = stage / archive.HOME
    old = {entry.name for entry in state_of_home(database)}
    new = {entry.name for entry in unpacked.iterdir()} if unpacked.is_dir() else set()
    for name in old:
        if os.path.ismount(home() / name):
            raise RestoreFailed(
                _("%(folder)s is a disk of its own and cannot be moved aside. Unmount it first.")
                % {"folder": home() / name}
            )
    moves = [
        Move(
            str(home() / name),
            new=str(unpacked / name) if name in new else "",
            aside=str(aside / name) if aside and name in old else "",
        )
        for name in sorted(old | new)
    ]
    return moves + [Move(str(home() / name), aside=str(stage / "old" / name)) for name in DERIVED]


@contextmanager
def _failure_refused() -> Iterator[None]:
    try:
        yield
    except (OSError, Error, CommandError, psycopg.Error) as problem:
        raise RestoreFailed(
            _("The backup could not be restored, and everything is as it was: %(problem)s")
            % {"problem": problem}
        ) from problem
