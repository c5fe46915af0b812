"""What was done to an object, when and by whom: rows of history, and the facts that they keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text

KIND = "collection.museumobject"


def note(thing: MuseumObject, action: str, *, by: str, at: datetime, **facts: Any) -> None:
    """Write into the history of an object what was done to it."""
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind=KIND,
        key=thing.key,
        facts={name: plain(value) for name, value in facts.items()},
    )


def history_of(thing: MuseumObject) -> QuerySet[Change]:
    """What was done to an object, the latest first."""
    return Change.objects.filter(kind=KIND, key=thing.key).order_by("-at", "-pk")


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """For each field that differs, what stood there and what stands there now, as plain values."""
    return {
        name: [plain(before[name]), plain(value)]
        for name, value in after.items()
        if before[name] != value
    }


def plain(value: Any) -> Any:
    """The value as JSON can keep it: records by their names, texts in all their languages."""
    if isinstance(value, Text | FuzzyDate):
        return value.to_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
