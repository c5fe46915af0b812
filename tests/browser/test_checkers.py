"""The checks themselves: each finds a fault that was put there, and passes a page without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Route

from casamuseo.web.middleware import CONTENT_SECURITY_POLICY
from tests.browser import test_every_page as rules
from tests.browser.axe import violations
from tests.browser.conftest import SCOPE
from tests.browser.looking import Seen, Window
from tests.browser.site import Answer, Site, read
from tests.browser.test_keyboard import walk

HERE = "http://scratch.test/page"
SOUND = """<!doctype html><html lang="en"><head><title>Sound</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/sound.css"></head><body><main><h1>A sound page</h1>{}</main></body></html>"""
STYLE = """html { font-size: 18px; color: #000; background: #fff }
.button { display: inline-block; width: 60px; height: 60px } .tiny { font-size: 9px }
.wide { width: 2000px } .box { overflow-x: auto } .small { display: inline-block }
.grey { color: #767676 } .pale { color: #ccc } .left { margin-left: -50px }
.tile { position: relative; height: 90px } .tile a::after { content: ""; position: absolute; inset: 0 }
svg { width: 100px; height: 100px } .banner { height: 300px } .hidden { display: none }
.bare:focus { outline: none }"""

Opened = Callable[..., Seen]


@pytest.fixture(scope=SCOPE)
def scratch(browser: Browser) -> Iterator[Window]:
    context = browser.new_context()
    window = Window(context)
    yield window
    window.close()
    context.close()


@pytest.fixture
def survey(scratch: Window) -> Iterator[Opened]:
    """Survey a page with this in its main part, served by the test itself; no host is asked."""

    def look(body: str, *, policy: str = CONTENT_SECURITY_POLICY, page: str = SOUND) -> Seen:
        def answer(route: Route) -> None:
            if route.request.url == HERE:
                html = page.replace("{}", body)
                headers = {"Content-Security-Policy": policy} if policy else {}
                route.fulfill(body=html, content_type="text/html", headers=headers)
            elif route.request.url.endswith(".css"):
                route.fulfill(body=STYLE, content_type="text/css")
            elif route.request.url.endswith(".svg"):
                drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"/>'
                route.fulfill(body=drawn, content_type="image/svg+xml")
            elif route.request.url.endswith("late.js"):
                route.fulfill(body=LATE, content_type="text/javascript")
            else:
                route.fulfill(status=404, body="")

        scratch.page.route("**/*", answer)
        return scratch.survey(HERE)

    yield look
    scratch.page.unroute_all()


def test_a_sound_page_has_no_fault(survey: Opened, scratch: Window) -> None:
    seen = survey('<p>Words with <a href="/page">a link</a>.</p><a class="button" href="#x">Go</a>')

    assert (seen.status, seen.strangers(), seen.refused, seen.complaints) == (200, [], [], [])
    assert (seen.sideways, seen.small_text, seen.small_targets, seen.shift) == ([], [], [], 0)
    assert seen.structure["headings"] == [1]
    assert (seen.structure["twice"], seen.structure["missing"]) == ([], [])
    assert violations(scratch.page) == []


def test_a_foreign_picture_is_noticed(survey: Opened) -> None:
    seen = survey('<img alt="" src="http://elsewhere.test/a.svg">', policy="")

    assert seen.strangers() == ["http://elsewhere.test/a.svg"]
    with pytest.raises(pytest.fail.Exception, match=r"^/page: http://elsewhere\.test/a\.svg$"):
        rules.assert_none([seen], Seen.strangers)


def test_a_foreign_picture_that_the_policy_stops_is_noticed(survey: Opened) -> None:
    seen = survey('<img alt="" src="http://elsewhere.test/a.svg">')

    assert seen.refused == ["img-src refused http://elsewhere.test/a.svg"]


