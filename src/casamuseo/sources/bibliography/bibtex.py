"""BibTeX and BibLaTeX, read and written by pybtex, each entry by itself so that one slip costs one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pybtex.database import BibliographyData, Person, parse_string
from pybtex.database import Entry as Written
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from casamuseo.sources.bibliography.csl import NotAnItem, clean_item, date_from
from casamuseo.sources.bibliography.entries import LONGEST_ENTRY, Entry, lines_at

TYPES = {
    "book": "book",
    "mvbook": "book",
    "booklet": "pamphlet",
    "collection": "book",
    "proceedings": "book",
    "article": "article-journal",
    "inbook": "chapter",
    "incollection": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "mastersthesis": "thesis",
    "phdthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "unpublished": "manuscript",
    "letter": "personal_communication",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "periodical": "periodical",
    "patent": "patent",
    "movie": "motion_picture",
    "video": "motion_picture",
    "audio": "song",
    "map": "map",
    "misc": "document",
}
FIELDS = {
    "title": "title",
    "shorttitle": "title-short",
    "origtitle": "original-title",
    "publisher": "publisher",
    "school": "publisher",
    "institution": "publisher",
    "organization": "publisher",
    "address": "publisher-place",
    "location": "publisher-place",
    "volume": "volume",
    "volumes": "number-of-volumes",
    "edition": "edition",
    "series": "collection-title",
    "chapter": "chapter-number",
    "pagetotal": "number-of-pages",
    "type": "genre",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "url": "URL",
    "language": "language",
    "langid": "language",
    "abstract": "abstract",
    "keywords": "keyword",
    "library": "archive",
    "note": "note",
    "annote": "annote",
    "annotation": "annote",
    "howpublished": "medium",
    "version": "version",
}
_ROLES = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
}
_DATES = {
    "date": "issued",
    "urldate": "accessed",
    "origdate": "original-date",
    "eventdate": "event-date",
}
_COMMAND = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(]", re.MULTILINE)
_WORD = re.compile(r"[\w.:+-]+")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_NOT_ENTRIES = {"comment", "preamble", "string"}
_LONGEST_STRING = 2000
"""Letters of one `@string`."""
_MOST_JOINTS = 100
"""Signs `#` in an entry, each of which may stand before a string."""
_WRITTEN_TYPES = {
    "book": "book",
    "chapter": "incollection",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "thesis": "phdthesis",
    "report": "techreport",
    "paper-conference": "inproceedings",
    "webpage": "online",
    "manuscript": "unpublished",
    "pamphlet": "booklet",
}
_WRITTEN = (
    ("title", "title"),
    ("title-short", "shorttitle"),
    ("publisher", "publisher"),
    ("publisher-place", "address"),
    ("collection-title", "series"),
    ("volume", "volume"),
    ("issue", "number"),
    ("edition", "edition"),
    ("page", "pages"),
    ("DOI", "doi"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("URL", "url"),
    ("language", "language"),
    ("archive", "library"),
    ("note", "note"),
)


def entries_in(text: str) -> Iterator[Entry]:
    """Every entry of the text; `@string` counts for those after it.

    One that is made of others does not count: ten lines of such make gigabytes.
    """
    commands = list(_COMMAND.finditer(text))
    starts = [found.start() for found in commands]
    ends = [*starts[1:], len(text)]
    strings: dict[str, str] = {}
    for found, end, line in zip(commands, ends, lines_at(text, starts), strict=True):
        part = text[found.start() : end]
        if found[1].lower() == "string" and "#" not in part and len(part) <= _LONGEST_STRING:
            name = part[found.end() - found.start() :].partition("=")[0]
            strings[name.strip().lower()] = part
        if found[1].lower() not in _NOT_ENTRIES:
            used = dict.fromkeys(word.lower() for word in _WORD.findall(part))
            yield _entry("".join(strings.get(word, "") for word in used), part, line=line)


def write(items: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """The items, each with its key, as BibTeX."""
    data = BibliographyData({key: _written(csl) for key, csl in items})
    return str(data.to_string("bibtex"))


def _entry(strings: str, part: str, *, line: int) -> Entry:
    if len(part) > LONGEST_ENTRY or part.count("#") > _MOST_JOINTS:
        return Entry(line, problem=_("it is far too long"))
    try:
        key, read = next(iter(parse_string(strings + part, "bibtex").entries.items()))
        return Entry(line, clean_item(_item(read)), str(key)[:200])
    except NotAnItem as problem:
        return Entry(line, problem=str(problem))
    except (PybtexError, StopIteration, ValueError, IndexError):
        return Entry(line, problem=_("a brace or a comma is missing, or stands where none should"))


def _item(read: Any) -> dict[str, Any]:
    fields = {str(name).lower(): _plain(value) for name, value in read.fields.items()}
    item: dict[str, Any] = {"type": TYPES.get(read.type.lower(), "document")}
    for name, role in _ROLES.items():
        people = read.persons.get(name)
        if people is None and name in fields:
            people = [Person(one) for one in re.split(r"\s+and\s+", fields.pop(name))]
        if people:
            item[role] = [_person(person) for person in people]
    _take_container(fields, item)
    _take_dates(fields, item)
    if pages := fields.pop("pages", ""):
        item["page"] = re.sub(r"\s*-{2,}\s*", "–", pages)
    if number := fields.pop("number", ""):
        item["issue" if item["type"].startswith("article") else "number"] = number
    if subtitle := fields.pop("subtitle", ""):
        fields["title"] = f"{fields.get('title', '')}: {subtitle}".removeprefix(": ")
    for name, value in fields.items():
        csl = FIELDS.get(name, name)
        # What CSL has no name for, or has already, goes on under its own and into the note.
        item[csl if csl not in item else f"bibtex {name}"] = value
    return item


def _take_container(fields: dict[str, str], item: dict[str, Any]) -> None:
    for name in ("journaltitle", "journal", "booktitle", "maintitle"):
        if name in fields and "container-title" not in item:
            item["container-title"] = fields.pop(name)


def _take_dates(fields: dict[str, str], item: dict[str, Any]) -> None:
    for name, variable in _DATES.items():
        if words := fields.pop(name, ""):
            first, _slash, last = words.partition("/")
            date = date_from(first)
            until = date_from(last)
            if date and until and "date-parts" in date and "date-parts" in until:
                date["date-parts"] += until["date-parts"]
            item[variable] = date
    year, month = fields.pop("year", ""), fields.pop("month", "")
    if year and "issued" not in item:
        date = date_from(year)
        number = _MONTHS.get(month.strip()[:3].lower()) or (int(month) if month.isdecimal() else 0)
        if date and "date-parts" in date and 1 <= number <= 12:
            date["date-parts"][0].append(number)
        item["issued"] = date


def _person(person: Any) -> dict[str, str]:
    given = " ".join(_plain(name) for name in (*person.first_names, *person.middle_names))
    family = " ".join(_plain(name) for name in person.last_names)
    raw = str(person)
    if not given and (raw.startswith("{") or not person.first_names) and raw.endswith("}"):
        return {"literal": _plain(raw)}
    named = {
        "family": family,
        "given": given,
        "non-dropping-particle": " ".join(_plain(name) for name in person.prelast_names),
        "suffix": " ".join(_plain(name) for name in person.lineage_names),
    }
    return {part: words for part, words in named.items() if words}


def _plain(value: Any) -> str:
    """The words without TeX's braces and commands; as they stand where TeX itself would stumble."""
    words = str(value)
    try:
        return str(Text.from_latex(words))
    except (PybtexError, ValueError, IndexError):
        return words.replace("{", "").replace("}", "")


