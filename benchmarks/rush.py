"""Orders a second through HTTP beside a one-row conditional update on the same database.

    .venv/bin/python -m benchmarks.rush [--clients 32] [--processes 8] [--seconds 10] [--rounds 3]
        [--json FILE]

Into SQLite in a temporary home, or into the database of DATABASE_URL, which is emptied. An order is two
requests to the public interface: hold places for a party of 1 to 6, then order them, with its signed
ticket. Stays overlap, one request in ten is repeated, some holds are left to themselves. The baseline is
`UPDATE … SET taken = taken + 1 WHERE taken < capacity` on one row, a transaction each, from as many
processes as the server has. Both are measured in turns; compare the ratio. At the end the ledger is
added up: a rush that oversold or lost a place exits with 1.
"""

from __future__ import annotations

import argparse
import http.client
import ipaddress
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "houses" / "trotsky"
PLACES = 100_000
WARM_UP = 6
"""Seconds in which processes read their rules and the worker builds its index; not measured."""
CLIENT_PROCESSES = 2
TARGET_RATIO, TARGET_P99 = 0.2, 250


@dataclass
class Tally:
    """What clients did: orders, refusals, and how long requests took, in milliseconds."""

    orders: int = 0
    refused: int = 0
    failed: int = 0
    times: list[float] = field(default_factory=list)


def main() -> int:
    """Measure and print; 1 where the ledger does not add up or a request failed."""
    options = read_options()
    with tempfile.TemporaryDirectory(prefix="casamuseo-rush-") as home:
        prepare(home)
        rates, baselines, times, cost = [], [], [], []
        failed = refused = 0
        for number in range(options.rounds):
            baselines.append(baseline(home, processes=options.processes, seconds=options.seconds))
            with server(home, workers=options.processes) as (port, pid):
                rush(port, clients=options.clients, seconds=WARM_UP, seed=-number - 1)
                before = processor_seconds(pid)
                tally = rush(port, clients=options.clients, seconds=options.seconds, seed=number)
                cost.append(1000 * (processor_seconds(pid) - before) / max(1, tally.orders))
            rates.append(tally.orders / options.seconds)
            times += tally.times
            failed, refused = failed + tally.failed, refused + tally.refused
        sound = is_ledger_sound(home)
    report = {
        "database": "postgresql" if os.environ.get("DATABASE_URL") else "sqlite",
        "clients": options.clients,
        "processes": options.processes,
        "orders_per_second": round(statistics.median(rates), 1),
        "baseline_updates_per_second": round(statistics.median(baselines), 1),
        "ratio": round(statistics.median(rates) / statistics.median(baselines), 3),
        "target_ratio": TARGET_RATIO,
        "request_p50_ms": round(percentile(times, 50), 1),
        "request_p99_ms": round(percentile(times, 99), 1),
        "target_p99_ms": TARGET_P99,
        "server_processor_ms_per_order": round(statistics.median(cost), 2),
        "refused": refused,
        "failed": failed,
        "ledger_adds_up": sound,
    }
    print(json.dumps(report, indent=2))
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=2), encoding="utf-8")
    return 0 if sound and not failed else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json")
    return parser.parse_args()


def prepare(home: str) -> None:
    """The first house, with room for everybody, and a row for the baseline."""
    casamuseo(home, "migrate", "--no-input", "--verbosity", "0")
    if os.environ.get("DATABASE_URL"):
        casamuseo(home, "flush", "--no-input", "--verbosity", "0")
    casamuseo(home, "load", str(HOUSE))
    python(
        home,
        "from casamuseo.visit.models import *\n"
        f"Resource.objects.update(capacity={PLACES})\n"
        "from casamuseo.kernel.models import Edition; Edition.rise()\n"
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('DROP TABLE IF EXISTS baseline')\n"
        "    cursor.execute('CREATE TABLE baseline (id integer PRIMARY KEY, taken integer, "
        "capacity integer)')\n"
        "    cursor.execute('INSERT INTO baseline VALUES (1, 0, 2000000000)')\n",
    )


BASELINE = """
import sys, time
from django.db import connection, transaction
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
until, done = time.monotonic() + {seconds}, 0
while time.monotonic() < until:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE baseline SET taken = taken + 1 WHERE id = 1 AND taken < capacity")
    done += 1
print(done, flush=True)
"""


