"""The doctor: examinations of an installation, by every app that knows one, and what they find."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: what, why it matters, and the command that mends it."""

    code: str
    what: str
    why: str
    mend: str
    is_fault: bool = True
    """False for a note, which a healthy installation may have too."""


Examination = Callable[[], Iterable[Finding]]
AnExamination = TypeVar("AnExamination", bound=Examination)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    examine: Examination
    after: tuple[str, ...]


_entries: dict[str, _Entry] = {}


def examines(*, after: tuple[str, ...] = ()) -> Callable[[AnExamination], AnExamination]:
    """Register an examination; it is left out where one of those named in `after` found a fault.

    Each app keeps its own in a module `examinations`. The kernel's are: home, sqlite, database,
    pragmas, integrity, migrations, assets, clocks, zones, worker, letters, backups, maintenance_mode.
    """

    def register(examine: AnExamination) -> AnExamination:
        _entries[examine.__name__] = _Entry(examine.__name__, examine, after)
        return examine

    return register


def findings(*, only: Iterable[str] = ()) -> Iterator[Finding]:
    """What the examinations find, in the order of the floors; `only` names some of them."""
    autodiscover_modules("examinations")
    chosen = set(only) or set(_entries)
    failed: set[str] = set()
    for entry in list(_entries.values()):
        if entry.name not in chosen or failed.intersection(entry.after):
            continue
        for finding in _found(entry):
            if finding.is_fault:
                failed.add(entry.name)
            yield finding


def _found(entry: _Entry) -> list[Finding]:
    try:
        return list(entry.examine())
    except Exception as problem:
        # The doctor must not fall ill himself: what cannot be examined is a finding too.
        log.debug("Examination %s failed", entry.name, exc_info=True)
        return [
            Finding(
                "not-examined",
                what=_("The examination “%(name)s” could not be made: %(problem)s")
                % {"name": entry.name, "problem": f"{type(problem).__name__}: {problem}"},
                why=_("Whether this part works is not known."),
                mend="casamuseo doctor --verbosity 3",
            )
        ]