def test_an_inline_style_and_an_inline_script_are_noticed(survey: Opened) -> None:
    seen = survey('<p style="color: red">Red</p><script>document.title = "changed"</script>')

    assert sorted(seen.refused) == [
        "script-src-elem refused inline",
        "style-src-attr refused inline",
    ]
    assert len(seen.complaints) == 2


def test_data_for_machines_is_no_script(survey: Opened) -> None:
    seen = survey('<script type="application/ld+json">{}</script>'.replace("{}", '{"a": 1}'))

    assert seen.refused == []


def test_what_is_missing_and_what_fails_is_noticed(survey: Opened) -> None:
    seen = survey(
        '<script>throw new Error("planted")</script><script src="/no.js"></script>', policy=""
    )

    assert any("planted" in complaint for complaint in seen.complaints)
    assert any("404" in complaint for complaint in seen.complaints)


def test_two_headings_a_doubled_and_a_missing_identifier_are_noticed(survey: Opened) -> None:
    seen = survey('<h1 id="a">A</h1><p id="a" aria-labelledby="nobody">B</p>')

    assert seen.structure["headings"] == [1, 1]
    assert seen.structure["twice"] == ["a"]
    assert seen.structure["missing"] == ["nobody"]


def test_links_are_read_from_the_page_and_from_what_was_sent(survey: Opened) -> None:
    seen = survey('<a class="button" href="/there#part">There</a>')

    assert seen.structure["links"] == [{"href": "http://scratch.test/there#part", "name": "There"}]
    sent = read('<html data-theme="dark"><a id="x" href="/there#part">There</a>')
    assert (sent.links, sent.identifiers, sent.theme) == (["/there#part"], ["x"], "dark")


def test_what_sticks_out_is_noticed_at_either_side(survey: Opened) -> None:
    wide = survey('<p class="wide">Wide</p>')
    left = survey('<p class="left">Left</p>')

    assert "at 320 px: p.wide by 1688 px" in wide.sideways
    assert any(fault.startswith("at 200 % zoom") for fault in wide.sideways)
    assert "at 320 px: p.left by 42 px" in left.sideways


def test_what_scrolls_in_its_own_box_does_not_stick_out(survey: Opened) -> None:
    assert survey('<div class="box"><p class="wide">Wide</p></div>').sideways == []


def test_small_text_is_noticed_in_html_and_in_drawings(survey: Opened) -> None:
    drawn = '<svg viewBox="0 0 200 200"><text y="50" font-size="20">Half</text></svg>'

    assert "at 320 px: “Tiny” is 9 px" in survey('<p class="tiny">Tiny</p>').small_text
    assert "at 1280 px: “Half” is 10 px" in survey(drawn).small_text


def test_drawn_text_that_is_large_enough_passes(survey: Opened) -> None:
    drawn = '<svg viewBox="0 0 200 200"><text y="50" font-size="24">Twelve</text></svg>'

    assert survey(drawn).small_text == []


def test_drawn_text_that_is_hidden_is_not_looked_at(survey: Opened) -> None:
    drawn = (
        '<svg viewBox="0 0 200 200"><g class="hidden"><text y="9" font-size="9">No</text></g></svg>'
    )

    assert survey(drawn).small_text == []


def test_a_small_target_is_noticed(survey: Opened) -> None:
    seen = survey('<ul><li><a class="small" href="/page">On</a></li></ul><button>x</button>')

    assert any("a “On” in ul li is" in fault for fault in seen.small_targets)
    assert any("button “x” in body main is" in fault for fault in seen.small_targets)


def test_a_link_in_a_sentence_one_with_a_large_twin_and_one_over_its_tile_may_be_small(
    survey: Opened,
) -> None:
    seen = survey(
        '<p>See <a href="/a">it</a> there.</p>'
        '<p><a class="small" href="/b">b</a></p><a class="button" href="/b">b</a>'
        '<div class="tile"><a href="/c">c</a></div>'
    )

    assert seen.small_targets == []


