"""Fixtures of the desk's tests."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest


class Printer:
    """A receipt printer on this machine, which keeps what it was sent."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.took = b""
        self.worker = threading.Thread(target=self._take, daemon=True)
        self.worker.start()

    def __call__(self) -> bytes:
        """What was printed, once it has all come."""
        self.worker.join(10)
        return self.took

    def _take(self) -> None:
        caller, _address = self.door.accept()
        with caller:
            while part := caller.recv(65536):
                self.took += part


@pytest.fixture
def printer() -> Iterator[Printer]:
    """A receipt printer that prints one receipt."""
    printer = Printer()
    yield printer
    printer.door.close()
