"""A source in a few words: for a list, for a choice, for a heading; and what a search looks through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casamuseo.kernel.dates.folding import fold

_SEARCHED = ("title", "container-title", "publisher", "archive", "note", "DOI", "ISBN", "URL")
_NAMED = ("author", "editor", "translator", "container-author")


def short_form(csl: Mapping[str, Any]) -> str:
    """Who, what and when: “Bertrand Patenaude, Trotsky: Downfall of a Revolutionary (2009)”."""
    who = names_of(csl)
    title = str(csl.get("title") or csl.get("container-title") or "").strip()
    year = year_of(csl)
    words = ", ".join(part for part in (who, title) if part)
    return f"{words} ({year})" if year else words


def names_of(csl: Mapping[str, Any]) -> str:
    """Its authors with their given names whole, or else its editors; at most three, and “et al.”."""
    people = people_of(csl)
    names = [name_of(person) for person in people[:3]]
    return ", ".join(filter(None, names)) + (" et al." if len(people) > 3 else "")


def people_of(csl: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Its authors, or else its editors."""
    for role in ("author", "editor"):
        people = csl.get(role)
        if isinstance(people, list) and people:
            return [person for person in people if isinstance(person, Mapping)]
    return []


def name_of(person: Mapping[str, Any]) -> str:
    """A name in its natural order."""
    if person.get("literal"):
        return str(person["literal"])
    order = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(str(person[part]) for part in order if person.get(part))


def year_of(csl: Mapping[str, Any]) -> str:
    """The year in which it was issued, or the words that stand for it."""
    issued = csl.get("issued")
    if not isinstance(issued, Mapping):
        return ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return str(parts[0][0])
    return str(issued.get("literal") or issued.get("raw") or "")


def haystack(key: str, csl: Mapping[str, Any]) -> str:
    """Everything that a search for it may say, without case and accents."""
    words = [key, year_of(csl), *(str(csl.get(name) or "") for name in _SEARCHED)]
    for role in _NAMED:
        people = csl.get(role)
        words += [name_of(person) for person in people or () if isinstance(person, Mapping)]
    return fold(" ".join(words))


def is_found(words: Iterable[str], hay: str) -> bool:
    """Whether every one of the folded words stands in it."""
    return all(word in hay for word in words)
