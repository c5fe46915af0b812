"""One load of a folder: what every step of it shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from casamuseo.publish.folder.files import Folder
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.problems import Fault, Problems
from casamuseo.publish.folder.report import LoadReport


@dataclass(slots=True)
class Load:
    """The folder being read, what is known so far, what is wrong, and what was done."""

    folder: Folder
    actor: str
    at: datetime
    languages: tuple[str, ...] = ()
    prepared: tuple[str, ...] = ()
    """Languages in which something may be written already, and which nothing needs yet."""
    names: Names = field(default_factory=Names)
    problems: Problems = field(default_factory=Problems)
    report: LoadReport = field(default_factory=LoadReport)
    unspoken: dict[str, tuple[str, int]] = field(default_factory=dict)
    """File and line of each passage for which no record has asked yet."""
    retold: set[int] = field(default_factory=set)
    """Rows of the passages that stood before and say something else since this load."""
    shown_at: dict[str, tuple[str, int]] = field(default_factory=dict)
    """File and line of each picture."""
    pictures_of: dict[str, list[int]] = field(default_factory=dict)
    """Rows of the pictures by the record they belong to."""
    copies: dict[Path, str] = field(default_factory=dict)
    """Photographs to be copied when everything is found right: where to, and from which file."""
    at_the_end: list[Callable[[], None]] = field(default_factory=list)
    """What is deleted, in the order in which the tables were loaded."""

    @property
    def reading(self) -> Reading:
        return Reading((*self.languages, *self.prepared), self.names)

    @property
    def is_writing(self) -> bool:
        """Once something is wrong, the rest is only read, to find what else is."""
        return not self.problems

    @contextmanager
    def file(self, name: str) -> Iterator[None]:
        """A fault inside is a problem of this file."""
        try:
            yield
        except Fault as fault:
            self.add(name, fault.line, fault.message)

    def add(self, name: str, line: int, message: str) -> None:
        self.problems.add(self.folder.shown(name), line, message)

    def passage_row(self, key: str) -> int | None:
        """The row of the passage with this key, which is spoken from now on."""
        self.unspoken.pop(key, None)
        return self.names.row("passages", key) or None
