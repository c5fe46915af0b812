"""What the doctor finds wrong, and that the healthy are left in peace."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import translation

from casamuseo.house.models import House
from casamuseo.kernel import clock, doctor, examinations, maintenance
from casamuseo.kernel.console import console_language
from casamuseo.kernel.doctor import Finding
from casamuseo.kernel.examinations import zone_findings
from casamuseo.kernel.letters import write_letter
from casamuseo.kernel.models import Heartbeat, Letter
from casamuseo.kernel.texts import Text
from tests.staffing import a_member

NOW = datetime.now(UTC) + timedelta(hours=1)
"""Later than any file that these tests write, however long the tests before them took."""


def codes(*names: str) -> list[str]:
    return [finding.code for finding in doctor.findings(only=names)]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CASAMUSEO_HOME = tmp_path
    return tmp_path


@pytest.fixture
def healthy(home: Path, settings: Any) -> Iterator[None]:
    """An installation in which everything has been made."""
    package = home / "package"
    for folder in ("theme/built", "theme/static/built", "theme/collected"):
        (package / folder).mkdir(parents=True)
        (package / folder / "staticfiles.json").write_text("{}")
    settings.PACKAGE = package
    settings.STATIC_ROOT = package / "theme/collected"
    settings.STATICFILES_DIRS = [package / "theme/static"]
    settings.LOCALE_PATHS = []
    House.objects.create(key="casa", timezone="America/Mexico_City", name=Text.of(es="Casa"))
    Heartbeat.objects.create(worker="here/1", beat_at=NOW)
    a_member("director")
    with clock.stopped(NOW):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("healthy")
def test_nothing_is_wrong_with_a_healthy_installation(capsys: Any) -> None:
    call_command("doctor", language="en")

    assert capsys.readouterr().out == "Nothing is wrong with this installation.\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("healthy")
def test_a_fault_is_told_with_its_reason_and_its_cure(capsys: Any) -> None:
    House.objects.all().delete()

    with pytest.raises(SystemExit) as end:
        call_command("doctor", language="en")

    assert end.value.code == 1
    assert capsys.readouterr().out == (
        "Fault: No house has been loaded.\n"
        "    There is nothing to show: every page is missing.\n"
        "    To mend it: casamuseo load houses/trotsky\n"
        "\n"
        "1 fault was found.\n"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("healthy")
def test_a_note_is_no_fault(capsys: Any) -> None:
    Heartbeat.objects.all().delete()

    call_command("doctor", language="en")

    said = capsys.readouterr().out
    assert said.startswith("Note: No worker is running; last heard of: never.\n")
    assert said.endswith("Nothing is wrong with this installation.\n")


def test_a_home_that_cannot_be_written_is_found(home: Path, settings: Any) -> None:
    (home / "file").write_text("not a folder")
    settings.CASAMUSEO_HOME = home / "file"

    [finding] = doctor.findings(only=["home"])

    assert finding.code == "home-not-writable"
    assert "sudo chown -R $(id -un)" in finding.mend


@pytest.mark.parametrize(
    ("free", "expected"),
    [(2000, []), (999, [("little-space", False)]), (199, [("little-space", True)])],
)
@pytest.mark.usefixtures("home")
def test_a_disk_is_told_to_be_full_before_it_is(
    free: int, expected: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = (0, 0, free * 1024 * 1024)
    fields = type("Usage", (), {"free": usage[2]})
    monkeypatch.setattr(examinations.shutil, "disk_usage", lambda _folder: fields)

    found = [(finding.code, finding.is_fault) for finding in doctor.findings(only=["home"])]

    assert found == expected


def test_the_doctor_leaves_nothing_behind_in_the_home(home: Path) -> None:
    list(doctor.findings(only=["home"]))

    assert list(home.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
@pytest.mark.parametrize(
    ("version", "expected"), [((3, 51, 2), ["old-sqlite"]), ((3, 51, 3), []), ((3, 53, 0), [])]
)
def test_a_sqlite_that_can_lose_data_is_found(
    version: tuple[int, int, int], expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examinations.sqlite3, "sqlite_version_info", version)

    assert codes("sqlite") == expected


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_the_settings_that_keep_data_safe_are_really_in_force() -> None:
    assert codes("pragmas", "integrity") == []

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    [finding] = doctor.findings(only=["pragmas"])
    connection.close()

    assert finding.what == "SQLite runs with synchronous = 1 instead of 2."


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite only")
def test_a_reference_that_points_nowhere_is_found() -> None:
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO house_housepassage (house_id, topic, passage_id) VALUES (7, 'about', 7)"
        )
    try:
        [finding] = doctor.findings(only=["integrity"])
        assert finding.code == "database-damaged"
        assert "house_housepassage" in finding.what
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM house_housepassage")


@pytest.mark.usefixtures("home")
def test_where_the_database_is_silent_nothing_more_is_asked_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", silent)

    asked = ("database", "pragmas", "integrity", "migrations", "worker", "letters", "house")
    [finding] = doctor.findings(only=asked)

    assert finding.code == "database-silent"
    assert finding.what == "The database does not answer: connection refused"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_a_missing_migration_is_found_and_tables_are_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'visit'")
        gone = cursor.rowcount
    try:
        found = list(doctor.findings(only=["migrations", "worker", "letters", "house"]))
    finally:
        call_command("migrate", fake=True, verbosity=0, skip_checks=True)

    assert gone >= 1
    assert [(each.code, each.mend) for each in found] == [
        ("migrations-missing", "casamuseo migrate")
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("healthy")
def test_missing_assets_are_named(settings: Any) -> None:
    assert codes("assets") == []

    (settings.PACKAGE / "theme/static/built/staticfiles.json").unlink()
    locale = settings.PACKAGE / "locale"
    (locale / "es/LC_MESSAGES").mkdir(parents=True)
    (locale / "es/LC_MESSAGES/django.po").write_text("")
    settings.LOCALE_PATHS = [locale]
    [finding] = doctor.findings(only=["assets"])

    assert finding.what == (
        "Files that are made at installation are missing: "
        "theme/static/built, locale/es/LC_MESSAGES/django.mo"
    )
    assert finding.mend == "make assets"


@pytest.mark.parametrize("year", [1970, 2024, 2101])
@pytest.mark.usefixtures("home")
def test_a_clock_that_cannot_be_right_is_found(year: int) -> None:
    with clock.stopped(datetime(year, 1, 1, tzinfo=UTC)):
        [finding] = doctor.findings(only=["clocks"])

    assert finding.what == f"The clock says that it is {year}-01-01."


@pytest.mark.django_db
def test_a_clock_behind_the_files_it_wrote_is_found(home: Path) -> None:
    file = home / "casamuseo.sqlite3"
    file.touch()
    moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    os.utime(file, (moment.timestamp(), moment.timestamp()))

    with clock.stopped(moment - timedelta(seconds=59)):
        assert "clock-behind" not in codes("clocks")
    with clock.stopped(moment - timedelta(hours=3)):
        [finding] = [each for each in doctor.findings(only=["clocks"]) if "Files" in each.what]

    assert "2026-11-23 12:00 UTC, which is still to come" in finding.what


def test_the_time_zone_of_the_house_is_known() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)

    assert list(zone_findings("America/Mexico_City", at=at)) == []
    assert [each.code for each in zone_findings("Mars/Olympus", at=at)] == ["zone-unknown"]
    assert [each.code for each in zone_findings("../etc/passwd", at=at)] == ["zone-unknown"]


def test_old_time_zone_data_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the system still believed in the summer time that Mexico gave up in 2022."""
    other = examinations.zoneinfo.ZoneInfo("America/Chicago")
    monkeypatch.setattr(examinations, "_packaged_zone", lambda _name: other)

    [finding] = zone_findings("America/Mexico_City", at=datetime(2026, 12, 1, tzinfo=UTC))

    assert finding.code == "zone-data-disagrees"
    assert "from 2027-03-15 on" in finding.what
    assert not finding.is_fault


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_letters_that_do_not_leave_are_noted() -> None:
    words = {"subject": "Su visita", "text": "…", "language": "es"}
    write_letter("ana@example.org", **words, at=NOW - timedelta(hours=2))
    lost = write_letter("berta@example.org", **words, at=NOW - timedelta(days=3))
    with clock.stopped(NOW):
        Letter.objects.filter(pk=lost.pk).update(given_up_at=NOW - timedelta(days=1))
        assert codes("letters") == ["letters-given-up", "letters-late"]

    with clock.stopped(NOW + timedelta(days=8)):
        assert codes("letters") == ["letters-late"]


