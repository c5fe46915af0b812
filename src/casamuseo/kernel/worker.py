"""The worker: one process beside the server that does what must be done again and again."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

from casamuseo.kernel import clock
from casamuseo.kernel.models import Heartbeat

log = logging.getLogger(__name__)

Work = Callable[[], object]

LONGEST_PAUSE = 300.0
"""Seconds that a failing duty waits at most, unless its own rhythm is slower still."""

FORGOTTEN_AFTER = timedelta(hours=1)
"""When the heartbeat of a worker that fell silent is removed."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Work to be done every so many seconds."""

    name: str
    every: float
    work: Work


_duties: dict[str, Duty] = {}


def duty(*, every: float) -> Callable[[Work], Work]:
    """Register a function as a duty of the worker. For `ready()` of an app's entry.

    It is called in a thread of its own, every `every` seconds, in each worker process there is: it
    must bear company. Raising is allowed: it is logged, and the pauses grow until it works again.
    """

    def register(work: Work) -> Work:
        name = f"{work.__module__}.{work.__qualname__}"
        _duties[name] = Duty(name, every, work)
        return work

    return register


def duties() -> list[Duty]:
    """All that were registered, by name."""
    return [_duties[name] for name in sorted(_duties)]


class Shift:
    """One duty as it is being done: when it is due, and how often it failed in a row."""

    def __init__(self, duty: Duty, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.duty = duty
        self.clock = clock
        self.failures = 0

    def turn(self) -> float:
        """Do the duty once; the seconds to wait before the next time."""
        began_at = self.clock()
        try:
            self.duty.work()
        except Exception:
            self.failures += 1
            pause = self._pause_after_failure()
            log.exception(
                "%s failed (%s in a row), again in %.0f s", self.duty.name, self.failures, pause
            )
            return pause
        finally:
            _put_connections_back()
        if self.failures:
            log.info("%s works again", self.duty.name)
        self.failures = 0
        return max(0.0, self.duty.every - (self.clock() - began_at))

    def _pause_after_failure(self) -> float:
        doubled = self.duty.every * 2.0 ** min(self.failures, 30)
        return min(doubled, max(LONGEST_PAUSE, self.duty.every))


def serve(*, stop: threading.Event, chosen: list[Duty] | None = None) -> None:
    """Do all duties, each in a thread of its own, until told to stop; one under way is finished."""
    threads = [
        threading.Thread(target=_keep_doing, args=(Shift(duty), stop), name=duty.name)
        for duty in (duties() if chosen is None else chosen)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stop_on_signals() -> threading.Event:
    """An event that Ctrl-C and a polite kill set."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def beat(*, at: datetime) -> None:
    """Say that this worker is alive, and forget those long silent."""
    name = f"{socket.gethostname()[:80]}/{os.getpid()}"
    Heartbeat.objects.update_or_create(worker=name, defaults={"beat_at": at})
    Heartbeat.objects.filter(beat_at__lt=at - FORGOTTEN_AFTER).delete()


def beat_now() -> None:
    """The duty: `beat` at this moment."""
    beat(at=clock.now())


def _keep_doing(shift: Shift, stop: threading.Event) -> None:
    pause = 0.0
    while not stop.wait(pause):
        pause = shift.turn()
    connections.close_all()


def _put_connections_back() -> None:
    """What Django does after a request: drop connections that broke or grew old."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
