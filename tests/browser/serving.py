"""One server of the first house for every process that runs tests in the browser."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "houses" / "trotsky"
ANSWERS_AT = re.compile(r"https?://[^\s/]+")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time passes here."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def served(shared: Path) -> Iterator[str]:
    """The address of the server in this folder; whoever comes first starts it, the last one ends it."""
    state, lock = shared / "server.json", shared / "server.lock"
    with locked(lock):
        server = json.loads(state.read_text()) if state.exists() else _start(shared)
        server["users"] += 1
        state.write_text(json.dumps(server))
    try:
        yield server["address"]
    finally:
        with locked(lock):
            server = json.loads(state.read_text())
            server["users"] -= 1
            state.write_text(json.dumps(server))
            if not server["users"]:
                state.unlink()
                os.kill(server["pid"], signal.SIGTERM)


def _start(shared: Path) -> dict[str, str | int]:
    """Load the house into a home of its own and serve it as `make run` does."""
    home = shared / "museum"
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    environment = {**kept, "CASAMUSEO_HOME": str(home), **SETTINGS}
    command = [sys.executable, "-m", "casamuseo"]
    if not (home / "is-loaded").exists():
        steps = (
            ["migrate", "--no-input", "--verbosity", "0"],
            ["load", str(HOUSE)],
            ["search-index"],
        )
        for step in steps:
            subprocess.run(
                [*command, *step], check=True, env=environment, stdout=subprocess.DEVNULL
            )
        (home / "is-loaded").touch()
    with (shared / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [*command, "run", "--port", "0", "--workers", "1"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    found = ANSWERS_AT.search(process.stdout.readline())
    assert found, f"The server did not start:\n{(shared / 'server.log').read_text()}"
    return {"address": found.group(), "pid": process.pid, "users": 0}


NOT_OURS = {"DATABASE_URL", "CASAMUSEO_PAGE_CACHE", "CASAMUSEO_URL", "CASAMUSEO_HOSTS", "PORT"}
"""What the surroundings may say to other servers of this machine."""

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "casamuseo.settings.dev",
    "LANG": "en_GB.UTF-8",
}
