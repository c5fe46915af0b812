"""A photograph looked at closely: the viewer comes when asked for, by mouse and keys, within the policy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.serving import NOT_OURS, SETTINGS, locked
from tests.browser.site import Site
from tests.media import files

Visitor = Callable[..., Page]
OBJECT = "Z-001"
"""An object of its own: the pages of the others are counted and weighed at the same time."""
TAKE_IN = """
from pathlib import Path
from django.utils import timezone
from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.texts import Text
from casamuseo.media.actions.copying import copy_next
from casamuseo.media.actions.receiving import receive_photograph
words = Text.of(es="Una prueba.", en="A trial.")
picture = receive_photograph(Path({path!r}).read_bytes(), name="a.jpg", title=words,
    description=words, credit=words, is_withheld=False, by="test", at=timezone.now())
thing = MuseumObject.objects.create(
    key="looked-at-closely", object_number={number!r}, name=words,
    slug=Text.of(es="de-cerca", en="looked-at-closely"))
thing.pictures.add(picture)
for _try in range(100):
    copy_next(languages=["es", "en"], at=timezone.now())
    picture.refresh_from_db()
    if picture.is_public:
        break
"""


@pytest.fixture(scope=SCOPE)
def photographed(shared: Path, site: Site) -> str:
    """The address of an object with a public photograph."""
    path, done = shared / "zoom.jpg", shared / "zoom-is-there"
    with locked(shared / "zoom.lock"):
        if not done.exists():
            path.write_bytes(files.jpeg(2000, 1500))
            kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
            code = TAKE_IN.format(path=str(path), number=OBJECT)
            subprocess.run(
                [sys.executable, "-m", "casamuseo", "shell", "-c", code],
                env={**kept, **SETTINGS, "CASAMUSEO_HOME": str(shared / "museum")},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            done.touch()
    return f"/en/objects/{OBJECT}/"


def opened(page: Page, address: str) -> Page:
    """The page, once it shows the photograph: the server asks for the edition once a second."""
    for _try in range(20):
        page.goto(address)
        if page.locator("a[data-zoom]").count():
            return page
        page.wait_for_timeout(300)
    return page


def test_the_viewer_is_fetched_only_when_it_is_asked_for_and_closes_again(
    visitor: Visitor, photographed: str
) -> None:
    page = visitor()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    opened(page, photographed)
    complaints.clear()  # of pages before the photograph was known
    link = page.get_by_role("link", name="Look closely")
    assert not [address for address in asked if "openseadragon" in address]

    link.press("Enter")

    viewer = page.get_by_role("application")
    expect(viewer).to_be_focused()
    assert [address for address in asked if "openseadragon" in address]
    for key in ("+", "+", "ArrowRight"):
        page.keyboard.press(key)
    for _try in range(60):
        if [address for address in asked if "/0/default.jpg" in address]:
            break
        page.wait_for_timeout(250)
    assert [address for address in asked if "/0/default.jpg" in address], asked[-5:]
    for name in ("Larger", "Smaller", "Whole picture"):
        page.get_by_role("button", name=name).click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    assert complaints == []


def test_without_javascript_the_link_leads_to_the_largest_copy(
    visitor: Visitor, photographed: str
) -> None:
    page = opened(visitor(java_script_enabled=False), photographed)

    with page.expect_response(lambda response: response.url.endswith("/max.jpg")) as found:
        page.get_by_role("link", name="Look closely").click()

    assert found.value.headers["content-type"] == "image/jpeg"
