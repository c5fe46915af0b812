"""Kinds of value for people: words in several languages, slugs, and dates as people write them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casamuseo.kernel.dates import FuzzyDate, parse_date
from casamuseo.kernel.texts import Text
from casamuseo.publish.folder.kinds import Choice, Flag, Kind, Number, Words, is_null, words_of
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.nodes import Node, Pairs
from casamuseo.publish.folder.problems import Fault

AS_WRITTEN = "as_written"
_REVISION = Number(least=1, most=1_000_000, is_whole=True)
_PARTS: dict[str, Kind] = {
    "text": Words(most=100_000),
    "revision": _REVISION,
    "from": _REVISION,
    "by": Choice(["person", "machine"]),
    "reviewed": Flag(),
}


class Multilingual(Kind):
    """`{es: Despacho, en: Study}`: the first language is the original's."""

    @property
    def nothing(self) -> Any:
        return Text()

    def read(self, node: Node, reading: Reading) -> Text:
        if not isinstance(node, Pairs):
            raise Fault(node.line, _("expected each language with its text, {es: …, en: …}"))
        shape = {}
        for language, entry in node.entries.items():
            if language not in reading.languages:
                raise Fault(entry.line, no_such_language(language, reading.languages))
            shape[language] = self._entry(entry, reading)
        return Text.from_json(shape)

    def _entry(self, entry: Node, reading: Reading) -> Any:
        if is_null(entry):
            return None
        if not isinstance(entry, Pairs):
            return words_of(entry)
        unknown = next((name for name in entry.entries if name not in _PARTS), None)
        if unknown is not None or "text" not in entry.entries:
            raise Fault(
                entry.line,
                _("expected text, or a mapping of %(names)s") % {"names": ", ".join(_PARTS)},
            )
        return {
            name: None if is_null(part) else _PARTS[name].read(part, reading)
            for name, part in entry.entries.items()
            if name == "text" or not is_null(part)
        }

    def write(self, value: Any, names: Names) -> Any:
        return value.to_json()

    def schema(self) -> dict[str, Any]:
        return {"$ref": "#/$defs/text"}

    def merge(self, old: Any, new: Any) -> Any:
        return old.revised_to(new) if is_rewritten(old, new) else new

    def same(self, old: Any, new: Any) -> bool:
        # The order counts too: the first language is the original's.
        return list(old.to_json().items()) == list(new.to_json().items())


def is_rewritten(old: Text, new: Text) -> bool:
    """Whether the folder brings another wording of an original, or one from before a later revision.

    Otherwise what the folder says of revisions is the newer truth, and is taken as it is.
    """
    if not old or not new or old.original != new.original:
        return False
    original = old.original or ""
    return old[original].words != new[original].words or new.revision < old.revision


def no_such_language(language: str, languages: tuple[str, ...]) -> str:
    """The message about a language that the house does not have."""
    return _("the house has no language “%(language)s”; it has %(languages)s") % {
        "language": language[:20],
        "languages": ", ".join(languages),
    }


TEXT_SCHEMA: dict[str, Any] = {
    "description": "Text by language; null declares a language missing.",
    "type": "object",
    "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "null"]},
            {
                "type": "object",
                "required": ["text"],
                "additionalProperties": False,
                "properties": {
                    "text": {"type": ["string", "null"]},
                    "revision": {"type": "integer", "minimum": 1},
                    "from": {"type": "integer", "minimum": 1},
                    "by": {"enum": ["person", "machine"]},
                    "reviewed": {"type": "boolean"},
                },
            },
        ]
    },
}


class Slug(Multilingual):
    """The name of a page in its address, by language; it has no history."""

    _words = Words(most=120, pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*")

    def _entry(self, entry: Node, reading: Reading) -> Any:
        self._words.expected = _("lower-case letters without accents, digits and hyphens")
        return self._words.read(entry, reading)

    def merge(self, old: Any, new: Any) -> Any:
        return new

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        }


class Date(Kind):
    """`hacia 1937`, `20-VIII-1940`, `1937/1939`; with bounds, its first and last day have columns."""

    def __init__(self, *, has_bounds: bool = False) -> None:
        self.has_bounds = has_bounds

    def read(self, node: Node, reading: Reading) -> FuzzyDate:
        if isinstance(node, Pairs) and list(node.entries) == [AS_WRITTEN]:
            return parse_date(words_of(node.entries[AS_WRITTEN]))
        words = words_of(node)
        found = parse_date(words)
        if found.edtf is None:
            raise Fault(
                node.line,
                _(
                    "expected a date such as 1940-08-20, “hacia 1937” or “summer of 1938”, found “%(words)s”"
                )
                % {"words": words[:60]},
            )
        return found

    def spread(self, value: Any) -> tuple[Any, ...]:
        if not self.has_bounds:
            return (value,)
        return (None, None, None) if value is None else (value, value.earliest, value.latest)

    def write(self, value: Any, names: Names) -> Any:
        return value.words if value.edtf is not None else {AS_WRITTEN: value.words}

    def schema(self) -> dict[str, Any]:
        return {
            "description": "As people write it, or EDTF; {as_written: …} where nobody can read it.",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {AS_WRITTEN: {"type": "string"}},
                    "required": [AS_WRITTEN],
                    "additionalProperties": False,
                },
            ],
        }
