"""The pages of the house as its sitemap names them, and what the server answers without a browser."""

from __future__ import annotations

import gzip
import http.client
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import unquote, urlencode, urlsplit
from xml.etree import ElementTree

from casamuseo.web.languages import SECTIONS, parameter, section

LANGUAGES = ("es", "en")
NOT_LISTED = ("appearance", "order")
NAMES = ("home", *(name for name in SECTIONS if name not in NOT_LISTED), "errors")
"""Every group of pages: the home page, each section of the site, and the error pages."""

FIRST_DAY, SECOND_DAY = "1940-05-24", "1940-08-20"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    sent: bytes
    """The body as it came over the wire."""

    @property
    def body(self) -> bytes:
        return (
            gzip.decompress(self.sent)
            if self.headers.get("content-encoding") == "gzip"
            else self.sent
        )

    @property
    def words(self) -> str:
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    language: str
    status: int = 200


class Reading(HTMLParser):
    """What a page says before any script runs."""

    def __init__(self) -> None:
        super().__init__()
        self.identifiers: list[str] = []
        self.links: list[str] = []
        self.theme = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.identifiers.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "html":
            self.theme = given.get("data-theme", "")


def read(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    return reading


@dataclass
class Site:
    """The running house at an address such as `http://127.0.0.1:8000`."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """What the server answers to a path, asked for once; redirects are not followed."""
        if path not in self.answers:
            connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            self.answers[path] = Answer(response.status, headers, response.read())
            connection.close()
        return self.answers[path]

    def reading(self, path: str) -> Reading:
        """The identifiers, links and theme of a page as the server sent it."""
        if path not in self.readings:
            answer = self.get(path)
            if answer.status in {301, 302}:
                answer = self.get(self.path_of(answer.headers["location"]))
            self.readings[path] = read(answer.words)
        return self.readings[path]

    @cached_property
    def pairs(self) -> list[dict[str, str]]:
        """The sitemap: of every page its path in every language."""
        found = []
        for url in ElementTree.fromstring(self.get("/sitemap.xml").body):
            paths = {
                link.attrib["hreflang"]: self.path_of(link.attrib["href"])
                for link in url
                if link.attrib.get("hreflang") in LANGUAGES
            }
            if paths not in found:
                found.append(paths)
        return found

    @cached_property
    def groups(self) -> dict[tuple[str, str], list[Page]]:
        """Pages by group and language: those of the sitemap, and others that a visitor can reach."""
        found: dict[tuple[str, str], list[Page]] = defaultdict(list)
        for pair in self.pairs:
            for language, path in pair.items():
                found[name_of(path), language].append(Page(path, language))
        for language in LANGUAGES:
            for name, pages in unlisted(language).items():
                found[name, language].extend(pages)
        return found

    def path_of(self, address: str) -> str:
        return address.removeprefix(self.address)

    def first(self, pattern: str) -> str:
        """The first path of the sitemap that a pattern fits from end to end."""
        for pair in self.pairs:
            for path in pair.values():
                if re.fullmatch(pattern, path):
                    return path
        raise LookupError(f"The sitemap has no page like {pattern}")


def name_of(path: str) -> str:
    """The group of a page: `name_of("/es/casa/despacho/")` is "house"."""
    _, language, *rest = urlsplit(path).path.split("/")
    if rest in ([], [""]):
        return "home"
    for name, words in SECTIONS.items():
        if words.get(language) == unquote(rest[0]):
            return name
    return "unknown"


def address(name: str, language: str, **query: str) -> str:
    """The path of a section with its query in the words of the language."""
    pairs = {parameter(key, language=language): value for key, value in query.items()}
    return f"/{language}/{section(name, language=language)}/" + (
        "?" + urlencode(pairs) if pairs else ""
    )


def unlisted(language: str) -> dict[str, list[Page]]:
    """Pages that no sitemap names: answers to forms, and errors."""
    answers = {
        "house": [address("house", language, day=FIRST_DAY, against=SECOND_DAY)],
        "objects": [
            address("objects", language, page="2"),
            address("objects", language, place="study", kind="furniture"),
            address("objects", language, place="study", kind="plant"),
        ],
        "search": [
            address("search", language, query="Trotsky"),
            address("search", language, query="qqqqqqqq"),
        ],
    }
    errors = [
        f"/{language}/qqqqqqqq/",
        f"/{language}/{section('guide', language=language)}/99/",
        address("house", language, day="1491-01-01"),
    ]
    pages = {name: [Page(path, language) for path in paths] for name, paths in answers.items()}
    return {**pages, "errors": [Page(path, language, status=404) for path in errors]}
