"""Makes a backup: a copy of the database, all files that are state, and a manifest, in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from casamuseo.kernel.backup import archive, swap
from casamuseo.kernel.backup.errors import BackupNotWritten, FileTaken
from casamuseo.kernel.backup.installation import (
    MAKING,
    files_of,
    home,
    in_use,
    is_state,
    state_of_home,
    this_database,
    workshop,
)
from casamuseo.kernel.backup.manifest import Manifest, software


def back_up(target: Path, *, at: datetime) -> Manifest:
    """Write a backup of this moment, while the house is open; under its name only when it is whole.

    Refuses with FileTaken, BackupNotWritten, DamagedDatabase, ToolUnfit or RestoreUnderWay.
    """
    target = target.resolve()
    _refuse_bad_place(target)
    with _failure_refused(target), in_use():
        target.parent.mkdir(parents=True, exist_ok=True)
        with workshop(target.parent, MAKING) as shop:
            draft = shop / target.name
            manifest = _pack(draft, at=at)
            draft.rename(target)
            swap.sync(target.parent)
    return manifest


def _pack(draft: Path, *, at: datetime) -> Manifest:
    database = this_database()
    copy = draft.with_name(database.member)
    # The database first: a file that a row speaks of was there before the row.
    standing = database.copy(copy)
    with archive.written(draft) as packed:
        packed.add(database.member, copy)
        for entry in state_of_home(database):
            for path in files_of(entry):
                with suppress(FileNotFoundError):  # it was removed a moment ago
                    packed.add(f"{archive.HOME}/{path.relative_to(home()).as_posix()}", path)
        manifest = Manifest(
            software=software(),
            made_at=at,
            database=database.kind,
            schema=standing.schema,
            restore_number=standing.restore_number,
            members=packed.members,
        )
        packed.close(manifest)
    return manifest


def _refuse_bad_place(target: Path) -> None:
    if target.exists():
        raise FileTaken(_("%(file)s is there already.") % {"file": target})
    folder = home().resolve()
    if not target.is_relative_to(folder):
        return
    entry = folder / target.relative_to(folder).parts[0]
    if entry == target or is_state(entry, this_database()):
        raise FileTaken(
            _("Every later backup would hold %(file)s too. Put it outside of %(folder)s.")
            % {"file": target.name, "folder": folder}
        )


@contextmanager
def _failure_refused(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BackupNotWritten(
            _("The backup %(file)s could not be written: %(problem)s")
            % {"file": target, "problem": problem}
        ) from problem
