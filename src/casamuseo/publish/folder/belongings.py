"""What belongs to records: children, replaced as one when any differs, and links to other records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from casamuseo.publish.folder.kinds import Kind
from casamuseo.publish.folder.naming import NO_ROW
from casamuseo.publish.folder.records import Record
from casamuseo.publish.folder.shapes import Shape
from casamuseo.publish.folder.tables import Child

MANY = 500
"""Rows written at a time."""
PLAIN = Kind()
"""How attributes are compared that no field fills."""


def replace_children(child: Child, records: list[Record], rows: Mapping[str, int]) -> set[str]:
    """Write the children of records whose children differ; the keys of those records."""
    manager = child.model._default_manager
    by_parent: dict[int, list[models.Model]] = {}
    found = manager.filter(**{f"{child.parent}__in": [rows[one.key] for one in records]})
    for row in found.order_by(child.order, "pk"):
        by_parent.setdefault(getattr(row, child.parent), []).append(row)
    gone: list[int] = []
    new: list[models.Model] = []
    touched = set()
    for record in records:
        parent, wanted = rows[record.key], record.values[child.name]
        standing = by_parent.get(parent, [])
        if _are_same(standing, wanted, child.shape):
            continue
        touched.add(record.key)
        gone += [row.pk for row in standing]
        new += [child.model(**entry, **{child.parent: parent}) for entry in wanted]
    if gone:
        manager.filter(pk__in=gone).delete()
    manager.bulk_create(new, batch_size=MANY)
    return touched


def _are_same(rows: list[models.Model], wanted: list[dict[str, Any]], shape: Shape) -> bool:
    return len(rows) == len(wanted) and all(
        shape.merging.get(name, PLAIN).same(getattr(row, name), value)
        for row, entry in zip(rows, wanted, strict=True)
        for name, value in entry.items()
    )


def link_columns(model: type[models.Model], name: str) -> tuple[type[models.Model], str, str]:
    """The table of a many-to-many list, and its columns for the owner and for the other side."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.ManyToManyField)  # noqa: S101  as the tables say
    through = field.remote_field.through
    assert through is not None  # noqa: S101  it is once the models are loaded
    return through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"


def replace_links(
    model: type[models.Model], name: str, records: list[Record], rows: Mapping[str, int]
) -> set[str]:
    """Write the links of records whose links differ; the keys of those records."""
    through, here, there = link_columns(model, name)
    by_row: dict[int, list[int]] = {}
    found = through._default_manager.filter(**{f"{here}__in": [rows[one.key] for one in records]})
    for row, target in found.order_by("pk").values_list(here, there):
        by_row.setdefault(row, []).append(target)
    gone, new, touched = [], [], set()
    for record in records:
        row = rows[record.key]
        # The same thing named twice is linked once.
        wanted = list(dict.fromkeys(one for one in record.values[name] if one != NO_ROW))
        if by_row.get(row, []) == wanted:
            continue
        touched.add(record.key)
        gone.append(row)
        new += [through(**{here: row, there: target}) for target in wanted]
    if gone:
        through._default_manager.filter(**{f"{here}__in": gone}).delete()
    through._default_manager.bulk_create(new, batch_size=MANY)
    return touched
