"""A process of our own that is killed right after one of its writes, whichever is asked for."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

_READS = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA")


def in_a_process_that_dies(run: Callable[[], Any], write: int) -> bool:
    """Run it in a process that is killed right after this write; whether it came to its end before.

    A write is a statement that changes the database, or something put on the disk for good.
    """
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=_run, args=(run, write), daemon=True)
    child.start()
    child.join(60)
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode == 0


def _run(run: Callable[[], Any], write: int) -> None:
    connections.close_all()
    left = write
    settle = os.fsync

    def written() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def deadly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if not sql.startswith(_READS):
            written()
        return done

    def deadly_settle(handle: Any) -> None:
        settle(handle)
        written()

    os.fsync = deadly_settle
    with connection.execute_wrapper(deadly):
        run()
    connections.close_all()
    os._exit(0)
