"""In forced colours and on paper: certainty is still told by line, and paper carries no buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import path_of
from tests.browser.site import Site, address

Visitor = Callable[..., Page]
LINES = """() => Object.fromEntries(
  ["documented", "inferred", "contested", "unknown"].map((certainty) => {
    const style = getComputedStyle(document.querySelector(`.legend .run.${certainty}`), "::before");
    const line = style.borderInlineStartWidth === "0px" ? "no line" : style.borderInlineStartStyle;
    const hatch = style.backgroundImage.startsWith("repeating-linear-gradient") ? "hatched" : line;
    const ground = getComputedStyle(document.documentElement).backgroundColor;
    const colour = style.borderInlineStartColor;
    return [certainty, { line: hatch, isSeen: hatch === "hatched" || colour !== ground }];
  }),
)"""
CODE = {"documented": "solid", "inferred": "dashed", "contested": "double", "unknown": "hatched"}
STROKES = """(selector) => [...document.querySelectorAll(selector)].map((element) => {
  const style = getComputedStyle(element);
  return { stroke: style.stroke, dashes: style.strokeDasharray, fill: style.fill };
})"""


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_four_lines_tell_four_certainties(scheme: str, forced: str, visitor: Visitor) -> None:
    page = visitor(color_scheme=scheme, forced_colors=forced)
    page.goto("/es/")

    lines = page.evaluate(LINES)

    assert {certainty: each["line"] for certainty, each in lines.items()} == CODE
    assert all(each["isSeen"] for each in lines.values())


def test_certainty_is_told_by_line_on_paper(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/es/")
    page.emulate_media(media="print")

    lines = page.evaluate(LINES)

    assert {certainty: each["line"] for certainty, each in lines.items()} == CODE


@pytest.mark.parametrize("forced", ["none", "active"])
def test_what_is_inferred_is_dashed_in_a_plan(forced: str, visitor: Visitor) -> None:
    page = visitor(forced_colors=forced)
    page.goto(address("house", "es"))

    things = page.evaluate(STROKES, ".plan .thing.inferred:not(g), .plan .thing.inferred path")
    walls = page.evaluate(STROKES, ".plan .wall.inferred")

    assert things
    assert walls
    for each in [*things, *walls]:
        assert each["dashes"] != "none"
        assert each["stroke"] != "none"
        assert each["stroke"] != each["fill"] or each in walls


def test_drawings_are_drawn_in_the_forced_colours(visitor: Visitor) -> None:
    page = visitor(forced_colors="active", color_scheme="dark")
    page.goto("/es/objetos/")

    ground = page.locator("html").evaluate("element => getComputedStyle(element).backgroundColor")
    strokes = {each["stroke"] for each in page.evaluate(STROKES, ".drawing .ln3, .drawing .ln2")}

    assert strokes
    assert ground not in strokes


@pytest.mark.parametrize(
    "kind", ["home", "house", "room", "objects", "story", "guide", "found", "stop"]
)
def test_paper_carries_what_is_read_and_nothing_to_press(
    kind: str, visitor: Visitor, site: Site
) -> None:
    page = visitor()
    page.goto(path_of(kind, "es", site=site))
    page.emulate_media(media="print")

    for hidden in ("nav", "form", ".skip", ".menu-open", ".languages", ".no-print", "button"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
    expect(page.locator("h1")).to_be_visible()
    assert len(page.locator("main").inner_text()) > 40
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")


def test_a_story_prints_with_its_sources(visitor: Visitor, site: Site) -> None:
    page = visitor(color_scheme="dark")
    page.goto(path_of("story", "es", site=site))
    page.emulate_media(media="print")

    expect(page.locator(".notes")).to_be_visible()
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
