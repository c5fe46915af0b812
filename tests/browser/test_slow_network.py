"""A page of each kind on a slow phone with a slow line: nothing jumps; the largest paint is told.

To read the times: `make test PYTEST_OPTIONS="-rP -k when_letters"`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SCOPE
from tests.browser.kinds import KINDS, path_of
from tests.browser.looking import PHONE, SLOW_CPU, Window
from tests.browser.site import Site
from tests.browser.test_every_page import MOST_SHIFT

SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 // 8,
    "uploadThroughput": 750_000 // 8,
}
"""1.6 Mbit/s and 150 ms there and back."""


@pytest.fixture(scope=SCOPE)
def slow(browser: Browser) -> Iterator[Window]:
    context = browser.new_context()
    context.set_default_timeout(30_000)
    window = Window(context)
    window.devtools.send("Network.enable")
    window.devtools.send("Network.emulateNetworkConditions", SLOW_LINE)
    yield window
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_when_letters_and_pictures_come_late(
    kind: str, slow: Window, site: Site, record_property: Callable[[str, object], None]
) -> None:
    path = path_of(kind, "es", site=site)

    seen = slow.open(site.address + path, cpu=SLOW_CPU, width=PHONE)

    # How long it takes says as much of this machine as of the page: told, not judged.
    record_property("largest paint in ms", round(seen.paint))
    print(f"{path}: largest paint after {seen.paint:.0f} ms, {len(seen.requests)} requests")
    assert seen.shift <= MOST_SHIFT, f"{path} shifts by {seen.shift:.3f}: {seen.shifted}"
