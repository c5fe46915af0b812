"""With the keyboard alone: everything is reached in order, and one sees where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import path_of
from tests.browser.looking import HERE
from tests.browser.site import Site, address

Visitor = Callable[..., Page]
FOCUS = (HERE / "scripts" / "focus.js").read_text()
REACHABLE = (HERE / "scripts" / "reachable.js").read_text()
WALKED = (
    "home", "visit", "house", "two days compared", "room", "objects", "object", "story", "timeline",
    "route", "person", "source", "guide", "stop", "accessibility", "data", "found", "no such page",
)  # fmt: skip


def walk(page: Page) -> tuple[list[int], list[str]]:
    """Press Tab through a whole page: the numbers of what was reached, and what hid its focus."""
    numbers, unseen = [], []
    for _ in range(page.evaluate(REACHABLE)):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUS)
        if focused is None:
            break
        numbers.append(focused["number"])
        if not focused["isSeen"]:
            unseen.append(focused["words"])
    return numbers, unseen


@pytest.mark.parametrize("kind", WALKED)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    kind: str, visitor: Visitor, site: Site
) -> None:
    page = visitor(reduced_motion="reduce")
    page.goto(path_of(kind, "es", site=site))

    numbers, unseen = walk(page)

    assert unseen == []
    assert numbers == list(range(len(numbers)))
    assert len(numbers) == page.evaluate(REACHABLE) > 10


def test_the_first_stop_skips_to_the_content(visitor: Visitor) -> None:
    page = visitor()
    page.goto(address("house", "en"))

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_and_escape_closes_it(visitor: Visitor) -> None:
    page = visitor(viewport={"width": 360, "height": 740})
    page.goto("/en/")
    opener = page.get_by_role("link", name="Menu", exact=True)

    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#menu a").first).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#menu")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_number_pad_is_worked_by_the_keyboard(visitor: Visitor, site: Site) -> None:
    page = visitor()
    page.goto(address("guide", "en"))
    field = page.get_by_label("Number on the wall")
    pad = page.locator("[data-pad-for]")

    for key in ("1", "9", "Clear", "1", "4"):
        pad.get_by_role("button", name=key, exact=True).focus()
        page.keyboard.press("Enter")
    expect(field).to_have_value("14")
    pad.get_by_role("button", name="Go").focus()
    page.keyboard.press("Space")

    expect(page).to_have_url(f"{site.address}/en/guide/14/")


def test_a_number_is_typed_and_sent_without_leaving_its_field(visitor: Visitor, site: Site) -> None:
    page = visitor()
    page.goto(address("guide", "en"))

    page.get_by_label("Number on the wall").focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{site.address}/en/guide/7/")


def test_a_room_is_entered_from_the_drawing(visitor: Visitor, site: Site) -> None:
    page = visitor()
    page.goto(address("house", "en"))

    page.locator("svg a[href*='/study/']").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Study")
