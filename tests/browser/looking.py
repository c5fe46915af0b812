"""A window of the browser that remembers what a page asked for, complained of and showed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request

HERE = Path(__file__).resolve().parent
WATCH = (HERE / "scripts" / "watch.js").read_text()
STRUCTURE = (HERE / "scripts" / "structure.js").read_text()
SIDEWAYS = (HERE / "scripts" / "sideways.js").read_text()
SMALL_TEXT = (HERE / "scripts" / "small-text.js").read_text()
SMALL_TARGETS = (HERE / "scripts" / "small-targets.js").read_text()
SLOW_CPU = 4
PHONE, DESK = 360, 1280
WIDTHS = (320, 360, 768, 1280)
FINGER_WIDTHS = (360, 1280)


@dataclass
class Seen:
    """What one page did and showed. Every list holds faults, in words, and is best empty."""

    path: str
    status: int = 0
    """Of the first answer: a redirect shows here."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Kind (document, stylesheet, script, font, image…) and address of every request."""
    complaints: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    structure: dict[str, Any] = field(default_factory=dict)
    shift: float = 0.0
    shifted: list[str] = field(default_factory=list)
    paint: float = 0.0
    sideways: list[str] = field(default_factory=list)
    small_text: list[str] = field(default_factory=list)
    small_targets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.requests = [(kind, address) for kind, address in self.requests]  # from JSON, too

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def strangers(self) -> list[str]:
        """Requests to other hosts than the page's own."""
        own = urlsplit(self.requests[0][1]).netloc if self.requests else ""
        return [
            address
            for _, address in self.requests
            if urlsplit(address).scheme not in {"data", "blob"} and urlsplit(address).netloc != own
        ]


class Window:
    """One page of a browser context, with its observers."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)
        self.devtools = context.new_cdp_session(self.page)
        self.seen = Seen("")

    def close(self) -> None:
        self.page.close()

    def open(self, address: str, *, cpu: int = 1, width: int = DESK) -> Seen:
        """Load a page afresh, as on a machine so many times slower, and wait until it stands still."""
        self.resize(width)
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": cpu})
        self.seen = seen = Seen(address)
        response = self.page.goto(address, wait_until="load")
        assert response is not None
        request = response.request
        while request.redirected_from:
            request = request.redirected_from
        seen.status = (request.response() or response).status
        watched = self.page.evaluate("whatWasWatched()")
        seen.refused, seen.shift, seen.paint = (
            watched["refused"],
            watched["shift"],
            watched["paint"],
        )
        seen.shifted = sorted(set(watched["shifted"]))
        self.devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        return seen

    def resize(self, width: int, *, height: int = 800, zoom: int = 1) -> None:
        """Give the window so many CSS pixels, each drawn with `zoom` pixels of the screen."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": zoom, "mobile": False}
        self.devtools.send("Emulation.setDeviceMetricsOverride", metrics)
        found = self.page.evaluate("[innerWidth, devicePixelRatio]")
        assert found == [width, zoom], f"The window has {found}, not {[width, zoom]}"

    def survey(self, address: str) -> Seen:
        """Open a page on a slow phone and look at it in every width."""
        seen = self.open(address, cpu=SLOW_CPU, width=PHONE)
        seen.structure = self.page.evaluate(STRUCTURE)
        for width in WIDTHS:
            self.resize(width)
            if width in (320, 360):
                seen.sideways += self._at(f"{width} px", SIDEWAYS)
            seen.small_text += self._at(f"{width} px", SMALL_TEXT)
            if width in FINGER_WIDTHS:
                seen.small_targets += self._at(f"{width} px", SMALL_TARGETS)
        self.resize(640, height=400, zoom=2)
        seen.sideways += self._at("200 % zoom", SIDEWAYS)
        return seen

    def _at(self, where: str, script: str) -> list[str]:
        return [f"at {where}: {fault}" for fault in self.page.evaluate(script)]

    def _requested(self, request: Request) -> None:
        self.seen.requests.append((request.resource_type, request.url))

    def _said(self, message: ConsoleMessage) -> None:
        # That an error page answers with its status is no news: `status` says so already.
        is_status = message.location.get("url") == self.seen.path and "status of" in message.text
        if message.type in {"error", "warning"} and not is_status:
            self.seen.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, error: Error) -> None:
        self.seen.complaints.append(f"script: {error.message}")
