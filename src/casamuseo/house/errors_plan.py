"""Refusals of the plan, each with a code and its facts: the corner, the opening, the other place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.house.models import Place
from casamuseo.kernel.errors import Refusal


class UnfitOutline(Refusal):
    """The corners make no outline that can be drawn."""

    code = "unfit-outline"

    def __init__(self, problem: str, *, x: float | None = None, y: float | None = None) -> None:
        words = {
            "not-points": _("The corners are not all given as two numbers."),
            "not-finite": _("A corner is not a number that can be measured."),
            "too-few-points": _("An outline has at least three different corners."),
            "too-many-points": _("The outline has too many corners."),
            "too-far": _("A corner is more than ten kilometres away: lengths are in metres."),
            "repeated-point": _("The outline has the same corner twice in a row."),
            "self-crossing": _("The outline crosses itself. List its corners once around."),
            "too-small": _("The outline encloses almost nothing: lengths are in metres."),
        }[problem]
        if x is not None and y is not None:
            words = _("%(problem)s It happens at %(x).2f, %(y).2f.") % {
                "problem": words,
                "x": x,
                "y": y,
            }
        super().__init__(words, problem=problem, x=x, y=y)


class RunsThroughWall(Refusal):
    """The outline runs through a wall of another place."""

    code = "runs-through-wall"

    def __init__(self, other: Place, *, x: float, y: float) -> None:
        super().__init__(
            _("The outline runs through a wall of “%(other)s”, near %(x).2f, %(y).2f.")
            % {"other": other.name, "x": x, "y": y},
            other=other.key,
            x=x,
            y=y,
        )


class OutsideParent(Refusal):
    """The outline leaves the place that it is part of."""

    code = "outside-parent"

    def __init__(self, parent: Place, *, x: float, y: float) -> None:
        super().__init__(
            _("The outline leaves “%(parent)s”, of which it is part, near %(x).2f, %(y).2f.")
            % {"parent": parent.name, "x": x, "y": y},
            parent=parent.key,
            x=x,
            y=y,
        )


class LeavesPartOutside(Refusal):
    """A part of the place would lie outside its new outline."""

    code = "leaves-part-outside"

    def __init__(self, part: Place, *, x: float, y: float) -> None:
        super().__init__(
            _("“%(part)s” is part of this place and would lie outside, near %(x).2f, %(y).2f.")
            % {"part": part.name, "x": x, "y": y},
            part=part.key,
            x=x,
            y=y,
        )


class UnfitOpening(Refusal):
    """An opening cannot be where it is said to be."""

    code = "unfit-opening"

    def __init__(self, problem: str, *, number: int, other: int | None = None) -> None:
        words = {
            "off-wall": _("Opening %(number)d does not lie on one wall of this place."),
            "too-narrow": _("Opening %(number)d is less than ten centimetres wide."),
            "too-high": _("Opening %(number)d is higher than the wall that it is in."),
            "overlaps": _("Opening %(number)d overlaps opening %(other)d."),
            "no-outline": _("Opening %(number)d needs a wall: give the place an outline first."),
            "to-itself": _("Opening %(number)d leads from the place into itself."),
        }[problem]
        super().__init__(
            words % {"number": number, "other": other},
            problem=problem,
            number=number,
            other=other,
        )


class WrongParent(Refusal):
    """A place cannot be part of this one."""

    code = "wrong-parent"

    def __init__(self, parent: Place) -> None:
        super().__init__(
            _("It cannot be part of “%(parent)s”, which is itself or one of its parts.")
            % {"parent": parent.name},
            parent=parent.key,
        )


class NumberIsTaken(Refusal):
    """Two places cannot have one number on the plan."""

    code = "number-is-taken"

    def __init__(self, number: int) -> None:
        super().__init__(
            _("Another place has the number %(number)d on the plan.") % {"number": number},
            number=number,
        )
