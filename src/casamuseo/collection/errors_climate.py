"""Refusals of climate records, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class UnreadableReadings(Refusal):
    """The file is no table of readings."""

    code = "unreadable-readings"

    def __init__(self) -> None:
        super().__init__(
            _(
                "No table of readings was found in this file: it needs a row of headings with the "
                "date and time and at least one of temperature, humidity and light. Export the "
                "readings as CSV or text."
            )
        )


class TooManyReadings(Refusal):
    """More than one import takes."""

    code = "too-many-readings"

    def __init__(self, most: int) -> None:
        super().__init__(
            _("The file is too big: at most %(most)d megabytes at once.") % {"most": most},
            most=most,
        )


class DayOrMonthFirst(Refusal):
    """The dates can be read in two ways, and nothing in the file says in which."""

    code = "day-or-month-first"

    def __init__(self, example: str) -> None:
        super().__init__(
            _(
                "“%(example)s” can be read in two ways. Please say whether the day or the month comes first."
            )
            % {"example": example},
            example=example,
        )


class LimitsNothing(Refusal):
    """Neither a lowest nor a highest value, or no room between them."""

    code = "limits-nothing"

    def __init__(self) -> None:
        super().__init__(
            _("Give a lowest value, a highest value, or both, the lowest below the highest.")
        )


class SensorKeyIsTaken(Refusal):
    """Another logger has that short name."""

    code = "sensor-key-is-taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There already is a logger called “%(name)s”.") % {"name": name}, name=name
        )
