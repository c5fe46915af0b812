"""Refusals of display states and placements, each with a code and its facts."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.quoting import all_quoted


class DayIsShown(Refusal):
    """A day has one display state."""

    code = "day-is-shown"

    def __init__(self, day: date | None) -> None:
        words = (
            _("The house on %(day)s is already there.") % {"day": date_format(day)}
            if day
            else _("The house today is already there.")
        )
        super().__init__(words, day=str(day or ""))


class OutsideRoom(Refusal):
    """A thing cannot stand outside the place in which it is said to stand."""

    code = "outside-room"

    def __init__(self, thing: MuseumObject, place: Place, *, x: float, y: float) -> None:
        super().__init__(
            _("“%(thing)s” would stand outside “%(place)s”, at %(x).2f, %(y).2f.")
            % {"thing": thing.name, "place": place.name, "x": x, "y": y},
            thing=thing.key,
            place=place.key,
        )


class NeedsPlace(Refusal):
    """What is present is in a place; a position has both its numbers."""

    code = "needs-place"

    def __init__(self) -> None:
        super().__init__(_("Say in which place it was, or that its presence is not known."))


class HalfPosition(Refusal):
    """A position has both numbers or neither."""

    code = "half-position"

    def __init__(self, thing: MuseumObject) -> None:
        super().__init__(
            _("“%(thing)s” needs both numbers of its position, or neither.")
            % {"thing": thing.name},
            thing=thing.key,
        )


class PlacedAlready(Refusal):
    """An object stands once in a display state."""

    code = "placed-already"

    def __init__(self, thing: MuseumObject, place: Place | None) -> None:
        words = (
            _("“%(thing)s” is placed on this day already, in “%(place)s”.")
            if place
            else _("“%(thing)s” is placed on this day already.")
        )
        super().__init__(words % {"thing": thing.name, "place": place and place.name})


class MovedMeanwhile(Refusal):
    """Somebody else moved some of the things after the plan was opened here."""

    code = "moved-meanwhile"

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            ngettext(
                "Somebody moved %(names)s while you were arranging. Nothing was saved: what stands "
                "now is shown beside yours. Save again to put yours in its place.",
                "Somebody moved these while you were arranging: %(names)s. Nothing was saved: what "
                "stands now is shown beside yours. Save again to put yours in its place.",
                len(names),
            )
            % {"names": all_quoted(names)},
            names=names,
        )


class StateHasThings(Refusal):
    """A day on which things are placed is not deleted."""

    code = "state-has-things"

    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "%(count)d thing is placed on this day. Take it away first.",
                "%(count)d things are placed on this day. Take them away first.",
                count,
            )
            % {"count": count},
            count=count,
        )
