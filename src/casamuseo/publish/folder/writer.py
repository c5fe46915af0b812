"""Writes records as YAML that a curator reads: short mappings on one line, quotes only where needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

WIDTH = 110
"""Columns; what does not fit in them as one line is written as a block."""

_SAFE_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~.+0-9]|[0-9]")
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# What YAML 1.1 or 1.2 would take for a number, a day, a time, a truth or nothing.
_NOT_WORDS = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n"
    r"|[-+.0-9][-+.:_0-9a-fox]*(?:e[-+]?[0-9]+)?|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?)",
    re.IGNORECASE,
)


def record_lines(record: Mapping[str, Any], *, is_one_line: bool, indent: int = 0) -> list[str]:
    """An item of a list of records: on one line where it may and fits, or else a field a line."""
    dash = f"{' ' * indent}- "
    if is_one_line:
        line = f"{dash}{_flow(record)}"
        if len(line) <= WIDTH:
            return [line]
    lines = list(_fields(record, indent + 2))
    return [dash + lines[0][indent + 2 :], *lines[1:]]


def field_lines(name: str, value: Any, *, indent: int = 0) -> Iterator[str]:
    """A field with its value, on one line where it fits."""
    head = f"{' ' * indent}{name}:"
    if not isinstance(value, Mapping | list):
        yield f"{head} {scalar(value)}"
        return
    line = f"{head} {_flow(value)}"
    if (len(line) <= WIDTH and not _is_long(value)) or not value:
        yield line
        return
    yield head
    yield from _block(value, indent + 2)


def _is_long(value: Any) -> bool:
    """Whether it is a list of several mappings, which reads better one a line."""
    return isinstance(value, list) and len(value) > 1 and isinstance(value[0], Mapping)


def _fields(record: Mapping[str, Any], indent: int) -> Iterator[str]:
    for name, value in record.items():
        yield from field_lines(_name(name), value, indent=indent)


def _block(value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _fields(value, indent)
        return
    for item in value:
        yield from _item(item, indent)


def _item(item: Any, indent: int) -> Iterable[str]:
    if isinstance(item, Mapping):
        return record_lines(item, is_one_line=True, indent=indent)
    dash = f"{' ' * indent}- "
    return [dash + (_flow(item) if isinstance(item, list) else scalar(item))]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_name(name)}: {_flow(entry)}" for name, entry in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(item) for item in value)}]"
    return scalar(value, is_flow=True)


def _name(name: str) -> str:
    # `on` is a field of ours, and a truth only in YAML 1.1; a language `no` may have its quotes.
    is_plain = _NAME.fullmatch(name) and (name == "on" or not _NOT_WORDS.fullmatch(name))
    return name if is_plain else quoted(name)


def scalar(value: Any, *, is_flow: bool = False) -> str:
    """A word, number, truth or nothing, in quotes only where YAML would misread it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return value if _may_be_plain(value, is_flow=is_flow) else quoted(value)


def _may_be_plain(words: str, *, is_flow: bool) -> bool:
    if not words or words != words.strip() or not _SAFE_START.match(words):
        return False
    if ": " in words or " #" in words or words.endswith(":") or _UNPRINTABLE.search(words):
        return False
    if is_flow and any(sign in words for sign in ",[]{}:?"):
        return False
    return not _NOT_WORDS.fullmatch(words)


def quoted(words: str) -> str:
    """The words in double quotes, or in single ones where they hold double ones."""
    if _UNPRINTABLE.search(words):
        return f'"{_escaped(words)}"'
    if '"' not in words and "\\" not in words:
        return f'"{words}"'
    return "'" + words.replace("'", "''") + "'"


def _escaped(words: str) -> str:
    words = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", words)
