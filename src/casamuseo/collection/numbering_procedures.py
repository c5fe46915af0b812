"""Numbers of procedures: a letter, the year and a running number, such as E-2026-003."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, models

from casamuseo.collection.days import day_of
from casamuseo.collection.errors_procedures import NumberIsTaken
from casamuseo.collection.models import Acquisition, Loan, ObjectEntry, ObjectExit
from casamuseo.kernel.writing import writing

M = TypeVar("M", bound=models.Model)

LETTERS: dict[type[models.Model], tuple[str, str]] = {
    ObjectEntry: ("E", "entry_number"),
    Acquisition: ("A", "acquisition_number"),
    ObjectExit: ("X", "exit_number"),
    Loan: ("L", "loan_number"),
}
"""The letter of a procedure, and the field that has its number."""
TRIES = 5
_RUNNING = re.compile(r"\d{1,9}")


def next_number(model: type[models.Model], *, at: datetime) -> str:
    """The first number after all those of the year; what people typed otherwise does not count."""
    letter, field = LETTERS[model]
    before = f"{letter}-{day_of(at).year}-"
    numbers = model._default_manager.filter(**{f"{field}__startswith": before})
    tails = (number.removeprefix(before) for number in numbers.values_list(field, flat=True))
    highest = max((int(tail) for tail in tails if _RUNNING.fullmatch(tail)), default=0)
    return f"{before}{highest + 1:03d}"


def numbered(model: type[M], number: str, write: Callable[[str], M], *, at: datetime) -> M:
    """Write a record under the number that was typed, or under the next free one; in one transaction.

    Refuses with NumberIsTaken where another record has the typed one.
    """
    for _try in range(TRIES if not number else 1):
        wanted = number or next_number(model, at=at)
        try:
            with writing():
                return write(wanted)
        except IntegrityError:
            field = LETTERS[model][1]
            if not model._default_manager.filter(**{field: wanted}).exists():
                raise
    raise NumberIsTaken(wanted)
