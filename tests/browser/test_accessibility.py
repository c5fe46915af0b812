"""What axe finds: nothing, on any page, in any language, light or dark, on a phone or a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.kinds import KINDS, path_of
from tests.browser.looking import DESK, PHONE, Window
from tests.browser.site import Site

# Each language is seen in each theme and in each width.
SIGHTS = {"es light": DESK, "es dark": PHONE, "en light": PHONE, "en dark": DESK}


@pytest.fixture(scope=SCOPE)
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(reduced_motion="reduce")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture(scope=SCOPE)
def checked(context: BrowserContext) -> Iterator[Window]:
    window = Window(context)
    yield window
    window.close()


def found_by_axe(window: Window, site: Site, path: str, *, theme: str, width: int) -> list[str]:
    cookie = {"name": "theme", "value": theme, "url": site.address}
    window.page.context.add_cookies([cookie])  # type: ignore[list-item]
    window.open(site.address + path, width=width)
    return violations(window.page)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_a_page_of_each_kind(
    kind: str, sight: str, checked: Window, site: Site
) -> None:
    language, theme = sight.split()
    path = path_of(kind, language, site=site)

    found = found_by_axe(checked, site, path, theme=theme, width=SIGHTS[sight])

    if found:
        pytest.fail(f"{path}\n" + "\n".join(found), pytrace=False)


@pytest.mark.parametrize("part", range(8))
def test_axe_finds_nothing_on_any_other_page_in_one_language_and_theme(
    part: int, checked: Window, site: Site
) -> None:
    seen = {path_of(kind, "es", site=site) for kind in KINDS}
    others = [pair for pair in site.pairs if pair["es"] not in seen]
    found = []
    for number, pair in enumerate(others[part::8]):
        sight = list(SIGHTS)[(number + part) % len(SIGHTS)]
        language, theme = sight.split()
        path = pair[language]
        lines = found_by_axe(checked, site, path, theme=theme, width=SIGHTS[sight])
        found += [f"{path}: {line}" for line in lines]

    if found:
        pytest.fail("\n".join(found), pytrace=False)
