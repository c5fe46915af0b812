"""Sources as CSL items: the variables of CSL 1.0.2, in the order in which they are written."""

from __future__ import annotations

from typing import Any

from casamuseo.publish.folder.kinds import (
    NUMBER,
    Choice,
    Day,
    Flag,
    Key,
    Kind,
    ListOf,
    Number,
    Words,
    plain_number,
)
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.nodes import Node, Scalar
from casamuseo.publish.folder.problems import Fault
from casamuseo.publish.folder.shapes import Field, JsonShape, Shape
from casamuseo.publish.folder.texts import Multilingual
from casamuseo.sources.bibliography.csl import DATES, NAMES, TYPES, WORDS


class WordsOrNumber(Kind):
    """Text, or a number that CSL lets stand unquoted."""

    nothing = ""

    def read(self, node: Node, reading: Reading) -> Any:
        if isinstance(node, Scalar) and node.is_plain and NUMBER.fullmatch(node.words):
            return plain_number(Number(least=-1e12, most=1e12).read(node, reading))
        return Words(most=20_000).read(node, reading)

    def write(self, value: Any, names: Names) -> Any:
        return plain_number(value)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}


_PERSON = JsonShape(
    Field("family", Words()),
    Field("given", Words()),
    Field("literal", Words(most=500)),
    Field("dropping-particle", Words()),
    Field("non-dropping-particle", Words()),
    Field("suffix", Words()),
    Field("comma-suffix", Flag()),
    Field("static-ordering", Flag()),
    Field("parse-names", Flag()),
)
_PART = Number(least=-9999, most=9999, is_whole=True)
_DATE = JsonShape(
    Field("date-parts", ListOf(ListOf(_PART, least=1, most=3), least=1, most=2)),
    Field("season", WordsOrNumber()),
    Field("circa", Flag()),
    Field("literal", Words()),
    Field("raw", Words()),
)
_WITHDRAWN = Shape(
    Field("on", Day(), is_required=True), Field("why", Multilingual(), is_required=True)
)
_CUSTOM = Shape(Field("withdrawn", _WITHDRAWN, is_required=True))

ITEM = JsonShape(
    Field("type", Choice(TYPES), is_required=True),
    *(Field(name, ListOf(_PERSON)) for name in NAMES),
    *(Field(name, WordsOrNumber()) for name in WORDS if name != "language"),
    *(Field(name, _DATE) for name in DATES),
    Field("language", Words(most=20)),
)
"""A CSL item without its id and our own custom part."""


class Source(Shape):
    """A record of `sources.yaml`: id, the CSL item, and whether it was withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            Field("id", Key(), is_required=True), *ITEM.fields, Field("custom", _CUSTOM)
        )
        self.merging = {"withdrawn_why": Multilingual()}
        self.columns = ("key", "csl", "withdrawn_on", "withdrawn_why")

    def take(self, node: Node, reading: Reading, faults: list[Fault]) -> dict[str, Any]:
        read = super().take(node, reading, faults)
        key, custom = read.pop("id"), read.pop("custom") or {}
        withdrawn = custom.get("withdrawn", _NOT_WITHDRAWN)
        return {
            "key": key,
            "csl": {name: value for name, value in read.items() if value not in (None, "", [], {})},
            "withdrawn_on": withdrawn["on"],
            "withdrawn_why": withdrawn["why"],
        }

    def write(self, value: Any, names: Names) -> dict[str, Any]:
        record = {"id": value["key"]} | ITEM.write(value["csl"], names)
        if value["withdrawn_on"]:
            withdrawal = {"on": value["withdrawn_on"], "why": value["withdrawn_why"]}
            record["custom"] = _CUSTOM.write({"withdrawn": withdrawal}, names)
        return record


_NOT_WITHDRAWN = {"on": None, "why": Multilingual().nothing}
