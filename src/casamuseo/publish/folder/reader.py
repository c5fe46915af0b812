"""Reads the YAML of a house folder record by record, and refuses what a curator would never write.

The words come as written, without YAML's guesses: what a plain word means is for the field to say.
Aliases, anchors, tags, tabs, several documents, double keys and deep nesting are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from django.utils.translation import gettext as _

from casamuseo.publish.folder.nodes import Items, Node, Pairs, Scalar
from casamuseo.publish.folder.problems import Fault

DEEPEST = 12
_UNWANTED = re.compile("[\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def read_records(text: str) -> Iterator[Node]:
    """The records of a list, one after the other; none in an empty file. Raises Fault."""
    events = _Events(text)
    first = events.next()
    if isinstance(first, yaml.DocumentEndEvent | yaml.StreamEndEvent):
        return
    if _is_null(first):
        return
    if not isinstance(first, yaml.SequenceStartEvent):
        raise Fault(_line(first), _("expected a list of records, each beginning with “- ”"))
    event = events.next()
    while not isinstance(event, yaml.SequenceEndEvent):
        yield events.node(event, depth=1)
        event = events.next()
    events.end()


def read_mapping(text: str) -> Pairs:
    """The one mapping of a file. Raises Fault."""
    events = _Events(text)
    first = events.next()
    if not isinstance(first, yaml.MappingStartEvent):
        raise Fault(_line(first), _("expected fields, each as “name: value”"))
    node = events.node(first, depth=0)
    events.end()
    assert isinstance(node, Pairs)  # noqa: S101  for the type checker: it began as a mapping
    return node


class _Events:
    """libyaml's events, with its complaints in our words."""

    def __init__(self, text: str) -> None:
        refuse_unwanted_signs(text)
        self._loader = yaml.CSafeLoader(text)
        try:
            self._loader.get_event()
            if self._loader.check_event(yaml.DocumentStartEvent):
                self._loader.get_event()
        except yaml.YAMLError as error:
            raise _as_fault(error) from error

    def next(self) -> yaml.Event:
        try:
            event = self._loader.get_event()
        except yaml.YAMLError as error:
            raise _as_fault(error) from error
        if event is None:
            raise Fault(1, _("expected a value, found the end of the file"))
        if isinstance(event, yaml.AliasEvent):
            raise Fault(_line(event), _("aliases (“*name”) are not allowed: write the value out"))
        if getattr(event, "anchor", None) is not None:
            raise Fault(_line(event), _("anchors (“&name”) are not allowed: write the value out"))
        if getattr(event, "tag", None) is not None:
            raise Fault(_line(event), _("tags (“!name”) are not allowed: write the value alone"))
        return event

    def node(self, event: yaml.Event, *, depth: int) -> Node:
        """The whole value that this event begins."""
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, not event.style, _line(event))
        if depth >= DEEPEST:
            raise Fault(_line(event), _("lists and mappings are nested too deeply here"))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._items(_line(event), depth=depth + 1)
        return self._pairs(_line(event), depth=depth + 1)

    def _items(self, line: int, *, depth: int) -> Items:
        items = []
        event = self.next()
        while not isinstance(event, yaml.SequenceEndEvent):
            items.append(self.node(event, depth=depth))
            event = self.next()
        return Items(items, line)

    def _pairs(self, line: int, *, depth: int) -> Pairs:
        entries: dict[str, Node] = {}
        event = self.next()
        while not isinstance(event, yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise Fault(
                    _line(event), _("expected the name of a field, found a list or mapping")
                )
            name = event.value
            if name in entries:
                raise Fault(_line(event), _("the field “%(name)s” is here twice") % {"name": name})
            entries[name] = self.node(self.next(), depth=depth)
            event = self.next()
        return Pairs(entries, line)

    def end(self) -> None:
        """Make sure that nothing follows."""
        self.next()
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise Fault(_line(event), _("expected one document: “---” may not divide the file"))


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark is not None else 1


def _is_null(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.style and event.value == ""


def refuse_unwanted_signs(text: str) -> None:
    """No tabs, no control characters, no marks of byte order. Raises Fault at the line."""
    found = _UNWANTED.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    if found.group() == "\t":
        raise Fault(line, _("there is a tab: indent with spaces"))
    raise Fault(
        line,
        _("there is an invisible control character (U+%(code)04X)") % {"code": ord(found.group())},
    )


def _as_fault(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = int(mark.line) + 1 if mark is not None else 1
    detail = getattr(error, "problem", None) or type(error).__name__
    return Fault(
        line,
        _("this is not YAML: look for an indent, quote, bracket or colon out of place (%(detail)s)")
        % {"detail": detail},
    )
