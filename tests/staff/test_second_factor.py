"""Codes of an app and the codes that stand in for it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from casamuseo.kernel.models import Change
from casamuseo.staff import second_factor
from casamuseo.staff.errors import TooManyTries, WrongCode
from casamuseo.staff.models import Member, RecoveryCode, SecondFactor
from tests.cast import NOON
from tests.staffing import a_member

pytestmark = pytest.mark.django_db

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
HALF_MINUTE = timedelta(seconds=30)


def code_at(moment: datetime, secret: str = RFC_SECRET) -> str:
    """What an app shows."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), 30)
    return app.generate(int(moment.timestamp())).decode()


def with_factor(member: Member) -> list[str]:
    return second_factor.begin_second_factor(member, secret=RFC_SECRET, code=code_at(NOON), at=NOON)


@pytest.mark.parametrize(
    ("second", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_the_codes_are_those_of_the_standard(second: int, code: str) -> None:
    """RFC 6238, appendix B, its last six digits."""
    member = a_member("till")
    moment = datetime.fromtimestamp(second, UTC)

    second_factor.begin_second_factor(member, secret=RFC_SECRET, code=code, at=moment)

    assert second_factor.has_second_factor(member)


def test_it_begins_only_when_the_app_shows_the_same() -> None:
    member = a_member("till")

    with pytest.raises(WrongCode):
        second_factor.begin_second_factor(member, secret=RFC_SECRET, code="000000", at=NOON)

    assert not second_factor.has_second_factor(member)


def test_a_code_is_accepted_once_and_none_before_it() -> None:
    member = a_member("till")
    with_factor(member)
    later = NOON + 10 * HALF_MINUTE
    second_factor.check_code(member, code=code_at(later), at=later)

    for used in (code_at(later), code_at(later - HALF_MINUTE), code_at(NOON)):
        with pytest.raises(WrongCode):
            second_factor.check_code(member, code=used, at=later)


@pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(steps: int, is_good: bool) -> None:
    member = a_member("till")
    with_factor(member)
    later = NOON + 10 * HALF_MINUTE

    try:
        second_factor.check_code(member, code=code_at(later + steps * HALF_MINUTE), at=later)
        found = True
    except WrongCode:
        found = False

    assert found is is_good


def test_a_recovery_code_stands_in_once() -> None:
    member = a_member("till")
    codes = with_factor(member)

    second_factor.check_code(member, code=f" {codes[3].upper()} ", at=NOON)

    assert len(set(codes)) == 10
    with pytest.raises(WrongCode):
        second_factor.check_code(member, code=codes[3], at=NOON)
    second_factor.check_code(member, code=codes[4].replace("-", ""), at=NOON)


def test_recovery_codes_of_another_member_are_worth_nothing() -> None:
    with_factor(a_member("till"))
    codes = with_factor(a_member("guide"))

    with pytest.raises(WrongCode):
        second_factor.check_code(Member.objects.get(login="till"), code=codes[0], at=NOON)


def test_guessing_codes_is_slowed_down() -> None:
    member = a_member("till")
    with_factor(member)

    for number in range(5):
        with pytest.raises(WrongCode):
            second_factor.check_code(member, code=f"{number:06}", at=NOON)
    with pytest.raises(TooManyTries):
        second_factor.check_code(member, code=code_at(NOON + HALF_MINUTE), at=NOON)


def test_neither_secret_nor_codes_can_be_read_from_the_tables() -> None:
    member = a_member("till")
    codes = with_factor(member)
    rows = str([*SecondFactor.objects.values(), *RecoveryCode.objects.values()])

    assert RFC_SECRET not in rows
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)


def test_with_another_key_of_the_installation_only_recovery_codes_are_good(
    settings: object,
) -> None:
    member = a_member("till")
    codes = with_factor(member)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]

    later = NOON + HALF_MINUTE
    with pytest.raises(WrongCode):
        second_factor.check_code(member, code=code_at(later), at=later)
    second_factor.check_code(member, code=codes[0], at=later)


def test_it_ends_with_its_recovery_codes() -> None:
    member = a_member("till")
    with_factor(member)

    second_factor.end_second_factor(member, by="director", at=NOON)

    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert [(one.actor, one.action) for one in Change.objects.order_by("pk")] == [
        ("till", "begin-second-factor"),
        ("director", "end-second-factor"),
    ]


def test_an_app_reads_the_secret_from_its_address() -> None:
    words = second_factor.app_address(RFC_SECRET, login="ana@casa.mx", issuer="La casa")

    assert words.startswith("otpauth://totp/")
    assert f"secret={RFC_SECRET}" in words
    assert "issuer=La%20casa" in words
