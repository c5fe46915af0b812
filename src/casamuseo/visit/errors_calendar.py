"""Refusals of the calendar and of closed rooms, each with a code and its facts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class BadHours(Refusal):
    """The house opens before the last visitor enters, and closes after that."""

    code = "bad-hours"

    def __init__(self) -> None:
        super().__init__(
            _("Please check the hours: opening comes first, then the last entry, then closing.")
        )


class BadDays(Refusal):
    """A rule is for at least one weekday, and begins before it ends."""

    code = "bad-days"

    def __init__(self) -> None:
        super().__init__(_("Please choose at least one weekday, and a first day before the last."))


class DayIsPast(Refusal):
    """What has been cannot be changed."""

    code = "day-is-past"

    def __init__(self, day: date) -> None:
        super().__init__(_("That day is over."), day=day.isoformat())


class NoException(Refusal):
    """The day is as its weekday always is."""

    code = "no-exception"

    def __init__(self, day: date) -> None:
        super().__init__(_("That day does not differ from the others."), day=day.isoformat())


class RoomIsClosed(Refusal):
    """The room is closed during that time already."""

    code = "room-is-closed"

    def __init__(self) -> None:
        super().__init__(_("This room is already closed at that time."))


class BadSpan(Refusal):
    """A closure ends after it begins, and not in the past."""

    code = "bad-span"

    def __init__(self) -> None:
        super().__init__(_("Please check the times: a closure ends after it begins."))


class ConflictIsSettled(Refusal):
    """Somebody has dealt with it already."""

    code = "conflict-is-settled"

    def __init__(self) -> None:
        super().__init__(_("This has been settled already."))


class PaidAtTheTill(Refusal):
    """Money that came over the counter goes back over the counter."""

    code = "paid-at-the-till"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was paid at the till or by transfer. Give the money back from the booking’s page."
            )
        )
