"""What is wrong with a house folder: file, line, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST = 20
"""So many problems are told at once; then the reading stops."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend, at a line of a file of the folder; line 0 is the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else self.message_of_file()

    def message_of_file(self) -> str:
        return f"{self.file}: {self.message}"


class Fault(Exception):  # noqa: N818  a refusal is named for what is the case
    """A problem at a line of the file being read; whoever reads the file knows its name."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class FolderRefused(Exception):  # noqa: N818  a refusal is named for what is the case
    """The folder was not loaded, and nothing of it was kept."""

    code = "folder-refused"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
        self.facts = {"problems": [str(problem) for problem in problems]}


@dataclass(slots=True)
class Problems:
    """Collects problems until there are enough of them."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, message: str) -> None:
        """Note a problem. Raises FolderRefused when there are too many to go on."""
        self.found.append(Problem(file, line, message))
        if len(self.found) >= MOST:
            self.found.append(Problem(file, 0, _("There are more problems; these come first.")))
            self.refuse_if_any()

    def refuse_if_any(self) -> None:
        """Raises FolderRefused with what was found, if anything was."""
        if self.found:
            raise FolderRefused(self.found)

    def __bool__(self) -> bool:
        return bool(self.found)
