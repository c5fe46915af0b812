"""Refusals of audits, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal


class AuditIsOpen(Refusal):
    """The place is being audited already: there is one list of it at a time."""

    code = "audit-is-open"

    def __init__(self, place: str) -> None:
        super().__init__(
            _("An audit of “%(place)s” is already under way. Go on with it, or close it first.")
            % {"place": place},
            place=place,
        )


class AuditIsClosed(Refusal):
    """A closed audit says what was found that day, and goes on saying it."""

    code = "audit-is-closed"

    def __init__(self) -> None:
        super().__init__(_("This audit is closed and does not change any more. Begin another one."))


class StillAwaited(Refusal):
    """Nobody has said of some objects whether they are there."""

    code = "still-awaited"

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "One object has not been seen. Say that it is missing, or go on looking.",
                "%(count)d objects have not been seen. Say that they are missing, or go on looking.",
                count,
            )
            % {"count": count},
            count=count,
        )


class NotInThisAudit(Refusal):
    """The object stands on no line of this audit."""

    code = "not-in-this-audit"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s does not stand in this audit.") % {"number": number}, number=number
        )


class SeenOutside(Refusal):
    """Where it was seen is not a part of the place that is audited."""

    code = "seen-outside"

    def __init__(self, place: str) -> None:
        super().__init__(
            _("“%(place)s” does not stand in the place that is audited.") % {"place": place},
            place=place,
        )
