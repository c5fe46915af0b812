"""Refusals of tours, guides and programme, each with a code; `str()` is the sentence for a person."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal


class SessionCancelled(Refusal):
    """What was to be held then is not held."""

    code = "session-cancelled"

    def __init__(self) -> None:
        super().__init__(_("This session has been cancelled."))


class SpaceIsTaken(Refusal):
    """Something else is held in the space at that time."""

    code = "space-is-taken"

    def __init__(self) -> None:
        super().__init__(_("Something else is held in that space at that time."))


class OutOfOrder(Refusal):
    """It ends before it begins, or does not begin on a quarter of an hour."""

    code = "out-of-order"

    def __init__(self) -> None:
        super().__init__(_("It must begin on a quarter of an hour, and end after it begins."))


class MoreAreSold(Refusal):
    """The capacity cannot be smaller than what is already taken of it."""

    code = "more-are-sold"

    def __init__(self, *, taken: int) -> None:
        super().__init__(
            ngettext(
                "One place of it is already taken.",
                "%(taken)d places of it are already taken.",
                taken,
            )
            % {"taken": taken},
            taken=taken,
        )


class KeyIsTaken(Refusal):
    """Something else already has that short name."""

    code = "key-is-taken"

    def __init__(self, key: str) -> None:
        super().__init__(_("“%(key)s” is already the short name of another.") % {"key": key})


class NotThere(Refusal):
    """The tour is not at the step from which this can be done."""

    code = "tour-not-there"

    def __init__(self, state: str) -> None:
        super().__init__(_("This cannot be done with the tour as it stands now."), state=state)


class NoGuide(Refusal):
    """Nobody who guides in that language is free then."""

    code = "no-guide"

    def __init__(self, language: str, starts_at: datetime) -> None:
        super().__init__(
            _("No guide for that language is free at that time."),
            language=language,
            starts_at=starts_at.isoformat(),
        )


class GuideNotFree(Refusal):
    """This guide does not speak the language, is not there, or has another tour."""

    code = "guide-not-free"

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is not free for this tour.") % {"name": name}, guide=name)


class GuideHasNotAccepted(Refusal):
    """A tour is confirmed once its guide has accepted it."""

    code = "guide-has-not-accepted"

    def __init__(self) -> None:
        super().__init__(_("The guide has not accepted yet. A tour is confirmed once they have."))


class NoLanguage(Refusal):
    """Nobody guides in that language here."""

    code = "no-language"

    def __init__(self, language: str) -> None:
        super().__init__(_("We have no tours in that language."), language=language)


class PriceMissing(Refusal):
    """There is no fee for such a group: a person has to say the price."""

    code = "price-missing"

    def __init__(self) -> None:
        super().__init__(_("There is no fee for such a group. Please say the price."))


class TourIsPaid(Refusal):
    """The order has been paid: it does not grow, more people buy their own places."""

    code = "tour-is-paid"

    def __init__(self) -> None:
        super().__init__(_("This tour is paid. Whoever comes in addition buys an ordinary ticket."))


class ContactMissing(Refusal):
    """A request that nobody could answer."""

    code = "contact-missing"

    def __init__(self) -> None:
        super().__init__(_("Please leave an e-mail address or a telephone number."))


class BelongsToTour(Refusal):
    """An order of a tour is moved and cancelled with it: guide, places and order stay together."""

    code = "belongs-to-tour"

    def __init__(self) -> None:
        super().__init__(
            _("This order belongs to a guided tour. It is moved or cancelled with the tour.")
        )


class TourIsNear(Refusal):
    """The tour begins too soon to be asked for on the website."""

    code = "tour-is-near"

    def __init__(self) -> None:
        super().__init__(_("Please choose a later time: a tour needs a day of preparation."))


class BadAvailability(Refusal):
    """Hours that end before they begin, or on no day."""

    code = "bad-availability"

    def __init__(self) -> None:
        super().__init__(_("The hours must end after they begin, on a weekday or on one day."))
