"""Time and memory of loading a generated house, at three sizes, first into nothing and then again.

    python -m benchmarks.load [--sizes 10000,30000,100000]

Each size runs in a process and a database of its own: SQLite in a temporary home, or the database
of DATABASE_URL, which is emptied. The last column is time a record against the smallest size.
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
        f"{'objects':>8} {'pass':>7} {'seconds':>8} {'peak MB':>8} {'µs/object':>10} {'ratio':>6}"
    )
    smallest: dict[str, float] = {}
    for size in (int(word) for word in options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="casamuseo-load-") as scratch:
            for name, seconds, megabytes in run_one(Path(scratch), size):
                each = seconds / size * 1e6
                ratio = each / smallest.setdefault(name, each)
                print(
                    f"{size:>8} {name:>7} {seconds:>8.1f} {megabytes:>8.0f} {each:>10.0f} {ratio:>6.2f}",
                    flush=True,
                )


def run_one(scratch: Path, size: int) -> list[tuple[str, float, float]]:
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
    return [(name, float(seconds), float(megabytes)) for name, seconds, megabytes in rows]


def measure(directory: Path) -> None:
    """Load the folder twice into an empty database, printing pass, seconds and peak megabytes."""
    import django

    django.setup()
    from django.core.management import call_command

    from casamuseo.kernel.clock import now
    from casamuseo.publish.folder.loading import load_house

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    for name in ("first", "again"):
        begun = time.perf_counter()
        report = load_house(directory, actor="benchmark", at=now())
        seconds = time.perf_counter() - begun
        if report.is_changed != (name == "first"):
            raise SystemExit(f"the {name} load did not do what it should: {report.facts()}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(name, f"{seconds:.2f}", f"{peak:.0f}", flush=True)


if __name__ == "__main__":
    main()
