"""Pages of the keeper's desk in a big house beside the same pages of a small one.

    python -m benchmarks.desk [--sizes 1000,100000] [--rounds 15] [--json FILE]

Each size is made in a process of its own, in SQLite in a temporary home or in the database of
DATABASE_URL, which is emptied: the first house, and as many objects more, each with its place in the
ledger and every tenth with a check of its condition. Every page of the keeper's desk whose address has
no part to fill is asked for, as the director, and the records of some objects; no cache has a part in it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

MOST_MILLISECONDS = 100
"""What the median of a page may take."""
AT_ONCE = 2_000


def main() -> None:
    """Make each house, measure it, print the table; exit with 1 where a page misses its mark."""
    options = read_options()
    if options.one:
        print(json.dumps(measure_house(options.one, rounds=options.rounds)))
        return
    houses = {size: run_one(size, rounds=options.rounds) for size in options.sizes}
    missed = print_table(houses)
    if options.json:
        Path(options.json).write_text(json.dumps(houses, indent=2) + "\n", encoding="utf-8")
    sys.exit(bool(missed))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sizes",
        type=lambda words: [int(word) for word in words.split(",")],
        default=[1_000, 100_000],
        help="numbers of objects, the baseline first",
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def run_one(size: int, *, rounds: int) -> dict[str, list[float]]:
    """Measure a house of this size in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="casamuseo-desk-") as home:
        environment = os.environ | {
            "CASAMUSEO_HOME": home,
            "DJANGO_SETTINGS_MODULE": "casamuseo.settings.dev",
        }
        command = [sys.executable, "-m", "benchmarks.desk", "--one", str(size)]
        done = subprocess.run(
            [*command, "--rounds", str(rounds)], env=environment, stdout=subprocess.PIPE, check=True
        )
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure_house(size: int, *, rounds: int) -> dict[str, list[float]]:
    """Page to its first and its median milliseconds, and its queries."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    furnish(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = signed_in()
    return {
        name: measured
        for name, paths in pages()
        if (measured := measure(client, paths, rounds=rounds)) is not None
    }


def furnish(size: int) -> None:
    """The first house, and so many objects more in its rooms."""
    from casamuseo.collection.actions.moving import Destination, record_first_locations
    from casamuseo.collection.models import ConditionCheck, MuseumObject
    from casamuseo.house.models import Place
    from casamuseo.house.terms import PlaceKind
    from casamuseo.kernel.clock import now
    from casamuseo.kernel.texts import Text
    from casamuseo.publish.folder.loading import load_house

    at = now()
    load_house(Path("houses/trotsky"), actor="benchmark", at=at)
    rooms = list(Place.objects.filter(kind=PlaceKind.ROOM))
    for start in range(0, size, AT_ONCE):
        things = MuseumObject.objects.bulk_create(
            MuseumObject(
                key=f"thing-{number}",
                object_number=f"B-{number:06}",
                name=Text.of(es=f"Pieza {number}", en=f"Piece {number}"),
                slug=Text.of(es=f"pieza-{number}", en=f"piece-{number}"),
                is_public=number % 2 == 0,
                recorded_by="benchmark",
                recorded_at=at,
                order=1000 + number,
            )
            for number in range(start, min(start + AT_ONCE, size))
        )
        record_first_locations(
            [
                (thing, Destination.in_place(rooms[number % len(rooms)]))
                for number, thing in enumerate(things)
            ],
            effective_at=at,
            by="benchmark",
            at=at,
        )
        ConditionCheck.objects.bulk_create(
            ConditionCheck(
                museum_object=thing,
                checked_on=at.date(),
                checked_by="benchmark",
                reason="routine",
                condition="good",
                recorded_at=at,
                recorded_by="benchmark",
            )
            for thing in things[::10]
        )


def signed_in() -> Any:
    """A browser in which the director is signed in."""
    from tests.staffing import a_member
    from tests.staffing import signed_in as browser_of

    return browser_of(a_member("director", login="benchmark"))


def pages() -> Iterator[tuple[str, list[str]]]:
    """Name and addresses of every page that is measured."""
    from django.urls import reverse

    from casamuseo.collection.models import MuseumObject
    from casamuseo.desk.paths import of_the_keeper

    for pattern in of_the_keeper():
        if not pattern.pattern.converters and pattern.name:
            yield f"{pattern.name}", [reverse(f"desk:{pattern.name}")]
    numbers = MuseumObject.objects.order_by("-pk").values_list("object_number", flat=True)[:20]
    yield "object", [reverse("desk:object", kwargs={"number": number}) for number in numbers]


def measure(client: Any, paths: list[str], *, rounds: int) -> list[float] | None:
    """Milliseconds of the first answer and of the median one, and queries; None for what is no page."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        first = client.get(paths[0])
    took, asked = (time.perf_counter() - begun) * 1000, len(queries)
    if first.status_code != 200 or not first.headers["Content-Type"].startswith("text/html"):
        return None
    times = []
    for path in islice(cycle(paths), rounds):
        begun = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return [round(took, 1), round(statistics.median(times), 1), asked]


def print_table(houses: dict[int, dict[str, list[float]]]) -> list[str]:
    """A line a page; the pages that take too long, or more queries in the bigger house."""
    small, *_, big = houses.values()
    print(
        f"{'milliseconds':<28} {'first':>8} {'median':>8} {'queries':>8}   the same in the small house"
    )
    missed = []
    for name, (first, median, queries) in big.items():
        less = small.get(name, [0.0, 0.0, 0])
        print(
            f"{name:<28} {first:>8} {median:>8} {queries:>8}   {less[0]:>8} {less[1]:>8} {less[2]:>6}"
        )
        if median > MOST_MILLISECONDS or queries > less[2]:
            missed.append(name)
    for name in missed:
        print(f"{name} takes too long, or asks more of the database in a bigger house")
    return missed


if __name__ == "__main__":
    main()
