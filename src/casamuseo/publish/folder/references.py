"""Kinds of value that name other records, and shapes of lines on the plan."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.house.drawing import geometry_problems
from casamuseo.publish.folder.kinds import KEY, Key, Kind, ListOf, Number, Words, words_of
from casamuseo.publish.folder.naming import Mention, Names, Reading
from casamuseo.publish.folder.nodes import Node
from casamuseo.publish.folder.problems import Fault

_PATH = rf"{KEY}(?:/{KEY})*"
_MENTION = re.compile(rf"({_PATH})#({KEY})")


class Reference(Key):
    """The key of another record of the folder; its row in the database."""

    nothing = None

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def read(self, node: Node, reading: Reading) -> Any:
        key = super().read(node, reading)
        self.refuse_unknown(key, node.line, reading)
        return reading.names.row(self.kind, key)

    def refuse_unknown(self, key: str, line: int, reading: Reading) -> None:
        if not reading.names.knows(self.kind, key):
            raise Fault(
                line,
                _("there is no “%(key)s” in %(kind)s") % {"key": key, "kind": self.kind},
            )

    def write(self, value: Any, names: Names) -> Any:
        return names.key(self.kind, value)


class PictureReference(Reference):
    """The key of a picture, `objects/desk`."""

    def __init__(self) -> None:
        super().__init__("pictures")
        self.pattern = re.compile(_PATH)

    def read(self, node: Node, reading: Reading) -> Any:
        key = words_of(node)
        self.refuse_unknown(key, node.line, reading)
        return reading.names.row(self.kind, key)


class Own(Key):
    """The key of a record of the same list, which may come later: a parent, a broader term."""

    nothing = None

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def write(self, value: Any, names: Names) -> Any:
        return names.key(self.kind, value)


class Evidence(Kind):
    """A statement, `places/study#attack`."""

    def read(self, node: Node, reading: Reading) -> Mention:
        words = words_of(node)
        found = _MENTION.fullmatch(words)
        if found is None:
            raise Fault(
                node.line,
                _("expected a passage and a statement, places/study#attack, found “%(words)s”")
                % {"words": words[:60]},
            )
        return Mention(found[1], found[2], node.line)

    def write(self, value: Any, names: Names) -> Any:
        return names.key("statements", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_PATH}#{KEY}$"}


class Path(Words):
    """The key of what a picture belongs to, `objects/desk`, with a number for further ones."""

    def __init__(self) -> None:
        super().__init__(most=200, pattern=_PATH)

    def read(self, node: Node, reading: Reading) -> str:
        self.expected = _("a key such as objects/desk")
        return super().read(node, reading)


POINT = ListOf(Number(), least=2, most=2)


class Line(ListOf):
    """Points on the plan, [[x, y], …], in metres."""

    def __init__(self, *, least: int, most: int) -> None:
        super().__init__(POINT, least=least, most=most)

    def read(self, node: Node, reading: Reading) -> Any:
        points = super().read(node, reading)
        if any(number is None for point in points for number in point):
            raise Fault(node.line, _("expected a number"))
        return points


class Polygon(Line):
    """The outline of a place; it may not cross itself."""

    def __init__(self) -> None:
        super().__init__(least=3, most=1000)

    def read(self, node: Node, reading: Reading) -> Any:
        points = super().read(node, reading)
        for code in geometry_problems(points):
            raise Fault(node.line, _outline_messages()[code])
        return points


def _outline_messages() -> dict[str, str]:
    return {
        "not-points": _("expected the corners of the outline, [[x, y], …]"),
        "not-finite": _("expected a number that is finite"),
        "too-few-points": _("an outline has at least three different corners"),
        "too-many-points": _("the outline has too many corners"),
        "too-far": _("a corner of the outline is too far away; lengths are in metres"),
        "repeated-point": _("the outline has the same corner twice in a row"),
        "self-crossing": _("the outline crosses itself: list its corners in order, once around"),
        "too-small": _("the outline encloses almost nothing; lengths are in metres"),
    }
