"""A visitor books a time in either language, without scripts too, and has the ticket with no network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.axe import violations
from tests.browser.looking import SIDEWAYS, SMALL_TARGETS, SMALL_TEXT
from tests.browser.site import Site, address
from tests.browser.test_every_page import BUDGETS

Visitor = Callable[..., Page]

WORDS = {
    "es": {
        "continue": "Continuar",
        "book": "Reservar",
        "reserved": "Sus lugares están reservados",
        "move": "Cambiarla a otro horario",
        "moved": "Cambiar la visita",
        "cancel": "Cancelar la visita",
        "yes": "Sí, cancelarla",
        "cancelled": "Esta visita está cancelada",
        "kept": "No hay conexión",
    },
    "en": {
        "continue": "Continue",
        "book": "Book",
        "reserved": "Your places are reserved",
        "move": "Move it to another time",
        "moved": "Move the visit",
        "cancel": "Cancel the visit",
        "yes": "Yes, cancel it",
        "cancelled": "This visit is cancelled",
        "kept": "You have no connection",
    },
}
SIGHTS = [
    ("es", 360, "light"),
    ("es", 1280, "dark"),
    ("en", 360, "dark"),
    ("en", 1280, "light"),
]


def a_saturday() -> str:
    """The next one from the day after tomorrow on: open, and with slots."""
    day = date.today() + timedelta(days=2)  # noqa: DTZ011  far enough from midnight anywhere
    return (day + timedelta(days=(5 - day.weekday()) % 7)).isoformat()


def to_details(page: Page, language: str, *, slot: int = 2) -> None:
    """Go through the second step: a time, two adults."""
    page.goto(f"{address('book', language)}{a_saturday()}/")
    page.locator("input[name=slot]:enabled").nth(slot).check()
    page.get_by_role("spinbutton").first.fill("2")
    page.get_by_role("button", name=WORDS[language]["continue"], exact=True).click()


def book(page: Page, language: str, *, slot: int = 2) -> None:
    """Book a visit, to be paid at the door; ends on the page of the order."""
    to_details(page, language, slot=slot)
    page.get_by_role("button", name=WORDS[language]["book"], exact=True).last.click()
    expect(page.locator("h1")).to_have_text(WORDS[language]["reserved"])


@pytest.fixture
def context(page: Page) -> BrowserContext:
    return page.context


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor(locale="es-MX", viewport={"width": 360, "height": 740})


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_visit_is_booked_moved_and_cancelled_without_scripts(
    language: str, visitor: Visitor
) -> None:
    page, words = visitor(java_script_enabled=False), WORDS[language]
    page.goto(address("book", language))
    page.locator(".month a").first.click()
    expect(page.locator("form.book")).to_be_visible()

    book(page, language)
    code = page.locator(".code b").inner_text()
    page.get_by_role("link", name=words["move"]).click()
    page.locator(".month a").last.click()
    if page.locator("input[name=slot]").count():
        page.locator("input[name=slot]:enabled").first.check()
    page.get_by_role("button", name=words["moved"]).click()
    expect(page.locator(".code b")).to_have_text(code)
    page.get_by_role("link", name=words["cancel"]).click()
    page.get_by_role("button", name=words["yes"]).click()

    expect(page.locator("h1")).to_have_text(words["cancelled"])
    expect(page.locator(".qr")).to_have_count(0)


def test_the_sum_is_reckoned_while_the_party_is_chosen_and_buttons_step(page: Page) -> None:
    page.goto(f"{address('book', 'es')}{a_saturday()}/")
    steps = page.locator(".stepper").first

    steps.get_by_role("button").last.click()
    steps.get_by_role("button").last.click()
    expect(page.locator(".sum")).to_have_text("Total 80.00 MXN")
    for _click in range(3):
        steps.get_by_role("button").first.click()

    expect(page.get_by_role("spinbutton").first).to_have_value("0")
    expect(page.locator(".sum")).to_be_hidden()


def test_what_is_wrong_has_the_focus_and_is_said_in_the_language_of_the_page(page: Page) -> None:
    page.goto(f"{address('book', 'es')}{a_saturday()}/")

    page.get_by_role("button", name="Continuar").click()

    expect(page.locator("#slot-problem")).to_be_focused()
    expect(page.locator("#slot-problem")).to_have_text("Por favor, elija una hora.")


def test_the_bar_at_the_lower_edge_covers_nothing_that_has_the_focus(visitor: Visitor) -> None:
    page = visitor(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto(f"{address('book', 'es')}{a_saturday()}/")
    bar = page.locator(".act").bounding_box()
    assert bar is not None
    covered = []
    for _press in range(40):
        page.keyboard.press("Tab")
        inside, top = page.evaluate(
            """() => {
              const it = document.activeElement;
              const box = it.getBoundingClientRect();
              return [Boolean(it.closest(".book-fields")), box.bottom];
            }"""
        )
        if inside and top > bar["y"]:
            covered.append(page.evaluate("document.activeElement.outerHTML"))

    assert covered == []


def test_a_double_click_books_once(page: Page) -> None:
    to_details(page, "en", slot=4)

    page.get_by_role("button", name="Book", exact=True).last.dblclick()

    expect(page.locator("h1")).to_have_text(WORDS["en"]["reserved"])
    where = page.url
    page.go_back()
    expect(page).to_have_url(where)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_ticket_is_shown_with_no_network_and_says_that_it_was_kept(
    language: str, page: Page, context: BrowserContext
) -> None:
    book(page, language, slot=5)
    code, picture = page.locator(".code b").inner_text(), page.locator(".qr path").last
    drawn = picture.get_attribute("d")
    until_kept(page)

    context.set_offline(True)
    page.reload()

    expect(page.locator("#kept")).to_contain_text(WORDS[language]["kept"])
    expect(page.locator(".code b")).to_have_text(code)
    assert picture.get_attribute("d") == drawn
    assert page.evaluate("document.fonts.check('700 18px Archivo')")
    border = page.locator(".ticket").evaluate("it => getComputedStyle(it).borderTopWidth")
    assert border == "2px"
    context.set_offline(False)
    page.reload()
    expect(page.locator("#kept")).to_be_hidden()


def test_nobody_elses_page_is_kept_and_what_is_over_is_forgotten(
    page: Page, context: BrowserContext
) -> None:
    book(page, "es", slot=6)
    own = page.url
    until_kept(page)
    page.goto(address("visit", "es"))
    page.goto(own + "cambiar/")

    kept = page.evaluate(KEPT_PAGES)
    assert kept == [own]
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(address("visit", "es"))
    context.set_offline(False)

    page.goto(own + "cancelar/")
    page.get_by_role("button", name=WORDS["es"]["yes"]).click()
    expect(page.locator("h1")).to_have_text(WORDS["es"]["cancelled"])
    until(page, f"async () => (await ({KEPT_PAGES})()).length === 0")


KEPT_PAGES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    found.push(...requests.map((one) => one.url).filter((url) => !url.includes("/static/")));
  }
  return found;
}"""


