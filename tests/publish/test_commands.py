"""`casamuseo load` and `casamuseo dump`, as they are called."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casamuseo.kernel.models import Change
from tests.publish.folders import change, contents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(autouse=True)
def _english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


def run(*words: str) -> list[str]:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def test_load_prints_counts_and_what_is_held_back(folder: Path) -> None:
    lines = run("load", str(folder))

    assert "        2 objects" in lines
    assert lines[-2] == (f"{folder}/passages/objects.txt:1: objects/desk: The passage is a draft.")
    assert lines[-1] == "1 passage or sentence is held back from publication, for the reason above."


def test_load_says_that_nothing_has_changed(folder: Path) -> None:
    run("load", str(folder))

    assert "Nothing has changed." in run("load", str(folder))


def test_the_first_time_is_only_once(folder: Path) -> None:
    assert run("load", str(folder), "--first-time") != []
    change(folder, "guide.yaml", "number: 7", "number: nonsense")

    assert run("load", str(folder), "--first-time") == []
    assert Change.objects.count() == 1


def test_a_refused_folder_is_an_error_with_every_line(folder: Path) -> None:
    change(folder, "guide.yaml", "number: 7", "number: seven")
    change(folder, "objects.yaml", "key: lamp", "key: desk")

    with pytest.raises(CommandError) as refused:
        run("load", str(folder))

    lines = str(refused.value).splitlines()
    assert lines[0] == f"{folder}/objects.yaml:15: the key “desk” is here twice"
    assert lines[-1] == "Nothing was loaded."


def test_dump_writes_the_folder_and_says_how_much(folder: Path, tmp_path: Path) -> None:
    run("load", str(folder))

    lines = run("dump", str(tmp_path / "dump"))

    assert lines == [f"{len(contents(folder))} files written."]


def test_dump_refuses_in_words(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no house has been loaded yet"):
        run("dump", str(tmp_path / "dump"))
