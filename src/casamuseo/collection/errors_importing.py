"""Refusals of imports, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class TableTooLarge(Refusal):
    """The file is over the bound."""

    code = "table-too-large"

    def __init__(self, *, megabytes: int) -> None:
        super().__init__(
            _("The file is over %(megabytes)d MB. Please bring it in parts.")
            % {"megabytes": megabytes},
            megabytes=megabytes,
        )


class EmptyTable(Refusal):
    """There is no row to import."""

    code = "empty-table"

    def __init__(self) -> None:
        super().__init__(_("The table is empty: it needs a heading and at least one row below it."))


class TooManyColumns(Refusal):
    """Nobody maps that many."""

    code = "too-many-columns"

    def __init__(self, *, most: int) -> None:
        super().__init__(_("The table has more than %(most)d columns.") % {"most": most}, most=most)


class UnreadableTable(Refusal):
    """The file is no table that can be read, and where that was found."""

    code = "unreadable-table"

    def __init__(self, words: str, *, row: int = 0) -> None:
        if row:
            words = _("Row %(row)d: %(problem)s") % {"row": row, "problem": words}
        super().__init__(words, row=row)


class HostileTable(Refusal):
    """The workbook would do something to whoever opens it."""

    code = "hostile-table"


class WrongMapping(Refusal):
    """The columns cannot be understood like this."""

    code = "wrong-mapping"


class ImportMoved(Refusal):
    """Somebody else has taken the next step meanwhile."""

    code = "import-moved"

    def __init__(self) -> None:
        super().__init__(_("Somebody else has gone on with this import. Look at it as it is now."))


class TableIsGone(Refusal):
    """The file of the import is not there any more."""

    code = "table-is-gone"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The file “%(name)s” is not in the house any more. Please bring it again.")
            % {"name": name},
            name=name,
        )
