"""The door as its device sees it: scanner, camera and typed codes, with the network and without."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import FLAGS, SCOPE
from tests.browser.looking import SIDEWAYS, SMALL_TARGETS
from tests.browser.serving import NOT_OURS, ROOT, SETTINGS
from tests.browser.site import Site
from tests.conditions import chromium

Visitor = Callable[..., Page]
Tickets = dict[str, Any]

VECTORS = json.loads((ROOT / "tests" / "visit" / "codes" / "vectors.json").read_text())
READ_ALL = """async ({ path, vectors }) => {
  const { readTicket } = await import(path);
  const read = (code) => {
    try { return readTicket(code, vectors.keys).serial; } catch (problem) { return problem.message; }
  };
  return [vectors.valid.map(({ code }) => read(code)), vectors.refused.map(({ code }) => read(code))];
}"""


@pytest.fixture
def tickets(shared: Path, site: Site) -> Tickets:
    """A word that enrols a device, and tickets for this hour."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    run = subprocess.run(
        [sys.executable, "-m", "tests.browser.at_the_door"],
        env={**kept, **SETTINGS, "CASAMUSEO_HOME": str(shared / "museum")},
        cwd=ROOT,
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    found: Tickets = json.loads(run.stdout)
    return found


def enrolled(page: Page, tickets: Tickets) -> Page:
    """The door's page, on a device that has just been enrolled by its link."""
    page.goto(f"/gate/enrol/{tickets['word']}/")
    page.get_by_role("button", name="Enrol").click()
    page.wait_for_url("**/gate/")
    return page