def baseline(home: str, *, processes: int, seconds: float) -> float:
    """One-row conditional updates a second, from so many processes."""
    runners = [
        subprocess.Popen(
            [sys.executable, "-m", "casamuseo", "shell", "-c", BASELINE.format(seconds=seconds)],
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _number in range(processes)
    ]
    for runner in runners:
        assert runner.stdout is not None
        while "ready" not in (line := runner.stdout.readline()):
            assert line, "a baseline process died"
    for runner in runners:
        assert runner.stdin is not None
        runner.stdin.write("go\n")
        runner.stdin.flush()
    counts = [int(runner.communicate()[0].split()[-1]) for runner in runners]
    return sum(counts) / seconds


@contextmanager
def server(home: str, *, workers: int) -> Iterator[tuple[int, int]]:
    """`casamuseo run`; its port and process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "casamuseo", "run", "--port", "0", "--workers", str(workers)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        while "http://" not in (line := process.stdout.readline()):
            assert line, "the server did not start"
        yield int(line.split("http://")[1].split("/")[0].rsplit(":", 1)[1]), process.pid
    finally:
        process.terminate()
        process.wait(30)


def rush(port: int, *, clients: int, seconds: float, seed: int) -> Tally:
    """Clients that hold and order until the time is over."""
    context = multiprocessing.get_context("fork")
    answers: Any = context.Queue()
    share = clients // CLIENT_PROCESSES
    runners = [
        context.Process(target=run_clients, args=(port, share, seconds, seed * 10 + n, answers))
        for n in range(CLIENT_PROCESSES)
    ]
    for runner in runners:
        runner.start()
    tallies = [answers.get() for _runner in runners]
    for runner in runners:
        runner.join()
    return Tally(
        sum(one.orders for one in tallies),
        sum(one.refused for one in tallies),
        sum(one.failed for one in tallies),
        [ms for one in tallies for ms in one.times],
    )


def run_clients(port: int, clients: int, seconds: float, seed: int, answers: Any) -> None:
    tallies = [Tally() for _client in range(clients)]
    slots = slots_of(port)
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=be_client, args=(port, until, slots, seed * 1000 + n, tally))
        for n, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(
        Tally(
            sum(one.orders for one in tallies),
            sum(one.refused for one in tallies),
            sum(one.failed for one in tallies),
            [ms for one in tallies for ms in one.times],
        )
    )


def slots_of(port: int) -> list[tuple[str, str]]:
    """The slots of the first day that has any: everybody wants the same day."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/api/v1/availability?days=14")
    days = json.loads(connection.getresponse().read())
    timed = next(day for day in days if day["is_timed"] and day["left"])
    return [(timed["day"], slot["starts_at"]) for slot in timed["slots"] if slot["left"]]


def be_client(
    port: int, until: float, slots: list[tuple[str, str]], seed: int, tally: Tally
) -> None:
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def post(path: str, body: dict[str, Any], key: str) -> dict[str, Any] | None:
        began = time.perf_counter()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        # Each as from a network of its own: what is counted by network is counted here too.
        headers["X-Forwarded-For"] = str(ipaddress.ip_address(chance.getrandbits(31)))
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        tally.times.append(1000 * (time.perf_counter() - began))
        if answer.status == 201:
            return json.loads(content)  # type: ignore[no-any-return]
        if answer.status == 409:
            tally.refused += 1
        else:
            tally.failed += 1
        return None

    while time.monotonic() < until:
        key, party = uuid.UUID(int=chance.getrandbits(128)).hex, chance.randint(1, 6)
        day, slot = chance.choice(slots)
        asked = {"day": day, "slot": slot, "party": party}
        held = post("/holds", asked, key)
        if held is None or chance.random() < 0.05:
            continue
        wanted = {
            "hold": held["hold"],
            "lines": [{"category": "adult", "quantity": party}],
            "contact": {"language": "es"},
        }
        placed = post("/orders", wanted, key)
        if placed is not None:
            tally.orders += 1
        if chance.random() < 0.1:
            again = post("/orders", wanted, key)
            tally.failed += again != placed


def is_ledger_sound(home: str) -> bool:
    code = (
        "from casamuseo.visit.models import *\nfrom django.db.models import F\n"
        "print(len(ledger_faults()) + Bucket.objects.filter(taken__gt=F('capacity')).count())"
    )
    return python(home, code).split()[-1] == "0"


def processor_seconds(pid: int) -> float:
    """What a process and its children have used so far."""
    total = 0.0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(folder.name) == pid or int(fields[1]) == pid:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def percentile(times: list[float], part: int) -> float:
    return statistics.quantiles(times, n=100)[part - 1]


def environment(home: str) -> dict[str, str]:
    return {**os.environ, "CASAMUSEO_HOME": home, "CASAMUSEO_BEHIND_PROXY": "1"}


def casamuseo(home: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "casamuseo", *arguments],
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def python(home: str, code: str) -> str:
    return casamuseo(home, "shell", "-c", code)


if __name__ == "__main__":
    sys.exit(main())
