"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and the codes that stand in for it."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.crypto import salted_hmac

from casamuseo.kernel.models import Change
from casamuseo.staff.actions import digest_of
from casamuseo.staff.errors import WrongCode
from casamuseo.staff.models import Member, RecoveryCode, SecondFactor
from casamuseo.staff.slow_down import CODE, count_try, forget_tries

DIGITS, STEP = 6, 30
DRIFT = (0, -1, 1)
"""Steps of half a minute by which the two clocks may differ."""
RECOVERY_CODES = 10


def new_secret() -> str:
    """A secret to be shared with an app, in base32 as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_address(secret: str, *, login: str, issuer: str) -> str:
    """The otpauth: address that an app reads from a QR code."""
    address = _totp(secret).get_provisioning_uri(login, issuer)
    # Apps take a plus sign for what it is; a space is %20 to all of them.
    return address.replace("+", "%20")


@transaction.atomic
def begin_second_factor(member: Member, *, secret: str, code: str, at: datetime) -> list[str]:
    """Ask for a code at every sign-in from now on, and return the recovery codes.

    Refuses with WrongCode where the app does not show what we reckon.
    """
    step = _step_of(secret, "".join(code.split()), at=at)
    if step is None:
        raise WrongCode
    SecondFactor.objects.update_or_create(
        member=member, defaults={"secret": _sealed(secret), "last_step": step, "begun_at": at}
    )
    _note("begin-second-factor", member, by=member.login, at=at)
    return _new_codes(member)


def check_code(member: Member, *, code: str, at: datetime) -> None:
    """Accept the app's present code or an unused recovery code, each once.

    Refuses with TooManyTries or WrongCode.
    """
    count_try([(CODE, member.login)], at=at)
    if not _is_accepted(member, "".join(code.split()), at=at):
        raise WrongCode
    forget_tries([(CODE, member.login)])


@transaction.atomic
def end_second_factor(member: Member, *, by: str, at: datetime) -> None:
    """Ask for no code any more; the recovery codes end too."""
    SecondFactor.objects.filter(member=member).delete()
    RecoveryCode.objects.filter(member=member).delete()
    _note("end-second-factor", member, by=by, at=at)


@transaction.atomic
def renew_recovery_codes(member: Member, *, at: datetime) -> list[str]:
    """New recovery codes in the place of those that there are."""
    _note("renew-recovery-codes", member, by=member.login, at=at)
    return _new_codes(member)


def has_second_factor(member: Member) -> bool:
    """Whether the member is asked for a code."""
    return SecondFactor.objects.filter(member=member).exists()


def _is_accepted(member: Member, code: str, *, at: datetime) -> bool:
    factor = SecondFactor.objects.filter(member=member).first()
    if factor is None:
        return False
    secret = _opened(factor.secret)
    step = _step_of(secret, code, at=at) if secret else None
    if step is not None:
        # The condition is the lock: a code that somebody looked at over a shoulder comes second.
        fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        return fresh.update(last_step=step) == 1
    unused = RecoveryCode.objects.filter(member=member, digest=_digest_of_code(code), used_at=None)
    return unused.update(used_at=at) == 1


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The time step to which a code belongs, of those that are near enough."""
    now = int(at.timestamp()) // STEP
    for drift in DRIFT:
        if bytes_eq(_totp(secret).generate((now + drift) * STEP), code.encode()):
            return now + drift
    return None


def _totp(secret: str) -> TOTP:
    # SHA-1 is what every app knows; as HOTP uses it, nobody has found it wanting.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303


def _new_codes(member: Member) -> list[str]:
    RecoveryCode.objects.filter(member=member).delete()
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(member=member, digest=_digest_of_code(code)) for code in codes
    )
    return codes


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _digest_of_code(code: str) -> str:
    return digest_of(code.replace("-", "").lower())


def _sealed(secret: str) -> str:
    return _seal().encrypt(secret.encode()).decode()


def _opened(sealed: str) -> str | None:
    """The secret; None where the installation's key has been exchanged since."""
    try:
        return _seal().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _seal() -> Fernet:
    key = salted_hmac("casamuseo.staff.second-factor", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _note(action: str, member: Member, *, by: str, at: datetime, **facts: Any) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="staff.member", key=member.login, facts=facts
    )
