"""What YAML says before anybody asks what it means: scalars, lists and mappings, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(slots=True)
class Scalar:
    """A word or more, as written; a plain one may also stand for a number, a truth or nothing."""

    words: str
    is_plain: bool
    line: int


@dataclass(slots=True)
class Items:
    """A list."""

    items: list[Node]
    line: int


@dataclass(slots=True)
class Pairs:
    """A mapping, in the order of the file."""

    entries: dict[str, Node]
    line: int


Node: TypeAlias = Scalar | Items | Pairs
