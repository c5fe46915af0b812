"""Refusals of entries, acquisitions and exits, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal


class ProcedureRefusal(Refusal):
    """The root of these refusals; `field` is the name of what was wrong, "" where it is the whole."""

    field = ""


class ChangedMeanwhile(ProcedureRefusal):
    """Somebody else saved the record after it was read."""

    code = "changed-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing. Nothing of yours is lost: look at "
                "what stands there now, then save again."
            )
        )


class NumberIsTaken(ProcedureRefusal):
    """Another record has that number."""

    code = "number-is-taken"
    field = "number"

    def __init__(self, number: str) -> None:
        super().__init__(
            _("The number “%(number)s” is taken already.") % {"number": number}, number=number
        )


class StillToCome(ProcedureRefusal):
    """What has been done cannot be dated later than today."""

    code = "still-to-come"

    def __init__(self, day: date) -> None:
        super().__init__(_("That day has not come yet."), day=day.isoformat())


class NothingNamed(ProcedureRefusal):
    """No object and no thing was named."""

    code = "nothing-named"

    def __init__(self) -> None:
        super().__init__(_("Name at least one thing."))


class ReturnedBeforeItCame(ProcedureRefusal):
    """The day by which it goes back lies before the day on which it came."""

    code = "returned-before-it-came"
    field = "return_by"

    def __init__(self) -> None:
        super().__init__(_("It cannot go back before it came."))


class AlreadyClosed(ProcedureRefusal):
    """The record is closed: nothing is done with it any more."""

    code = "already-closed"

    def __init__(self, number: str) -> None:
        super().__init__(_("%(number)s is closed already.") % {"number": number}, number=number)


class DecisionMissing(ProcedureRefusal):
    """What needs a written decision has none."""

    code = "decision-missing"
    field = "decision"

    def __init__(self) -> None:
        super().__init__(_("Write who decided what, when and why."))


class Cited(ProcedureRefusal):
    """Other records refer to what was to be deleted."""

    code = "cited"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "It cannot be deleted: %(names)s refers to it.",
                "It cannot be deleted: %(names)s refer to it.",
                len(names),
            )
            % {"names": ", ".join(names)},
            names=list(names),
        )


class NotAuthorised(ProcedureRefusal):
    """Nobody has authorised it yet."""

    code = "not-authorised"
    field = "authorised_by"

    def __init__(self) -> None:
        super().__init__(_("Write who authorised it, and on which day."))


class NoTitleEvidence(ProcedureRefusal):
    """Nothing is written of what shows the title."""

    code = "no-title-evidence"
    field = "title_evidence"

    def __init__(self) -> None:
        super().__init__(_("Write which paper shows the transfer of title, or that none is known."))


class AlreadyAccessioned(ProcedureRefusal):
    """These objects are in the accession register already."""

    code = "already-accessioned"
    field = "museum_objects"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "%(numbers)s is in the accession register already.",
                "%(numbers)s are in the accession register already.",
                len(numbers),
            )
            % {"numbers": ", ".join(numbers)},
            numbers=list(numbers),
        )


class AuthorisedAfterItLeft(ProcedureRefusal):
    """The approval is younger than what it approves."""

    code = "authorised-after-it-left"
    field = "authorised_on"

    def __init__(self) -> None:
        super().__init__(_("It must be authorised before it leaves, or on the same day."))


class ExpectedBeforeItLeft(ProcedureRefusal):
    """It is expected back, or came back, before the day on which it left."""

    code = "expected-before-it-left"
    field = "expected_return_on"

    def __init__(self) -> None:
        super().__init__(_("It cannot come back before it left."))


class LeavesForGood(ProcedureRefusal):
    """What is disposed of is not expected back."""

    code = "leaves-for-good"
    field = "expected_return_on"

    def __init__(self) -> None:
        super().__init__(_("What is disposed of does not come back."))


class NotOurs(ProcedureRefusal):
    """The museum does not own what it was to dispose of."""

    code = "not-ours"
    field = "museum_objects"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "The museum does not own %(numbers)s, so it cannot dispose of it.",
                "The museum does not own %(numbers)s, so it cannot dispose of them.",
                len(numbers),
            )
            % {"numbers": ", ".join(numbers)},
            numbers=list(numbers),
        )


class NotInTheHouse(ProcedureRefusal):
    """The objects have left the museum on an exit and are not back, or were never held."""

    code = "not-in-the-house"
    field = "museum_objects"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "%(numbers)s is not in the museum’s hands.",
                "%(numbers)s are not in the museum’s hands.",
                len(numbers),
            )
            % {"numbers": ", ".join(numbers)},
            numbers=list(numbers),
        )


class AlreadyBack(ProcedureRefusal):
    """It came back before."""

    code = "already-back"

    def __init__(self, number: str) -> None:
        super().__init__(_("%(number)s is back already.") % {"number": number}, number=number)


class NoNormalPlace(ProcedureRefusal):
    """It was to go back to its normal place and has none."""

    code = "no-normal-place"
    field = "place"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "%(numbers)s has no normal place: say where it goes.",
                "%(numbers)s have no normal place: say where they go.",
                len(numbers),
            )
            % {"numbers": ", ".join(numbers)},
            numbers=list(numbers),
        )
