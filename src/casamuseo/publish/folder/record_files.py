"""Writes the rows of a table as records, one file or a folder of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from casamuseo.publish.folder.belongings import link_columns
from casamuseo.publish.folder.naming import Names
from casamuseo.publish.folder.rows import handfuls
from casamuseo.publish.folder.shapes import Shape
from casamuseo.publish.folder.showing import owner_of
from casamuseo.publish.folder.tables import Child, Table
from casamuseo.publish.folder.told_files import MANY
from casamuseo.publish.folder.writer import record_lines
from casamuseo.sources.models import Passage, Statement

Record = dict[str, Any]


def record_files(table: Table, names: Names, *, is_public: bool) -> Iterator[tuple[str, str]]:
    """Name and text of each file of the table; none where it has no rows."""
    count = _rows(table, is_public=is_public).count()
    records = records_of(table, names, is_public=is_public)
    for number, part in enumerate(handfuls(records, size=MANY), start=1):
        name = f"{table.name}.yaml" if count <= MANY else f"{table.name}/{number:04}.yaml"
        yield name, file_of_records(name, table.name, part, is_one_line=table.is_one_line)


def file_of_records(name: str, kind: str, records: Sequence[Record], *, is_one_line: bool) -> str:
    """The text of a file that is a list of records."""
    lines = [schema_line(name, kind)]
    for record in records:
        lines += record_lines(record, is_one_line=is_one_line)
    return "\n".join(lines) + "\n"


def schema_line(name: str, kind: str) -> str:
    """The comment that tells an editor where the schema is, seen from a folder in `houses/`."""
    up = "../" * (2 + name.count("/"))
    return f"# yaml-language-server: $schema={up}docs/schemas/{kind}.json"


def records_of(table: Table, names: Names, *, is_public: bool) -> Iterator[Record]:
    """The records of a table in the order of the house."""
    order = table.sort or [name for name in (table.order, table.key) if name]
    rows = _rows(table, is_public=is_public).order_by(*order)
    for part in handfuls(rows.iterator(chunk_size=MANY)):
        values = [_values(row, table.shape) for row in part]
        for child in table.children:
            _add_children(child, part, values, names, is_public=is_public)
        for link in table.links:
            _add_links(table.model, link.name, part, values)
        if table.has_pictures:
            _add_links(table.model, "pictures", part, values)
            _leave_out_named(table, part, values, names)
        for record in values:
            written = table.shape.write(record, names)
            yield _shown(written, table) if is_public else written


def _rows(table: Table, *, is_public: bool) -> models.QuerySet[Any]:
    if not is_public:
        return table.rows()
    if table.public is None:
        return table.rows().none()
    rows = table.rows().filter(**table.public)
    return rows.exclude(pk__in=table.hidden()) if table.hidden else rows


def _shown(record: Record, table: Table) -> Record:
    left = {name: value for name, value in record.items() if name not in table.private}
    return table.shown(left) if table.shown else left


def _named_pictures(names: Names) -> dict[str, list[int]]:
    """The pictures that belong to a record by their keys, in the order of their numbers."""
    found = [(*owner_of(key), row) for row, key in names.keys.get("pictures", {}).items()]
    by_owner: dict[str, list[int]] = {}
    for owner, _number, row in sorted(found):
        by_owner.setdefault(owner, []).append(row)
    return by_owner


def _leave_out_named(
    table: Table, part: Sequence[models.Model], values: Sequence[dict[str, Any]], names: Names
) -> None:
    """Name the pictures of a record only where their own keys do not say so already."""
    by_owner = _named_pictures(names)
    known = names.keys.get("pictures", {})
    for row, record in zip(part, values, strict=True):
        # A dump for the public does not know of the withheld ones.
        pictures = [picture for picture in record["pictures"] if picture in known]
        named = by_owner.get(f"{table.name}/{getattr(row, table.key)}", [])
        record["pictures"] = [] if pictures == named else pictures


def _values(row: models.Model, shape: Shape) -> dict[str, Any]:
    targets = getattr(shape, "columns", None) or [
        target for field in shape.fields for target in field.targets
    ]
    return {target: getattr(row, target) for target in targets if hasattr(row, target)}


def _add_children(
    child: Child,
    part: Sequence[models.Model],
    values: Sequence[dict[str, Any]],
    names: Names,
    *,
    is_public: bool,
) -> None:
    found = child.model._default_manager.filter(**{f"{child.parent}__in": [row.pk for row in part]})
    by_parent: dict[int, list[dict[str, Any]]] = {}
    for row in found.order_by(child.order, "pk"):
        entry = _values(row, child.shape)
        if child.shape.is_known(entry, names):
            by_parent.setdefault(getattr(row, child.parent), []).append(entry)
    entries = [entry for rows in by_parent.values() for entry in rows]
    _learn_evidence(entries, names, is_public=is_public)
    for row, record in zip(part, values, strict=True):
        record[child.name] = by_parent.get(row.pk, [])


def _learn_evidence(entries: Sequence[dict[str, Any]], names: Names, *, is_public: bool) -> None:
    """Name the statements that the entries rest on; the public does not hear of those held back."""
    cited = {entry["evidence_id"] for entry in entries if entry.get("evidence_id")}
    if not cited:
        return
    found = Statement.objects.published() if is_public else Statement.objects.all()
    keys = {
        row: f"{passage}#{key}"
        for row, passage, key in found.filter(pk__in=cited).values_list("pk", "passage__key", "key")
    }
    names.learn_back("statements", keys.items())
    for entry in entries:
        if entry.get("evidence_id") not in keys:
            entry["evidence_id"] = None


def _add_links(
    model: type[models.Model],
    name: str,
    part: Sequence[models.Model],
    values: Sequence[dict[str, Any]],
) -> None:
    through, here, there = link_columns(model, name)
    found = through._default_manager.filter(**{f"{here}__in": [row.pk for row in part]})
    by_row: dict[int, list[int]] = {}
    for row, target in found.order_by("pk").values_list(here, there):
        by_row.setdefault(row, []).append(target)
    for owner, record in zip(part, values, strict=True):
        record[name] = by_row.get(owner.pk, [])


def names_of(tables: Sequence[Table], languages: Sequence[str], *, is_public: bool) -> Names:
    """The keys of all rows that records refer to; the public does not hear of hidden ones."""
    names = Names(languages=tuple(languages), is_public=is_public)
    for table in tables:
        found = _rows(table, is_public=is_public).order_by().values_list("pk", table.key)
        names.learn_back(table.name, found.iterator(chunk_size=MANY))
    names.learn_back("passages", Passage.objects.order_by().values_list("pk", "key").iterator())
    return names
