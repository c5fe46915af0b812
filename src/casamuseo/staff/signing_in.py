"""Judges a login and a passphrase, in the same time and words whether or not there is such a member."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from casamuseo.staff.errors import NotSignedIn
from casamuseo.staff.models import Member, as_login
from casamuseo.staff.slow_down import ACCOUNT, ADDRESS, DEVICE, Counted, count_try, forget_tries


def judge(
    login: str, *, passphrase: str, address: str, known_device: str = "", at: datetime
) -> Member:
    """The member to whom the two belong.

    `address` is the network address that asks; `known_device` names a device on which this login has
    been signed in before. Refuses with TooManyTries or NotSignedIn.
    """
    login = as_login(login)
    counted: list[Counted] = (
        [(DEVICE, f"{known_device} {login}")]
        if known_device
        else [(ACCOUNT, login), (ADDRESS, address)]
    )
    count_try(counted, at=at)
    member = Member.objects.filter(login=login).first()
    if member is None or not member.has_usable_password():
        # As much work as for a member: the time would tell otherwise.
        make_password(passphrase)
        raise NotSignedIn
    if not member.check_password(passphrase) or not member.is_active:
        raise NotSignedIn
    forget_tries(counted)
    return member
