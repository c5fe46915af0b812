"""The timeline's drawings."""

from __future__ import annotations

from collections.abc import Sequence

from casamuseo.story.models import Happening


def bars(happenings: Sequence[Happening]) -> list[str]:
    return []
