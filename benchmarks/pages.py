"""Measures a page from the cache and rendered afresh against nginx and a bare WSGI application.

    .venv/bin/python benchmarks/pages.py [--path /es/ …] [--seconds 4] [--rounds 3] [--json FILE]

Needs `nginx` and `wrk`. All servers run side by side on this machine and answer with the same bytes,
in turns; the figures are medians. Compare the ratios and the processor time for a page: pages a second
hold for one machine only.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS = 2

NGINX = """
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=10;
    default_type "text/html; charset=utf-8";
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; location / {{ root {folder}; try_files /page.html =404; }} }}
}}
"""

BARE = """
import pathlib
BODY = pathlib.Path({page!r}).read_bytes()
HEADERS = {headers!r}
def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""


@dataclass
class Server:
    """A server under measure, and what was measured."""

    name: str
    address: str
    process: subprocess.Popen[bytes]
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)


@dataclass
class Row:
    """A server's line in the table."""

    path: str
    server: str
    pages_a_second: float
    of_nginx: float
    of_bare_wsgi: float
    processor_ms_a_page: float
    p99_ms: float


def main() -> None:
    """Measure, print the table, and write it as JSON where asked to."""
    options = read_options()
    for program in ("nginx", "wrk"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing: apt-get install {program}")
    busy = os.getloadavg()[0]
    if busy > 1:
        print(f"This machine is busy (load {busy:.1f}): the figures will say little.\n")
    with tempfile.TemporaryDirectory(prefix="casamuseo-pages-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # nginx reads the page as another user
        environ = {**os.environ, "CASAMUSEO_HOME": str(home / "home")}
        environ.pop("PORT", None)
        prepare(environ)
        rows: list[Row] = []
        started = start_times(environ, path=options.path[0])
        memory: dict[str, float] = {}
        for path in options.path:
            with servers(home, environ, path=path) as running:
                measure(running, path=path, options=options)
                rows += rows_of(running, path=path)
                memory = memory_of(next(each for each in running if each.name == "from the cache"))
    report = {"start_seconds": started, **memory}
    print_table(rows, report)
    if options.json:
        text = json.dumps({"rows": [asdict(row) for row in rows], **report}, indent=2)
        Path(options.json).write_text(text + "\n", encoding="utf-8")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--path", action="append", help="a page to measure; may come several times")
    parser.add_argument("--seconds", type=int, default=4, help="for each server in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--json", help="a file for the figures")
    options = parser.parse_args()
    options.path = options.path or ["/es/", "/es/casa/"]
    return options


def prepare(environ: dict[str, str]) -> None:
    """An installation of its own, with the first house in it."""
    for words in (
        ["migrate", "--no-input", "--verbosity", "0"],
        ["load", str(ROOT / "houses/trotsky")],
    ):
        subprocess.run([*casamuseo(), *words], env=environ, check=True, stdout=subprocess.DEVNULL)


def casamuseo() -> list[str]:
    return [sys.executable, "-m", "casamuseo"]


def start_times(environ: dict[str, str], *, path: str) -> float:
    """Median seconds from the command to the first page."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        with run(environ) as (_, address):
            fetch(address + path)
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


@contextlib.contextmanager
def servers(home: Path, environ: dict[str, str], *, path: str) -> Iterator[list[Server]]:
    """All servers, with the page from the cache in all of them."""
    with contextlib.ExitStack() as stack:
        process, address = stack.enter_context(run(environ))
        cached = Server("from the cache", address, process)
        headers, page = fetch(address + path)
        process, address = stack.enter_context(run({**environ, "CASAMUSEO_PAGE_CACHE": "off"}))
        afresh = Server("afresh", address, process)
        (home / "page.html").write_bytes(page)
        nginx = stack.enter_context(run_nginx(home))
        bare = stack.enter_context(run_bare(home, headers=headers))
        for server in (nginx, bare, afresh):
            _, same = fetch(server.address + path)
            if server is not afresh and same != page:
                sys.exit(f"{server.name} answers with other bytes")
        yield [nginx, bare, cached, afresh]


@contextlib.contextmanager
def run(environ: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    words = ["run", "--port", str(port), "--workers", str(WORKERS)]
    with ended([*casamuseo(), *words], environ=environ) as process:
        yield process, f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def run_nginx(home: Path) -> Iterator[Server]:
    port, conf = free_port(), home / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    conf.write_text(NGINX.format(folder=home, port=port, workers=WORKERS, user=user))
    words = ["nginx", "-p", str(home), "-c", str(conf), "-g", "daemon off;"]
    with ended(words, environ=dict(os.environ)) as process:
        yield Server("nginx", f"http://127.0.0.1:{port}", process)


@contextlib.contextmanager
def run_bare(home: Path, *, headers: list[tuple[str, str]]) -> Iterator[Server]:
    """A WSGI application of four lines on the same server, with the same headers and bytes."""
    port = free_port()
    own = [pair for pair in headers if pair[0].lower() not in {"server", "date", "connection"}]
    (home / "bare.py").write_text(BARE.format(page=str(home / "page.html"), headers=own))
    words = ["--interface", "wsgi", "--workers", str(WORKERS), "--blocking-threads", "1"]
    words += ["--http", "1", "--no-ws", "--no-log", "--port", str(port)]
    words += ["--working-dir", str(home), "bare:application"]
    with ended([sys.executable, "-m", "granian", *words], environ=dict(os.environ)) as process:
        yield Server("bare WSGI", f"http://127.0.0.1:{port}", process)


@contextlib.contextmanager
def ended(words: list[str], *, environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is stopped at the end."""
    process = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body, as soon as the server answers."""
    last = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.getheaders(), answer.read()
        except urllib.error.HTTPError as problem:
            sys.exit(f"{address} answers {problem.code}")
        except OSError:
            if time.monotonic() > last:
                raise
            time.sleep(0.01)


def measure(running: list[Server], *, path: str, options: argparse.Namespace) -> None:
    """Let wrk ask each server in turn, round after round; the first, short one only warms up."""
    for server in running:
        wrk(server, path=path, seconds=1, connections=options.connections)
    for _ in range(options.rounds):
        for server in running:
            before = processor_seconds(server.process.pid)
            rate, slowest, pages = wrk(
                server, path=path, seconds=options.seconds, connections=options.connections
            )
            spent = processor_seconds(server.process.pid) - before
            server.rates.append(rate)
            server.slowest.append(slowest)
            server.costs.append(1000 * spent / pages)


def wrk(server: Server, *, path: str, seconds: int, connections: int) -> tuple[float, float, int]:
    """Pages a second, 99th percentile in milliseconds, number of pages."""
    words = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds}s",
        "--timeout",
        "20s",
        "--latency",
        server.address + path,
    ]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"{server.name} failed under load:\n{said}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    pages = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    return rate, float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit], pages


def processor_seconds(pid: int) -> float:
    """What a process and its children have used of the processors."""
    total = 0.0
    for own in family(pid):
        fields = Path(f"/proc/{own}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def family(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [pid, *(each for child in children for each in family(child))]


def memory_of(server: Server) -> dict[str, float]:
    """Megabytes of the largest process that answers pages, and of all processes together."""
    sizes = []
    for pid in family(server.process.pid):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        sizes.append(
            {name: int(kb) / 1024 for name, kb in re.findall(r"(?m)^(Rss|Pss):\s+(\d+) kB", text)}
        )
    return {
        "largest_process_rss_mb": max(size["Rss"] for size in sizes),
        "all_processes_pss_mb": sum(size["Pss"] for size in sizes),
    }


def rows_of(running: list[Server], *, path: str) -> list[Row]:
    nginx, bare = running[0].rate, running[1].rate
    return [
        Row(
            path=path,
            server=server.name,
            pages_a_second=server.rate,
            of_nginx=server.rate / nginx,
            of_bare_wsgi=server.rate / bare,
            processor_ms_a_page=statistics.median(server.costs),
            p99_ms=statistics.median(server.slowest),
        )
        for server in running
    ]


def print_table(rows: list[Row], report: dict[str, float]) -> None:
    print(
        f"{'page':<14}{'server':<16}{'pages/s':>10}{'of nginx':>10}{'of bare':>9}{'cpu ms':>9}{'p99 ms':>9}"
    )
    for row in rows:
        print(
            f"{row.path:<14}{row.server:<16}{row.pages_a_second:>10,.0f}{row.of_nginx:>10.2f}"
            f"{row.of_bare_wsgi:>9.2f}{row.processor_ms_a_page:>9.3f}{row.p99_ms:>9.1f}"
        )
    kept = min(row.of_nginx for row in rows if row.server == "from the cache")
    afresh = min(row.pages_a_second for row in rows if row.server == "afresh")
    start, memory = report["start_seconds"], report["largest_process_rss_mb"]
    print()
    for words, is_met in (
        (f"from the cache at least a quarter of nginx: {kept:.2f}", kept >= 0.25),
        (f"afresh at least 800 pages a second: {afresh:,.0f}", afresh >= 800),
        (f"first page in less than 3 s: {start:.2f} s", start < 3),
        (f"a process in less than 200 MB: {memory:.0f} MB", memory < 200),
    ):
        print(f"{'met   ' if is_met else 'missed'}  {words}")
    print(f"        all processes together: {report['all_processes_pss_mb']:.0f} MB")


if __name__ == "__main__":
    main()
