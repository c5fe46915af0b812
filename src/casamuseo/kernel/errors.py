"""The root of every refusal: what was asked for and is not done."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818  a refusal is named for what is the case
    """Something that was asked for and is not done. `str()` is the sentence for a person."""

    code = "refused"

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.facts = facts
