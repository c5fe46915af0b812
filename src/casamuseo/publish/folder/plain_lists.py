"""Lists without keys, such as readings: left alone where they agree, replaced as a whole where not.

One whose rows are never altered, such as editions of texts, is only ever added to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import models

from casamuseo.publish.folder.belongings import MANY
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.naming import Names
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.reader import read_records
from casamuseo.publish.folder.record_files import Record, file_of_records
from casamuseo.publish.folder.rows import handfuls
from casamuseo.publish.folder.shapes import Shape
from casamuseo.publish.folder.told_files import MANY as MANY_IN_A_FILE

_NONE: Any = object()


@dataclass(frozen=True, slots=True)
class PlainList:
    """Rows that nothing refers to and nobody names; the public has none of them."""

    name: str
    model: type[models.Model]
    shape: Shape
    sort: tuple[str, ...]
    once: tuple[str, ...] = ()
    """The columns by which a row is known that is never altered, nor deleted by a load."""

    @property
    def columns(self) -> list[str]:
        return [target for field in self.shape.fields for target in field.targets]

    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.order_by(*self.sort)


def take_list(table: PlainList, load: Load) -> None:
    """Write the list where it differs from the rows that stand. Read twice, never held whole."""
    if table.once:
        _add(table, load)
        return
    count, is_same = 0, True
    wanted = _read(table, load)
    if not load.is_writing:
        load.report.counts[table.name] += sum(1 for _values in wanted)
        return
    standing = table.rows().values(*table.columns).iterator(chunk_size=MANY)
    for values, row in zip_longest(wanted, standing, fillvalue=_NONE):
        count += values is not _NONE
        is_same = (
            is_same and values is not _NONE and row is not _NONE and _agree(table, row, values)
        )
    load.report.counts[table.name] += count
    if is_same or not load.is_writing:
        return
    table.model._default_manager.all().delete()
    for handful in handfuls(_read(table, load)):
        table.model._default_manager.bulk_create(
            [table.model(**values) for values in handful], batch_size=MANY
        )
    load.report.changed[table.name] += 1


def _add(table: PlainList, load: Load) -> None:
    """Add the rows that are not there yet."""
    rows = table.model._default_manager
    for handful in handfuls(_read(table, load)):
        load.report.counts[table.name] += len(handful)
        if not load.is_writing:
            continue
        first = table.once[0]
        around = rows.filter(**{f"{first}__in": {values[first] for values in handful}})
        known = set(around.values_list(*table.once))
        new = [
            table.model(**values)
            for values in handful
            if tuple(values[name] for name in table.once) not in known
        ]
        rows.bulk_create(new, batch_size=MANY)
        if new:
            load.report.created[table.name] += len(new)


def _agree(table: PlainList, row: dict[str, Any], values: dict[str, Any]) -> bool:
    return all(table.shape.merging[name].same(row[name], value) for name, value in values.items())


def _read(table: PlainList, load: Load) -> Iterator[dict[str, Any]]:
    for name in load.folder.parts(table.name, suffix=".yaml"):
        with load.file(name):
            for node in read_records(load.folder.read_text(name)):
                faults: list[Fault] = []
                values = table.shape.take(node, load.reading, faults)
                for fault in faults:
                    load.add(name, fault.line, fault.message)
                if not faults:
                    yield values


def list_files(table: PlainList, names: Names) -> Iterator[tuple[str, str]]:
    """Name and text of each file of the list; none where it has no rows."""
    count = table.rows().count()
    rows = table.rows().values(*table.columns).iterator(chunk_size=MANY)
    for number, part in enumerate(handfuls(rows, size=MANY_IN_A_FILE), start=1):
        records: list[Record] = [table.shape.write(row, names) for row in part]
        is_one = count <= MANY_IN_A_FILE
        name = f"{table.name}.yaml" if is_one else f"{table.name}/{number:04}.yaml"
        yield name, file_of_records(name, table.name, records, is_one_line=True)