def until_kept(page: Page) -> None:
    """Wait until the worker has the page and its style."""
    until(
        page,
        """async () => {
          const kept = await caches.match(location.href.split("#")[0]);
          const style = document.querySelector("link[rel=stylesheet][href*=book]").href;
          return Boolean(kept) && Boolean(await caches.match(style));
        }""",
    )


def until(page: Page, condition: str) -> None:
    """Wait for a promise to come true: the browser's own waiting does not look into promises."""
    for _look in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"It never came true: {condition}", pytrace=False)


@pytest.mark.parametrize(("language", "width", "theme"), SIGHTS)
def test_every_step_is_for_everybody(
    language: str, width: int, theme: str, visitor: Visitor, site: Site
) -> None:
    # High enough for the bar at the lower edge to cover nothing.
    page = visitor(viewport={"width": width, "height": 2600}, color_scheme=theme)
    steps = address("book", language), f"{address('book', language)}{a_saturday()}/"
    faults = []
    for step in steps:
        page.goto(step)
        faults += faults_of(page)
    page.get_by_role("button", name=WORDS[language]["continue"], exact=True).click()
    faults += faults_of(page)
    to_details(page, language, slot=7)
    faults += faults_of(page)
    page.get_by_role("button", name=WORDS[language]["book"], exact=True).last.click()
    order = page.url
    faults += faults_of(page)
    rest = {"es": ("cambiar/", "cancelar/"), "en": ("move/", "cancel/")}[language]
    for step in (*rest, f"{rest[0]}{a_saturday()}/"):
        page.goto(order + step)
        faults += faults_of(page)

    assert faults == []


def faults_of(page: Page) -> list[str]:
    """What axe, a finger and a small screen find."""
    page.wait_for_load_state("load")
    found = violations(page)
    for script in (SIDEWAYS, SMALL_TEXT, SMALL_TARGETS):
        found += page.evaluate(script)
    return [f"{page.url}: {fault}" for fault in found]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_pages_of_booking_keep_their_budgets(language: str, page: Page) -> None:
    came: dict[str, tuple[str, int]] = {}

    def note(request: Request) -> None:
        size = request.sizes()["responseBodySize"]
        kind, most = came.get(request.url, ("", 0))
        came[request.url] = (kind or request.resource_type, max(most, size))

    page.on("requestfinished", note)
    book(page, language, slot=8)
    page.wait_for_load_state("networkidle")

    documents = [size for kind, size in came.values() if kind == "document"]
    assert len(documents) == 3
    assert max(documents) <= BUDGETS["document"]
    # All that the whole way needs, on all its pages together.
    for kind in ("stylesheet", "script"):
        assert sum(size for its, size in came.values() if its == kind) <= BUDGETS[kind], came
