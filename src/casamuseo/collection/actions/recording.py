"""How the record of a procedure is changed: by whoever saw its latest version, with a row of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model

from casamuseo.collection.errors_procedures import ChangedMeanwhile
from casamuseo.collection.models import MuseumObject
from casamuseo.collection.terms import LegalStatus
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.models import Change, Edition


def rewrite(
    record: Model, *, seen: int, values: Mapping[str, Any], action: str, by: str, at: datetime
) -> None:
    """Write these values where the record still has the version that was seen.

    Refuses with ChangedMeanwhile. Call inside a transaction.
    """
    stored = type(record)._default_manager.filter(pk=record.pk, version=seen)
    if not stored.update(**values, version=seen + 1):
        raise ChangedMeanwhile
    facts = {
        name: _plain(value) for name, value in values.items() if getattr(record, name) != value
    }
    note(action, record, by=by, at=at, **facts)
    record.refresh_from_db()


def note(action: str, record: Model, *, by: str, at: datetime, **facts: Any) -> None:
    """Write into the history what was done to a record."""
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind=record._meta.label_lower,
        key=getattr(record, "key", "") or str(record),
        facts={name: _plain(value) for name, value in facts.items()},
    )


def set_legal_status(
    thing: MuseumObject, status: LegalStatus, *, because: str, by: str, at: datetime
) -> None:
    """Say what the thing is to the museum in law; whoever edits it meanwhile is told. In a transaction."""
    if thing.legal_status == status:
        return
    MuseumObject.objects.filter(pk=thing.pk).update(legal_status=status, version=F("version") + 1)
    note(
        "set_legal_status",
        thing,
        by=by,
        at=at,
        legal_status=[thing.legal_status, status],
        because=because,
    )
    thing.refresh_from_db(fields=["legal_status", "version"])
    if thing.is_public:
        Edition.rise()


def values_of(asked: Any, *, without: tuple[str, ...] = ("number",)) -> dict[str, Any]:
    """The fields of what was asked for, by the names that the model gives them."""
    return {
        field.name: getattr(asked, field.name)
        for field in fields(asked)
        if field.name not in without
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, FuzzyDate):
        return value.to_json()
    if isinstance(value, Model):
        return str(value)
    return value
