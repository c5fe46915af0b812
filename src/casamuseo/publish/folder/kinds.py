"""Kinds of value in a record: how each is read from YAML, written back, and described in JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.nodes import Items, Node, Scalar
from casamuseo.publish.folder.problems import Fault

KEY = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_KEY = re.compile(KEY)
_WHOLE = re.compile(r"[-+]?[0-9]+")
NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}


def is_null(node: Node) -> bool:
    """Whether YAML says “nothing” here."""
    return isinstance(node, Scalar) and node.is_plain and node.words in _NULL


class Kind:
    """A kind of value. `nothing` is what a record without the field has."""

    nothing: Any = None

    def read(self, node: Node, reading: Reading) -> Any:
        """The value that the node says. Raises Fault."""
        raise NotImplementedError

    def write(self, value: Any, names: Names) -> Any:
        """The value as words, numbers, lists and mappings for the writer."""
        return value

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value."""
        raise NotImplementedError

    def spread(self, value: Any) -> tuple[Any, ...]:
        """The value as the attributes of a row, where the field names several."""
        return (value,)

    def gather(self, values: tuple[Any, ...]) -> Any:
        """The value back from the attributes of a row."""
        return values[0]

    def merge(self, old: Any, new: Any) -> Any:
        """What a row that had `old` should have after `new` was read."""
        return new

    def same(self, old: Any, new: Any) -> bool:
        """Whether a row that has `old` may stay as it is."""
        return bool(old == new)


class Words(Kind):
    """Text that is not translated: a number, a name, an address."""

    nothing: Any = ""

    def __init__(self, *, most: int = 200, pattern: str = "", expected: str = "") -> None:
        self.most = most
        self.pattern = re.compile(pattern) if pattern else None
        self.expected = expected

    def read(self, node: Node, reading: Reading) -> str:
        words = words_of(node)
        if len(words) > self.most:
            raise Fault(
                node.line, _("expected at most %(most)d characters of text") % {"most": self.most}
            )
        if self.pattern and not self.pattern.fullmatch(words):
            raise Fault(
                node.line,
                _("expected %(expected)s, found “%(words)s”")
                % {"expected": self.expected or self.pattern.pattern, "words": words[:60]},
            )
        return words

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": self.most}
        if self.pattern:
            schema["pattern"] = f"^(?:{self.pattern.pattern})$"
        return schema


def words_of(node: Node) -> str:
    """The text of a node. Raises Fault where YAML would read something else, or nothing."""
    if not isinstance(node, Scalar):
        raise Fault(node.line, _("expected text, found a list or mapping"))
    words = node.words
    if _CONTROL.search(words):
        raise Fault(node.line, _("there is a control character in the text"))
    if node.is_plain and (words in _NULL | _TRUE | _FALSE):
        raise Fault(
            node.line,
            _("expected text, found nothing; leave an empty field out")
            if words in _NULL
            else _("expected text: write “%(words)s” in quotes") % {"words": words},
        )
    if node.is_plain and (NUMBER.fullmatch(words) or _NOT_FINITE.fullmatch(words)):
        raise Fault(
            node.line,
            _('expected text, found a number: write "%(words)s" in quotes') % {"words": words},
        )
    return words


class Key(Words):
    """What a record is known by."""

    def __init__(self) -> None:
        super().__init__(most=80, pattern=KEY, expected="")

    def read(self, node: Node, reading: Reading) -> str:
        words = words_of(node)
        if len(words) > self.most or not _KEY.fullmatch(words):
            raise Fault(
                node.line,
                _("expected a key of lower-case letters, digits and hyphens, found “%(words)s”")
                % {"words": words[:60]},
            )
        return words


class Choice(Kind):
    """One of a few words."""

    nothing: Any = ""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(value for value in values if value)

    def read(self, node: Node, reading: Reading) -> str:
        words = words_of(node)
        if words not in self.values:
            raise Fault(
                node.line,
                _("expected one of %(values)s, found “%(words)s”")
                % {"values": ", ".join(self.values), "words": words[:60]},
            )
        return words

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.values)}


