"""Refusals of authority records, each with a code and its facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class UnfitNames(Refusal):
    """A person has a preferred name, and one at most in each language."""

    code = "unfit-names"

    def __init__(self, problem: str, *, language: str = "") -> None:
        words = {
            "none": _("One of the names is the preferred one."),
            "two": _("Only one name is the preferred one in each language."),
        }[problem]
        super().__init__(words, problem=problem, language=language)


class EndsBeforeItBegins(Refusal):
    """What ends does so after it began."""

    code = "ends-before-it-begins"

    def __init__(self) -> None:
        super().__init__(_("The last date is before the first one."))


class HalfCoordinates(Refusal):
    """Latitude and longitude are given together, or neither."""

    code = "half-coordinates"

    def __init__(self) -> None:
        super().__init__(_("Latitude and longitude are given together, or neither."))


class WrongBroader(Refusal):
    """A term is not broader than itself, nor is one of its own narrower ones."""

    code = "wrong-broader"

    def __init__(self) -> None:
        super().__init__(_("A broader term of the same list is chosen, not one of its own."))
