"""The first accounts: a director by command, or the demonstration's own."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from casamuseo.desk.demonstration import accounts_as_words
from casamuseo.house.models import House
from casamuseo.kernel import doctor
from casamuseo.kernel.models import Change
from casamuseo.publish.demonstration import settle_accounts
from casamuseo.staff.demonstration import FILE, WORDS, accounts_in
from casamuseo.staff.models import Member
from casamuseo.staff.terms import Role
from tests.cast import NOON, a_house
from tests.staffing import a_member

pytestmark = pytest.mark.django_db

GOOD = "tres cactos y una ventana"


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CASAMUSEO_HOME = tmp_path
    return tmp_path


def create_director(monkeypatch: pytest.MonkeyPatch, *lines: str) -> str:
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    out = io.StringIO()
    call_command("create-director", stdout=out)
    return out.getvalue()


def test_the_first_director_is_asked_for_everything(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    said = create_director(monkeypatch, "Elena Ruiz", "Elena", GOOD, GOOD)

    assert said.endswith("Elena Ruiz is a director and signs in at /desk/ as “elena”.\n")
    assert GOOD not in said
    member = Member.objects.get()
    assert (member.roles, member.is_demonstration) == ({Role.DIRECTOR}, False)
    signed = client.post("/desk/sign-in/", {"login": "elena", "passphrase": GOOD})
    assert signed.headers["Location"] == "/desk/"
    assert [(one.actor, one.action) for one in Change.objects.order_by("pk")] == [
        ("create-director", "add"),
        ("create-director", "set-passphrase"),
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Elena", "elena", "corta", "corta"], "New passphrase: "),
        (["Elena", "elena", GOOD, "otra cosa"], "The same once more: "),
        (["Elena", "dos palabras", GOOD, GOOD], "Name to sign in by: "),
        ([], "Full name: "),
    ],
)
def test_what_is_not_good_creates_nobody(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        create_director(monkeypatch, *lines)

    assert Member.objects.count() == 0


def test_a_demonstration_has_an_account_for_each_role(home: Path, client: Client) -> None:
    a_house(is_demonstration=True)

    settle_accounts(is_first_time=True, by="load", at=NOON)

    accounts = accounts_in(home)
    assert [account.role for account in accounts] == list(Role)
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    for account in accounts:
        form = {"login": account.login, "passphrase": account.passphrase}
        assert client.post("/desk/sign-in/", form).status_code == 302
        assert Member.objects.get(login=account.login).roles == {account.role}
        client.post("/desk/sign-out/")


def test_run_prints_the_accounts_of_a_demonstration_only(home: Path) -> None:
    house = a_house(is_demonstration=True)
    settle_accounts(is_first_time=True, by="load", at=NOON)
    first = accounts_in(home)[0]

    words = accounts_as_words("http://localhost:8000/")
    House.objects.filter(pk=house.pk).update(is_demonstration=False)

    assert "http://localhost:8000/desk/" in words
    assert f"    {first.login}   {first.passphrase}  (" in words
    assert accounts_as_words("http://localhost:8000/") == ""


def test_they_are_made_once_and_differ_from_house_to_house(home: Path, tmp_path: Path) -> None:
    a_house(is_demonstration=True)
    settle_accounts(is_first_time=True, by="load", at=NOON)
    before = accounts_in(home)

    settle_accounts(is_first_time=True, by="load", at=NOON)

    assert accounts_in(home) == before
    assert len({account.passphrase for account in before}) == 7
    words = WORDS.split()
    assert len(set(words)) == len(words) > 100


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_no_house_gets_them_unasked(home: Path, is_demonstration: bool) -> None:
    a_house(is_demonstration=is_demonstration)

    settle_accounts(is_first_time=not is_demonstration, by="load", at=NOON)

    assert (Member.objects.count(), (home / FILE).exists()) == (0, False)


def test_they_end_when_the_house_is_a_demonstration_no_longer(home: Path, client: Client) -> None:
    house = a_house(is_demonstration=True)
    settle_accounts(is_first_time=True, by="load", at=NOON)
    account = accounts_in(home)[0]
    House.objects.filter(pk=house.pk).update(is_demonstration=False)

    settle_accounts(is_first_time=False, by="load", at=NOON)

    form = {"login": account.login, "passphrase": account.passphrase}
    assert client.post("/desk/sign-in/", form).status_code == 422
    assert not (home / FILE).exists()
    assert not Member.objects.active().exists()


def test_the_doctor_notes_a_house_without_a_director() -> None:
    a_house()
    a_member("director", is_active=False)
    a_member("till")

    [finding] = doctor.findings(only=["directors"])

    assert (finding.code, finding.is_fault) == ("no-director", False)
    assert finding.mend == "casamuseo create-director"


def test_one_director_is_enough_for_the_doctor() -> None:
    a_member("director")

    assert list(doctor.findings(only=["directors"])) == []