class Flag(Kind):
    """True or false."""

    nothing: Any = False

    def read(self, node: Node, reading: Reading) -> bool:
        if isinstance(node, Scalar) and node.is_plain and node.words in _TRUE | _FALSE:
            return node.words in _TRUE
        raise Fault(node.line, _("expected true or false"))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class Number(Kind):
    """A number within bounds; null is the same as leaving it out."""

    def __init__(
        self, *, least: float = -1e6, most: float = 1e6, is_whole: bool = False, nothing: Any = None
    ) -> None:
        self.least, self.most, self.is_whole, self.nothing = least, most, is_whole, nothing

    def read(self, node: Node, reading: Reading) -> float | int | None:
        if is_null(node):
            return self.nothing  # type: ignore[no-any-return]
        if not isinstance(node, Scalar) or not node.is_plain:
            raise Fault(node.line, self._expected())
        if _NOT_FINITE.fullmatch(node.words):
            raise Fault(node.line, _("expected a number that is finite"))
        pattern = _WHOLE if self.is_whole else NUMBER
        if len(node.words) > 40 or not pattern.fullmatch(node.words):
            raise Fault(node.line, self._expected())
        number = int(node.words) if self.is_whole else float(node.words)
        if not self.least <= number <= self.most:
            raise Fault(
                node.line,
                _("expected a number from %(least)s to %(most)s")
                % {"least": plain_number(self.least), "most": plain_number(self.most)},
            )
        return number

    def _expected(self) -> str:
        return _("expected a whole number") if self.is_whole else _("expected a number")

    def write(self, value: Any, names: Names) -> Any:
        return plain_number(value)

    def schema(self) -> dict[str, Any]:
        kind = "integer" if self.is_whole else "number"
        return {"type": [kind, "null"], "minimum": self.least, "maximum": self.most}


def plain_number(value: float | None) -> float | int | None:
    """The number without a decimal point that says nothing."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Amount(Words):
    """An amount of money, in quotes so that its decimals stay: "40.00"."""

    nothing: Any = None

    def __init__(self) -> None:
        super().__init__(most=10, pattern=r"[0-9]{1,7}\.[0-9]{2}", expected='"40.00"')

    def read(self, node: Node, reading: Reading) -> Any:
        return Decimal(super().read(node, reading))

    def write(self, value: Any, names: Names) -> Any:
        return f"{value:.2f}"


class Day(Kind):
    """A day of the calendar, 2026-12-25."""

    def read(self, node: Node, reading: Reading) -> date:
        words = words_of(node)
        try:
            if len(words) != 10:
                raise ValueError(words)
            return date.fromisoformat(words)
        except ValueError as error:
            raise Fault(
                node.line,
                _("expected a day such as 2026-12-25, found “%(words)s”") % {"words": words[:60]},
            ) from error

    def write(self, value: Any, names: Names) -> Any:
        return value.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class Clock(Kind):
    """A time of the day, in quotes: "17:00"."""

    def read(self, node: Node, reading: Reading) -> time:
        words = words_of(node)
        if not re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", words):
            raise Fault(
                node.line,
                _('expected a time such as "17:00", found “%(words)s”') % {"words": words[:60]},
            )
        return time.fromisoformat(words)

    def write(self, value: Any, names: Names) -> Any:
        return value.strftime("%H:%M")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}


class ListOf(Kind):
    """A list of values of one kind."""

    def __init__(self, kind: Kind, *, least: int = 0, most: int = 100_000) -> None:
        self.kind, self.least, self.most = kind, least, most

    @property
    def nothing(self) -> Any:
        return []

    def read(self, node: Node, reading: Reading) -> list[Any]:
        if not isinstance(node, Items):
            raise Fault(node.line, _("expected a list, [one, two]"))
        if self.least == self.most != len(node.items):
            raise Fault(node.line, _("expected a list of %(count)d") % {"count": self.least})
        if not self.least <= len(node.items) <= self.most:
            raise Fault(
                node.line,
                _("expected a list of %(least)d to %(most)d")
                % {"least": self.least, "most": self.most},
            )
        return [self.kind.read(item, reading) for item in node.items]

    def write(self, value: Any, names: Names) -> Any:
        written = [self.kind.write(item, names) for item in value]
        return [item for item in written if item is not None] if names.is_public else written

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self.kind.schema()}
        if self.least:
            schema["minItems"] = self.least
        if self.most < 100:
            schema["maxItems"] = self.most
        return schema


class Measures(ListOf):
    """So many numbers, each in a column of its own: a size, a position."""

    nothing: Any = None

    def __init__(self, count: int, *, least: float) -> None:
        super().__init__(Number(least=least), least=count, most=count)
        self.count = count

    def read(self, node: Node, reading: Reading) -> Any:
        numbers = super().read(node, reading)
        if any(number is None for number in numbers):
            raise Fault(node.line, _("expected a number"))
        return numbers

    def spread(self, value: Any) -> tuple[Any, ...]:
        return (None,) * self.count if value is None else tuple(value)

    def gather(self, values: tuple[Any, ...]) -> Any:
        return None if any(value is None for value in values) else list(values)


class Each(Choice):
    """A word that stands for another value in the row: `inside` for True, `tue` for 2."""

    nothing: Any = None

    def __init__(self, meanings: dict[str, Any]) -> None:
        super().__init__(list(meanings))
        self.meanings = meanings
        self.words = {value: word for word, value in meanings.items()}

    def read(self, node: Node, reading: Reading) -> Any:
        return self.meanings[super().read(node, reading)]

    def write(self, value: Any, names: Names) -> Any:
        return self.words[value]
