"""The till by keyboard and by touch: a sale in five keys or three taps at most, whoever hurries."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.looking import SIDEWAYS
from tests.browser.serving import NOT_OURS, ROOT, SETTINGS
from tests.staffing import PASSPHRASE

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
COMPUTER = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope=SCOPE)
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a house that is open, whatever day it is."""
    home = tmp_path_factory.mktemp("till")
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.at_the_till"],
        cwd=ROOT,
        env={**kept, **SETTINGS, "CASAMUSEO_HOME": str(home), "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=(home / "server.log").open("w"),
        text=True,
    )
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    assert address, Path(home / "server.log").read_text()
    yield address
    server.kill()
    server.wait()


def clerk(browser: Browser, till: str, **kind: object) -> Page:
    """A page at the till, with Chucho signed in."""
    context = browser.new_context(base_url=till, reduced_motion="reduce", **kind)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto("/desk/sign-in/?next=/desk/till/")
    page.get_by_label("Name or e-mail").fill("chucho")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/till/")
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_two_adults_and_a_child_with_a_note_are_four_keys(browser: Browser, till: str) -> None:
    page = clerk(browser, till, **COMPUTER)

    press(page, "1", "1", "2")
    expect(page.locator("[data-sum]")).to_have_text("80.00 MXN")
    expect(page.locator("[data-note='5000']")).to_be_disabled()
    press(page, "x")

    expect(page.locator(".till-change b")).to_have_text("20.00 MXN")
    press(page, "Enter")
    page.wait_for_url("**/desk/till/")
    page.context.close()


def test_two_taps_on_a_telephone_sell_an_adult_with_all_in_view_and_nothing_covered(
    browser: Browser, till: str
) -> None:
    page = clerk(browser, till, **PHONE)

    page.locator("[data-add]").first.tap()
    for part in ("[data-add] >> nth=0", "[data-sum]", ".till-exact"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-sum]")).to_have_text("40.00 MXN")
    page.evaluate("scrollTo(0, 150)")
    assert violations(page) == []
    page.locator(".till-exact").tap()

    page.wait_for_url("**/desk/till/sales/*/")
    assert page.evaluate(SIDEWAYS) == []
    expect(page.locator("[data-next]")).to_be_in_viewport(ratio=1)
    page.context.close()


def test_the_programme_is_two_keys_away_and_a_wrong_key_is_taken_back(
    browser: Browser, till: str
) -> None:
    page = clerk(browser, till, **COMPUTER)

    press(page, "s")
    page.wait_for_url("**/desk/till/?session=*")
    expect(page.locator("[data-sum]")).to_have_text("80.00 MXN")
    press(page, "-")
    expect(page.locator("[data-party]")).to_have_text("0")
    press(page, "a")
    page.wait_for_url("**/desk/till/")
    press(page, "s")
    page.wait_for_url("**/desk/till/?session=*")
    press(page, "x")

    expect(page.locator(".till-change b")).to_have_text("20.00 MXN")
    press(page, "Enter")
    page.wait_for_url("**/desk/till/")
    page.context.close()


def test_one_too_many_is_taken_away_and_a_child_is_given_its_ticket(
    browser: Browser, till: str
) -> None:
    page = clerk(browser, till, **COMPUTER)

    press(page, "1", "2", "-", "-")
    expect(page.locator("[data-party]")).to_have_text("0")
    press(page, "2")

    expect(page.locator(".till-exact")).to_contain_text("Give the ticket: nothing to pay")
    press(page, "Enter")
    page.wait_for_url("**/desk/till/sales/*/")
    page.context.close()


def test_another_amount_is_typed_and_sent_by_the_keyboard(browser: Browser, till: str) -> None:
    page = clerk(browser, till, **COMPUTER)

    press(page, "1", "g")
    page.keyboard.type("60")
    press(page, "Enter")

    expect(page.locator(".till-change b")).to_have_text("20.00 MXN")
    page.context.close()


def test_the_till_and_its_receipt_are_as_axe_wants_them(browser: Browser, till: str) -> None:
    page = clerk(browser, till, **PHONE, color_scheme="dark")
    assert violations(page) == []
    page.locator("[data-add]").first.tap()
    page.locator("[data-note='10000']").tap()
    page.wait_for_url("**/desk/till/sales/*/")

    assert violations(page) == []
    page.context.close()
