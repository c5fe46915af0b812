"""What an address asks for after its question mark, cut and cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from casamuseo.web.languages import parameter

LONGEST = 100


def asked_for(request: HttpRequest, name: str, *, language: str) -> str:
    """The value of a parameter, by its name in this language; "" where it is not there."""
    return request.GET.get(parameter(name, language=language), "")[:LONGEST].strip()


def page_number(request: HttpRequest, *, language: str) -> int:
    """The page asked for; the first where none is, or none that could be."""
    number = asked_for(request, "page", language=language)
    return max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a long list."""

    items: Sequence[int]
    number: int
    last: int

    @classmethod
    def of(cls, request: HttpRequest, listed: Sequence[int], *, size: int, language: str) -> Part:
        """The part that the address asks for; a 404 beyond the last."""
        number, last = page_number(request, language=language), max(1, -(-len(listed) // size))
        if number > last:
            raise Http404
        return cls(listed[(number - 1) * size : number * size], number, last)
