"""The desk as those who work there see it: every way of a director, light and dark, desk and telephone."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect

from casamuseo.desk.paths import of_the_keeper
from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.directors import sign_in
from tests.browser.looking import DESK, PHONE
from tests.browser.site import Site

Visitor = Callable[..., Page]
OWN = (
    "/desk/account/",
    "/desk/account/passphrase/",
    "/desk/account/second-factor/",
    "/desk/people/add/",
)
NO_COMPLAINT = (
    "[DOM]",
    "/gate/: Failed to load resource: the server responded with a status of 401",
)
"""Chromium's advice on passphrases, and the door, which a browser that is no device of it cannot open."""
KEEPERS = frozenset(f"desk:{pattern.name}" for pattern in of_the_keeper())
MOST_HTML = 30_000
"""Bytes of a page of the desk, compressed."""
MOST_FETCHED = {".js": 25_000, ".css": 27_000}
"""Bytes of what a page fetches, compressed: its scripts; the site's styles with those of the desk."""
SIGHTS = {"light": DESK, "dark": PHONE}


@pytest.fixture(scope=SCOPE, params=SIGHTS)
def desk(
    request: pytest.FixtureRequest, browser: Browser, site: Site, director: str
) -> Iterator[Page]:
    """A page in which the director is signed in, in one theme and width."""
    with signed_in(browser, site, director, theme=request.param) as page:
        yield page


@pytest.fixture
def keeper(browser: Browser, site: Site, directora: str) -> Iterator[Page]:
    """A telephone in the dark in which the director who works in Spanish is signed in."""
    with signed_in(browser, site, directora, theme="dark") as page:
        yield page


@contextmanager
def signed_in(browser: Browser, site: Site, login: str, *, theme: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site.address,
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        viewport={"width": SIGHTS[theme], "height": 800},
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, login)
    yield page
    context.close()


def ways(page: Page) -> list[str]:
    """The addresses of the navigation and of its parts."""
    page.goto("/desk/")
    links = page.locator("#menu a[href^='/'], .desk-ways a").all()
    return list(dict.fromkeys(str(link.get_attribute("href")) for link in links))


def test_axe_finds_nothing_and_nothing_sticks_out_on_any_way_of_the_desk(desk: Page) -> None:
    found, complaints = {}, []
    desk.on("console", lambda said: complaints.append(f"{desk.url}: {said.text}"))
    addresses = ["/desk/", *ways(desk), *OWN]
    for address in addresses:
        desk.goto(address)
        wrong = violations(desk)
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("it can be scrolled sideways")
        if wrong:
            found[address] = wrong

    assert found == {}
    assert [each for each in complaints if not any(words in each for words in NO_COMPLAINT)] == []
    assert len(addresses) > 5


def kinds_of_pages(page: Page) -> Iterator[tuple[str, list[str]]]:
    """An address of every kind of page that the keeper's desk links to: by the name of its pattern.

    The page stands there when its address is given, with what was wrong with its answer.
    """
    seen: set[str] = set()
    waiting = [address for address in ways(page) if resolve(address).view_name in KEEPERS]
    while waiting:
        address = waiting.pop(0)
        name = resolve(address).view_name
        if name in seen:
            continue
        seen.add(name)
        response = page.request.get(address)
        if not response.headers["content-type"].startswith("text/html"):
            continue
        page.goto(address)
        yield address, [] if response.status == 200 else [f"answered with {response.status}"]
        links = page.locator("main a[href^='/desk/'], .desk-parts a").evaluate_all(
            "links => links.map(link => new URL(link.getAttribute('href'), location).pathname)"
        )
        waiting += [one for one in links if resolve(one).view_name in KEEPERS - seen]


class Fetched:
    """What pages fetch, compressed; each file is weighed once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.weights: dict[str, int] = {}

    def bytes_of(self, ending: str) -> int:
        """The bytes of all files of this kind that the page before us has fetched."""
        fetched = self.page.evaluate(
            "performance.getEntriesByType('resource').map(one => one.name.split('?')[0])"
        )
        return sum(self._weight(one) for one in set(fetched) if one.endswith(ending))

    def _weight(self, address: str) -> int:
        if address not in self.weights:
            body = self.page.request.get(address).body()
            self.weights[address] = len(gzip.compress(body))
        return self.weights[address]


def test_axe_finds_nothing_and_nothing_sticks_out_on_the_keepers_pages(desk: Page) -> None:
    look_at_every_kind_of_page(desk)


def test_nor_does_it_in_spanish_on_a_telephone(keeper: Page) -> None:
    look_at_every_kind_of_page(keeper)

    expect(keeper.locator("html")).to_have_attribute("lang", "es")


def look_at_every_kind_of_page(desk: Page) -> None:
    found, complaints, kinds = {}, [], 0
    desk.on("console", lambda said: complaints.append(f"{desk.url}: {said.text}"))
    fetched = Fetched(desk)
    for address, wrong in kinds_of_pages(desk):
        kinds += 1
        wrong += violations(desk)
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("it can be scrolled sideways")
        size = len(gzip.compress(desk.content().encode()))
        if size > MOST_HTML:
            wrong.append(f"{size} bytes of HTML")
        for ending, most in MOST_FETCHED.items():
            size = fetched.bytes_of(ending)
            if size > most:
                wrong.append(f"{size} bytes of {ending}")
        if wrong:
            found[address] = wrong

    assert found == {}
    assert [each for each in complaints if not any(words in each for words in NO_COMPLAINT)] == []
    assert kinds > 40


def test_axe_finds_nothing_on_the_sign_in_page(visitor: Visitor) -> None:
    page = visitor(reduced_motion="reduce")
    page.goto("/desk/sign-in/")
    assert violations(page) == []

    page.get_by_role("button").click()

    # What was refused is read first, and each field says what is wrong with it.
    expect(page.locator(".desk-faults")).to_be_focused()
    assert violations(page) == []


def test_keys_go_to_the_first_field_and_the_skip_link_to_the_content(desk: Page) -> None:
    desk.goto("/desk/people/add/")

    desk.keyboard.press("/")
    expect(desk.get_by_label("Full name")).to_be_focused()
    desk.keyboard.press("/")
    expect(desk.get_by_label("Full name")).to_have_value("/")

    desk.goto("/desk/people/add/")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_be_focused()
