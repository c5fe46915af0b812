"""Measures the image service against iipimage-server: tiles and any regions of one large master.

    .venv/bin/python -m benchmarks.tiles [--seconds 6] [--rounds 3] [--json FILE]

Needs `wrk`, and Debian's `iipimage-server` behind `lighttpd`. A master of 10,000 × 8,000 pixels is made
up, taken in and copied as any photograph is; both servers then answer from the same pyramid, side by
side on this machine, in turns, at eight clients. Compare the ratios: requests a second hold for one
machine only.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
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
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 10_000, 8_000
CLIENTS = 8
TILES_WANTED, REGIONS_WANTED = 10.0, 0.75
MOST_MEMORY = 300_000_000
IIPSRV = "/usr/lib/iipimage-server/iipsrv.fcgi"
TICKS = os.sysconf("SC_CLK_TCK")

LIGHTTPD = """
server.modules = ("mod_fastcgi")
server.document-root = "{folder}"
server.bind = "127.0.0.1"
server.port = {port}
server.pid-file = "{folder}/lighttpd.pid"
server.errorlog = "{folder}/lighttpd.log"
server.max-keep-alive-requests = 0
fastcgi.server = ("/iip" => ((
    "bin-path" => "{iipsrv}", "socket" => "{folder}/iip.sock", "check-local" => "disable",
    "min-procs" => 2, "max-procs" => 2,
    "bin-environment" => ("JPEG_QUALITY" => "82", "LOGFILE" => "{folder}/iip.log",
        "VERBOSITY" => "0", "MAX_CVT" => "5000")
)))
"""
LUA = """
local urls, at = {}, 0
for line in io.lines("%s") do urls[#urls + 1] = line end
request = function()
  at = at %% #urls + 1
  return wrk.format("GET", urls[at])
end
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    missing = [name for name in ("wrk", "lighttpd") if not shutil.which(name)]
    missing += [] if Path(IIPSRV).is_file() else ["iipimage-server"]
    if missing:
        print(f"Install {', '.join(missing)} first.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="tiles-") as name:
        figures = measure(Path(name), seconds=asked.seconds, rounds=asked.rounds)
    words = json.dumps(figures, indent=2)
    print(words)
    if asked.json:
        asked.json.write_text(words + "\n", encoding="utf-8")
    return 0 if figures["is_within_bounds"] else 1


def measure(folder: Path, *, seconds: int, rounds: int) -> dict[str, Any]:
    """Everything, in one run."""
    os.environ.update(
        CASAMUSEO_HOME=str(folder / "home"),
        DJANGO_SETTINGS_MODULE="casamuseo.settings.dev",
        CASAMUSEO_LIMITS="off",
    )
    ingest = take_in(folder)
    tiles, regions = tile_names(ingest), region_names()
    figures: dict[str, Any] = {"ingest": {k: v for k, v in ingest.items() if k != "copies"}}
    with ours() as own, theirs(folder) as other:
        prefix = {"casamuseo": f"/iiif/3/{ingest['name']}/"}
        prefix["iipimage"] = f"/iip?IIIF={ingest['copies']}/pyramid.tif/"
        servers = {"casamuseo": own, "iipimage": other}
        for kind, names in (("tiles", tiles), ("regions", regions)):
            rates: dict[str, list[float]] = {name: [] for name in servers}
            costs: dict[str, list[float]] = {name: [] for name in servers}
            for _round in range(rounds):
                for name, (port, pid) in servers.items():
                    paths = [prefix[name] + each for each in names]
                    rate, cost = load(folder, port, pid, paths, seconds=seconds)
                    rates[name].append(rate)
                    costs[name].append(cost)
            figures[kind] = summed_up(rates, costs)
    figures["is_within_bounds"] = (
        figures["tiles"]["ratio"] >= TILES_WANTED
        and figures["regions"]["ratio"] >= REGIONS_WANTED
        and ingest["peak_bytes"] < MOST_MEMORY
    )
    return figures


def summed_up(rates: dict[str, list[float]], costs: dict[str, list[float]]) -> dict[str, Any]:
    """The medians and their ratio."""
    per_second = {name: round(statistics.median(each), 1) for name, each in rates.items()}
    return {
        "per_second": per_second,
        "processor_ms": {name: round(statistics.median(each), 3) for name, each in costs.items()},
        "ratio": round(per_second["casamuseo"] / per_second["iipimage"], 2),
        "rounds": {name: [round(rate, 1) for rate in each] for name, each in rates.items()},
    }


def take_in(folder: Path) -> dict[str, Any]:
    """Make a master, take it in and make its copies, as the desk and the worker do."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from casamuseo.house.models import House
    from casamuseo.kernel.models import Edition
    from casamuseo.kernel.texts import Text
    from casamuseo.media.actions.receiving import receive_photograph
    from casamuseo.media.copying import copies_name, make_copies
    from casamuseo.media.models import Picture

    call_command("migrate", verbosity=0)
    House.objects.create(key="bench", name=Text.of(es="Prueba"), languages=["es"])
    master = made_up(folder / "master.jpg")
    content = master.read_bytes()
    began = time.perf_counter()
    picture = receive_photograph(
        content,
        name="master.jpg",
        title=Text.of(es="Prueba"),
        description=Text.of(es="Ruido de prueba."),
        credit=Text(),
        is_withheld=False,
        by="benchmark",
        at=timezone.now(),
    )
    received = time.perf_counter()
    attempt = make_copies(picture)
    copied = time.perf_counter()
    if attempt.copies is None:
        raise SystemExit(f"The copies could not be made: {attempt.problem}")
    Picture.objects.update(state=Picture.State.READY, is_public=True, width=WIDTH, height=HEIGHT)
    Edition.rise()
    files = [path for path in attempt.copies.folder.rglob("*") if path.is_file()]
    return {
        "master_bytes": len(content),
        "receive_seconds": round(received - began, 2),
        "copy_seconds": round(copied - received, 2),
        "peak_bytes": attempt.peak,
        "pyramid_bytes": (attempt.copies.folder / "pyramid.tif").stat().st_size,
        "files": len(files),
        "name": copies_name(picture),
        "copies": str(attempt.copies.folder),
    }


def made_up(path: Path) -> Path:
    """A picture with slopes, edges and noise, about as hard to compress as a photograph."""
    import pyvips

    at = pyvips.Image.xyz(WIDTH, HEIGHT)
    noise = pyvips.Image.gaussnoise(WIDTH, HEIGHT, sigma=9, mean=0, seed=7)
    waves = pyvips.Image.sines(WIDTH, HEIGHT, hfreq=37, vfreq=23) * 40
    bands = [at[0] * (200 / WIDTH) + waves + noise, at[1] * (200 / HEIGHT) + noise, waves + 120]
    image = bands[0].bandjoin(bands[1:]).cast("uchar").copy(interpretation="srgb")
    image.jpegsave(str(path), Q=88)
    return path


def tile_names(ingest: dict[str, Any]) -> list[str]:
    """Every tile that lies ready, in no order; both servers know its name."""
    root = Path(ingest["copies"]) / "tiles"
    found = [path.relative_to(root).as_posix() for path in root.glob("*,*/*/0/default.jpg")]
    random.Random(1).shuffle(found)
    return found


def region_names() -> list[str]:
    """Regions of any place and size, scaled to what a screen shows."""
    chance = random.Random(2)
    found = []
    for _number in range(3000):
        wide = chance.randint(600, 4000)
        high = round(wide * 0.75)
        x, y = chance.randint(0, WIDTH - wide), chance.randint(0, HEIGHT - high)
        size = min(wide, chance.choice((400, 512, 600)))
        found.append(f"{x},{y},{wide},{high}/{size},{round(size * 0.75)}/0/default.jpg")
    return found


@contextlib.contextmanager
def ours() -> Iterator[tuple[int, int]]:
    """Casamuseo as it is run, at a free port."""
    port = free_port()
    command = [sys.executable, "-m", "casamuseo", "run", "--port", str(port)]
    with running(command) as pid:
        wait_for(port, "/healthz")
        yield port, pid


@contextlib.contextmanager
def theirs(folder: Path) -> Iterator[tuple[int, int]]:
    """iipimage-server behind lighttpd, two processes of it as there are of ours."""
    port = free_port()
    conf = folder / "lighttpd.conf"
    conf.write_text(LIGHTTPD.format(folder=folder, port=port, iipsrv=IIPSRV), encoding="utf-8")
    with running(["lighttpd", "-D", "-f", str(conf)]) as pid:
        wait_for(port, "/")
        yield port, pid


@contextlib.contextmanager
def running(command: list[str]) -> Iterator[int]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def load(
    folder: Path, port: int, pid: int, paths: list[str], *, seconds: int
) -> tuple[float, float]:
    """Requests a second at eight clients, and the processor's milliseconds for each."""
    (folder / "urls").write_text("\n".join(paths) + "\n", encoding="utf-8")
    (folder / "ask.lua").write_text(LUA % (folder / "urls"), encoding="utf-8")
    first = urllib.request.urlopen(f"http://127.0.0.1:{port}{paths[0]}", timeout=30)
    if first.headers["Content-Type"] != "image/jpeg":
        raise SystemExit(f"{paths[0]} answers with {first.headers['Content-Type']}")
    before = processor(pid)
    said = subprocess.run(
        ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "-s", str(folder / "ask.lua"),
         f"http://127.0.0.1:{port}/"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    used = processor(pid) - before
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    count = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return rate, used * 1000 / count


def processor(pid: int) -> float:
    """Seconds of processor that a process and all below it have used."""
    parents: dict[int, list[int]] = {}
    times: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            number = int(stat.parent.name)
            parents.setdefault(int(fields[1]), []).append(number)
            times[number] = (int(fields[11]) + int(fields[12])) / TICKS
    found, waiting = 0.0, [pid]
    while waiting:
        number = waiting.pop()
        found += times.get(number, 0.0)
        waiting += parents.get(number, [])
    return found


def wait_for(port: int, path: str) -> None:
    for _try in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers at port {port}.")


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
