"""What `casamuseo run` starts and watches: the server's processes and the worker beside them."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from multiprocessing import parent_process
from typing import Any

from django.db import connections
from django.urls import get_resolver
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

log = logging.getLogger(__name__)

APPLICATION = "casamuseo.wsgi:application"
PATIENCE = 10
"""Seconds that a process is given to finish what it is doing, before it is killed."""

SET_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl."""


Announcement = Callable[[str], str]
"""Gives what is said below the address, which it is handed; "" for nothing."""

_announcements: list[Announcement] = []


def announces(words: Announcement) -> Announcement:
    """Register what `casamuseo run` says when it answers. For `ready()` of an app's entry."""
    _announcements.append(words)
    return words


def announcements(address: str) -> str:
    """All that is to be said, below one another."""
    return "\n".join(filter(None, (words(address) for words in _announcements)))


class PortTakenError(Exception):
    """Another program answers at this port."""


def free_port(host: str, *, port: int) -> int:
    """The port, or one that the system chooses for 0. Raises PortTakenError, or OSError for a bad host."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with closing(socket.socket(family, kind, protocol)) as probe:
        # Not SO_REUSEPORT, as the server's own processes share theirs: a second one must notice.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            raise PortTakenError(f"{host}:{port}") from problem
        return int(probe.getsockname()[1])


def serve(*, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Run server and worker until told to stop by Ctrl-C or TERM; calls `ready` once it answers."""
    _load_everything()
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # One thread a process renders: more would only take turns at Python's lock.
        blocking_threads=1,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.warning,
    )
    keeper = Keeper([sys.executable, "-m", "casamuseo", "worker", "--parent", str(os.getpid())])
    over = threading.Event()
    threading.Thread(target=_when_answering, args=(host, port, over, ready), daemon=True).start()
    keeper.start()
    try:
        server.serve(target_loader=load_in_worker)
    finally:
        over.set()
        keeper.end()


def load_in_worker(target: str) -> Any:
    """The application, in a process of the server; it was imported before the process was forked."""
    parent = parent_process()
    if parent and parent.pid:
        # Granian can be deaf to a polite signal while it begins; with no parent left nobody waits.
        end_with_parent(parent.pid, by=signal.SIGKILL)
    module, name = target.split(":")
    return getattr(import_module(module), name)


def end_with_parent(parent: int, *, by: signal.Signals = signal.SIGTERM) -> None:
    """Let this process end when the one that began it is killed; only Linux can do that."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, by)
    if os.getppid() != parent:
        sys.exit(1)  # it was killed before we could ask to be told


def _load_everything() -> None:
    """Import once what every process needs: they begin sooner and share the memory."""
    import_module(APPLICATION.partition(":")[0])
    assert get_resolver().url_patterns  # noqa: S101  the look-up imports every view
    connections.close_all()
    gc.collect()
    gc.freeze()


def _when_answering(host: str, port: int, over: threading.Event, ready: Callable[[], None]) -> None:
    while not over.wait(0.02):
        try:
            socket.create_connection((local_name(host), port), timeout=1).close()
        except OSError:
            continue
        ready()
        return


def local_name(host: str) -> str:
    """Where this machine finds a server that listens at `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


_beginning = threading.Lock()
"""Held while a process is begun: a server's process forked at that moment would inherit the pipe on
which Popen waits for its child, and keep it open for ever."""

os.register_at_fork(
    before=_beginning.acquire,
    after_in_parent=_beginning.release,
    after_in_child=_beginning.release,
)


class Keeper:
    """Keeps one process running: one that ends is begun again, later each time, until told to stop."""

    def __init__(self, command: list[str], *, first_pause: float = 1.0) -> None:
        self.command = command
        self.pause = self.first_pause = first_pause
        self.over = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="keeper")

    def start(self) -> None:
        self.thread.start()

    def end(self) -> None:
        """Stop the process and return when it is gone."""
        self.over.set()
        self.thread.join()

    def _keep(self) -> None:
        # This thread must live as long as the process: when it ended, Linux would take it for the
        # parent's death.
        while not self.over.is_set():
            with _beginning:
                # A session of its own: Ctrl-C reaches us alone, and we stop it.
                self.process = subprocess.Popen(self.command, start_new_session=True)
            if self._ended_by_itself(self.process):
                log.error(
                    "The worker ended with status %s; it begins again in %.0f s",
                    self.process.returncode,
                    self.pause,
                )
                self.over.wait(self.pause)
                self.pause = min(self.pause * 2, 60.0)

    def _ended_by_itself(self, process: subprocess.Popen[bytes]) -> bool:
        while not self.over.wait(0.2):
            if process.poll() is not None:
                return True
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return False


def default_workers() -> int:
    """A process for every processor, and two at least: one may be busy with something slow."""
    return max(2, os.cpu_count() or 1)
