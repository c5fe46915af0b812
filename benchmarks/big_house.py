"""Pages of a big house beside the same pages of a small one: time, processor time, queries.

    python -m benchmarks.big_house [--sizes 1000,100000] [--rounds 30] [--json FILE]

Each size is loaded and indexed in a process of its own: into SQLite in a temporary home, or into the
database of DATABASE_URL, which is emptied. Pages are asked of Django's WSGI handler in that process,
so neither a page cache nor a server has a part in it. "first" is the first answer after a change of
the house; the other figures are of the answers that follow. Compare the ratios.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.generated_house import write_house

MOST_MILLISECONDS = 50
"""What the median of a promised page may take."""

PROMISED = ("room", "object", "search")
"""How the names of the promised pages begin; the others are measured to be known."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page of one house: milliseconds, queries less that for the edition, bytes."""

    page: str
    first: float
    median: float
    p95: float
    processor: float
    queries: int
    size: int


def main() -> None:
    """Load each house, measure it, print the table; exit with 1 where a page misses its mark."""
    options = read_options()
    if options.one:
        measure_house(Path(options.one), rounds=options.rounds)
        return
    houses: dict[int, dict[str, Measured]] = {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="casamuseo-big-") as scratch:
            houses[size] = run_one(Path(scratch), size, rounds=options.rounds)
    print_table(houses)
    if options.json:
        shape = {size: [asdict(row) for row in rows.values()] for size, rows in houses.items()}
        Path(options.json).write_text(json.dumps(shape, indent=2) + "\n", encoding="utf-8")
    sys.exit(any(complaints(houses)))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sizes",
        type=lambda words: [int(word) for word in words.split(",")],
        default=[1_000, 100_000],
        help="numbers of objects, the baseline first",
    )
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_one(scratch: Path, size: int, *, rounds: int) -> dict[str, Measured]:
    """Load and measure a house of this size in a process of its own."""
    write_house(scratch / "house", objects=size)
    environment = os.environ | {
        "CASAMUSEO_HOME": str(scratch / "home"),
        "DJANGO_SETTINGS_MODULE": "casamuseo.settings.dev",
    }
    command = [sys.executable, "-m", "benchmarks.big_house", "--one", str(scratch / "house")]
    done = subprocess.run(
        [*command, "--rounds", str(rounds)], env=environment, stdout=subprocess.PIPE, check=True
    )
    rows = [Measured(**row) for row in json.loads(done.stdout.splitlines()[-1])]
    return {row.page: row for row in rows}


def measure_house(directory: Path, *, rounds: int) -> None:
    """Load the folder into an empty database, build the index, print the figures as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    from casamuseo.kernel.clock import now
    from casamuseo.publish.folder.loading import load_house
    from casamuseo.search.index import installed
    from casamuseo.search.refresh import rebuild

    if directory.exists():
        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        timed("load", lambda: load_house(directory, actor="benchmark", at=now()))
        timed("index", lambda: rebuild(installed()))
        timed("analyse", analyse)
    rows = [measure(name, paths, rounds=rounds) for name, paths in pages().items()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB", file=sys.stderr)
    print(json.dumps([asdict(row) for row in rows]))


def timed(what: str, do: Callable[[], object]) -> None:
    begun = time.perf_counter()
    do()
    print(f"{what}: {time.perf_counter() - begun:.1f} s", file=sys.stderr)


def analyse() -> None:
    """Let the database count its rows, as either does by itself in the hours after a load."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages() -> dict[str, list[str]]:
    """The pages that are measured: under each name one address, or several that take turns."""
    from casamuseo.collection.models import MuseumObject
    from casamuseo.web import addresses

    objects = "/es/objetos/"
    things = MuseumObject.objects.order_by("pk")
    some = things[: 40 * 24 : 24]
    last = things.count() // 24
    return {
        "home": ["/es/"],
        "house": ["/es/casa/"],
        "room": [f"/es/casa/sala-{number}/" for number in range(1, 31)],
        "room, a store": ["/es/casa/sala-0/"],
        "object": [addresses.of_object(thing, "es") for thing in some],
        "objects": [objects],
        "objects, by place": [f"{objects}?lugar=room-{number}" for number in range(30)],
        "objects, by kind": [f"{objects}?tipo=furniture", f"{objects}?tipo=tool"],
        "objects, by material": [f"{objects}?material=wood", f"{objects}?material=stone"],
        "objects, by person": [f"{objects}?persona=person-{number}" for number in range(30)],
        "objects, by years": [f"{objects}?desde=1890&hasta=1900"],
        "objects, by two": [f"{objects}?tipo=furniture&material=wood"],
        "objects, the last page": [f"{objects}?pagina={last}"],
        "person": [f"/es/personas/persona-{number}/" for number in range(1, 31)],
        "person of many objects": ["/es/personas/persona-0/"],
        "source": [f"/es/fuentes/book-{number}/" for number in range(2, 32)],
        "source of many sentences": ["/es/fuentes/book-0/"],
        "people": ["/es/personas/"],
        "sources": ["/es/fuentes/"],
        "contested": ["/es/en-disputa/"],
        "timeline": ["/es/linea-del-tiempo/"],
        "open data": ["/es/datos/"],
        "sitemap": ["/sitemap.xml"],
        "sitemap, a part": ["/sitemap-1.xml"] if last * 24 > 10_000 else ["/sitemap.xml"],
        "search, a common word": ["/es/buscar/?q=pieza"],
        "search, with facets": ["/es/buscar/?q=pieza&tipo=furniture&material=wood"],
        "search, two words": ["/es/buscar/?q=reloj+cocina", "/es/buscar/?q=carta+patio"],
        "search, one wrong letter": ["/es/buscar/?q=escritprio", "/es/buscar/?q=fotografja"],
    }


