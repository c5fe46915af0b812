"""Time and memory of loading a generated house, at three sizes, first into nothing and then again.

    python -m benchmarks.load [--sizes 10000,30000,100000]

Each size runs in a process and a database of its own: SQLite in a temporary home, or the database
of DATABASE_URL, which is emptied and may hold no other house. `cpu` is the processor time of the
loading process, which a busy machine disturbs least; the last column is `cpu` an object against the
smallest size.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generated_house import write_house


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,30000,100000")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one)
        return
    print(
        f"{'objects':>8} {'pass':>7} {'seconds':>8} {'cpu':>8} {'peak MB':>8} {'µs/object':>10} {'ratio':>6}"
    )
    smallest: dict[str, float] = {}
    for size in (int(word) for word in options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="casamuseo-load-") as scratch:
            for name, seconds, cpu, megabytes in run_one(Path(scratch), size):
                each = cpu / size * 1e6
                ratio = each / smallest.setdefault(name, each)
                print(
                    f"{size:>8} {name:>7} {seconds:>8.1f} {cpu:>8.1f} {megabytes:>8.0f} "
                    f"{each:>10.0f} {ratio:>6.2f}",
                    flush=True,
                )


def run_one(scratch: Path, size: int) -> list[tuple[str, float, float, float]]:
    """Load a house of this size in a process of its own."""
    write_house(scratch / "house", objects=size)
    environment = os.environ | {
        "CASAMUSEO_HOME": str(scratch / "home"),
        "DJANGO_SETTINGS_MODULE": os.environ.get(
            "DJANGO_SETTINGS_MODULE", "casamuseo.settings.base"
        ),
    }
    command = [sys.executable, "-m", "benchmarks.load", "--one", str(scratch / "house")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return [(row[0], float(row[1]), float(row[2]), float(row[3])) for row in rows]


def measure(directory: Path) -> None:
    """Load the folder twice into an empty database; print pass, seconds, cpu and megabytes."""
    import django

    django.setup()
    from django.core.management import call_command

    from casamuseo.house.models import House
    from casamuseo.kernel.clock import now
    from casamuseo.publish.folder.loading import load_house

    call_command("migrate", verbosity=0)
    if House.objects.exclude(key="generated").exists():
        raise SystemExit("There is another house in this database: the benchmark would empty it.")
    call_command("flush", interactive=False, verbosity=0)
    for name in ("first", "again"):
        begun, busy = time.perf_counter(), time.process_time()
        report = load_house(directory, actor="benchmark", at=now())
        seconds, cpu = time.perf_counter() - begun, time.process_time() - busy
        if report.is_changed != (name == "first"):
            raise SystemExit(f"the {name} load did not do what it should: {report.facts()}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(name, f"{seconds:.2f}", f"{cpu:.2f}", f"{peak:.0f}", flush=True)


if __name__ == "__main__":
    main()
