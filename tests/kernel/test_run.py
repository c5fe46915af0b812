"""`casamuseo run`: one command that starts everything, watches it, and ends it cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from casamuseo import wsgi
from casamuseo.kernel.running import Keeper, PortTakenError, free_port, local_name
from tests.kernel.test_pagecache import Site, ask

SETTINGS = """
from casamuseo.settings.dev import *
ROOT_URLCONF = "tests.kernel.standin"
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation of its own, with its tables made."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "run_settings.py").write_text(SETTINGS)
    environ = {
        **os.environ,
        "CASAMUSEO_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "run_settings",
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "DATABASE_URL": "",
        "LANGUAGE": "en",
    }
    casamuseo("migrate", "--verbosity", "0", environ=environ)
    return environ


def casamuseo(*words: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "casamuseo", *words],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class Running:
    """A `casamuseo run` that answers, and the processes it began."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "casamuseo", "run", "--port", "0", "--workers", "1"],
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.words = self.process.stdout.readline()
        self.address = self.words.split(" at ")[1].split(" ")[0]

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read()

    def children(self) -> dict[str, int]:
        """The worker and the server's process, by what they are; only Linux tells."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = stat.read_text().rpartition(")")[2].split()[1]
                words = stat.with_name("cmdline").read_text().split("\0")
            except OSError:
                continue
            if int(parent) == self.process.pid:
                found["worker" if "worker" in words else "server"] = int(stat.parent.name)
        return found


def until(question: Callable[[], Any]) -> Any:
    """The answer, once there is one: processes of their own take their time."""
    last = time.monotonic() + 60
    while time.monotonic() < last:
        answer = question()
        if answer:
            return answer
        threading.Event().wait(0.02)
    raise AssertionError("waited in vain")


@pytest.fixture
def running(environ: dict[str, str]) -> Iterator[Running]:
    running = Running(environ)
    yield running
    running.process.kill()
    running.process.wait()


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_one_command_starts_everything_and_a_signal_ends_it(running: Running) -> None:
    health = until(lambda: (found := running.get("healthz"))[0] == 200 and found)
    assert json.loads(health[1])["status"] == "ok"
    assert running.get("es/casa/")[0] == 200
    children = running.children()
    assert sorted(children) == ["server", "worker"]

    running.process.send_signal(signal.SIGTERM)

    assert running.process.wait(60) == 0
    assert [has_ended(pid) for pid in children.values()] == [True, True]


@linux
def test_what_dies_is_begun_again_and_ctrl_c_ends_it(running: Running) -> None:
    first = until(lambda: len(found := running.children()) == 2 and found)
    os.kill(first["worker"], signal.SIGKILL)
    os.kill(first["server"], signal.SIGKILL)

    def both_are_new() -> dict[str, int] | None:
        found = running.children()
        return found if len(found) == 2 and not set(found.values()) & set(first.values()) else None

    second = until(both_are_new)
    assert until(lambda: running.get("es/casa/")[0]) == 200

    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(60) == 0
    assert [has_ended(pid) for pid in second.values()] == [True, True]


@linux
def test_nothing_is_left_over_when_the_command_itself_is_killed(running: Running) -> None:
    children = until(lambda: len(found := running.children()) == 2 and found)

    running.process.kill()

    assert until(lambda: all(has_ended(pid) for pid in children.values()))


def test_a_taken_port_is_refused_with_another_to_try(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        end = casamuseo("run", "--port", str(port), environ=environ)

    assert end.returncode == 1
    assert end.stderr == (
        f"CommandError: Port {port} is taken: another program answers there."
        f" Try: casamuseo run --port {port + 1}\n"
    )


@pytest.mark.parametrize("words", ["abc", "-1", "65536", "8000.5", ""])
def test_what_is_no_port_is_refused(words: str) -> None:
    with pytest.raises(CommandError, match="a port is a number from 0 to 65535"):
        call_command("run", f"--port={words}")


def test_a_host_that_is_not_ours_is_refused() -> None:
    with pytest.raises(OSError):
        free_port("no-such-host.invalid", port=0)


def test_a_server_that_shares_its_port_with_its_kin_keeps_us_out() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTakenError):
            free_port("127.0.0.1", port=other.getsockname()[1])


def test_missing_tables_are_refused_with_the_command_that_makes_them(
    environ: dict[str, str], tmp_path: Path
) -> None:
    end = casamuseo("run", "--port", "0", environ={**environ, "CASAMUSEO_HOME": str(tmp_path)})

    assert end.returncode == 1
    assert "The database lacks " in end.stderr
    assert end.stderr.endswith("    To mend it: casamuseo migrate\n")


def test_a_home_that_cannot_be_written_is_refused(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings.CASAMUSEO_HOME = tmp_path / "file"
    monkeypatch.setenv("LANGUAGE", "en")

    with pytest.raises(CommandError, match="Nothing can be written into"):
        call_command("run", port=0)


def test_a_process_that_keeps_ending_is_begun_later_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeper = Keeper([sys.executable, "-c", "raise SystemExit(3)"], first_pause=0.01)
    keeper.start()
    until(lambda: caplog.text.count("ended with status 3") >= 2)
    keeper.end()

    assert keeper.pause >= 0.04
    assert keeper.process
    assert keeper.process.poll() is not None


@pytest.mark.parametrize(
    ("host", "name"), [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.7", "192.0.2.7")]
)
def test_a_server_for_everybody_is_found_at_home(host: str, name: str) -> None:
    assert local_name(host) == name


@pytest.mark.parametrize(
    ("wish", "size"), [("", 48 << 20), ("off", 0), ("0", 0), ("200", 200 << 20)]
)
def test_the_environment_sets_the_size_of_the_page_cache(wish: str, size: int) -> None:
    assert wsgi.page_cache_bytes(wish) == size


@pytest.mark.parametrize("wish", ["on", "-1", "1.5", "48 MB"])
def test_another_size_is_refused_with_what_was_expected(wish: str) -> None:
    with pytest.raises(ImproperlyConfigured, match='"off" or a number of megabytes'):
        wsgi.page_cache_bytes(wish)


def test_static_files_are_served_compressed_and_for_ever(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.0123456789ab.css").write_text("body {}")
    (tmp_path / "site.0123456789ab.css.gz").write_bytes(b"packed")
    (tmp_path / "robots.txt").write_text("User-agent: *")
    application = wsgi.with_static_files(Site("from Django"))

    packed = ask(application, "/static/site.0123456789ab.css", Accept_Encoding="gzip")
    plain = ask(application, "/static/robots.txt")

    assert packed.body == b"packed"
    assert packed.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert packed.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert packed.headers["X-Content-Type-Options"] == "nosniff"
    assert plain.headers["Cache-Control"] == "max-age=60, public"
    assert "Access-Control-Allow-Origin" not in plain.headers
    assert ask(application, "/static/missing.css").body == b"from Django"


def test_another_server_can_import_the_application(environ: dict[str, str]) -> None:
    end = subprocess.run(
        [sys.executable, "-c", "from casamuseo.wsgi import application; print(application)"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert end.stdout.startswith("<casamuseo.publish.iiif.tiles.TileServer object"), end.stderr


def test_pages_can_be_read_where_static_files_were_never_collected(
    settings: Any, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "missing"

    assert ask(wsgi.with_static_files(Site("from Django"))).body == b"from Django"
