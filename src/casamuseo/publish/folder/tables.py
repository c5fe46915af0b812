"""How a file of records becomes a table of rows, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from casamuseo.publish.folder.shapes import Shape


@dataclass(frozen=True, slots=True)
class Child:
    """Rows that belong to a record: its openings, its placements; replaced as one when they differ."""

    name: str
    """The record's field, a list."""
    model: type[models.Model]
    parent: str
    """The row's attribute that names the record's row."""
    shape: Shape
    order: str = "order"
    unique: str = ""
    """The attribute by which no two of a record may be the same."""
    has_passage: bool = False
    own: str = ""
    """The attribute that refers to a record of the parent's list, perhaps a later one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A plain many-to-many list of references, kept in its order."""

    name: str
    """The row's attribute."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list of records."""

    name: str
    """The file's stem, and the kind by which references and passages know the records."""
    model: type[models.Model]
    shape: Shape
    key: str = "key"
    order: str = "order"
    is_one_line: bool = False
    """Whether a record that fits is written on one line."""
    children: tuple[Child, ...] = ()
    links: tuple[Link, ...] = ()
    own: str = ""
    """The attribute that refers to a record of the same list."""
    unique: Mapping[str, Callable[[int], Any]] = field(default_factory=dict)
    """Attributes without doubles, and where a row's value waits while two rows trade theirs."""
    has_slug: bool = False
    has_passage: bool = False
    has_pictures: bool = False
    sections: str = ""
    """The attribute that divides the keys: a term's vocabulary."""
    file: str = ""
    """The mapping that holds the list, where it is not a file of its own."""
    only: Mapping[str, Any] = field(default_factory=dict)
    """Which rows of the model the folder knows; the others are made and kept elsewhere."""
    public: Mapping[str, Any] | None = field(default_factory=dict)
    """Which of its rows a dump for the public has; None is none of them."""
    hidden: Callable[[], models.QuerySet[Any]] | None = None
    """Rows that a dump for the public does not have besides."""
    private: frozenset[str] = frozenset()
    """The fields of a record that a dump for the public leaves out."""
    shown: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """What a dump for the public makes of a record that it has."""
    sort: tuple[str, ...] = ()
    """In which order the records are written, where it is not that of the house."""
    keeps_others: bool = False
    """Whether rows that the folder does not have stay: somebody is at work on them."""

    def rows(self) -> models.QuerySet[Any]:
        """The rows that the folder knows."""
        return self.model._default_manager.filter(**self.only)

    @property
    def key_field(self) -> str:
        """The record's field that is its key."""
        return self.shape.fields[0].name


def nowhere(row: int) -> None:
    """A unique column that may be empty waits empty."""


def marked(row: int) -> str:
    """A unique text waits as something that nobody writes."""
    return f"~{row}"


def long_ago(row: int) -> date:
    """A unique day waits in antiquity."""
    return date.fromordinal(row)