def _written(csl: Mapping[str, Any]) -> Any:
    kind = _WRITTEN_TYPES.get(str(csl.get("type")), "misc")
    fields = [(bib, _tex(str(csl[name]))) for name, bib in _WRITTEN if csl.get(name)]
    if container := csl.get("container-title"):
        fields.append(("journal" if kind == "article" else "booktitle", _tex(str(container))))
    fields += _written_date(csl.get("issued"))
    persons = {
        bib: [_written_person(person) for person in csl[role]]
        for bib, role in _ROLES.items()
        if csl.get(role)
    }
    return Written(kind, fields=fields, persons=persons)


def _written_date(issued: Any) -> list[tuple[str, str]]:
    if not isinstance(issued, Mapping):
        return []
    sides = issued.get("date-parts") or []
    days = ["-".join(f"{part:02d}" for part in side) for side in sides]
    words = "/".join(days) or str(issued.get("literal") or "")
    if not words:
        return []
    year = [("year", str(sides[0][0]))] if sides else []
    return [*year, ("date", _tex(words))]


def _written_person(person: Mapping[str, str]) -> Any:
    if person.get("literal"):
        return Person("{" + _tex(person["literal"]) + "}")
    return Person(
        first=_tex(person.get("given", "")),
        prelast=_tex(person.get("non-dropping-particle", person.get("dropping-particle", ""))),
        last="{" + _tex(person["family"]) + "}"
        if " " in person.get("family", "")
        else _tex(person.get("family", "")),
        lineage=_tex(person.get("suffix", "")),
    )


def _tex(words: str) -> str:
    """The words with braces left out, which would have to come in pairs; the writer escapes the rest."""
    return words.replace("{", "(").replace("}", ")").replace("\\", "/")
