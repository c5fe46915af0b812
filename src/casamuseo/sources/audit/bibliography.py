"""The bibliography that belongs to an article: CSL in YAML or JSON, or BibTeX."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

LARGEST_METADATA = 1_000_000
BIBTEX_ENTRY = re.compile(r"@(\w+)\s*[{(]\s*([^\s,{}()]+)\s*,")
BIBTEX_FIELD = re.compile(
    r"\b(author|editor|title|year|date)\s*=\s*(?:\{|\"|(?=\d))", re.IGNORECASE
)
BIBTEX_VALUE = re.compile(r"[{}\"]|\d+")
YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")


class UnreadableBibliographyError(Exception):
    """The bibliography is not CSL in YAML or JSON, nor BibTeX."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A source as a bibliography lists it."""

    key: str
    authors: tuple[tuple[str, str], ...]  # family name, given name
    title: str
    year: str | None

    @property
    def entry(self) -> str:
        names = " & ".join(
            " ".join(filter(None, (given, family))) for family, given in self.authors
        )
        year = f" ({self.year})" if self.year else ""
        return ", ".join(filter(None, (names, self.title))) + year or self.key


def parse_bibliography(text: str, *, suffix: str) -> dict[str, Listed]:
    """The sources of a bibliography file, by key. Raises UnreadableBibliographyError."""
    if suffix == ".bib":
        return {listed.key: listed for listed in bibtex_entries(text)}
    return csl_items(parsed_yaml(text) if suffix != ".json" else parsed_json(text))


def parse_front_matter(text: str) -> tuple[dict[str, Listed], list[str]]:
    """The sources under `references:`, and the names of the files under `bibliography:`."""
    if not text.strip():
        return {}, []
    metadata = parsed_yaml(text)
    if not isinstance(metadata, dict):
        return {}, []
    named = metadata.get("bibliography")
    files = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    listed = csl_items(metadata["references"]) if metadata.get("references") else {}
    return listed, [name for name in files if isinstance(name, str)]


def parsed_yaml(text: str) -> Any:
    # The base loader builds nothing but text, lists and mappings.
    if len(text) > LARGEST_METADATA:
        raise UnreadableBibliographyError(f"it is longer than {LARGEST_METADATA} characters")
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds no objects
    except RecursionError:
        raise UnreadableBibliographyError("it is nested too deeply") from None
    except yaml.MarkedYAMLError as error:
        at = f" at line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UnreadableBibliographyError(f"it is not YAML{at}") from None
    except (yaml.YAMLError, ValueError):
        raise UnreadableBibliographyError("it is not YAML") from None


def parsed_json(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise UnreadableBibliographyError("it is nested too deeply") from None
    except ValueError as error:
        raise UnreadableBibliographyError(f"it is not JSON: {error}") from None


def csl_items(items: Any) -> dict[str, Listed]:
    if isinstance(items, dict):
        items = items.get("references", [])
    if not isinstance(items, list):
        raise UnreadableBibliographyError("a list of CSL items is expected")
    found = (csl_item(item) for item in items if isinstance(item, dict) and plain(item.get("id")))
    return {listed.key: listed for listed in found}


def csl_item(item: dict[str, Any]) -> Listed:
    people = item.get("author") or item.get("editor")
    authors = people if isinstance(people, list) else []
    return Listed(
        key=plain(item["id"]),
        authors=tuple(csl_name(person) for person in authors if isinstance(person, dict)),
        title=plain(item.get("title")),
        year=csl_year(item.get("issued")),
    )


def csl_name(person: dict[str, Any]) -> tuple[str, str]:
    family = plain(person.get("family")) or plain(person.get("literal"))
    particle = plain(person.get("non-dropping-particle"))
    return f"{particle} {family}".strip(), plain(person.get("given"))


def csl_year(issued: Any) -> str | None:
    if isinstance(issued, dict):
        parts = issued.get("date-parts")
        for _ in range(2):
            parts = parts[0] if isinstance(parts, list) and parts else parts
        issued = plain(parts) or plain(issued.get("raw")) or plain(issued.get("literal"))
    found = YEAR.search(plain(issued))
    return found[0] if found else None


def plain(value: Any) -> str:
    """A text or a number as text; anything else is none (an alias may make a list without end)."""
    return str(value) if isinstance(value, str | int) else ""


def bibtex_entries(text: str) -> Iterator[Listed]:
    starts = list(BIBTEX_ENTRY.finditer(text))
    if not starts and text.strip():
        raise UnreadableBibliographyError("it has no BibTeX entry")
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for start, end in zip(starts, ends, strict=True):
        if start[1].lower() not in ("comment", "string", "preamble"):
            yield bibtex_entry(start[2], text[start.end() : end])


def bibtex_entry(key: str, body: str) -> Listed:
    fields: dict[str, str] = {}
    at = 0
    while found := BIBTEX_FIELD.search(body, at):
        value, at = bibtex_value(body, found.end(), opener=body[found.end() - 1])
        fields.setdefault(
            found[1].lower(), " ".join(value.replace("{", "").replace("}", "").split())
        )
    people = fields.get("author") or fields.get("editor") or ""
    year = YEAR.search(fields.get("year") or fields.get("date") or "")
    return Listed(
        key=key,
        authors=tuple(bibtex_name(name) for name in people.split(" and ") if name.strip()),
        title=fields.get("title", ""),
        year=year[0] if year else None,
    )


def bibtex_value(body: str, start: int, *, opener: str) -> tuple[str, int]:
    """A value between braces or quotes, or a number; and where it ends."""
    if opener not in '{"':
        number = BIBTEX_VALUE.match(body, start)
        return (number[0], number.end()) if number else ("", start)
    depth = 0
    for sign in BIBTEX_VALUE.finditer(body, start):
        if sign[0] == "{":
            depth += 1
        elif (sign[0] == "}" and depth == 0 and opener == "{") or (
            sign[0] == '"' and depth == 0 and opener == '"'
        ):
            return body[start : sign.start()], sign.end()
        elif sign[0] == "}":
            depth -= 1
    return body[start:], len(body)


def bibtex_name(name: str) -> tuple[str, str]:
    family, comma, given = name.partition(",")
    if comma:
        return family.strip(), given.strip()
    given, _, family = name.strip().rpartition(" ")
    return family, given