def test_maintenance_is_noted(home: Path) -> None:
    maintenance.begin(until=None)
    assert codes("maintenance_mode") == ["maintenance"]

    maintenance.end()
    assert codes("maintenance_mode") == []
    assert list(home.iterdir()) == []


def test_an_examination_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_entries", dict(doctor._entries))

    @doctor.examines()
    def lungs() -> Iterator[Finding]:
        raise KeyError("stethoscope")
        yield

    [finding] = doctor.findings(only=["lungs"])

    assert finding.what == "The examination “lungs” could not be made: KeyError: 'stethoscope'"


def test_a_home_that_cannot_be_made_is_told_without_a_traceback(tmp_path: Path) -> None:
    """Even the settings cannot be read then: there is no place for the secret key."""
    (tmp_path / "file").write_text("not a folder")
    environ = {**os.environ, "CASAMUSEO_HOME": str(tmp_path / "file" / "home")}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    environ.pop("CASAMUSEO_SECRET_KEY", None)
    environ["LANGUAGE"] = "en"

    end = subprocess.run(
        [sys.executable, "-m", "casamuseo", "doctor"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert end.returncode == 1
    assert "Traceback" not in end.stderr
    assert "CASAMUSEO_HOME" in end.stderr
    assert str(tmp_path / "file" / "home") in end.stderr


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "es_MX.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LANGUAGE": "es:en"}, "es"),
        ({"LANG": "", "LC_MESSAGES": "es"}, "es"),
    ],
)
def test_a_command_speaks_the_language_of_the_terminal(
    environ: dict[str, str], language: str
) -> None:
    assert console_language(environ) == language
