"""What `/healthz` says, and the site while it is closed for maintenance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from casamuseo.kernel import clock, maintenance
from casamuseo.kernel.models import Edition, Heartbeat
from casamuseo.kernel.pagecache import PageCache
from tests.kernel.test_pagecache import Site, ask

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    settings.ROOT_URLCONF = "tests.kernel.standin"
    settings.CASAMUSEO_HOME = tmp_path
    name = "casamuseo.kernel.maintenance.Maintenance"
    settings.MIDDLEWARE = [*(each for each in settings.MIDDLEWARE if each != name), name]


@pytest.mark.django_db
def test_all_is_well_while_a_worker_was_heard_of(client: Client) -> None:
    Edition.rise()
    Heartbeat.objects.create(worker="here/1", beat_at=NOON - timedelta(seconds=30))

    with clock.stopped(NOON):
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "worker": "ok",
        "worker_seen_at": "2026-11-23T11:59:30+00:00",
        "edition": 1,
    }
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_silent_worker_is_not_well(client: Client) -> None:
    Heartbeat.objects.create(worker="here/1", beat_at=NOON - timedelta(seconds=31))

    with clock.stopped(NOON):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["worker"]) == ("failing", "silent")


@pytest.mark.django_db
def test_an_installation_without_a_worker_is_not_well(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert (answer.json()["worker"], answer.json()["worker_seen_at"]) == ("silent", None)


def test_a_silent_database_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> int:
        raise OperationalError("password for museo is wrong")

    monkeypatch.setattr(Edition, "current", silent)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "database": "OperationalError",
        "worker": "unknown",
    }


@pytest.mark.django_db
def test_during_maintenance_every_page_says_so_and_when_to_come_back(client: Client) -> None:
    with clock.stopped(NOON):
        maintenance.begin(until=NOON + timedelta(minutes=20))
        answer = client.get("/es/casa/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1200"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "estamos en mantenimiento" in answer.content.decode()


@pytest.mark.django_db
def test_maintenance_that_lasts_longer_than_said_asks_for_a_minute_more(client: Client) -> None:
    maintenance.begin(until=NOON)
    with clock.stopped(NOON + timedelta(hours=1)):
        assert client.get("/es/casa/").headers["Retry-After"] == "60"

    maintenance.begin(until=None)
    assert client.get("/es/casa/").headers["Retry-After"] == "600"


@pytest.mark.django_db
def test_the_health_check_answers_during_maintenance(client: Client) -> None:
    maintenance.begin(until=None)
    with clock.stopped(NOON):
        Heartbeat.objects.create(worker="here/1", beat_at=NOON)
        assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_the_site_opens_again(client: Client) -> None:
    maintenance.begin(until=None)
    maintenance.end()
    maintenance.end()

    assert client.get("/es/casa/").status_code == 200


def test_pages_in_memory_are_not_shown_during_maintenance() -> None:
    site = Site("open")
    cache = PageCache(site, edition=lambda: 1)
    ask(cache)

    maintenance.begin(until=None)
    site.content, site.status = "closed", 503
    assert ask(cache).body == b"closed"

    maintenance.end()
    assert ask(cache).body == b"open"


def test_the_sign_is_looked_for_once_a_second() -> None:
    seconds = [0.0]
    watch = maintenance.MaintenanceWatch(clock=lambda: seconds[0], interval=1.0)
    assert watch.is_on() is False
    maintenance.begin(until=None)

    seconds[0] = 0.9
    assert watch.is_on() is False
    seconds[0] = 1.0
    assert watch.is_on() is True


def test_the_command_closes_and_opens_the_site(capsys: Any) -> None:
    with clock.stopped(NOON):
        call_command("maintenance", "on", minutes=20)
    assert maintenance.lasts_until() == NOON + timedelta(minutes=20)
    call_command("maintenance")
    call_command("maintenance", "off")

    assert capsys.readouterr().out == (
        "The site is closed: every page says that we will be back.\n"
        "The site is closed: every page says that we will be back.\n"
        "The site is open.\n"
    )