def measure(name: str, paths: list[str], *, rounds: int) -> Measured:
    """Ask for the pages in turns and time each answer."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from casamuseo.kernel.editions import forget_all

    handler = WSGIHandler()
    handler.load_middleware()
    forget_all()
    first, _, size = answer(handler, paths[0])
    for path in paths:
        answer(handler, path)
    with CaptureQueriesContext(connection) as queries:
        answer(handler, paths[-1])
    asked = sum("kernel_edition" not in query["sql"] for query in queries.captured_queries)
    gc.collect()
    answers = [answer(handler, path) for path in islice(cycle(paths), rounds)]
    walls = sorted(wall for wall, _, _ in answers)
    return Measured(
        name,
        round(first, 1),
        round(statistics.median(walls), 1),
        round(walls[min(int(rounds * 0.95), rounds - 1)], 1),
        round(statistics.median(processor for _, processor, _ in answers), 1),
        asked,
        size,
    )


def answer(handler: Callable[..., Iterable[bytes]], path: str) -> tuple[float, float, int]:
    """Milliseconds and processor milliseconds of one answer, and its bytes. Exits unless it is 200."""
    path_info, _, query = path.partition("?")
    statuses: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path_info,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    wall, processor = time.perf_counter(), time.process_time()
    body = handler(environ, lambda status, _: statuses.append(status))
    size = sum(len(part) for part in body)
    took = (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
    if not statuses[0].startswith("200"):
        sys.exit(f"{path} was answered by {statuses[0]}")
    return *took, size


def print_table(houses: dict[int, dict[str, Measured]]) -> None:
    """A line a page: each house's figures, and the last house's median against the first's."""
    heads = "".join(f"│ {f'{size:,} objects':<36}" for size in houses)
    columns = f"│ {'first':>6} {'median':>6} {'p95':>6} {'cpu':>6} {'queries':>7} " * len(houses)
    print(f"{'':<26}{heads}│ ratio\n{'milliseconds':<26}{columns}│")
    baseline, *_, biggest = houses.values()
    for name, small in baseline.items():
        cells = "".join(
            f"│ {row.first:>6.1f} {row.median:>6.1f} {row.p95:>6.1f} {row.processor:>6.1f} {row.queries:>7} "
            for row in (rows[name] for rows in houses.values())
        )
        print(f"{name:<26}{cells}│ {biggest[name].median / small.median:>5.2f}")
    for complaint in complaints(houses):
        print(complaint)


def complaints(houses: dict[int, dict[str, Measured]]) -> list[str]:
    """The pages that take too long, or more queries in a bigger house."""
    baseline, *_, biggest = houses.values()
    slow = [
        f"{row.page}: {row.median} ms at the median, more than {MOST_MILLISECONDS}"
        for row in biggest.values()
        if row.page.startswith(PROMISED) and row.median > MOST_MILLISECONDS
    ]
    more = [
        f"{row.page}: {row.queries} queries, {baseline[row.page].queries} in the small house"
        for row in biggest.values()
        if row.queries > baseline[row.page].queries
    ]
    return slow + more


if __name__ == "__main__":
    main()
