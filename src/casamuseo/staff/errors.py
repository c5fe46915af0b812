"""Refusals of the staff, each with a code and its facts."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal


class LoginIsTaken(Refusal):
    """Two members cannot sign in by one name."""

    code = "login-is-taken"

    def __init__(self, login: str) -> None:
        super().__init__(_("Somebody signs in as “%(login)s” already.") % {"login": login})


class LastDirector(Refusal):
    """Without a director nobody could give a role again."""

    code = "last-director"

    def __init__(self) -> None:
        super().__init__(
            _("This is the only director. Make somebody else a director first, then try again.")
        )


class TooManyTries(Refusal):
    """Whoever has given wrong passphrases or codes waits for a while."""

    code = "too-many-tries"

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, int(wait.total_seconds() + 0.999))
        super().__init__(
            ngettext(
                "That was tried too often. Wait %(count)s second, then try again.",
                "That was tried too often. Wait %(count)s seconds, then try again.",
                seconds,
            )
            % {"count": seconds},
            seconds=seconds,
        )
        self.seconds = seconds


class NotSignedIn(Refusal):
    """Login and passphrase do not belong together; which of the two is wrong is not said."""

    code = "not-signed-in"

    def __init__(self) -> None:
        super().__init__(_("This name and passphrase do not belong together."))


class WrongCode(Refusal):
    """The code is not the one that the authenticator shows, or was used before."""

    code = "wrong-code"

    def __init__(self) -> None:
        super().__init__(_("This code is wrong or was used before. Wait for the next one."))


class LinkIsOver(Refusal):
    """A one-time link was used, is too old, or never was one."""

    code = "link-is-over"

    def __init__(self) -> None:
        super().__init__(_("This link has been used or is too old. Ask the director for another."))
