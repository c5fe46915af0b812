"""Taking turns at writing: SQLite has one writer, and those who wait are let in when it is done."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

_turn = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes. On SQLite, one at a time in the order of arrival.

    SQLite itself makes a writer that finds the door shut sleep and try again, at worst for seconds;
    waiting at a lock beside the database, it is woken as soon as the other has gone.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _turn, _lock_beside(str(connection.settings_dict["NAME"])), transaction.atomic():
        yield


@contextmanager
def _lock_beside(database: str) -> Iterator[None]:
    if not Path(database).is_absolute():  # in memory: no other process can see it
        yield
        return
    # Opened each time: a descriptor that a fork shares would share its lock, too.
    lock = os.open(f"{database}.turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
