"""Refusals of what is told, each with a code and its facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.authority.errors import EndsBeforeItBegins
from casamuseo.kernel.errors import Refusal

__all__ = ["EndsBeforeItBegins", "NeedsDate", "StopNumberIsTaken"]


class NeedsDate(Refusal):
    """A happening stands in time: its date is one that can be put in order."""

    code = "needs-date"

    def __init__(self, words: str = "") -> None:
        super().__init__(
            _("“%(words)s” is no date that can be put in order.") % {"words": words}, words=words
        )


class StopNumberIsTaken(Refusal):
    """One number on the wall leads to one stop of the guide."""

    code = "stop-number-is-taken"

    def __init__(self, number: int) -> None:
        super().__init__(
            _("The guide has a stop %(number)d already.") % {"number": number}, number=number
        )
