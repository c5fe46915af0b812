"""Two processes at once: of two who may not both succeed, exactly one does."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack

import pytest

from casamuseo.staff import second_factor
from casamuseo.staff.actions import make_link
from casamuseo.staff.models import Member
from tests.cast import NOON
from tests.kernel.test_pagecache import other_process
from tests.staff.test_second_factor import HALF_MINUTE, RFC_SECRET, code_at
from tests.staffing import a_member

PROGRAM = """
import django, sys
django.setup()
from datetime import datetime
from casamuseo.kernel.errors import Refusal
from casamuseo.staff import actions, second_factor
from casamuseo.staff.models import Member
def member(login):
    return Member.objects.get(login=login)
AT = datetime.fromisoformat({at!r})
first = member({login!r})
print("ready", flush=True)
sys.stdin.readline()
try:
    {does}
except Refusal as refused:
    print(refused.code)
else:
    print("done")
"""


def together(*doing: tuple[str, str], at: str) -> list[str]:
    """What comes of two programs that begin at the same moment."""
    with ExitStack() as stack:
        processes: list[subprocess.Popen[str]] = []
        for login, does in doing:
            program = PROGRAM.format(login=login, does=does, at=at)
            processes.append(stack.enter_context(other_process(program)))
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
        return sorted(process.stdout.readline().strip() for process in processes if process.stdout)


@pytest.mark.django_db(transaction=True)
def test_two_directors_cannot_take_each_other_away() -> None:
    a_member("director", login="ana")
    a_member("director", login="berta")
    does = "actions.deactivate_member(first, by='x', at=AT)"

    found = together(("ana", does), ("berta", does), at=NOON.isoformat())

    assert found == ["done", "last-director"]
    assert Member.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_that_two_open_at_once_sets_one_passphrase() -> None:
    token = make_link(a_member("till"), by="director", at=NOON)
    does = f"actions.use_link({token!r}, passphrase='una frase larga', at=AT)"

    found = together(("till", does), ("till", does), at=NOON.isoformat())

    assert found == ["done", "link-is-over"]


@pytest.mark.django_db(transaction=True)
def test_a_code_seen_over_the_shoulder_opens_one_session() -> None:
    member = a_member("till")
    second_factor.begin_second_factor(member, secret=RFC_SECRET, code=code_at(NOON), at=NOON)
    later = NOON + HALF_MINUTE
    does = f"second_factor.check_code(first, code={code_at(later)!r}, at=AT)"

    found = together(("till", does), ("till", does), at=later.isoformat())

    assert found == ["done", "wrong-code"]
