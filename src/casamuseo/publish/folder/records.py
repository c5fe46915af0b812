"""Reads the records of a list from its files and checks each against its shape and its siblings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.kernel.texts import Text
from casamuseo.publish.folder.load import Load
from casamuseo.publish.folder.nodes import Items, Node
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.reader import read_records
from casamuseo.publish.folder.tables import Table


@dataclass(slots=True)
class Record:
    """A record as read: the attributes of its row, its children and its links."""

    key: str
    file: str
    line: int
    values: dict[str, Any]


@dataclass(slots=True)
class Siblings:
    """What no two records of a list may share: keys, slugs, numbers."""

    table: Table
    load: Load
    taken: dict[str, dict[Any, str]]

    def take(self, record: Record) -> None:
        """Note the record, and a problem for each thing that an earlier one has already."""
        if self.load.names.knows(self.table.name, record.key):
            self._add(record, _("the key “%(key)s” is here twice") % {"key": record.key})
        self.load.names.learn(self.table.name, record.key)
        if self.table.sections:
            section = record.values[self.table.sections]
            self.load.names.learn(f"{self.table.name}/{section}", record.key)
        for attr in self.table.unique:
            self._take(record, attr, record.values[attr])
        if self.table.has_slug:
            slugs: Text = record.values["slug"]
            for language in slugs:
                self._take(record, f"slug.{language}", slugs[language].words)

    def _take(self, record: Record, what: str, value: Any) -> None:
        if value is None or value == "":
            return
        other = self.taken.setdefault(what, {}).setdefault(value, record.key)
        if other != record.key:
            self._add(
                record,
                _("“%(value)s” belongs to “%(other)s” already") % {"value": value, "other": other},
            )

    def _add(self, record: Record, message: str) -> None:
        self.load.add(record.file, record.line, message)


def records_of_files(table: Table, load: Load) -> Iterator[Record]:
    """The records of `objects.yaml` and of the folder `objects/`, whichever there are."""
    siblings = Siblings(table, load, {})
    for name in load.folder.parts(table.name, suffix=".yaml"):
        with load.file(name):
            for node in read_records(load.folder.read_text(name)):
                yield from _record(node, name, siblings)


def records_of_list(table: Table, node: Node | None, name: str, load: Load) -> Iterator[Record]:
    """The records of a list inside a mapping, such as the prices of `visit.yaml`."""
    if node is None:
        return
    siblings = Siblings(table, load, {})
    with load.file(name):
        if not isinstance(node, Items):
            raise Fault(node.line, _("expected a list, [one, two]"))
        for item in node.items:
            yield from _record(item, name, siblings)


def _record(node: Node, name: str, siblings: Siblings) -> Iterator[Record]:
    table, load = siblings.table, siblings.load
    faults: list[Fault] = []
    values = table.shape.take(node, load.reading, faults)
    for fault in faults:
        load.add(name, fault.line, fault.message)
    key = values[table.key]
    if not key:
        return
    record = Record(str(key), name, node.line, values)
    siblings.take(record)
    for child in table.children:
        _refuse_double_children(record, child.name, child.unique, load)
    yield record


def _refuse_double_children(record: Record, name: str, unique: str, load: Load) -> None:
    seen = set()
    for child in record.values[name]:
        if unique and child[unique] in seen:
            load.add(
                record.file,
                record.line,
                _("the key “%(key)s” is here twice") % {"key": f"{record.key}/{child[unique]}"},
            )
        seen.add(child[unique] if unique else None)
