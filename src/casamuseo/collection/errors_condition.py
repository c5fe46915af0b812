"""Refusals of condition checks, treatments and damage, each with a code; `str()` is the sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.collection.errors_procedures import ProcedureRefusal


class NextCheckBeforeThis(ProcedureRefusal):
    """The next check is planned for no later than this one."""

    code = "next-check-before-this"
    field = "next_check_on"

    def __init__(self) -> None:
        super().__init__(_("The next check is after this one."))


class OutsideThePicture(ProcedureRefusal):
    """A mark has no point, too many, or one that is not on the photograph."""

    code = "outside-the-picture"
    field = "x"

    def __init__(self) -> None:
        super().__init__(
            _(
                "A mark has its points on the photograph: from 0 to 100 per cent, at most 200 of them."
            )
        )


class EndedBeforeItBegan(ProcedureRefusal):
    """A treatment ends before it began."""

    code = "ended-before-it-began"
    field = "ended_on"

    def __init__(self) -> None:
        super().__init__(_("A treatment cannot end before it began."))


class ClosedBeforeItWasFound(ProcedureRefusal):
    """A damage is closed before it was discovered."""

    code = "closed-before-it-was-found"
    field = "closed_on"

    def __init__(self) -> None:
        super().__init__(_("A damage cannot be closed before it was discovered."))


class NoReport(ProcedureRefusal):
    """A treatment ends, or a damage is closed, with nothing written of it."""

    code = "no-report"

    def __init__(self, *, field: str) -> None:
        self.field = field
        super().__init__(_("Write what was done."))
