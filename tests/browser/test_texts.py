"""The editor of a text as somebody works in it: counts while they write, sources by the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.directors import sign_in
from tests.browser.looking import DESK, PHONE
from tests.browser.site import Site


@pytest.fixture(scope=SCOPE)
def editor(browser: Browser, site: Site, director: str) -> Iterator[Page]:
    """A page in which the director is signed in."""
    context = browser.new_context(base_url=site.address, viewport={"width": DESK, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, director)
    yield page
    context.close()


def open_a_room(page: Page) -> None:
    page.goto("/desk/texts/?kind=places&words=study")
    page.locator("tbody a").first.click()
    expect(page.locator(".sentence").first).to_be_visible()


def test_words_are_counted_while_somebody_writes(editor: Page) -> None:
    open_a_room(editor)
    box = editor.locator(".sentence textarea").first

    box.fill(" ".join(["palabra"] * 26) + ".")

    expect(box.locator("+ output")).to_have_text("26 words, too long")
    expect(editor.locator("[data-total=es]")).to_contain_text("longest sentence 26")
    expect(editor.locator("[data-total=es]")).to_have_class("long")


def test_a_source_is_found_and_taken_by_the_keyboard(editor: Page) -> None:
    open_a_room(editor)
    box = editor.locator(".sentence").first.locator("[data-source]").last

    box.press_sequentially("patenaude")
    expect(editor.locator("[role=listbox] [data-value]").first).to_be_visible()
    wrong = violations(editor)
    box.press("ArrowDown")
    taken = editor.locator("[role=option][aria-selected=true]").get_attribute("data-value")
    box.press("Enter")

    expect(box).to_have_value(str(taken))
    expect(box.locator("+ input")).to_be_focused()
    expect(editor.get_by_role("listbox")).to_have_count(0)
    assert wrong == []


def test_a_sentence_that_becomes_contested_shows_the_boxes_of_its_other_version(
    editor: Page,
) -> None:
    open_a_room(editor)
    sentence = editor.locator(".sentence").first
    expect(sentence.locator(".sentence-other").first).to_be_hidden()

    sentence.get_by_label("Certainty").select_option("contested")

    expect(sentence.locator(".sentence-other").first).to_be_visible()


def test_what_somebody_sent_after_they_were_signed_out_is_there_when_they_are_back(
    editor: Page,
    director: str,
) -> None:
    open_a_room(editor)
    address = editor.url
    editor.locator(".sentence textarea").first.fill("Lo que no debe perderse.")
    editor.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    editor.get_by_role("button", name="Save the draft").first.click()
    expect(editor.get_by_label("Passphrase")).to_be_visible()
    sign_in(editor, director)
    editor.goto(address)

    expect(editor.locator(".sentence textarea").first).to_have_value("Lo que no debe perderse.")


def test_the_pages_of_a_text_have_no_barrier_on_a_telephone(editor: Page) -> None:
    editor.set_viewport_size({"width": PHONE, "height": 740})
    open_a_room(editor)
    address = editor.url
    found = {}
    for more in ("", "preview/", "preview/?as=wall", "preview/?as=kiosk", "history/"):
        editor.goto(address + more)
        wrong = violations(editor)
        if editor.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("it can be scrolled sideways")
        if wrong:
            found[more] = wrong

    assert found == {}
