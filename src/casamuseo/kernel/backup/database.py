"""What backup and restore ask of a database, whichever kind it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casamuseo.kernel.backup.swap import Move


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a database has come; nothing at all for one that is empty or cannot be read."""

    schema: Mapping[str, str]
    """The last migration of each app."""
    restore_number: int = 0
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What a restored database is told about itself."""

    number: int
    restored_at: datetime
    made_at: datetime
    edition: int
    """One that no process has seen yet."""


class Database(Protocol):
    """The database of the settings."""

    kind: str
    member: str
    """The name of its copy in a backup."""
    is_file: bool
    """Whether moving files is all it takes to put a copy in its place."""

    def own_files(self) -> frozenset[Path]:
        """Its files, which are copied by itself only."""

    def copy(self, target: Path) -> Standing:
        """Write a sound copy of one moment, while others read and write; how far it has come.

        Refuses with DamagedDatabase, BackupNotWritten or ToolUnfit.
        """

    def refuse_if_used(self) -> None:
        """Raises HouseRunning where anybody else has the database open."""

    def holds_anything(self) -> bool:
        """Whether a restore would take the place of something."""

    def standing(self) -> Standing:
        """How far this database has come."""

    def prepare(self, copy: Path, *, mark: Mark, aside: Path | None) -> Sequence[Move]:
        """Do all that can be done before the old state is touched; the moves that are then left.

        Raises DamagedBackup, ToolUnfit, or what a migration raises.
        """

    def exchange(self, copy: Path, *, mark: Mark) -> None:
        """Put the copy in the place of the old tables, where they are not files; all or nothing."""

    def has_come_to(self, number: int) -> bool:
        """Whether the restore of this number is in the database."""


def bring_forward() -> None:
    """Make the migrations that an older backup lacks. Raises what a migration raises."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
