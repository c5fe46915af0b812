"""Refusals of writing and reviewing passages, each with a code and its facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class PassageExists(Refusal):
    """A key names one passage."""

    code = "passage-exists"

    def __init__(self, key: str) -> None:
        super().__init__(_("There is a text “%(key)s” already.") % {"key": key}, key=key)
