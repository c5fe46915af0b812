"""The shape of a record: its fields in their order, and which attribute of the row each one fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.publish.folder.kinds import Kind
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.nodes import Node, Pairs
from casamuseo.publish.folder.problems import Fault

Check = Callable[[Mapping[str, Any]], str | None]
"""Says what is wrong between the fields of a record, or None."""

_UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. `attrs` names what it fills in the row, where that is not its own name."""

    name: str
    kind: Kind
    attrs: tuple[str, ...] = ()
    is_required: bool = False
    default: Any = _UNSET

    @property
    def targets(self) -> tuple[str, ...]:
        return self.attrs or (self.name,)

    @property
    def nothing(self) -> Any:
        """What a record without the field has."""
        return self.kind.nothing if self.default is _UNSET else self.default


class Shape(Kind):
    """A mapping with known fields. Reads into the attributes of a row."""

    def __init__(self, *fields: Field, check: Check | None = None) -> None:
        self.fields = fields
        self.check = check
        self.by_name = {field.name: field for field in fields}
        self.merging = {target: field.kind for field in fields for target in field.targets[:1]}

    def take(self, node: Node, reading: Reading, faults: list[Fault]) -> dict[str, Any]:
        """The attributes that the mapping gives; what is wrong is added to the faults."""
        attributes: dict[str, Any] = {}
        entries: Mapping[str, Node] = {}
        if isinstance(node, Pairs):
            entries = node.entries
        else:
            faults.append(Fault(node.line, _("expected fields, each as “name: value”")))
        for name in entries:
            if name not in self.by_name:
                faults.append(self._unknown(name, entries[name].line))
        for field in self.fields:
            value = field.nothing
            entry = entries.get(field.name)
            if entry is not None:
                try:
                    value = field.kind.read(entry, reading)
                except Fault as fault:
                    faults.append(fault)
            elif field.is_required and entries:
                faults.append(
                    Fault(node.line, _("the field “%(name)s” is missing") % {"name": field.name})
                )
            attributes.update(zip(field.targets, field.kind.spread(value), strict=True))
        problem = self.check(attributes) if self.check and not faults else None
        if problem:
            faults.append(Fault(node.line, problem))
        return attributes

    def _unknown(self, name: str, line: int) -> Fault:
        return Fault(
            line,
            _("there is no field “%(name)s” here; expected %(names)s")
            % {"name": name[:60], "names": ", ".join(self.by_name)},
        )

    def read(self, node: Node, reading: Reading) -> dict[str, Any]:
        faults: list[Fault] = []
        attributes = self.take(node, reading, faults)
        if faults:
            raise faults[0]
        return attributes

    def write(self, value: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """The record of these attributes; empty fields, and those at their default, are left out."""
        record = {}
        for field in self.fields:
            gathered = field.kind.gather(tuple(value[target] for target in field.targets))
            is_left_out = field.kind.same(gathered, field.nothing) if _is_set(gathered) else True
            if field.is_required or not is_left_out:
                written = field.kind.write(gathered, names)
                if field.is_required or written not in (None, []):
                    record[field.name] = written
        return record

    def is_known(self, value: Mapping[str, Any], names: Names) -> bool:
        """Whether what the entry is about may be named."""
        return not names.is_public or all(
            field.kind.write(value[field.targets[0]], names) is not None
            for field in self.fields
            if field.is_required and len(field.targets) == 1
        )

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": {field.name: field.kind.schema() for field in self.fields},
        }
        required = [field.name for field in self.fields if field.is_required]
        return schema | {"required": required} if required else schema


def _is_set(value: Any) -> bool:
    return (
        value is not None and value != "" and value != [] and (bool(value) or not _is_text(value))
    )


def _is_text(value: Any) -> bool:
    return hasattr(value, "versions")


class JsonShape(Shape):
    """A mapping kept as JSON under the names of its own fields. The database may forget their order."""

    nothing = None

    def read(self, node: Node, reading: Reading) -> dict[str, Any]:
        read = super().read(node, reading)
        return {
            field.name: read[field.name]
            for field in self.fields
            if _is_set(read[field.name]) and read[field.name] != field.nothing
        }

    def write(self, value: Mapping[str, Any] | None, names: Names) -> dict[str, Any]:
        value = value or {}
        return {
            field.name: field.kind.write(value[field.name], names)
            for field in self.fields
            if field.name in value
        }
