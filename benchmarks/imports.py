"""Objects from a table: how many a second, whether that holds for ten times as many, and the memory it takes.

    python -m benchmarks.imports [--sizes 7000,70000] [--form csv|xlsx] [--json FILE]

Each size is imported in a process of its own: into SQLite in a temporary home, or into the database of
DATABASE_URL, which is emptied. Every record has a name in two languages, a kind, materials, a person, a
date, measures, a place, a former number and a remark. "try" is the dry run, "write" the import itself with
the first entry of each object in the ledger of movements; reading the file is part of both.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

LEAST_A_SECOND = 1000.0
MOST_GROWTH = 1.25
"""How much longer a record may take among ten times as many."""

COLUMNS = (
    "Número de inventario",
    "Nombre",
    "Nombre (inglés)",
    "Tipo",
    "Técnica",
    "Autor",
    "Fecha",
    "Medidas",
    "Ubicación",
    "Número anterior",
    "Observaciones",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: seconds of trying out and of writing, and memory at its most."""

    records: int
    trying: float
    writing: float
    processor: float
    """Of the writing."""
    megabytes: float

    @property
    def a_second(self) -> float:
        return self.records / self.writing


def main() -> None:
    """Measure each size, print the table; exit with 1 where a bound is missed."""
    options = read_options()
    if options.one:
        measure(Path(options.one))
        return
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(prefix="casamuseo-import-") as scratch:
            rows.append(run_one(Path(scratch), size, form=options.form))
    for row in rows:
        print(
            f"{row.records:>7} records: try {row.trying:6.1f} s, write {row.writing:6.1f} s "
            f"({row.processor:.1f} s of the processor), {row.a_second:5.0f} a second, "
            f"peak memory {row.megabytes:.0f} MB"
        )
    first, last = rows[0], rows[-1]
    growth = (last.processor / last.records) / (first.processor / first.records)
    print(f"processor time for a record, the last beside the first: {growth:.2f}")
    if options.json:
        shape = [asdict(row) for row in rows]
        Path(options.json).write_text(json.dumps(shape, indent=2) + "\n", encoding="utf-8")
    sys.exit(growth > MOST_GROWTH or any(row.a_second < LEAST_A_SECOND for row in rows))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sizes",
        type=lambda words: [int(word) for word in words.split(",")],
        default=[7_000, 70_000],
        help="numbers of records, the baseline first",
    )
    parser.add_argument("--form", choices=("csv", "xlsx"), default="csv")
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_one(scratch: Path, size: int, *, form: str) -> Measured:
    """Write a table and import it in a process of its own."""
    table = scratch / f"objects.{form}"
    write_table(table, size)
    environment = os.environ | {
        "CASAMUSEO_HOME": str(scratch / "home"),
        "DJANGO_SETTINGS_MODULE": "casamuseo.settings.dev",
    }
    command = [sys.executable, "-m", "benchmarks.imports", "--one", str(table)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def write_table(path: Path, size: int) -> None:
    """A table of invented records, the same for the same size."""
    chance = random.Random(size)
    rows = (record(number, chance) for number in range(size))
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows])
        return
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate([COLUMNS, *rows]):
            sheet.write_row(y, 0, row)


def record(number: int, chance: random.Random) -> tuple[str, ...]:
    thing, kind = chance.choice([("Silla", 0), ("Carta", 1), ("Reloj", 2), ("Libro", 3)])
    return (
        f"CM-{number:06d}",
        f"{thing} número {number}",
        f"Thing number {number}",
        f"Tipo {kind}",
        f"Material {chance.randrange(30)}; Material {chance.randrange(30)}",
        f"Persona {chance.randrange(60)}",
        chance.choice([f"{chance.randrange(1850, 1940)}", "hacia 1937", "s. f.", "años treinta"]),
        f"{chance.randrange(5, 90)} x {chance.randrange(5, 90)} cm",
        f"Sala {chance.randrange(20)}, estante {chance.randrange(9)}",
        f"V{number}",
        "Pieza sin firma, con marcas de uso en los bordes y una reparación antigua.",
    )


def measure(table: Path) -> None:
    """Import the table into an empty house, and print the figures as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    fill_the_house()

    from casamuseo.collection.actions.importing import (
        map_columns,
        receive_table,
        start_import,
        work_on,
    )
    from casamuseo.collection.importing.choosing import best_mapping
    from casamuseo.collection.importing.drafting import Options
    from casamuseo.collection.models import Movement, MuseumObject
    from casamuseo.kernel.clock import now

    with table.open("rb") as file:
        parts = iter(lambda: file.read(65536), b"")
        run = receive_table(parts, name=table.name, by="benchmark", at=now())
    fields = best_mapping(run.columns, ("es", "en"))[1]
    map_columns(run, fields=fields, options=Options(makes_terms=True), by="benchmark", at=now())
    begun = time.perf_counter()
    work_on(run, at=now())
    trying = time.perf_counter() - begun
    start_import(run, by="benchmark", at=now())
    begun, used = time.perf_counter(), time.process_time()
    work_on(run, at=now())
    writing, processor = time.perf_counter() - begun, time.process_time() - used

    assert run.mapping["fates"] == {"created": run.rows}
    assert MuseumObject.objects.count() == Movement.objects.count() == run.rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = (round(each, 2) for each in (trying, writing, processor))
    print(json.dumps(asdict(Measured(run.rows, *seconds, megabytes=round(peak)))))


def fill_the_house() -> None:
    """The rooms and the persons that the records name."""
    from casamuseo.authority.models import Person
    from casamuseo.house.models import House, Place
    from casamuseo.kernel.texts import Text

    House.objects.create(key="house", name=Text.of(es="Casa"), languages=["es", "en"])
    Place.objects.bulk_create(
        Place(key=f"room-{n}", kind="room", name=Text.of(es=f"Sala {n}")) for n in range(20)
    )
    Person.objects.bulk_create(
        Person(
            key=f"person-{n}",
            sort_name=f"Persona {n}",
            names=[{"text": f"Persona {n}", "language": "es", "kind": "preferred"}],
        )
        for n in range(60)
    )


if __name__ == "__main__":
    main()
