"""Every page of the site, opened in a browser on a slow phone: what it may not do."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import pytest

from tests.browser.looking import Seen
from tests.browser.site import NAMES, Site

KILOBYTE = 1024
BUDGETS = {
    "document": 15 * KILOBYTE,
    "stylesheet": 12 * KILOBYTE,
    "script": 8 * KILOBYTE,
    "font": 80 * KILOBYTE,
}
"""Bytes as they come over the wire."""
MOST_REQUESTS = 10
"""The page, its stylesheet, its script, four fonts, the icon and two pictures."""
MOST_SHIFT = 0.05


def assert_none(surveyed: list[Seen], faults: Callable[[Seen], list[str]]) -> None:
    """Fail with one line for every fault, and the page that has it."""
    lines = [f"{words_of(seen.path)}: {fault}" for seen in surveyed for fault in faults(seen)]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def words_of(address: str) -> str:
    return unquote(urlsplit(address)._replace(scheme="", netloc="").geturl())


def test_the_sitemap_leads_to_every_group_of_pages_and_to_no_other(site: Site) -> None:
    listed = {name for name, _ in site.groups}

    assert listed == set(NAMES)


def test_every_page_answers_as_it_should(
    surveyed: list[Seen], site: Site, group: tuple[str, str]
) -> None:
    expected = {site.address + page.path: page.status for page in site.groups[group]}

    assert {each.path: each.status for each in surveyed} == expected


def test_no_page_asks_a_stranger_for_anything(surveyed: list[Seen]) -> None:
    assert_none(surveyed, Seen.strangers)


def test_no_page_does_what_the_security_policy_forbids(surveyed: list[Seen]) -> None:
    assert_none(surveyed, lambda seen: seen.refused)


def test_no_page_complains_in_the_console(surveyed: list[Seen]) -> None:
    assert_none(surveyed, lambda seen: seen.complaints)


def test_every_page_has_its_language_a_title_and_one_first_heading(
    surveyed: list[Seen], group: tuple[str, str]
) -> None:
    def ill_formed(seen: Seen) -> list[str]:
        said = seen.structure
        firsts = said["headings"].count(1)
        return [
            *([] if said["lang"] == group[1] else [f"is in “{said['lang']}”"]),
            *([] if said["title"].strip() else ["has no title"]),
            *([] if firsts == 1 else [f"has {firsts} first headings"]),
        ]

    assert_none(surveyed, ill_formed)


def test_no_identifier_stands_twice_and_none_is_missed(surveyed: list[Seen]) -> None:
    def clashes(seen: Seen) -> list[str]:
        twice = [f"id “{name}” stands twice" for name in seen.structure["twice"]]
        return twice + [f"id “{name}” is named, but missing" for name in seen.structure["missing"]]

    assert_none(surveyed, clashes)


def test_every_link_inside_the_site_leads_somewhere(surveyed: list[Seen], site: Site) -> None:
    def broken(seen: Seen) -> list[str]:
        found = {}
        for link in seen.structure["links"]:
            parts = urlsplit(link["href"])
            if f"{parts.scheme}://{parts.netloc}" != site.address:
                continue
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            problem = _problem_with(site, path, unquote(parts.fragment))
            if problem:
                found[link["href"]] = f"“{link['name']}” leads to {path}, {problem}"
        return list(found.values())

    assert_none(surveyed, broken)


def _problem_with(site: Site, path: str, fragment: str) -> str:
    answer = site.get(path)
    if answer.status in {301, 302}:
        answer = site.get(site.path_of(answer.headers["location"]))
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status not in {200, 404} or (answer.status == 404 and not _is_error_page(path)):
        return f"which answers {answer.status}"
    if fragment and is_page and fragment not in site.reading(path).identifiers:
        return f"where nothing is called “{fragment}”"
    return ""


def _is_error_page(path: str) -> bool:
    """Whether a link on an error page leads to that page itself, as its skip link does."""
    return any(part in path for part in ("qqqqqqqq", "/99/", "1491-01-01"))


def test_every_link_is_there_before_any_script_runs(surveyed: list[Seen], site: Site) -> None:
    def brought_by_scripts(seen: Seen) -> list[str]:
        sent = site.reading(site.path_of(seen.path)).links
        shown = len(seen.structure["links"])
        return [] if shown == len(sent) else [f"shows {shown} links, but was sent {len(sent)}"]

    assert_none(surveyed, brought_by_scripts)


def test_no_page_is_heavier_than_its_budget(surveyed: list[Seen], site: Site) -> None:
    def too_heavy(seen: Seen) -> list[str]:
        weights = dict.fromkeys(BUDGETS, 0)
        for kind, address in set(seen.requests):
            if kind in weights:
                weights[kind] += len(site.get(site.path_of(address)).sent)
        return [
            f"{kind} {weight / KILOBYTE:.1f} KB"
            for kind, weight in weights.items()
            if weight > BUDGETS[kind]
        ]

    assert_none(surveyed, too_heavy)


def test_no_page_asks_for_more_files_than_it_needs(surveyed: list[Seen]) -> None:
    def too_many(seen: Seen) -> list[str]:
        twice = len(seen.requests) - len(set(seen.requests))
        return [
            *(
                [f"asks for {len(seen.requests)} files"]
                if len(seen.requests) > MOST_REQUESTS
                else []
            ),
            *([f"asks {twice} times for what it has"] if twice else []),
        ]

    assert_none(surveyed, too_many)


def test_every_page_is_sent_compressed(surveyed: list[Seen], site: Site) -> None:
    def bare(seen: Seen) -> list[str]:
        return [
            f"{site.path_of(address)} came uncompressed"
            for kind, address in set(seen.requests)
            if kind in {"document", "stylesheet", "script"}
            and seen.status == 200
            and site.get(site.path_of(address)).headers.get("content-encoding") != "gzip"
            and len(site.get(site.path_of(address)).sent) > KILOBYTE
        ]

    assert_none(surveyed, bare)


def test_nothing_moves_while_a_page_loads(surveyed: list[Seen]) -> None:
    def unsteady(seen: Seen) -> list[str]:
        moved = ", ".join(seen.shifted)
        return [f"shifts by {seen.shift:.3f} ({moved})"] if seen.shift > MOST_SHIFT else []

    assert_none(surveyed, unsteady)


def test_nothing_overflows_sideways_on_a_small_phone_or_at_double_size(
    surveyed: list[Seen],
) -> None:
    assert_none(surveyed, lambda seen: seen.sideways)


def test_no_text_is_smaller_than_twelve_pixels(surveyed: list[Seen]) -> None:
    assert_none(surveyed, lambda seen: seen.small_text)


def test_every_target_is_large_enough_for_a_finger(surveyed: list[Seen]) -> None:
    assert_none(surveyed, lambda seen: seen.small_targets)


def test_a_survey_leaves_no_page_out(
    surveyed: list[Seen], site: Site, group: tuple[str, str]
) -> None:
    assert [each.path for each in surveyed] == [
        site.address + page.path for page in site.groups[group]
    ]
    assert surveyed, pytest.fail("This group has no page")
