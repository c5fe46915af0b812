"""What the kernel examines: home, database, assets, clocks, time zones, worker, letters, backups."""

from __future__ import annotations

import importlib.resources
import shutil
import sqlite3
import tempfile
import time
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel import clock, maintenance
from casamuseo.kernel.backup import archive
from casamuseo.kernel.backup.keeping import kept_in, nightly_hour
from casamuseo.kernel.doctor import Finding, examines
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.health import SILENCE, last_beat
from casamuseo.kernel.models import Letter
from casamuseo.settings.sqlite import SAFE_SQLITE

MEGABYTE = 1024 * 1024
LITTLE_SPACE, TOO_LITTLE_SPACE = 1000 * MEGABYTE, 200 * MEGABYTE
OLDEST_YEAR, LATEST_YEAR = 2025, 2100
CLOCKS_APART = 60.0
"""Seconds that two clocks may differ."""
BACKUP_AGE = timedelta(days=2)
"""How old the newest backup may be: one night can fail."""


@examines()
def home() -> Iterator[Finding]:
    """CASAMUSEO_HOME can be written, and the disk has room."""
    folder = Path(settings.CASAMUSEO_HOME)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="doctor-") as file:
            file.write(b"?")
            file.flush()
    except OSError as problem:
        yield Finding(
            "home-not-writable",
            what=_("Nothing can be written into %(folder)s: %(problem)s")
            % {"folder": folder, "problem": problem.strerror or problem},
            why=_("The database, pictures and letters of the museum are kept there."),
            mend=f"sudo chown -R $(id -un) '{folder}' && chmod -R u+rwX '{folder}'",
        )
        return
    free = shutil.disk_usage(folder).free
    if free < LITTLE_SPACE:
        yield Finding(
            "little-space",
            what=_("Only %(free)s MB are free on the disk of %(folder)s.")
            % {"free": free // MEGABYTE, "folder": folder},
            why=_("On a full disk nothing more can be saved."),
            mend=f"du -h --max-depth=2 '{folder}' | sort -h",
            is_fault=free < TOO_LITTLE_SPACE,
        )


@examines()
def sqlite() -> Iterator[Finding]:
    """The SQLite in use carries no bug that loses data."""
    if connection.vendor != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return
    yield Finding(
        "old-sqlite",
        what=_("This Python uses SQLite %(version)s.") % {"version": sqlite3.sqlite_version},
        why=_("Versions before %(safe)s can lose data when two programs write at once.")
        % {"safe": ".".join(map(str, SAFE_SQLITE))},
        mend="pip install 'pysqlite3>=0.6.1'",
    )


@examines(after=("home",))
def database() -> Iterator[Finding]:
    """The database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as problem:
        is_file = connection.vendor == "sqlite"
        yield Finding(
            "database-silent",
            what=_("The database does not answer: %(problem)s") % {"problem": str(problem).strip()},
            why=_("Without it only pages that are still in memory can be shown."),
            mend=f"ls -l '{settings.CASAMUSEO_HOME}'" if is_file else 'psql "$DATABASE_URL" -c ""',
        )


@examines(after=("home", "database"))
def pragmas() -> Iterator[Finding]:
    """SQLite works as it was told to: a commit is on the disk, references are checked."""
    if connection.vendor != "sqlite":
        return
    for name, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        found = _pragma(name)
        if found != [(wanted,)]:
            yield Finding(
                "pragma-not-in-force",
                what=_("SQLite runs with %(name)s = %(found)s instead of %(wanted)s.")
                % {"name": name, "found": found[0][0] if found else "?", "wanted": wanted},
                why=_("A power cut could lose what was saved, or references could point nowhere."),
                mend=_("Keep the database on a disk of this machine, not on a network drive."),
            )


@examines(after=("home", "database"))
def integrity() -> Iterator[Finding]:
    """SQLite's quick check finds the file sound."""
    if connection.vendor != "sqlite":
        return
    wrong = [str(row[0]) for row in _pragma("quick_check(5)") if row[0] != "ok"]
    wrong += [f"{table}: {row}" for table, row, *_rest in _pragma("foreign_key_check")[:5]]
    if wrong:
        yield Finding(
            "database-damaged",
            what=_("The database file is damaged: %(wrong)s") % {"wrong": "; ".join(wrong)},
            why=_("What is damaged spreads with every backup made from it."),
            mend=_("Stop Casamuseo, keep a copy of the file, and put back the last good backup."),
        )


def _pragma(name: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return list(cursor.fetchall())


@examines(after=("home", "database"))
def migrations() -> Iterator[Finding]:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield Finding(
            "migrations-missing",
            what=ngettext(
                "The database lacks %(count)s migration.",
                "The database lacks %(count)s migrations.",
                len(missing),
            )
            % {"count": len(missing)},
            why=_("The program would ask for tables or columns that are not there."),
            mend="casamuseo migrate",
        )


@examines()
def assets() -> Iterator[Finding]:
    """Stylesheet, fonts, coastlines and translations have been made."""
    theme = Path(settings.PACKAGE) / "theme"
    wanted = [theme / "built", *(Path(each) / "built" for each in settings.STATICFILES_DIRS)]
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        wanted.append(Path(settings.STATIC_ROOT) / "staticfiles.json")
    missing = [path for path in wanted if not _is_there(path)]
    missing += [
        source.with_suffix(".mo")
        for folder in settings.LOCALE_PATHS
        for source in Path(folder).glob("*/LC_MESSAGES/*.po")
        if not source.with_suffix(".mo").exists()
    ]
    if missing:
        names = ", ".join(str(path.relative_to(settings.PACKAGE)) for path in missing)
        yield Finding(
            "assets-missing",
            what=_("Files that are made at installation are missing: %(names)s") % {"names": names},
            why=_("Pages would come without their looks, or in one language only."),
            mend="make assets",
        )


def _is_there(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.is_file()


@examines(after=("home",))
def clocks() -> Iterator[Finding]:
    """The clock is right as far as the year, the disk and the database server can tell."""
    mend = "sudo timedatectl set-ntp true && timedatectl status"
    why = _("Opening hours, tickets and the history of changes all go by this clock.")
    now = clock.now()
    if not OLDEST_YEAR <= now.year <= LATEST_YEAR:
        what = _("The clock says that it is %(day)s.") % {"day": now.date().isoformat()}
        yield Finding("clock-insane", what=what, why=why, mend=mend)
        return
    written = datetime.fromtimestamp(_newest(Path(settings.CASAMUSEO_HOME)), UTC)
    if written - now > timedelta(seconds=CLOCKS_APART):
        what = _("Files in %(folder)s were written at %(moment)s, which is still to come.") % {
            "folder": settings.CASAMUSEO_HOME,
            "moment": f"{written:%Y-%m-%d %H:%M} UTC",
        }
        yield Finding("clock-behind", what=what, why=why, mend=mend)
    apart = _seconds_apart_from_server()
    if abs(apart) > CLOCKS_APART:
        what = _("The clocks of this machine and of the database server are %(apart)s s apart.") % {
            "apart": round(abs(apart))
        }
        yield Finding("clocks-apart", what=what, why=why, mend=mend)


def _newest(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.iterdir()), default=0.0)


def _seconds_apart_from_server() -> float:
    """0 where the database is a file, or does not answer, which is another examination's finding."""
    if connection.vendor != "postgresql":
        return 0.0
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            return float(cursor.fetchone()[0]) - time.time()
    except Error:
        return 0.0


@examines()
def zones() -> Iterator[Finding]:
    """The time zone of the settings is known."""
    yield from zone_findings(settings.TIME_ZONE, at=clock.now())


def zone_findings(name: str, *, at: datetime) -> Iterator[Finding]:
    """What is wrong with the data of a time zone, for the two years from `at` on."""
    mend = "sudo apt-get install --only-upgrade tzdata; pip install --upgrade tzdata"
    try:
        zone = zoneinfo.ZoneInfo(name)
        packaged = _packaged_zone(name)
    except (zoneinfo.ZoneInfoNotFoundError, FileNotFoundError, ValueError):
        yield Finding(
            "zone-unknown",
            what=_("There is no time-zone data for “%(name)s”.") % {"name": name},
            why=_("Opening hours cannot be reckoned."),
            mend=mend,
        )
        return
    for day in range(730):
        moment = at + timedelta(days=day)
        if moment.astimezone(zone).utcoffset() != moment.astimezone(packaged).utcoffset():
            yield Finding(
                "zone-data-disagrees",
                what=_("Two sets of time-zone data disagree about %(name)s from %(day)s on.")
                % {"name": name, "day": moment.date().isoformat()},
                why=_("One of them is out of date, and opening hours could be an hour off."),
                mend=mend,
                is_fault=False,
            )
            return


def _packaged_zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone from the tzdata package, whatever the system has."""
    file = importlib.resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with file.open("rb") as data:
        return zoneinfo.ZoneInfo.from_file(data, key=name)


@examines(after=("home", "database", "migrations"))
def worker() -> Iterator[Finding]:
    """A worker was heard of lately."""
    beat_at = last_beat()
    if beat_at is not None and clock.now() - beat_at <= SILENCE:
        return
    said = f"{beat_at:%Y-%m-%d %H:%M} UTC" if beat_at else _("never")
    yield Finding(
        "worker-silent",
        what=_("No worker is running; last heard of: %(when)s.") % {"when": said},
        why=_(
            "Letters wait and the search index grows old. While Casamuseo is stopped, that is right."
        ),
        mend="casamuseo run",
        is_fault=False,
    )


@examines(after=("home", "database", "migrations"))
def letters() -> Iterator[Finding]:
    """Letters are being delivered."""
    now = clock.now()
    mend = "casamuseo shell -c 'from casamuseo.kernel.models import Letter; [print(l.to, l.last_error) for l in Letter.objects.filter(sent_at=None)]'"  # noqa: E501  one command
    why = _("Somebody waits for a ticket or an answer. EMAIL_URL may be wrong.")
    given_up = Letter.objects.filter(given_up_at__gte=now - timedelta(days=7)).count()
    if given_up:
        what = ngettext(
            "%(count)s letter of the last week could not be delivered and was given up.",
            "%(count)s letters of the last week could not be delivered and were given up.",
            given_up,
        )
        yield Finding(
            "letters-given-up", what=what % {"count": given_up}, why=why, mend=mend, is_fault=False
        )
    late = Letter.objects.filter(
        sent_at=None, given_up_at=None, written_at__lt=now - timedelta(hours=1)
    ).count()
    if late:
        what = ngettext(
            "%(count)s letter has been waiting for more than an hour.",
            "%(count)s letters have been waiting for more than an hour.",
            late,
        )
        yield Finding(
            "letters-late", what=what % {"count": late}, why=why, mend=mend, is_fault=False
        )


@examines(after=("home", "database", "migrations"))
def backups() -> Iterator[Finding]:
    """There is a backup of these days, and it can be restored."""
    newest = next(iter(kept_in(Path(settings.BACKUP_ROOT))), None)
    made_at = newest.made_at if newest else _installed_at()
    if nightly_hour(settings.BACKUP_HOUR) is not None and clock.now() - made_at > BACKUP_AGE:
        found = {"folder": settings.BACKUP_ROOT, "when": f"{made_at:%Y-%m-%d %H:%M} UTC"}
        last = _("The newest backup in %(folder)s is of %(when)s.")
        yield Finding(
            "backup-old",
            what=(last if newest else _("There is no backup in %(folder)s.")) % found,
            why=_("All that was done since would be lost with the disk."),
            mend="casamuseo backup",
            is_fault=False,
        )
    if newest is None:
        return
    try:
        archive.read(newest.path)
    except (Refusal, OSError) as problem:
        yield Finding(
            "backup-damaged",
            what=_("The newest backup cannot be restored: %(problem)s") % {"problem": problem},
            why=_("A backup that cannot be restored is none. The disk may be failing."),
            mend=f"rm '{newest.path}' && casamuseo backup",
        )


def _installed_at() -> datetime:
    first = MigrationRecorder(connection).migration_qs.order_by("applied").first()
    return first.applied if first else clock.now()


@examines()
def maintenance_mode() -> Iterator[Finding]:
    """The site is open."""
    if maintenance.MaintenanceWatch().is_on():
        yield Finding(
            "maintenance",
            what=_("The site is closed for maintenance."),
            why=_("Visitors see only that we will be back."),
            mend="casamuseo maintenance off",
            is_fault=False,
        )
