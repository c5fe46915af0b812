"""A row of the matrix: who is let in to an address, and what the others are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casamuseo.staff.terms import Role

ROLES = set(Role.values)
DIRECTOR, TILL, GATE, GUIDE, CURATOR, EDITOR, TRANSLATOR = Role.values


@dataclass(frozen=True)
class Row:
    """Who is let in, what others are told, and what stands in the place of the address's parts."""

    let_in: set[str]
    others: int = 403
    parts: Callable[[], dict[str, Any]] = dict
    is_public: bool = False
    """Also for whoever is not signed in."""
    asks_token: bool = False
    """For devices: without their token nobody is let in, whatever their role."""


def only(*roles: str, others: int = 403, parts: Callable[[], dict[str, Any]] = dict) -> Row:
    return Row(set(roles), others=others, parts=parts)


STAFF = Row(ROLES)
PUBLIC = Row(ROLES, is_public=True)
DEVICE = Row(set(), asks_token=True)
