"""Refusals of the visit, each with a code and its facts; `str()` is the sentence for a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal

if TYPE_CHECKING:
    from casamuseo.visit.models import Bucket


class NoRoom(Refusal):
    """Fewer places are left than were asked for, in at least one quarter of an hour."""

    code = "no-room"

    def __init__(self, bucket: Bucket | None = None, *, asked: int) -> None:
        left = max(0, bucket.capacity - bucket.taken) if bucket and bucket.is_open else 0
        if left:
            words = ngettext(
                "Only one place is left at that time.",
                "Only %(left)d places are left at that time.",
                left,
            ) % {"left": left}
        else:
            words = _("There is no room left at that time.")
        super().__init__(words, asked=asked, left=left)


class NotOpen(Refusal):
    """The house does not let anybody in at that time."""

    code = "not-open"

    def __init__(self, day: date) -> None:
        super().__init__(_("The house does not receive visitors then."), day=day.isoformat())


class TooLateToBook(Refusal):
    """The time that was asked for has passed."""

    code = "too-late"

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(_("That time has already passed."), starts_at=starts_at.isoformat())


class TooFarAhead(Refusal):
    """The day is beyond the days that can be booked."""

    code = "too-far-ahead"

    def __init__(self, day: date) -> None:
        super().__init__(_("That day cannot be booked yet."), day=day.isoformat())


class NotASlot(Refusal):
    """No visit begins at that time on that day."""

    code = "not-a-slot"

    def __init__(self, day: date) -> None:
        super().__init__(
            _("No visit begins at that time. Please choose another."), day=day.isoformat()
        )


class BadParty(Refusal):
    """The party is empty, too large, or does not add up."""

    code = "bad-party"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            _("Please say how many of you come: from 1 to %(most)d.") % {"most": most}, most=most
        )


class HoldIsOver(Refusal):
    """The places were kept for a while, and that while is over."""

    code = "hold-is-over"

    def __init__(self) -> None:
        super().__init__(_("The time for finishing the booking has run out. Please choose again."))


class HoldWasExtended(Refusal):
    """A hold is extended once."""

    code = "hold-was-extended"

    def __init__(self) -> None:
        super().__init__(_("The time has already been extended once."))


class RequestKeyReused(Refusal):
    """The same key came with another request."""

    code = "request-key-reused"

    def __init__(self) -> None:
        super().__init__(_("This request repeats another one with different contents."))


class UnknownCategory(Refusal):
    """There is no such category of visitor."""

    code = "unknown-category"

    def __init__(self, key: str) -> None:
        super().__init__(_("“%(key)s” is not one of our categories.") % {"key": key}, key=key)


class BadVoucher(Refusal):
    """The code lowers no price: unknown, over, not yet valid or used up."""

    code = "bad-voucher"

    def __init__(self, words: str) -> None:
        super().__init__(_("The code “%(words)s” is not valid.") % {"words": words})


class NothingToPay(Refusal):
    """The order is not waiting for money."""

    code = "nothing-to-pay"

    def __init__(self) -> None:
        super().__init__(_("There is nothing to pay on this booking."))


class WrongAmount(Refusal):
    """The money is not the amount that is owed."""

    code = "wrong-amount"

    def __init__(self, *, owed_cents: int, given_cents: int) -> None:
        super().__init__(
            _("The amount is not the one that is owed."),
            owed_cents=owed_cents,
            given_cents=given_cents,
        )


class NotMovable(Refusal):
    """The booking cannot be moved any more."""

    code = "not-movable"

    def __init__(self) -> None:
        super().__init__(_("This booking cannot be moved any more."))


class CostsMore(Refusal):
    """On the day that was asked for the same party pays more than it has paid."""

    code = "costs-more"

    def __init__(self, *, paid_cents: int, total_cents: int) -> None:
        super().__init__(
            _("On that day your visit costs more than you have paid. Please choose another day."),
            paid_cents=paid_cents,
            total_cents=total_cents,
        )


class PaymentUnderway(Refusal):
    """Somebody is paying for it at this moment, at the price that would change."""

    code = "payment-underway"

    def __init__(self) -> None:
        super().__init__(
            _("A payment for this booking is under way. Please finish it, or try again later.")
        )


class NotShrinkable(Refusal):
    """Somebody has come in, or the booking does not stand: its people stay as many as they are."""

    code = "not-shrinkable"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has come in with this booking, or it does not stand any more.")
        )


class NobodyLeft(Refusal):
    """Without anybody it would be no visit."""

    code = "nobody-left"

    def __init__(self) -> None:
        super().__init__(
            _("At least one person must still come. If nobody comes, cancel the booking.")
        )


class NotCancellable(Refusal):
    """The booking cannot be cancelled as it stands."""

    code = "not-cancellable"

    def __init__(self) -> None:
        super().__init__(_("This booking cannot be cancelled any more."))


class TooMuchToRefund(Refusal):
    """More would go back than came, or than is left of it."""

    code = "too-much-to-refund"

    def __init__(self, *, left_cents: int) -> None:
        super().__init__(
            _("No more than what is left of the payment can be refunded."), left_cents=left_cents
        )


class Overtaken(Refusal):
    """Somebody else changed it in the meantime."""

    code = "overtaken"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this in the meantime. Please look at it again.")
        )


class ReasonMissing(Refusal):
    """This is only done with a reason."""

    code = "reason-missing"

    def __init__(self) -> None:
        super().__init__(_("Please give a reason."))
