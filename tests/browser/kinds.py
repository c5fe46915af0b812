"""One page of every kind that the site has, for tests that would take too long on all pages."""

from __future__ import annotations

from tests.browser.site import FIRST_DAY, SECOND_DAY, Site, address, section

SECTION_KINDS = (
    "visit", "house", "objects", "stories", "timeline", "people", "sources",
    "contested", "guide", "exhibitions", "accessibility", "data", "search", "book",
)  # fmt: skip
RECORD_KINDS = {
    "room": ("house", r"/{}/(?:despacho|study)/"),
    "place outside": ("house", r"/{}/(?:jardin|garden)/"),
    "room on a day": ("house", rf"/{{}}/(?:despacho|study)/\?(?:dia|day)={SECOND_DAY}"),
    "object": ("objects", r"/{}/[^/]+/(?:escritorio|desk)/"),
    "story": ("stories", r"/{}/[^/?]+/"),
    "route": ("journey", r"/{}/[^/?]+/"),
    "person": ("people", r"/{}/[^/]*trotsk[^/]*/"),
    "source": ("sources", r"/{}/patenaude[^/]*/"),
    "stop": ("guide", r"/{}/7/"),
    "exhibition": ("exhibitions", r"/{}/[^/?]+/"),
}
"""By name: the section, and how the rest of the path looks."""

FORM_KINDS = {
    "house on a day": ("house", {"day": FIRST_DAY}),
    "two days compared": ("house", {"day": FIRST_DAY, "against": SECOND_DAY}),
    "objects filtered": ("objects", {"place": "study", "kind": "furniture"}),
    "no such objects": ("objects", {"place": "study", "kind": "plant"}),
    "found": ("search", {"query": "Trotsky"}),
    "nothing found": ("search", {"query": "qqqqqqqq"}),
    "unknown day": ("house", {"day": "1491-01-01"}),
}
KINDS = ("home", *SECTION_KINDS, *RECORD_KINDS, *FORM_KINDS, "no such page")


def path_of(kind: str, language: str, *, site: Site) -> str:
    """The path of a page of this kind."""
    if kind == "home":
        return f"/{language}/"
    if kind == "no such page":
        return f"/{language}/qqqqqqqq/"
    if kind in FORM_KINDS:
        name, query = FORM_KINDS[kind]
        return address(name, language, **query)
    if kind in RECORD_KINDS:
        name, rest = RECORD_KINDS[kind]
        return site.first(f"/{language}" + rest.format(section(name, language=language)))
    return address(kind, language)
