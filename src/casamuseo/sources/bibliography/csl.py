"""A CSL item as the house keeps it: the types and variables of CSL 1.0.2, and nothing else beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

_TYPES = """article article-journal article-magazine article-newspaper bill book broadcast chapter
classic collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic
hearing interview legal_case legislation manuscript map motion_picture musical_score pamphlet
paper-conference patent performance periodical personal_communication post post-weblog regulation
report review review-book software song speech standard thesis treaty webpage"""
_NAMES = """author editor translator chair collection-editor compiler composer container-author
contributor curator director editor-translator editorial-director executive-producer guest host
illustrator interviewer narrator organizer original-author performer producer recipient
reviewed-author script-writer series-creator"""
_WORDS = """title title-short original-title volume-title part-title reviewed-title container-title
container-title-short collection-title event event-title event-place edition volume
number-of-volumes issue number part-number supplement-number chapter-number page page-first
number-of-pages section collection-number printing-number version publisher publisher-place
original-publisher original-publisher-place genre reviewed-genre medium dimensions scale division
jurisdiction authority references status archive archive_collection archive_location archive-place
call-number source DOI ISBN ISSN PMID PMCID URL language abstract annote note keyword
categories locator citation-key citation-label citation-number year-suffix"""
_DATES = "issued original-date event-date available-date submitted accessed"
TYPES, NAMES, WORDS, DATES = (tuple(each.split()) for each in (_TYPES, _NAMES, _WORDS, _DATES))
"""In the order in which a house folder writes them."""
NAME_PARTS = (
    "family",
    "given",
    "literal",
    "dropping-particle",
    "non-dropping-particle",
    "suffix",
)
MOST_WORDS, MOST_NAME, MOST_LANGUAGE = 20_000, 200, 20
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_MARKUP = re.compile(r"</?(?:i|b|sub|sup|sc|span)(?:\s[^<>]*)?>")
_DAY = re.compile(r"(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class NotAnItem(ValueError):  # noqa: N818  named for what is the case
    """This is no CSL item, and why."""


def clean_item(raw: Any) -> dict[str, Any]:
    """The item with what CSL knows; the rest goes into its note, as Zotero keeps it: `name: value`.

    Raises NotAnItem.
    """
    if not isinstance(raw, Mapping):
        raise NotAnItem(_("an entry with fields was expected"))
    item: dict[str, Any] = {"type": "document"}
    rest: list[str] = []
    for name, value in raw.items():
        if name == "id" or value in (None, "", [], {}):
            continue
        cleaned = _value(str(name), value)
        if cleaned is None:
            rest.append(f"{name}: {_words(value)}"[:MOST_WORDS])
        elif cleaned != "":
            item[str(name)] = cleaned
    if rest:
        item["note"] = "; ".join(filter(None, [item.get("note", ""), *rest]))[:MOST_WORDS]
    if not (item.get("title") or item.get("container-title") or item.get("author")):
        raise NotAnItem(_("it has neither a title nor an author"))
    return item


def date_from(words: str) -> dict[str, Any] | None:
    """A date variable from words: parts where they are plain, else the words; None for none."""
    words = _words(words)
    if not words:
        return None
    found = _DAY.fullmatch(words)
    if found is None:
        return {"literal": words[:MOST_NAME]}
    parts = [int(part) for part in found.groups() if part]
    return {"date-parts": [parts]} if _is_day(parts) else {"literal": words}


def _value(name: str, value: Any) -> Any:
    """The value as CSL has it; "" for nothing, None for what CSL does not know."""
    if name == "type":
        return value if value in TYPES else None
    if name in NAMES:
        return _people(value)
    if name in DATES:
        return _date(value)
    if name == "language":
        language = _words(value)
        return language if len(language) <= MOST_LANGUAGE else None
    if name in WORDS and isinstance(value, str | int | float):
        words = _words(value)
        return words if len(words) <= MOST_WORDS else None
    if name in WORDS and isinstance(value, list):
        return "; ".join(_words(each) for each in value)[:MOST_WORDS]
    return None


def _people(value: Any) -> list[dict[str, Any]] | None:
    people = []
    for person in value if isinstance(value, list) else [value]:
        if isinstance(person, str):
            person = {"literal": person}
        if not isinstance(person, Mapping):
            return None
        named = {part: _words(person[part])[:MOST_NAME] for part in NAME_PARTS if person.get(part)}
        if named:
            people.append({part: words for part, words in named.items() if words})
    return people or None


def _date(value: Any) -> dict[str, Any] | None:
    if isinstance(value, str | int):
        return date_from(str(value))
    if not isinstance(value, Mapping):
        return None
    date: dict[str, Any] = {}
    if value.get("date-parts"):
        try:
            parts = [[int(part) for part in side if part != ""] for side in value["date-parts"]]
        except (OverflowError, TypeError, ValueError):
            return None
        if not 1 <= len(parts) <= 2 or not all(_is_day(side) for side in parts):
            return None
        date["date-parts"] = parts
    elif value.get("raw"):
        date = date_from(str(value["raw"])) or {}
    if value.get("literal"):
        date["literal"] = _words(value["literal"])[:MOST_NAME]
    if value.get("season"):
        date["season"] = _words(value["season"])[:MOST_NAME]
    if value.get("circa"):
        date["circa"] = True
    return date or None


def _is_day(parts: list[int]) -> bool:
    limits = ((-9999, 9999), (1, 12), (1, 31))
    return 1 <= len(parts) <= 3 and all(
        low <= part <= high for part, (low, high) in zip(parts, limits, strict=False)
    )


def _words(value: Any) -> str:
    """One line of text without the markup that citation managers put into titles."""
    return " ".join(_CONTROLS.sub(" ", _MARKUP.sub("", str(value))).split())
