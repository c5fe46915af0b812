"""What a visitor has chosen is kept: the place, the day and the words, the language and the theme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import KINDS, path_of
from tests.browser.site import FIRST_DAY, SECOND_DAY, Site, address

Visitor = Callable[..., Page]
TOKENS = """() => {
  const names = new Set();
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule.selectorText?.startsWith(":root")) {
        for (const name of rule.style) if (name.startsWith("--")) names.add(name);
      }
    }
  }
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries([...names].map((name) => [name, style.getPropertyValue(name)]));
}"""


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in {"no such page", "unknown day"}]
)
def test_the_language_switch_leads_to_the_same_page(
    kind: str, visitor: Visitor, site: Site
) -> None:
    page = visitor()
    page.goto(path_of(kind, "es", site=site))

    page.locator(".languages a").first.click()
    expect(page).to_have_url(site.address + path_of(kind, "en", site=site))
    page.locator(".languages a").first.click()

    expect(page).to_have_url(site.address + path_of(kind, "es", site=site))


def test_the_language_switch_keeps_place_day_and_words(visitor: Visitor, site: Site) -> None:
    kept = {
        "/es/casa/despacho/?dia=1940-08-20": "/en/house/study/?day=1940-08-20",
        address("house", "es", day=FIRST_DAY, against=SECOND_DAY): address(
            "house", "en", day=FIRST_DAY, against=SECOND_DAY
        ),
        address("objects", "es", kind="furniture", page="2"): address(
            "objects", "en", kind="furniture", page="2"
        ),
        address("search", "es", query="torre", section="places"): address(
            "search", "en", query="torre", section="places"
        ),
    }
    page = visitor()

    for spanish, english in kept.items():
        page.goto(spanish)
        page.get_by_role("link", name="English").click()
        expect(page).to_have_url(site.address + english)


def test_a_visitor_without_a_language_in_the_address_is_met_in_their_own(
    visitor: Visitor, site: Site
) -> None:
    spanish, english = visitor(locale="es-MX"), visitor(locale="en-GB")

    spanish.goto("/")
    english.goto("/")

    expect(spanish).to_have_url(f"{site.address}/es/")
    expect(english).to_have_url(f"{site.address}/en/")


def test_a_chosen_theme_is_kept_from_page_to_page_and_comes_from_the_server(
    visitor: Visitor, site: Site
) -> None:
    page = visitor(color_scheme="light", java_script_enabled=False)
    page.goto(address("objects", "en", kind="furniture"))

    page.get_by_role("link", name="Dark", exact=True).click()
    expect(page).to_have_url(site.address + address("objects", "en", kind="furniture"))
    # No script runs here: the attribute can only have come with the page, before anything is drawn.
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="Visit", exact=True).click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_css("background-color", "rgb(15, 20, 18)")
    expect(page.get_by_role("link", name="Dark", exact=True)).to_have_attribute(
        "aria-current", "true"
    )


def test_a_chosen_theme_can_be_left_to_the_device_again(visitor: Visitor) -> None:
    page = visitor(color_scheme="dark")
    page.goto("/en/")
    expect(page.locator("html")).to_have_css("background-color", "rgb(15, 20, 18)")

    page.get_by_role("link", name="Light", exact=True).click()
    expect(page.locator("html")).to_have_css("background-color", "rgb(245, 247, 245)")
    page.get_by_role("link", name="As the device").click()

    expect(page.locator("html")).to_have_css("background-color", "rgb(15, 20, 18)")
    assert page.locator("html").get_attribute("data-theme") is None


def test_dark_looks_the_same_whether_the_visitor_or_the_device_chose_it(visitor: Visitor) -> None:
    chosen, device = visitor(color_scheme="light"), visitor(color_scheme="dark")
    chosen.goto(address("appearance", "en", theme="dark", back="/en/"))
    device.goto("/en/")

    tokens = chosen.evaluate(TOKENS)

    assert len(tokens) > 8
    assert tokens["--plaster"] == "#0f1412"
    assert device.evaluate(TOKENS) == tokens


def test_light_looks_the_same_whether_the_visitor_or_the_device_chose_it(visitor: Visitor) -> None:
    chosen, device = visitor(color_scheme="dark"), visitor(color_scheme="light")
    chosen.goto(address("appearance", "en", theme="light", back="/en/"))
    device.goto("/en/")

    tokens = chosen.evaluate(TOKENS)

    assert tokens["--plaster"] == "#f5f7f5"
    assert device.evaluate(TOKENS) == tokens
