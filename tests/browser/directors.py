"""Directors for tests that look at the desk: made by an operator, signed in by their passphrase."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.serving import NOT_OURS, SETTINGS

PASSPHRASE = "tres cactos y una ventana"


def a_director(shared: Path, login: str, *, language: str) -> str:
    """Made as an operator makes the first one."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    home = str(shared / "museum")
    subprocess.run(
        [sys.executable, "-m", "casamuseo", "create-director"],
        input=f"Elena Ruiz\n{login}\n{PASSPHRASE}\n{PASSPHRASE}\n",
        env={**kept, **SETTINGS, "CASAMUSEO_HOME": home, "LANGUAGE": language},
        check=True,
        text=True,
        stdout=subprocess.DEVNULL,
    )
    return login


def sign_in(page: Page, login: str) -> None:
    page.goto("/desk/sign-in/")
    page.get_by_label("Name or e-mail").fill(login)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
