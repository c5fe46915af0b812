"""Keeps backups: one a night, by the worker, and of the older ones some days and some weeks."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from casamuseo.kernel import clock
from casamuseo.kernel.backup.making import back_up

log = logging.getLogger(__name__)

NAME = "casamuseo-%Y%m%dT%H%M%SZ.tar.gz"
REST = 600.0
"""Seconds after the worker's start in which no nightly backup begins: a house that is just being
opened has better things to do than what was missed in the night."""


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """A backup in a folder of backups; its name says when it was made."""

    made_at: datetime
    path: Path


def kept_in(folder: Path) -> list[Kept]:
    """The backups in a folder, newest first; files with other names are not ours."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        try:
            made_at = datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Kept(made_at, path))
    return sorted(found, reverse=True)


def name_at(at: datetime) -> str:
    """The name of a backup in a folder of backups."""
    return at.astimezone(UTC).strftime(NAME)


def back_up_into(folder: Path, *, keep: int, at: datetime) -> Path:
    """Make a backup in a folder, then remove there what need not be kept. Refuses as `back_up` does."""
    path = folder / name_at(at)
    back_up(path, at=at)
    for old in superfluous(kept_in(folder), keep=keep):
        old.path.unlink(missing_ok=True)
    return path


def superfluous(backups: Iterable[Kept], *, keep: int) -> list[Kept]:
    """All but the newest of each of the last `keep` days, and of each of the last `keep` weeks, that
    have any."""
    newest_first = sorted(backups, reverse=True)
    days: dict[object, Kept] = {}
    weeks: dict[object, Kept] = {}
    for each in newest_first:
        days.setdefault(each.made_at.date(), each)
        weeks.setdefault(each.made_at.isocalendar()[:2], each)
    wanted = {*list(days.values())[:keep], *list(weeks.values())[:keep]}
    return [each for each in newest_first if each not in wanted]


class Nights:
    """Whether it is time for the nightly backup; begins to count when the worker does."""

    def __init__(self, *, elapsed: Callable[[], float] = time.monotonic) -> None:
        self.elapsed = elapsed
        self.began_at: float | None = None

    def is_due(self, *, at: datetime, hour: int, newest: datetime | None) -> bool:
        """Due once after each passing of the hour; a night in which nobody was awake is made up for."""
        if self.began_at is None:
            self.began_at = self.elapsed()
        is_rested = self.elapsed() - self.began_at >= REST
        return is_rested and (newest is None or newest < last_passing(hour, at=at))


def last_passing(hour: int, *, at: datetime) -> datetime:
    """When it was last this hour, by this computer's clock."""
    here = at.astimezone()
    passing = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return passing if passing <= here else passing - timedelta(days=1)


_nights = Nights()


def back_up_nightly_now() -> None:
    """The duty: a backup in BACKUP_ROOT, where it is time for one."""
    back_up_nightly(_nights, at=clock.now())


def back_up_nightly(nights: Nights, *, at: datetime) -> Path | None:
    """The backup of this night; None where it is not due, or another worker is making it."""
    hour, folder = nightly_hour(settings.BACKUP_HOUR), Path(settings.BACKUP_ROOT)
    if hour is None or not nights.is_due(at=at, hour=hour, newest=newest_in(folder)):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Looked at once more, now that nobody else is at it.
        if not nights.is_due(at=at, hour=hour, newest=newest_in(folder)):
            return None
        path = back_up_into(folder, keep=number_to_keep(settings.BACKUP_KEEP), at=at)
    except BlockingIOError:
        return None
    finally:
        os.close(handle)
    log.info("The backup of this night: %s", path)
    return path


def newest_in(folder: Path) -> datetime | None:
    """When the newest backup of a folder was made."""
    return next((each.made_at for each in kept_in(folder)), None)


def nightly_hour(words: str) -> int | None:
    """CASAMUSEO_BACKUP_HOUR: an hour from 0 to 23, or None for "off"."""
    if words == "off":
        return None
    if not words.isascii() or not words.isdigit() or int(words) > 23:
        raise ImproperlyConfigured(
            f'CASAMUSEO_BACKUP_HOUR must be an hour from 0 to 23, or "off", not {words!r}.'
        )
    return int(words)


def number_to_keep(words: str) -> int:
    """CASAMUSEO_BACKUP_KEEP: 1 at least."""
    if not words.isascii() or not words.isdigit() or int(words) < 1:
        raise ImproperlyConfigured(
            f"CASAMUSEO_BACKUP_KEEP must be a number from 1 on, not {words!r}."
        )
    return int(words)
