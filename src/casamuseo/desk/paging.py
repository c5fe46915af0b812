"""One page of a long list, without counting the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

A_PAGE = 50
LAST = 2000
"""Nobody leafs further; whoever looks for something older searches."""


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows, and whether there are others before and after."""

    rows: list[M]
    number: int
    has_more: bool

    def has_previous(self) -> bool:
        return self.number > 1

    def has_next(self) -> bool:
        return self.has_more

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1


def page_of(rows: QuerySet[M], asked: str | None) -> Page[M]:
    """The page that was asked for; the first for anything that is no number. One query."""
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 6 else 1
    number = min(max(number, 1), LAST)
    start = (number - 1) * A_PAGE
    found = list(rows[start : start + A_PAGE + 1])
    return Page(found[:A_PAGE], number, has_more=len(found) > A_PAGE and number < LAST)
