"""The freshly loaded demonstration on a Saturday, and the people who sit before its pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests.browser.on_the_clock import SATURDAY
from tests.browser.serving import ANSWERS_AT, HOUSE, NOT_OURS, ROOT, SETTINGS

COMPUTER = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Museum:
    """The served demonstration: its address, and by which passphrase each role signs in."""

    address: str
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)


@contextmanager
def fresh(home: Path) -> Iterator[Museum]:
    """As `make run` brings it up the first time in this home, on a Saturday morning."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    environment = {
        **kept,
        **SETTINGS,
        "CASAMUSEO_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.browser.on_a_saturday",
        "SATURDAY_BEGAN_AT": datetime.now(UTC).isoformat(),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "casamuseo"]
    for step in (
        ["migrate", "--no-input", "--verbosity", "0"],
        ["load", str(HOUSE), "--first-time"],
    ):
        subprocess.run([*command, *step], check=True, env=environment, stdout=subprocess.DEVNULL)
    server = subprocess.Popen(
        [*command, "run", "--port", "0", "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=(home / "server.log").open("w"),
        text=True,
    )
    assert server.stdout is not None
    found = ANSWERS_AT.search(server.stdout.readline())
    assert found, (home / "server.log").read_text()
    yield Museum(found.group(), dict(_accounts(home)))
    server.terminate()
    server.wait(60)


def _accounts(home: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in (home / "demonstration-accounts.txt").read_text().splitlines():
        role, login, passphrase = line.split("\t")
        yield role, (login, passphrase)


@contextmanager
def somebody(browser: Browser, museum: Museum, **kind: object) -> Iterator[Page]:
    """A page of somebody whose clock says what the museum's says."""
    context = browser.new_context(
        base_url=museum.address,
        **{"reduced_motion": "reduce", "viewport": COMPUTER, **kind},  # type: ignore[arg-type]
    )
    context.set_default_timeout(20_000)
    context.clock.install(time=SATURDAY)
    yield context.new_page()
    context.close()


@contextmanager
def a_member(browser: Browser, museum: Museum, role: str, **kind: object) -> Iterator[Page]:
    """Somebody of this role, signed in."""
    login, passphrase = museum.accounts[role]
    with somebody(browser, museum, **kind) as page:
        page.goto("/desk/sign-in/")
        page.locator("[name=login]").fill(login)
        page.locator("[name=passphrase]").fill(passphrase)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(re.compile("/desk/(?!sign-in)"))
        yield page


def code_in(picture: Locator) -> str:
    """What a scanner reads of a QR code as it is seen on the screen."""
    picture.scroll_into_view_if_needed()
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.screenshot())))
    return str(read.text)
