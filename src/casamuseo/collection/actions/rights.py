"""Rights in an object, in photographs of it, in the text about it: written down, changed, struck out."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from casamuseo.collection.errors_objects import (
    PhotographNotOfObject,
    RightEndsBeforeItBegins,
    UnknownLicence,
)
from casamuseo.collection.history import differences, note
from casamuseo.collection.licences import canonical
from casamuseo.collection.models import MuseumObject, Right
from casamuseo.collection.terms import RightSubject
from casamuseo.kernel.models import Edition
from casamuseo.kernel.writing import writing
from casamuseo.media.models import Picture


@dataclass(frozen=True, slots=True)
class RightAsked:
    """What somebody says of a right."""

    subject: RightSubject
    uri: str
    picture: Picture | None = None
    holder: str = ""
    jurisdiction: str = ""
    begins_on: date | None = None
    expires_on: date | None = None
    note: str = ""


def add_right(thing: MuseumObject, *, asked: RightAsked, by: str, at: datetime) -> Right:
    """Write a right down. Refuses with UnknownLicence, RightEndsBeforeItBegins, PhotographNotOfObject."""
    values = _checked(thing, asked)
    with writing():
        right = Right.objects.create(museum_object=thing, order=thing.rights.count(), **values)
        _note(thing, "add_right", by=by, at=at, uri=right.uri, subject=right.subject)
    return right


def change_right(right: Right, *, asked: RightAsked, by: str, at: datetime) -> None:
    """Write a right anew. Refuses as `add_right` does."""
    values = _checked(right.museum_object, asked)
    changed = differences({name: getattr(right, name) for name in values}, values)
    with writing():
        Right.objects.filter(pk=right.pk).update(**values)
        _note(right.museum_object, "change_right", by=by, at=at, right=right.uri, changed=changed)
    right.refresh_from_db()


def remove_right(right: Right, *, by: str, at: datetime) -> None:
    """Strike a right out."""
    with writing():
        Right.objects.filter(pk=right.pk).delete()
        facts = {"uri": right.uri, "subject": right.subject}
        _note(right.museum_object, "remove_right", by=by, at=at, **facts)


def has_expired(right: Right, *, on: date) -> bool:
    """Whether the right was over before this day."""
    return right.expires_on is not None and right.expires_on < on


def _checked(thing: MuseumObject, asked: RightAsked) -> dict[str, Any]:
    uri = canonical(asked.uri)
    if not uri:
        raise UnknownLicence(asked.uri)
    if asked.begins_on and asked.expires_on and asked.expires_on < asked.begins_on:
        raise RightEndsBeforeItBegins
    if asked.picture is not None:
        is_its_own = thing.pictures.filter(pk=asked.picture.pk).exists()
        if asked.subject != RightSubject.PHOTOGRAPH or not is_its_own:
            raise PhotographNotOfObject
    return {field.name: getattr(asked, field.name) for field in fields(asked)} | {"uri": uri}


def _note(thing: MuseumObject, action: str, *, by: str, at: datetime, **facts: Any) -> None:
    note(thing, action, by=by, at=at, **facts)
    if thing.is_public:
        Edition.rise()
