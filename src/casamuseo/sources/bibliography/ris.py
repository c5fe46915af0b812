"""RIS, read and written by rispy, each entry by itself so that one slip costs one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import rispy
from django.utils.translation import gettext as _

from casamuseo.sources.bibliography.csl import NotAnItem, clean_item, date_from
from casamuseo.sources.bibliography.entries import LONGEST_ENTRY, Entry, lines_at

TYPES = {
    "BOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "JOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "THES": "thesis",
    "RPRT": "report",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "ELEC": "webpage",
    "BLOG": "post-weblog",
    "PAMP": "pamphlet",
    "UNPB": "manuscript",
    "MANSCPT": "manuscript",
    "PCOMM": "personal_communication",
    "MAP": "map",
    "VIDEO": "motion_picture",
    "MPCT": "motion_picture",
    "SOUND": "song",
    "ART": "graphic",
    "GEN": "document",
}
_WRITTEN_TYPES = {csl: ris for ris, csl in reversed(TYPES.items())}
_WORDS = {
    "title": "title",
    "primary_title": "title",
    "short_title": "title-short",
    "journal_name": "container-title",
    "secondary_title": "container-title",
    "alternate_title3": "container-title",
    "tertiary_title": "collection-title",
    "publisher": "publisher",
    "place_published": "publisher-place",
    "volume": "volume",
    "number": "issue",
    "edition": "edition",
    "section": "section",
    "doi": "DOI",
    "language": "language",
    "abstract": "abstract",
    "notes_abstract": "abstract",
    "note": "note",
    "name_of_database": "archive",
    "call_number": "call-number",
    "type_of_work": "genre",
    "number_of_volumes": "number-of-volumes",
}
_PEOPLE = {
    "authors": "author",
    "first_authors": "author",
    "secondary_authors": "editor",
    "tertiary_authors": "collection-editor",
    "translated_author": "translator",
    "subsidiary_authors": "translator",
}
_START = re.compile(r"^TY  ?- ?", re.MULTILINE)
_LOOSE = re.compile(r"^([A-Z][A-Z0-9])  ?- ?", re.MULTILINE)


def entries_in(text: str) -> Iterator[Entry]:
    """Every entry of the text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [found.start() for found in _START.finditer(text)]
    ends = [*starts[1:], len(text)]
    for start, end, line in zip(starts, ends, lines_at(text, starts), strict=True):
        yield _entry(text[start:end], line=line)


def write(items: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """The items, each with its key, as RIS."""
    return str(rispy.dumps([_written(key, csl) for key, csl in items]))


def _entry(part: str, *, line: int) -> Entry:
    if len(part) > LONGEST_ENTRY:
        return Entry(line, problem=_("it is far too long"))
    spaced = _LOOSE.sub(r"\1  - ", part).strip()
    if "\nER  -" not in spaced:
        return Entry(line, problem=_("its end, ER, is missing"))
    try:
        read = rispy.loads(spaced + "\n")
    except (OSError, ValueError, KeyError, IndexError):
        return Entry(line, problem=_("a line of it is no RIS"))
    key = str(read[0].get("id", ""))[:200] if read else ""
    try:
        return Entry(line, clean_item(_item(read[0]) if read else {}), key)
    except NotAnItem as problem:
        return Entry(line, problem=str(problem))


def _item(read: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {
        "type": TYPES.get(str(read.pop("type_of_reference", "")).upper(), "document")
    }
    read.pop("id", None)
    for name, role in _PEOPLE.items():
        for words in read.pop(name, []):
            item.setdefault(role, []).append(_person(words))
    for name in ("date", "publication_year", "year"):
        if words := read.pop(name, ""):
            # RIS writes days with slashes, and slashes for the parts that are not known.
            day, _slash, other = str(words).partition("//")
            item.setdefault("issued", date_from(day.strip("/").replace("/", "-") or other))
    if words := read.pop("access_date", ""):
        item["accessed"] = date_from(str(words).strip("/").replace("/", "-"))
    start, end = read.pop("start_page", ""), read.pop("end_page", "")
    if start or end:
        item["page"] = "–".join(filter(None, (start, end)))
    if number := read.pop("issn", ""):
        item["ISSN" if item["type"].startswith("article") else "ISBN"] = number
    if urls := read.pop("urls", []):
        item["URL"], *others = urls
        if others:
            item["other addresses"] = " ".join(others)
    if words := read.pop("keywords", []):
        item["keyword"] = ", ".join(words)
    if words := read.pop("notes", []):
        item["note"] = "; ".join(words if isinstance(words, list) else [words])
    for name, value in read.items():
        csl = _WORDS.get(name, "")
        item[csl if csl and csl not in item else name.replace("_", " ")] = value
    return item


def _person(words: str) -> dict[str, str]:
    parts = [part.strip() for part in words.split(",")]
    if len(parts) == 1:
        return {"literal": words.strip()}
    named = {"family": parts[0], "given": parts[1], "suffix": ", ".join(parts[2:])}
    return {part: value for part, value in named.items() if value}


def _written(key: str, csl: Mapping[str, Any]) -> dict[str, Any]:
    kind = _WRITTEN_TYPES.get(str(csl.get("type")), "GEN")
    entry: dict[str, Any] = {"type_of_reference": kind, "id": key}
    for name, role in (
        ("authors", "author"),
        ("secondary_authors", "editor"),
        ("translated_author", "translator"),
    ):
        if csl.get(role):
            people = [_written_person(person) for person in csl[role]]
            entry[name] = people if name != "translated_author" else people[0]
    for name in ("title", "short_title", "secondary_title", "tertiary_title", "publisher",
                 "place_published", "volume", "number", "edition", "doi", "language", "abstract",
                 "name_of_database", "call_number"):  # fmt: skip
        if csl.get(_WORDS[name]):
            entry[name] = str(csl[_WORDS[name]])
    issued = csl.get("issued")
    if isinstance(issued, Mapping):
        parts = (issued.get("date-parts") or [[]])[0]
        entry |= {"year": str(parts[0])} if parts else {"year": str(issued.get("literal", ""))}
        if len(parts) > 1:
            entry["date"] = "/".join(f"{part:02d}" for part in parts) + "/" * (4 - len(parts))
    first, _dash, last = str(csl.get("page", "")).replace("–", "-").partition("-")
    entry |= {name: words for name, words in (("start_page", first), ("end_page", last)) if words}
    if number := csl.get("ISBN") or csl.get("ISSN"):
        entry["issn"] = str(number)
    if csl.get("URL"):
        entry["urls"] = [str(csl["URL"])]
    if csl.get("note"):
        entry["notes"] = [str(csl["note"])]
    return entry


def _written_person(person: Mapping[str, str]) -> str:
    if person.get("literal"):
        return person["literal"]
    particle = person.get("non-dropping-particle") or person.get("dropping-particle") or ""
    family = " ".join(filter(None, (particle, person.get("family", ""))))
    return ", ".join(filter(None, (family, person.get("given", ""), person.get("suffix", ""))))
