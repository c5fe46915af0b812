"""Keys of records that nobody names: the same in the database and in the house folder."""

from __future__ import annotations

from uuid import uuid4


def new_key() -> str:
    """Twenty characters that no other record has."""
    return uuid4().hex[:20]
