"""Refusals at the gate that are not verdicts on a ticket."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class NothingToTakeBack(Refusal):
    """There is no such entry of this device, or it was taken back already."""

    code = "nothing-to-take-back"

    def __init__(self) -> None:
        super().__init__(_("There is nothing left to take back."))


class TooLateToTakeBack(Refusal):
    """An entry is taken back within minutes, or never."""

    code = "too-late-to-take-back"

    def __init__(self, *, minutes: int) -> None:
        super().__init__(
            _("An entry can only be taken back within %(minutes)d minutes.") % {"minutes": minutes},
            minutes=minutes,
        )


class BadTally(Refusal):
    """Nobody, or more people than one tap can stand for."""

    code = "bad-tally"

    def __init__(self) -> None:
        super().__init__(_("That number of people cannot be counted at once."))


class EnrolmentOver(Refusal):
    """The word for enrolling a device was never given, was used, or has run out."""

    code = "enrolment-over"

    def __init__(self) -> None:
        super().__init__(
            _("This enrolment code is not valid any more. Ask the director for another.")
        )


class DeviceUnknown(Refusal):
    """Whoever asks is no device of ours."""

    code = "device-unknown"

    def __init__(self) -> None:
        super().__init__(_("This device is not enrolled."))


class DeviceRevoked(Refusal):
    """The director has taken the device's right to judge tickets away."""

    code = "device-revoked"

    def __init__(self) -> None:
        super().__init__(_("This device has been withdrawn. It no longer checks tickets."))
