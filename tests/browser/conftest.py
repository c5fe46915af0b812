"""A server, a browser and windows for the tests that look at pages as visitors see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.demonstration import Museum, fresh
from tests.browser.directors import a_director
from tests.browser.looking import Seen, Window
from tests.browser.serving import locked, served
from tests.browser.site import LANGUAGES, NAMES, Site
from tests.conditions import chromium

HERE = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Package scope, not session scope: a browser that is still open when the tests of the next folder
# run would look to Django like an event loop, in which it refuses to touch the database.
SCOPE = "package"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            if chromium() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium was found on this machine"))


@pytest.fixture(scope=SCOPE)
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of this run of the tests see."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "browser"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope=SCOPE)
def site(shared: Path) -> Iterator[Site]:
    with served(shared) as address:
        yield Site(address)


@pytest.fixture(scope=SCOPE)
def director(shared: Path, site: Site, worker_id: str) -> str:
    """The login of a director who works in English."""
    return a_director(shared, f"director-{worker_id}", language="en")


@pytest.fixture(scope=SCOPE)
def directora(shared: Path, site: Site, worker_id: str) -> str:
    """The login of a director who works in Spanish."""
    return a_director(shared, f"directora-{worker_id}", language="es")


@pytest.fixture(scope=SCOPE)
def museum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Museum]:
    """The demonstration on a Saturday, loaded for the first time, with an account for each role."""
    with fresh(tmp_path_factory.mktemp("saturday")) as museum:
        yield museum


@pytest.fixture(scope=SCOPE)
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope=SCOPE)
def window(browser: Browser) -> Iterator[Window]:
    """The window of a visitor with a light screen, who has never been here."""
    context = browser.new_context(locale="es-MX", color_scheme="light")
    context.set_default_timeout(20_000)
    opened = Window(context)
    yield opened
    opened.close()
    context.close()


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens pages of the house for visitors of every kind: `visitor(java_script_enabled=False)`."""
    opened: list[BrowserContext] = []

    def come(**preferences: object) -> Page:
        context = browser.new_context(base_url=site.address, **preferences)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield come
    for context in opened:
        context.close()


@pytest.fixture(
    scope=SCOPE, params=[(name, code) for name in NAMES for code in LANGUAGES], ids=" ".join
)
def group(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A part of the site in one language: ("house", "es")."""
    chosen: tuple[str, str] = request.param
    return chosen


@pytest.fixture(scope=SCOPE)
def surveyed(group: tuple[str, str], site: Site, window: Window, shared: Path) -> list[Seen]:
    """Every page of the group as it was seen once, by whichever process came first."""
    file = shared / f"seen-{'-'.join(group)}.json"
    with locked(file.with_suffix(".lock")):
        if not file.exists():
            seen = [window.survey(site.address + page.path) for page in site.groups[group]]
            file.write_text(json.dumps([each.as_json() for each in seen]))
    return [Seen(**each) for each in json.loads(file.read_text())]