def ready(page: Page) -> None:
    """The script is at work and has the list of the day."""
    expect(page.locator("[data-part=level]")).to_have_attribute("data-level", "server")
    expect(page.locator("[data-counted=child]")).to_be_visible()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def scan(page: Page, code: str) -> None:
    """As a scanner types it: fast, wherever the focus is, with Enter at the end."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def expect_verdict(page: Page, word: str, line: str, *, tone: str) -> None:
    verdict = page.locator("[data-part=verdict]")
    expect(verdict).to_be_visible()
    expect(page.locator("[data-part=word]")).to_have_text(word)
    expect(page.locator("[data-part=lines]")).to_contain_text(line)
    expect(verdict).to_have_attribute("data-tone", tone)


@pytest.fixture
def door(visitor: Visitor, tickets: Tickets) -> Page:
    page = enrolled(visitor(locale="en-GB", viewport={"width": 1280, "height": 800}), tickets)
    ready(page)
    return page


def test_a_scanner_lets_a_party_in_and_a_key_corrects_how_many(
    door: Page, tickets: Tickets
) -> None:
    scan(door, tickets["family"]["code"])
    expect_verdict(door, "Come in", "4 people may enter.", tone="yes")

    door.keyboard.press("3")
    expect_verdict(door, "Come in", "3 people may enter.", tone="yes")
    expect(door.locator("[data-part=lines]")).to_contain_text("One more of the party is to come.")

    door.get_by_role("button", name="Undo").first.click()
    expect_verdict(door, "Taken back", "This entry does not count.", tone="note")

    door.keyboard.press("Escape")
    expect(door.locator("[data-part=verdict]")).to_be_hidden()
    scan(door, tickets["unpaid"]["code"])
    expect_verdict(door, "To be paid at the till", "send them to the till", tone="warn")


def test_a_short_code_is_typed_without_looking_for_the_field(door: Page, tickets: Tickets) -> None:
    door.locator("body").click(position={"x": 5, "y": 5})
    door.keyboard.type(tickets["pair"]["short"].lower(), delay=150)
    door.keyboard.press("Enter")

    expect_verdict(door, "Come in", "2 people may enter.", tone="yes")


def test_with_the_network_cut_the_device_judges_and_loses_nothing(
    door: Page, tickets: Tickets
) -> None:
    level, waiting = door.locator("[data-part=level]"), door.locator("[data-part=waiting]")
    scan(door, tickets["pair"]["code"])
    expect_verdict(door, "Come in", "2 people may enter.", tone="yes")
    door.context.set_offline(True)

    scan(door, tickets["pair"]["code"])
    expect_verdict(door, "Already used", "Everybody on this ticket", tone="no")
    expect(level).to_have_attribute("data-level", "list")
    scan(door, tickets["family"]["code"])
    expect_verdict(door, "Come in", "4 people may enter.", tone="yes")
    door.keyboard.press("Escape")
    door.get_by_role("button", name="ICOM", exact=False).first.click()
    expect(door.locator("[data-counted=icom]")).to_have_text("1")
    expect(waiting).to_have_text("3 scans and counts wait to be handed over.")

    door.reload()
    expect(waiting).to_have_text("3 scans and counts wait to be handed over.")
    expect(level).to_have_attribute("data-level", "list")
    scan(door, tickets["family"]["code"])
    expect_verdict(door, "Already used", "Everybody on this ticket", tone="no")
    door.keyboard.press("Escape")

    door.context.set_offline(False)
    expect(waiting).to_be_hidden()
    expect(level).to_have_attribute("data-level", "server")
    scan(door, tickets["family"]["code"])
    expect_verdict(door, "Already used", "Everybody on this ticket", tone="no")


def test_the_page_reads_every_vector_as_the_server_does(door: Page) -> None:
    valid, refused = door.evaluate(
        READ_ALL, {"path": "/static/theme/gate/codes.js", "vectors": VECTORS}
    )

    assert valid == [vector["ticket_id"] for vector in VECTORS["valid"]]
    assert refused == [vector["reason"] for vector in VECTORS["refused"]]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_door_is_usable_by_everybody_at_every_verdict(
    visitor: Visitor, tickets: Tickets, width: int, scheme: str
) -> None:
    page = visitor(
        locale="en-GB",
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": width, "height": 740},
    )
    enrolled(page, tickets)
    ready(page)
    faults = [*violations(page), *page.evaluate(SIDEWAYS), *page.evaluate(SMALL_TARGETS)]
    for name in ("family", "unpaid", "family"):
        scan(page, tickets[name]["code"])
        expect(page.locator("[data-part=verdict]")).to_be_visible()
        faults += [*violations(page), *page.evaluate(SIDEWAYS), *page.evaluate(SMALL_TARGETS)]
        page.keyboard.press("Escape")

    assert faults == []


def test_without_a_script_the_door_is_a_form(visitor: Visitor, tickets: Tickets) -> None:
    page = enrolled(visitor(locale="en-GB", java_script_enabled=False), tickets)

    page.locator("#code").fill(tickets["family"]["short"])
    page.locator("#count").fill("3")
    page.get_by_role("button", name="Check").click()
    expect_verdict(page, "Come in", "3 people may enter.", tone="yes")
    page.get_by_role("button", name="2", exact=True).click()
    expect_verdict(page, "Come in", "2 people may enter.", tone="yes")
    page.get_by_role("button", name="Undo").click()

    expect_verdict(page, "Taken back", "This entry does not count.", tone="note")


@pytest.fixture(scope=SCOPE)
def camera_browser(browser: Browser, shared: Path) -> Iterator[Callable[[str], Browser]]:
    """Opens browsers whose camera shows a code."""
    opened: list[Browser] = []

    def looking_at(code: str) -> Browser:
        film = shared / f"camera-{len(opened)}-{os.getpid()}.y4m"
        film.write_bytes(a_film(code))
        flags = [
            *FLAGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
        opened.append(browser.browser_type.launch(executable_path=chromium(), args=flags))
        return opened[-1]

    yield looking_at
    for each in opened:
        each.close()


def a_film(code: str, *, width: int = 640, height: int = 480, module: int = 8) -> bytes:
    """Two frames (YUV4MPEG2, 4:2:0) of a printed ticket before a grey wall."""
    rows = [bytearray([150]) * width for _ in range(height)]
    matrix = list(segno.make_qr(code, error="m", boost_error=False).matrix_iter(border=4))
    top, left = (height - len(matrix) * module) // 2, (width - len(matrix) * module) // 2
    for y, line in enumerate(matrix):
        drawn = b"".join(bytes([16 if dark else 235]) * module for dark in line)
        for row in range(module):
            rows[top + y * module + row][left : left + len(drawn)] = drawn
    frame = b"FRAME\n" + b"".join(rows) + bytes([128]) * (width * height // 2)
    return f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2


def test_the_camera_of_a_phone_reads_a_ticket(
    camera_browser: Callable[[str], Browser], site: Site, tickets: Tickets
) -> None:
    looking = camera_browser(tickets["family"]["code"])
    page = looking.new_page(base_url=site.address, locale="en-GB")
    enrolled(page, tickets)
    ready(page)

    page.get_by_role("button", name="Camera").click()

    expect(page.locator("[data-part=word]")).to_have_text("Come in", timeout=20_000)
    page.close()
