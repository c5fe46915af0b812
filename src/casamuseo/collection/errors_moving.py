"""Refusals of the ledger of movements, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class NoDestination(Refusal):
    """Nothing was said of where it went: unknown is an answer, blank is none."""

    code = "no-destination"

    def __init__(self) -> None:
        super().__init__(
            _("Please say where it went: a place, somewhere else, or that nobody knows.")
        )


class NotYetMoved(Refusal):
    """The ledger tells what has happened, not what is planned."""

    code = "not-yet-moved"

    def __init__(self, effective_at: datetime) -> None:
        super().__init__(
            _("This moment has not come yet. The ledger holds what has happened."),
            effective_at=effective_at.isoformat(),
        )


class AlreadyThere(Refusal):
    """It would not move."""

    code = "already-there"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is already recorded there at that moment: nothing was entered.")
            % {"name": name},
            name=name,
        )


class NotAFixture(Refusal):
    """Rooms and buildings stay where they are."""

    code = "not-a-fixture"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is no fixture: only fixtures are moved with what is in them.")
            % {"name": name},
            name=name,
        )


class IntoItself(Refusal):
    """A fixture cannot stand in itself, nor in something that stands in it."""

    code = "into-itself"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” cannot go into itself, or into something that stands in it.")
            % {"name": name},
            name=name,
        )


class IsOnLoan(Refusal):
    """It is at a borrower's: it comes back first."""

    code = "is-on-loan"

    def __init__(self, number: str, loan: str) -> None:
        super().__init__(
            _("%(number)s is out on loan %(loan)s. Record its return first.")
            % {"number": number, "loan": loan},
            number=number,
            loan=loan,
        )


class HasLeft(Refusal):
    """It left the museum by an exit and has not come back."""

    code = "has-left"

    def __init__(self, number: str, exit_number: str, left_on: date) -> None:
        super().__init__(
            _("%(number)s left the museum on %(day)s (exit %(exit)s). Record its return first.")
            % {
                "number": number,
                "day": date_format(left_on, "DATE_FORMAT"),
                "exit": exit_number,
            },
            number=number,
            exit=exit_number,
        )


class AlreadyReversed(Refusal):
    """The entry does not count any more."""

    code = "already-reversed"

    def __init__(self) -> None:
        super().__init__(_("This entry has already been reversed."))


class IsAReversal(Refusal):
    """A reversal is not reversed: the movement is entered again."""

    code = "is-a-reversal"

    def __init__(self) -> None:
        super().__init__(
            _("A reversal cannot itself be reversed. Enter the movement again instead.")
        )


class HasMovedBefore(Refusal):
    """First locations are for objects that the ledger does not know yet."""

    code = "has-moved-before"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("%(number)s already stands in the ledger of movements.") % {"number": number},
            number=number,
        )