def test_what_moves_while_loading_is_noticed(survey: Opened) -> None:
    seen = survey('<p>Pushed down</p><script defer src="/late.js"></script>')

    assert seen.shift > 0.05
    assert seen.shifted == ["BODY."]


LATE = """requestAnimationFrame(() => setTimeout(() => {
  const banner = document.createElement("div");
  banner.className = "banner";
  document.body.prepend(banner);
}));"""


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("color-contrast", '<p class="pale">Pale</p>'),
        ("color-contrast-enhanced", '<p class="grey">Grey</p>'),
        ("image-alt", '<img src="/a.svg">'),
        ("heading-order", "<h4>Too deep</h4>"),
        ("region", "</main><p>Outside</p><main>"),
        ("target-size", '<button class="tiny">a</button><button class="tiny">b</button>' * 9),
    ],
)
def test_axe_is_asked_from_a_to_aaa_and_for_good_practice(
    rule: str, body: str, survey: Opened, scratch: Window
) -> None:
    survey(body)

    assert any(line.startswith(rule + " ") for line in violations(scratch.page))


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("unseen", '<a class="button bare" href="/page">No outline</a>'),
        ("unreached", '<a class="button" href="/page" tabindex="-1">Left out</a>'),
        (
            "disordered",
            '<a class="button" href="/a">1</a><a href="/b" class="button" tabindex="1">2</a>',
        ),
    ],
)
def test_a_walk_by_keyboard_notices_what_is_hidden_left_out_or_out_of_order(
    fault: str, body: str, survey: Opened, scratch: Window
) -> None:
    survey('<a class="button" href="/first">First</a>' + body)

    numbers, unseen = walk(scratch.page)

    assert bool(unseen) == (fault == "unseen")
    is_whole = numbers == list(range(len(numbers))) and len(numbers) == body.count("<a ") + 1
    assert is_whole == (fault == "unseen")


def page_with(sent: bytes, **headers: str) -> Answer:
    return Answer(200, {"content-type": "text/html", **headers}, sent)


def test_a_link_to_nowhere_and_one_to_a_missing_part_are_noticed() -> None:
    site = Site("http://x", answers={"/a": page_with(b'<p id="here">'), "/b": Answer(404, {}, b"")})
    links = [{"href": f"http://x{path}", "name": path} for path in ("/a#here", "/a#there", "/b")]
    seen = Seen("http://x/page", structure={"links": links})

    with pytest.raises(pytest.fail.Exception) as failure:
        rules.test_every_link_inside_the_site_leads_somewhere([seen], site)

    assert str(failure.value).splitlines() == [
        "/page: “/a#there” leads to /a, where nothing is called “there”",
        "/page: “/b” leads to /b, which answers 404",
    ]


def test_a_page_that_is_too_heavy_or_asks_for_too_much_is_noticed() -> None:
    site = Site("http://x", answers={"/a": page_with(b"a" * 15361), "/b": page_with(b"b" * 12288)})
    seen = Seen("http://x/a", requests=[("document", "http://x/a"), ("stylesheet", "http://x/b")])
    greedy = Seen("http://x/a", requests=[("image", f"http://x/{number}") for number in range(11)])

    with pytest.raises(pytest.fail.Exception, match=r"^/a: document 15.0 KB$"):
        rules.test_no_page_is_heavier_than_its_budget([seen], site)
    with pytest.raises(pytest.fail.Exception, match=r"^/a: asks for 11 files$"):
        rules.test_no_page_asks_for_more_files_than_it_needs([seen, greedy])


def test_a_link_that_only_scripts_bring_is_noticed() -> None:
    site = Site("http://x", answers={"/a": page_with(b"<a href='/b'>B</a>")})
    seen = Seen("http://x/a", status=200, structure={"links": [{}, {}]})

    with pytest.raises(pytest.fail.Exception, match=r"^/a: shows 2 links, but was sent 1$"):
        rules.test_every_link_is_there_before_any_script_runs([seen], site)
