"""Brings the rows of a table in line with the records of a list, and touches none that agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from casamuseo.publish.folder.belongings import MANY, PLAIN, replace_children, replace_links
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.mentions import resolve_mentions
from casamuseo.publish.folder.records import Record
from casamuseo.publish.folder.shapes import Shape
from casamuseo.publish.folder.tables import Child, Table
from casamuseo.publish.folder.trees import refuse_cycles

_Any = TypeVar("_Any")


def handfuls(things: Iterable[_Any], *, size: int = MANY) -> Iterator[list[_Any]]:
    """The things, so many at a time."""
    iterator = iter(things)
    while handful := list(islice(iterator, size)):
        yield handful


class Rows:
    """The rows of one table during a load. `take` the records, then `finish`."""

    def __init__(self, table: Table, load: Load) -> None:
        self.table, self.load = table, load
        self.manager = table.rows()
        self.before: dict[str, int] = {
            str(key): row for key, row in self.manager.values_list(table.key, "pk").iterator()
        }
        self.seen: set[str] = set()
        self.own: dict[str, tuple[str, Record]] = {}
        self.waiting: list[Record] = []
        self.count = 0
        self.touched: set[str] = set()

    def take(self, records: Iterable[Record]) -> None:
        """Write new records and changed ones, some hundreds at a time."""
        for handful in handfuls(records):
            self._take(handful)
        self.load.report.counts[self.table.name] += self.count
        if self.table.own:
            self._settle_own()
            self._settle_children()
        if self.touched:
            self.load.report.changed[self.table.name] += len(self.touched)
        if not self.table.keeps_others:
            self.load.at_the_end.append(self._delete_missing)

    def _take(self, records: list[Record]) -> None:
        for record in records:
            self._complete(record)
        resolve_mentions(self.table, records, self.load)
        if self.table.own:
            self.waiting += [one for one in records if self._has_children(one)]
        if not self.load.is_writing:
            return
        keys = [record.key for record in records if record.key in self.before]
        rows = {str(getattr(row, self.table.key)): row for row in self._rows(keys)}
        pairs = [(record, rows.get(record.key)) for record in records]

        touched = self._write_rows(pairs, rows)
        parents = {record.key: rows[record.key].pk for record in records}
        for name in self._links():
            touched |= replace_links(self.table.model, name, records, parents)
        if not self.table.own:
            for child in self.table.children:
                touched |= replace_children(child, records, parents)
        self._count_changed(touched)

    def _count_changed(self, touched: set[str]) -> None:
        self.touched |= touched & self.before.keys()

    def _has_children(self, record: Record) -> bool:
        is_before = record.key in self.before
        return is_before or any(record.values[child.name] for child in self.table.children)

    def _rows(self, keys: list[str]) -> Iterable[models.Model]:
        return self.manager.filter(**{f"{self.table.key}__in": keys}) if keys else ()

    def _links(self) -> list[str]:
        names = [link.name for link in self.table.links]
        return [*names, "pictures"] if self.table.has_pictures else names

    def _complete(self, record: Record) -> None:
        """Add what the folder says by order and by name rather than in a field."""
        table, values = self.table, record.values
        self.seen.add(record.key)
        if table.order:
            values[table.order] = self.count
        self.count += 1
        if table.own:
            parent = values.pop(table.own)
            if parent:
                self.own[record.key] = (parent, record)
        if table.has_passage:
            values["passage_id"] = self.load.passage_row(f"{table.name}/{record.key}")
        if table.has_pictures:
            named = self.load.pictures_of.get(f"{table.name}/{record.key}", [])
            values["pictures"] = values["pictures"] or named
        for child in table.children:
            for position, entry in enumerate(values[child.name]):
                entry[child.order] = position
                if child.has_passage:
                    name = f"{table.name}/{record.key}/{entry['key']}"
                    entry["passage_id"] = self.load.passage_row(name)

    def _write_rows(
        self,
        pairs: list[tuple[Record, models.Model | None]],
        rows: dict[str, models.Model],
    ) -> set[str]:
        lists = {child.name for child in self.table.children} | set(self._links())
        new: list[models.Model] = []
        changed: list[models.Model] = []
        names: set[str] = set()
        for record, row in pairs:
            columns = {name: value for name, value in record.values.items() if name not in lists}
            if row is None:
                new.append(self.table.model(**columns))
            elif differing := _update(row, columns, self.table.shape):
                changed.append(row)
                names |= differing
        self._make_way([*new, *changed])
        if changed:
            fields = [self.table.model._meta.get_field(name).name for name in sorted(names)]
            self.manager.bulk_update(changed, fields, batch_size=200)
        self.manager.bulk_create(new, batch_size=MANY)
        self._learn(new, rows)
        return {str(getattr(row, self.table.key)) for row in changed}

    def _learn(self, new: list[models.Model], rows: dict[str, models.Model]) -> None:
        for row in new:
            rows[str(getattr(row, self.table.key))] = row
        if new:
            self.load.report.created[self.table.name] += len(new)
        for key, row in rows.items():
            self.load.names.learn(self.table.name, key, row.pk)
            if self.table.sections:
                section = getattr(row, self.table.sections)
                self.load.names.learn(f"{self.table.name}/{section}", key, row.pk)

    def _make_way(self, rows: list[models.Model]) -> None:
        """Let go of unique values that a row still has and another is about to take."""
        for attr, waiting in self.table.unique.items():
            if not self.before:
                continue
            wanted = {getattr(row, attr): row.pk for row in rows if getattr(row, attr) is not None}
            holding = self.manager.filter(**{f"{attr}__in": list(wanted)})
            for row, value in list(holding.values_list("pk", attr)):
                if wanted[value] != row:
                    self.manager.filter(pk=row).update(**{attr: waiting(row)})

    def _settle_own(self) -> None:
        """Set the references inside the list, when all of its records have rows."""
        for key, (parent, record) in self.own.items():
            if parent not in self.seen:
                self._refuse_unknown(parent, record)
            elif parent == key:
                self.load.add(record.file, record.line, _("a record cannot be its own parent"))
        refuse_cycles(self.own, self.load)
        if not self.load.is_writing:
            return
        name = self.table.own
        rows = dict(self.manager.values_list(self.table.key, name))
        for key in self.seen:
            wanted = None
            if key in self.own:
                wanted = self.load.names.row(self.table.name, self.own[key][0])
            if rows[key] != wanted:
                self.manager.filter(**{self.table.key: key}).update(**{name: wanted})
                self._count_changed({key})

    def _settle_children(self) -> None:
        """Write the children of a list that refers to itself, when all of its records have rows."""
        for child in self.table.children:
            for record in self.waiting:
                self._settle_references(child, record)
            if not self.load.is_writing:
                continue
            rows = self.load.names.ids.get(self.table.name, {})
            for handful in handfuls(self.waiting):
                self._count_changed(replace_children(child, handful, rows))

    def _settle_references(self, child: Child, record: Record) -> None:
        for entry in record.values[child.name] if child.own else ():
            key = entry[child.own]
            if key is not None and key not in self.seen:
                self._refuse_unknown(key, record)
            entry[child.own] = self.load.names.row(self.table.name, key) if key else None

    def _refuse_unknown(self, key: str, record: Record) -> None:
        message = _("there is no “%(key)s” in %(kind)s") % {"key": key, "kind": self.table.name}
        self.load.add(record.file, record.line, message)

    def _delete_missing(self) -> None:
        missing = [row for key, row in self.before.items() if key not in self.seen]
        for handful in handfuls(missing):
            rows = self.manager.filter(pk__in=handful)
            if self.table.own:
                rows.update(**{self.table.own: None})
            try:
                rows.delete()
            except ProtectedError as error:
                self._explain(error)
        if missing:
            self.load.report.deleted[self.table.name] += len(missing)

    def _explain(self, error: ProtectedError) -> None:
        holder = next(iter(error.protected_objects))
        self.load.add(
            f"{self.table.file or self.table.name}.yaml",
            0,
            _("a record that is no longer in the folder is still needed by %(kind)s “%(holder)s”")
            % {"kind": holder._meta.verbose_name, "holder": holder},
        )


def _update(row: models.Model, columns: Mapping[str, Any], shape: Shape) -> set[str]:
    """Give the row its columns; the names of those that differed."""
    differing = set()
    for name, value in columns.items():
        old = getattr(row, name)
        kind = shape.merging.get(name, PLAIN)
        merged = kind.merge(old, value)
        if not kind.same(old, merged):
            setattr(row, name, merged)
            differing.add(name)
    return differing
