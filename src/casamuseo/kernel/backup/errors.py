"""Refusals of backup and restore."""

from __future__ import annotations

from casamuseo.kernel.errors import Refusal


class FileTaken(Refusal):
    """The file that was asked for exists, or lies where backups must not lie."""

    code = "file-taken"


class BackupNotWritten(Refusal):
    """The disk is full, or a file could not be read or written. Nothing half is left."""

    code = "backup-not-written"


class DamagedDatabase(Refusal):
    """The copy of the database is not sound, so it is no backup."""

    code = "damaged-database"


class ToolUnfit(Refusal):
    """PostgreSQL's own programs are missing, too old, or gave up."""

    code = "tool-unfit"


class DamagedBackup(Refusal):
    """The file is no backup, or not all of it is as it was written."""

    code = "damaged-backup"


class NewerBackup(Refusal):
    """The backup was made by a later version of the software than this."""

    code = "newer-backup"


class OtherDatabase(Refusal):
    """The backup was made from another kind of database."""

    code = "other-database"


class HouseRunning(Refusal):
    """A server, a worker or another program works with this house."""

    code = "house-running"


class RestoreUnderWay(Refusal):
    """A backup is being put back at this moment."""

    code = "restore-under-way"


class HomeNotEmpty(Refusal):
    """There is something that the backup would take the place of."""

    code = "home-not-empty"


class RestoreFailed(Refusal):
    """The backup could not be put back; what was there before still is."""

    code = "restore-failed"
