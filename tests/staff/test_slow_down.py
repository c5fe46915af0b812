"""Whoever keeps trying waits; nobody can be kept out for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casamuseo.staff.errors import NotSignedIn, TooManyTries
from casamuseo.staff.models import SlowDown
from casamuseo.staff.signing_in import judge
from tests.cast import NOON
from tests.staffing import PASSPHRASE, a_member

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def tries(
    *,
    at: datetime = NOON,
    login: str = "till",
    passphrase: str = "wrong",
    address: str = "192.0.2.1",
    device: str = "",
) -> str:
    """What comes of a try: the member's login, "no", or the seconds to wait."""
    try:
        return judge(
            login, passphrase=passphrase, address=address, known_device=device, at=at
        ).login
    except NotSignedIn:
        return "no"
    except TooManyTries as refused:
        return str(refused.seconds)


def test_each_failure_after_the_fifth_doubles_the_wait_up_to_a_minute() -> None:
    a_member("till")
    at, waits = NOON, []
    for _ in range(14):
        assert tries(at=at) == "no"
        wait = tries(at=at)
        seconds = 0 if wait == "no" else int(wait)
        waits.append(seconds)
        at += seconds * SECOND if seconds else SECOND

    # The first four pairs of tries are free, both of them.
    assert waits[:3] == [0, 0, 1]
    assert waits[-3:] == [60, 60, 60]


def test_a_try_while_waiting_makes_the_wait_no_longer() -> None:
    a_member("till")
    while tries() == "no":
        pass
    for _ in range(50):
        assert tries() == "1"

    assert tries(at=NOON + SECOND, passphrase=PASSPHRASE) == "till"


def test_the_right_passphrase_begins_the_count_anew() -> None:
    a_member("till")
    for _ in range(4):
        tries()

    assert tries(passphrase=PASSPHRASE) == "till"
    assert [tries() for _ in range(4)] == ["no"] * 4


def test_a_name_that_nobody_has_is_answered_in_the_same_way() -> None:
    a_member("till")
    a_member("guide", is_active=False)

    real = [tries(address="192.0.2.1") for _ in range(8)]
    invented = [tries(login="nobody", address="192.0.2.2") for _ in range(8)]
    gone = [tries(login="guide", passphrase=PASSPHRASE, address="192.0.2.3") for _ in range(8)]

    assert real == invented == gone == ["no"] * 5 + ["1"] * 3


def test_an_address_that_tries_many_names_is_slowed_down() -> None:
    found = [tries(login=f"name{number}") for number in range(25)]

    assert found == ["no"] * 20 + ["1"] * 5
    assert tries(login="name99", address="192.0.2.99") == "no"


def test_an_account_of_ones_own_does_not_free_the_address() -> None:
    a_member("till")
    found = []
    for number in range(30):
        found.append(tries(login=f"name{number}"))
        tries(passphrase=PASSPHRASE)

    assert found[:19] == ["no"] * 19
    assert "1" in found[19:]


def test_an_attack_from_elsewhere_does_not_slow_down_a_known_device() -> None:
    a_member("till")
    for _ in range(40):
        tries(address="198.51.100.7")

    assert tries(passphrase=PASSPHRASE) == "1"
    assert tries(passphrase=PASSPHRASE, device="the till's own") == "till"


def test_a_known_device_is_counted_too() -> None:
    a_member("till")

    assert [tries(device="stolen") for _ in range(12)] == ["no"] * 10 + ["1"] * 2


def test_what_is_old_is_forgotten() -> None:
    for _ in range(8):
        tries()
    tries(login="other", at=NOON + timedelta(hours=7))

    assert SlowDown.objects.count() == 2


def test_neither_names_nor_addresses_can_be_read_from_the_table() -> None:
    tries()

    assert "till" not in str(SlowDown.objects.values())
    assert "192.0.2.1" not in str(SlowDown.objects.values())
