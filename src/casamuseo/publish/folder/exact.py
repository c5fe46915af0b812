"""Kinds of value of the keeper's records: moments, sums, numbers of papers, and structures as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.publish.folder.kinds import Kind, Number, Words, is_null, words_of
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.nodes import Items, Node, Pairs, Scalar
from casamuseo.publish.folder.problems import Fault

_TRUTHS = {"true": True, "false": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?")


class Moment(Kind):
    """A moment in UTC, 2026-11-23T04:38:00Z."""

    def read(self, node: Node, reading: Reading) -> datetime:
        words = words_of(node)
        try:
            moment = datetime.fromisoformat(words)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Fault(
                node.line,
                _("expected a moment such as 2026-11-23T04:38:00Z, found “%(words)s”")
                % {"words": words[:60]},
            )
        return moment.astimezone(UTC)

    def write(self, value: Any, names: Names) -> Any:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


class Prose(Words):
    """Text of several lines that is not translated: a note of the staff."""

    def __init__(self) -> None:
        super().__init__(most=100_000)


class Cents(Number):
    """A sum of money in the currency's cents."""

    def __init__(self) -> None:
        super().__init__(least=0, most=1e15, is_whole=True)


class NamedBy(Words):
    """A record named by the number on its paper: an entry, a loan."""

    nothing: Any = None

    def __init__(self, kind: str) -> None:
        super().__init__(most=40)
        self.kind = kind

    def read(self, node: Node, reading: Reading) -> Any:
        number = super().read(node, reading)
        if not reading.names.knows(self.kind, number):
            raise Fault(
                node.line,
                _("there is no “%(key)s” in %(kind)s") % {"key": number, "kind": self.kind},
            )
        return reading.names.row(self.kind, number)

    def write(self, value: Any, names: Names) -> Any:
        return names.key(self.kind, value)


class PassageReference(NamedBy):
    """A passage by its key, `places/study`."""

    def __init__(self) -> None:
        super().__init__("passages")
        self.most = 200


class Structure(Kind):
    """Lists, mappings, words and numbers as they are: a draft, a drawing's points."""

    def __init__(
        self, kind: type[dict[str, Any]] | type[list[Any]], *, has_order: bool = True
    ) -> None:
        self.kind, self.has_order = kind, has_order

    @property
    def nothing(self) -> Any:
        return self.kind()

    def read(self, node: Node, reading: Reading) -> Any:
        value = _value(node, depth=0)
        if not isinstance(value, self.kind):
            raise Fault(
                node.line,
                _("expected a list, [one, two]")
                if self.kind is list
                else _("expected fields, each as “name: value”"),
            )
        return value

    def same(self, old: Any, new: Any) -> bool:
        return bool(old == new) and (not self.has_order or _orders(old) == _orders(new))

    def write(self, value: Any, names: Names) -> Any:
        return value if self.has_order else dict(sorted(value.items()))

    def schema(self) -> dict[str, Any]:
        return {"type": "array" if self.kind is list else "object"}


def _value(node: Node, *, depth: int) -> Any:
    if depth > 20:
        raise Fault(node.line, _("this is nested too deeply"))
    if isinstance(node, Items):
        return [_value(item, depth=depth + 1) for item in node.items]
    if isinstance(node, Pairs):
        return {name: _value(entry, depth=depth + 1) for name, entry in node.entries.items()}
    return _scalar(node)


def _scalar(node: Scalar) -> Any:
    if is_null(node):
        return None
    if node.is_plain and node.words in _TRUTHS:
        return _TRUTHS[node.words]
    if node.is_plain and _WHOLE.fullmatch(node.words):
        return int(node.words)
    if node.is_plain and len(node.words) <= 40 and _DECIMAL.fullmatch(node.words):
        return float(node.words)
    return node.words


def _orders(value: Any) -> Any:
    """The order of the names in every mapping: of languages, it says which is the original."""
    if isinstance(value, Mapping):
        return [(name, _orders(entry)) for name, entry in value.items()]
    return [_orders(entry) for entry in value] if isinstance(value, list) else None
