"""Refusals of the till, each with a code and its facts."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from casamuseo.kernel.errors import Refusal


class NoOpenShift(Refusal):
    """Money moves only while somebody answers for the drawer."""

    code = "no-open-shift"

    def __init__(self) -> None:
        super().__init__(_("No shift is open at this drawer. Open one first."))


class ShiftIsOpen(Refusal):
    """A drawer has one open shift."""

    code = "shift-is-open"

    def __init__(self, *, by: str, since: datetime) -> None:
        words = _(
            "This drawer has an open shift already, opened by %(name)s. Close that one first."
        )
        super().__init__(words % {"name": by}, by=by, since=since.isoformat())


class ShiftIsBeingCounted(Refusal):
    """While the drawer is counted, nothing goes in or out."""

    code = "shift-is-being-counted"

    def __init__(self) -> None:
        super().__init__(_("The drawer is being counted. Finish or leave the count first."))


class ShiftIsOver(Refusal):
    """The shift does not stand where this could be done: it is closed, or not counted yet."""

    code = "shift-is-over"

    def __init__(self) -> None:
        super().__init__(_("The shift does not allow this any more. Please look at it again."))


class DrawerExists(Refusal):
    """Two drawers cannot have one name."""

    code = "drawer-exists"

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a drawer called “%(name)s” already.") % {"name": name})


class NotEnoughCash(Refusal):
    """The visitor gave less than is owed."""

    code = "not-enough-cash"

    def __init__(self, *, owed: str, given: str) -> None:
        words = _("%(owed)s are owed, and only %(given)s were given.")
        super().__init__(words % {"owed": owed, "given": given}, owed=owed, given=given)


class NotInTheDrawer(Refusal):
    """By its own book the drawer does not hold so much cash."""

    code = "not-in-the-drawer"

    def __init__(self) -> None:
        super().__init__(_("By its own book, the drawer does not hold that much cash."))


class NothingChosen(Refusal):
    """A sale is to somebody."""

    code = "nothing-chosen"

    def __init__(self) -> None:
        super().__init__(_("Choose at least one visitor."))


class PriceHasChanged(Refusal):
    """The till showed another total than the one that holds now."""

    code = "price-has-changed"

    def __init__(self, *, total: str) -> None:
        words = _("The total is %(total)s now. Please look at it again.")
        super().__init__(words % {"total": total}, total=total)


class AwaitsOnlinePayment(Refusal):
    """Somebody is paying for the booking elsewhere at this moment."""

    code = "awaits-online-payment"

    def __init__(self) -> None:
        words = _("This booking is being paid online. Wait until that is done or has run out.")
        super().__init__(words)


class NeedsDirector(Refusal):
    """Only a director may take this back."""

    code = "needs-director"

    def __init__(self) -> None:
        words = _(
            "Somebody has come in with this ticket, or its shift is closed. "
            "Only the director can void it."
        )
        super().__init__(words)


class NotReversible(Refusal):
    """The movement was taken back already, or is not one that can be."""

    code = "not-reversible"

    def __init__(self) -> None:
        super().__init__(_("This movement cannot be taken back, or was taken back already."))


class NotReissuable(Refusal):
    """Only a ticket with which nobody has come in yet is replaced."""

    code = "not-reissuable"

    def __init__(self) -> None:
        super().__init__(
            _("This ticket cannot be replaced: it was used, or the booking does not stand.")
        )


class WrongWayBack(Refusal):
    """The money cannot go back in this way."""

    code = "wrong-way-back"

    def __init__(self) -> None:
        super().__init__(_("This payment cannot go back in that way. Choose another."))


class VoucherExists(Refusal):
    """Two vouchers cannot have one code."""

    code = "voucher-exists"

    def __init__(self, code: str) -> None:
        super().__init__(_("There is a voucher “%(code)s” already.") % {"code": code})
