"""A condition photograph as somebody draws on it: by finger and by the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.directors import sign_in
from tests.browser.looking import PHONE
from tests.browser.site import Site
from tests.collection.test_checking import a_png


@pytest.fixture(scope=SCOPE)
def keeper(browser: Browser, site: Site, director: str) -> Iterator[Page]:
    """A telephone in the store room on which the director is signed in."""
    context = browser.new_context(
        base_url=site.address, viewport={"width": PHONE, "height": 800}, has_touch=True
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, director)
    yield page
    context.close()


def open_a_photograph(page: Page) -> None:
    """Check an object with a photograph of 400 by 200 pixels, and open it to draw."""
    page.goto("/desk/condition/checks/add/?object=D-008")
    page.get_by_label("Condition", exact=True).select_option("fair")
    content = a_png(width=400, height=200)
    page.get_by_label("Photographs").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": content}
    )
    page.get_by_role("button", name="Write the check").click()
    page.get_by_role("link", name="Draw on photograph 1").click()
    expect(page.locator("[data-help]")).to_be_visible()


def tap(page: Page, left: float, top: float) -> None:
    box = page.locator(".marks").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * left, box["y"] + box["height"] * top)


def test_a_mark_is_drawn_by_finger_and_by_the_keyboard(keeper: Page) -> None:
    open_a_photograph(keeper)
    x, more = keeper.locator("[name=x]"), keeper.locator("[name=more_points]")

    tap(keeper, 0.25, 0.25)
    expect(x).to_have_value(re.compile(r"^(25|25\.\d|24\.\d)$"))
    keeper.locator(".marks").focus()
    for key in ("ArrowRight", "Shift+ArrowDown", "Enter", "Enter", "Backspace"):
        keeper.keyboard.press(key)

    expect(more).to_have_value("51 60")
    expect(keeper.locator("[data-said]")).to_have_text(
        "Point 3: 51 per cent from the left, 60 from above"
    )
    # The link that skips to the content is out of sight above: from below axe takes it for too small.
    keeper.evaluate("scrollTo(0, 0)")
    assert violations(keeper) == []

    keeper.get_by_role("button", name="Draw the mark").click()
    expect(keeper.locator(".marks-list li")).to_have_count(1)
    expect(keeper.locator(".marks .mark-line").first).to_have_attribute(
        "points", re.compile(r" 510\.0,300\.0$")
    )
