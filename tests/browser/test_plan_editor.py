"""The plan worked on by hand: corners dragged and moved by keys, things turned, every step undone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.serving import NOT_OURS, SETTINGS
from tests.browser.site import Site

PASSPHRASE = "tres cactos y una ventana"
Visitor = Callable[..., Page]


@pytest.fixture(scope=SCOPE)
def drawer(shared: Path, site: Site, worker_id: str) -> str:
    """The login of a director who draws."""
    login = f"drawer-{worker_id}"
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    subprocess.run(
        [sys.executable, "-m", "casamuseo", "create-director"],
        input=f"Diego Trazo\n{login}\n{PASSPHRASE}\n{PASSPHRASE}\n",
        env={**kept, **SETTINGS, "CASAMUSEO_HOME": str(shared / "museum"), "LANGUAGE": "en"},
        check=True,
        text=True,
        stdout=subprocess.DEVNULL,
    )
    return login


@pytest.fixture
def desk(visitor: Visitor, drawer: str) -> Page:
    page = visitor(viewport={"width": 1280, "height": 900}, locale="en-US")
    page.goto("/desk/sign-in/")
    page.get_by_label("Name or e-mail").fill(drawer)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    return page


def the_study(page: Page) -> Page:
    page.goto("/desk/plan/")
    page.get_by_role("row").get_by_role("link", name="Study").click()
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    return page


def corner(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=f"Corner {number}:")


def typed(page: Page, number: int) -> tuple[str, str]:
    across = page.get_by_label(f"Corner {number}, to the right").input_value()
    return across, page.get_by_label(f"Corner {number}, down").input_value()


def drag(page: Page, what: Locator, *, by: tuple[int, int]) -> None:
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    page.mouse.move(x + by[0], y + by[1])
    page.mouse.up()


def test_a_corner_is_moved_by_keys_and_every_step_undone(desk: Page) -> None:
    page = the_study(desk)
    before = typed(page, 3)

    corner(page, 3).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")

    moved = (f"{float(before[0]) - 0.05:g}", f"{float(before[1]) - 0.5:g}")
    assert typed(page, 3) == moved
    x, y = (float(each) for each in moved)
    expect(page.get_by_role("status")).to_have_text(f"Corner 3: {x:.2f}, {y:.2f} m")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert typed(page, 3) == before
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_corner_is_added_and_removed_by_keys(desk: Page) -> None:
    page = the_study(desk)

    corner(page, 1).focus()
    page.keyboard.press("Insert")
    expect(page.get_by_label("Corner 5, down")).to_be_visible()
    corner(page, 2).focus()
    page.keyboard.press("Delete")

    expect(page.get_by_label("Corner 5, down")).to_have_count(0)


def test_a_dragged_corner_is_drawn_to_its_neighbours_and_undone(desk: Page) -> None:
    page = the_study(desk)
    before = typed(page, 2)

    drag(page, corner(page, 2), by=(-90, 70))
    away = typed(page, 2)
    assert away != before
    drag(page, corner(page, 2), by=(86, -66))

    assert typed(page, 2) == before  # the library's and the bedroom's corner is there
    page.get_by_role("button", name="Undo").click()
    assert typed(page, 2) == away


def test_an_opening_is_moved_along_its_wall(desk: Page) -> None:
    page = the_study(desk)
    along = page.locator("[name=o-0-along]")
    before = float(along.input_value())

    page.get_by_role("button", name="Opening 1:").focus()
    page.keyboard.press("ArrowRight")

    assert float(along.input_value()) == pytest.approx(before + 0.05)


def test_what_does_not_fit_comes_back_as_it_was_drawn(desk: Page) -> None:
    page = the_study(desk)
    corner(page, 2).focus()
    for _press in range(4):
        page.keyboard.press("Shift+ArrowRight")
    wrong = typed(page, 2)

    page.get_by_role("button", name="Save the drawing").last.click()

    expect(page.get_by_role("alert")).to_contain_text("The outline")
    assert typed(page, 2) == wrong
    expect(corner(page, 2)).to_be_visible()


def test_a_thing_is_moved_and_turned_by_keys_and_by_hand(desk: Page) -> None:
    page = desk
    page.goto("/desk/plan/days/")
    page.get_by_role("link", name="20 August 1940").click()
    page.get_by_role("row").get_by_role("link", name="Study").click()
    thing = page.locator(".bench .handle").first
    name = thing.get_attribute("data-name")
    x, turn = page.locator(f"[name={name}-x]"), page.locator(f"[name={name}-rotation]")
    before = float(x.input_value())

    thing.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")

    assert float(x.input_value()) == pytest.approx(before + 0.05)
    assert float(turn.input_value()) == 15
    drag(page, thing, by=(40, 0))
    assert float(x.input_value()) > before + 0.1
    for _step in range(3):
        page.get_by_role("button", name="Undo").click()
    assert float(x.input_value()) == before


def test_the_editor_is_sound_to_axe_in_both_modes_and_fits_a_telephone(desk: Page) -> None:
    page = the_study(desk)
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto("/desk/plan/days/")
    page.get_by_role("link", name="20 August 1940").click()
    page.get_by_role("row").get_by_role("link", name="Study").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
