"""The scripts of the door's page, as far as they need no page, run by Node where there is one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent / "scripts"
OLDEST = (20, 19)
"""Before it, Node took a module without a package for something else."""


def _node() -> str | None:
    found = shutil.which("node")
    if found is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    major, minor, *_ = said.strip().lstrip("v").split(".")
    return found if (int(major), int(minor)) >= OLDEST else None


NODE = _node()


@pytest.mark.skipif(NODE is None, reason="no Node of 20.19 or later was found on this machine")
@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("*.test.mjs")))
def test_the_scripts_do_what_their_own_tests_say(name: str) -> None:
    assert NODE is not None
    run = subprocess.run(
        [NODE, "--test", "--test-reporter=spec", str(HERE / name)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
