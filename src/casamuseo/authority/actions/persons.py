"""Persons and corporate bodies: added, changed, deleted, with names in languages and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casamuseo.authority.errors import EndsBeforeItBegins, UnfitNames
from casamuseo.authority.models import CorporateBody, GeographicPlace, Person
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.recording import add_record, delete_record, free_key, rewrite
from casamuseo.kernel.texts import Text

Name = dict[str, str]
"""`{"text", "language", "kind"}`, as `Agent.names` has them."""


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """What somebody writes of a person."""

    sort_name: str
    names: Sequence[Name]
    slug: Text
    role: Text = field(default_factory=Text)
    born: FuzzyDate | None = None
    died: FuzzyDate | None = None
    born_at: GeographicPlace | None = None
    died_at: GeographicPlace | None = None


@dataclass(frozen=True, slots=True)
class BodyAsked:
    """What somebody writes of an institution, a party, a family."""

    sort_name: str
    names: Sequence[Name]
    slug: Text
    role: Text = field(default_factory=Text)
    founded: FuzzyDate | None = None
    dissolved: FuzzyDate | None = None
    seat: GeographicPlace | None = None


def add_person(asked: PersonAsked, *, by: str, at: datetime) -> Person:
    """Add a person. Refuses with UnfitNames, EndsBeforeItBegins or SlugIsTaken."""
    _refuse_unfit(asked.names, first=asked.born, last=asked.died)
    key = free_key(Person, asked.sort_name, otherwise="person")
    return add_record(Person(key=key, order=Person.objects.count()), asked=asked, by=by, at=at)


def change_person(
    person: Person, *, asked: PersonAsked, seen: str, by: str, at: datetime
) -> Person:
    """Write a person anew. Refuses with ChangedMeanwhile and as `add_person`."""
    _refuse_unfit(asked.names, first=asked.born, last=asked.died)
    return rewrite(person, asked=asked, seen=seen, by=by, at=at)


def delete_person(person: Person, *, by: str, at: datetime) -> None:
    """Delete a person whom nobody names. Refuses with StillNeeded."""
    delete_record(person, by=by, at=at)


def add_body(asked: BodyAsked, *, by: str, at: datetime) -> CorporateBody:
    """Add a corporate body. Refuses with UnfitNames, EndsBeforeItBegins or SlugIsTaken."""
    _refuse_unfit(asked.names, first=asked.founded, last=asked.dissolved)
    key = free_key(CorporateBody, asked.sort_name, otherwise="body")
    body = CorporateBody(key=key, order=CorporateBody.objects.count())
    return add_record(body, asked=asked, by=by, at=at)


def change_body(
    body: CorporateBody, *, asked: BodyAsked, seen: str, by: str, at: datetime
) -> CorporateBody:
    """Write a corporate body anew. Refuses with ChangedMeanwhile and as `add_body`."""
    _refuse_unfit(asked.names, first=asked.founded, last=asked.dissolved)
    return rewrite(body, asked=asked, seen=seen, by=by, at=at)


def delete_body(body: CorporateBody, *, by: str, at: datetime) -> None:
    """Delete a corporate body that nobody names. Refuses with StillNeeded."""
    delete_record(body, by=by, at=at)


def ends_before_it_begins(first: FuzzyDate | None, last: FuzzyDate | None) -> bool:
    """Whether the last possible day of the end is before the first possible one of the beginning."""
    if first is None or last is None or first.earliest is None or last.latest is None:
        return False
    return last.latest < first.earliest


def _refuse_unfit(
    names: Sequence[Name], *, first: FuzzyDate | None, last: FuzzyDate | None
) -> None:
    preferred = [name["language"] for name in names if name["kind"] == "preferred"]
    if not preferred:
        raise UnfitNames("none")
    for language in preferred:
        if preferred.count(language) > 1:
            raise UnfitNames("two", language=language)
    if ends_before_it_begins(first, last):
        raise EndsBeforeItBegins
