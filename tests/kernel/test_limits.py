"""Whoever asks too often is refused for a while, whichever process they ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from casamuseo.kernel.limits import Limit, TooOften, caller, count, forget_windows, refuse_if_over
from casamuseo.kernel.models import Window
from tests.cast import NOON
from tests.visit.racing import race

THRICE = Limit("test", most=3, every=timedelta(minutes=10))


@pytest.mark.django_db
def test_the_fourth_time_is_refused_with_the_time_to_wait_until_a_new_window_begins() -> None:
    for minute in range(3):
        count(THRICE, "ana", at=NOON + timedelta(minutes=minute))

    with pytest.raises(TooOften) as refused:
        count(THRICE, "ana", at=NOON + timedelta(minutes=4))
    assert refused.value.facts == {"seconds": 360}
    count(THRICE, "ana", at=NOON + timedelta(minutes=10))

    assert Window.objects.get().times == 1


@pytest.mark.django_db
def test_others_and_other_doings_are_counted_apart() -> None:
    for _time in range(3):
        count(THRICE, "ana", at=NOON)

    count(THRICE, "berta", at=NOON)
    count(Limit("other", most=3, every=timedelta(minutes=10)), "ana", at=NOON)

    with pytest.raises(TooOften):
        refuse_if_over(THRICE, "ana", at=NOON)


@pytest.mark.django_db
def test_what_is_refused_writes_nothing_and_names_nobody() -> None:
    for _time in range(3):
        count(THRICE, "192.0.2.7", at=NOON)

    with CaptureQueriesContext(connection) as queries, pytest.raises(TooOften):
        count(THRICE, "192.0.2.7", at=NOON)

    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]
    assert "192" not in Window.objects.get().key


@pytest.mark.django_db
def test_what_is_long_past_is_forgotten() -> None:
    count(THRICE, "ana", at=NOON)
    count(THRICE, "berta", at=NOON + timedelta(days=2))

    forget_windows(at=NOON + timedelta(days=2))

    assert Window.objects.count() == 1


@pytest.mark.django_db
def test_a_load_test_may_switch_it_off() -> None:
    with override_settings(LIMITS=False):
        for _time in range(9):
            count(THRICE, "ana", at=NOON)

    assert Window.objects.count() == 0


def _try(_number: int) -> int:
    done = 0
    for _time in range(10):
        try:
            count(Limit("race", most=25, every=timedelta(hours=1)), "ana", at=NOON)
        except TooOften:
            continue
        done += 1
    return done


@pytest.mark.django_db(transaction=True)
def test_many_processes_at_once_count_together() -> None:
    assert sum(race(_try, processes=4)) == 25


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_caller_is_known_by_the_network(address: str, network: str) -> None:
    assert caller(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_behind_a_proxy_its_own_word_counts_and_without_one_nobodys() -> None:
    told = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.9, 192.0.2.7"}

    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert caller(RequestFactory().get("/", **told)) == "192.0.2.7"
    assert caller(RequestFactory().get("/", **told)) == "10.0.0.1"
