"""Refusals of loans, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.collection.errors_procedures import ProcedureRefusal


class OnLoan(ProcedureRefusal):
    """The object is out on a loan: it can be neither lent nor shown."""

    code = "on-loan"
    field = "museum_objects"

    def __init__(self, number: str, *, loan: str) -> None:
        super().__init__(
            _("%(number)s is out on loan %(loan)s.") % {"number": number, "loan": loan},
            number=number,
            loan=loan,
        )


class AlreadyPromised(ProcedureRefusal):
    """The object is agreed to be on another loan on some of these days."""

    code = "already-promised"
    field = "museum_objects"

    def __init__(self, number: str, *, loan: str) -> None:
        super().__init__(
            _("%(number)s is promised to loan %(loan)s on some of these days.")
            % {"number": number, "loan": loan},
            number=number,
            loan=loan,
        )


class EndsBeforeItBegins(ProcedureRefusal):
    """The last day of the loan lies before the first."""

    code = "ends-before-it-begins"
    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(_("The loan ends before it begins."))


class NotLonger(ProcedureRefusal):
    """An extension ends no later than the loan does now."""

    code = "not-longer"
    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(_("An extended loan ends later than before."))


class NotInThisState(ProcedureRefusal):
    """The loan is asked for, agreed, refused or closed, and this does not fit."""

    code = "not-in-this-state"

    def __init__(self, number: str, *, state: str) -> None:
        super().__init__(
            _("This cannot be done while loan %(number)s stands as “%(state)s”.")
            % {"number": number, "state": state},
            number=number,
            state=state,
        )


class StillOut(ProcedureRefusal):
    """Not everything is back."""

    code = "still-out"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "The loan cannot be closed: %(numbers)s is not back.",
                "The loan cannot be closed: %(numbers)s are not back.",
                len(numbers),
            )
            % {"numbers": ", ".join(numbers)},
            numbers=list(numbers),
        )


class NotInThisLoan(ProcedureRefusal):
    """The object is no part of the loan."""

    code = "not-in-this-loan"
    field = "museum_object"

    def __init__(self, number: str) -> None:
        super().__init__(_("%(number)s is not in this loan.") % {"number": number}, number=number)


class NotSent(ProcedureRefusal):
    """What has not gone cannot come back."""

    code = "not-sent"
    field = "museum_object"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s has not been sent on this loan.") % {"number": number}, number=number
        )


class AlreadySent(ProcedureRefusal):
    """What has gone on the loan stays in its list."""

    code = "already-sent"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s has already been sent on this loan.") % {"number": number},
            number=number,
        )


class BorrowsItsOwn(ProcedureRefusal):
    """The museum owns what it was to borrow."""

    code = "borrows-its-own"
    field = "museum_objects"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("The museum owns %(number)s and cannot borrow it.") % {"number": number},
            number=number,
        )


class WhereTo(ProcedureRefusal):
    """What arrives is put somewhere."""

    code = "where-to"
    field = "place"

    def __init__(self) -> None:
        super().__init__(_("Say in which place it is put."))


class BackBeforeItWent(ProcedureRefusal):
    """It came back before the day on which it went."""

    code = "back-before-it-went"
    field = "returned_on"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s cannot come back before it was sent.") % {"number": number},
            number=number,
        )
