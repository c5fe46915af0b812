"""Refusals of a file of translations, each saying what is wrong and on which line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class UnfitFile(Refusal):
    """The file cannot be read as XLIFF or PO; nothing of it is used."""

    code = "unfit-file"

    def __init__(self, problem: str, *, line: int = 0) -> None:
        words = _("Line %(line)d: %(problem)s") % {"line": line, "problem": problem}
        super().__init__(words if line else problem, line=line)


class AnotherHouse(Refusal):
    """The file comes from another house."""

    code = "another-house"

    def __init__(self, found: str, *, house: str) -> None:
        super().__init__(
            _("This file belongs to the house “%(found)s”, and this house is “%(house)s”.")
            % {"found": found or "?", "house": house},
            found=found,
        )


class AnotherLanguage(Refusal):
    """The file is for a language that the house does not have, or from another original."""

    code = "another-language"

    def __init__(self, found: str) -> None:
        super().__init__(
            _("This file is for “%(language)s”, which is no language of the house.")
            % {"language": found or "?"},
            found=found,
        )


class UnknownUnits(Refusal):
    """The file names texts that this house does not have."""

    code = "unknown-units"

    def __init__(self, units: list[tuple[str, int]]) -> None:
        first = ", ".join(f"{name} ({number})" for name, number in units[:5])
        super().__init__(
            _(
                "The file has texts that this house does not know, here with their lines: "
                "%(units)s. It was exported from another house, or what it translates was deleted."
            )
            % {"units": first},
            units=[name for name, _number in units],
        )


class NothingInIt(Refusal):
    """The file has no units."""

    code = "nothing-in-it"

    def __init__(self) -> None:
        super().__init__(_("There is nothing to translate in this file."))
