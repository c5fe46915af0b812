"""Acquisition and accessioning: how the title passed, who decided, and the entry in the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.collection.actions.recording import note, rewrite, set_legal_status, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_procedures import (
    AlreadyAccessioned,
    AlreadyClosed,
    NotAuthorised,
    NothingNamed,
    NoTitleEvidence,
)
from casamuseo.collection.lending import hold
from casamuseo.collection.models import Acquisition, MuseumObject, ObjectEntry
from casamuseo.collection.numbering_procedures import numbered
from casamuseo.collection.terms import AcquisitionMethod, LegalStatus
from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.writing import writing


@dataclass(frozen=True, slots=True)
class AcquisitionAsked:
    """What is written of an acquisition; what is not yet known is left empty until it is accessioned."""

    method: AcquisitionMethod
    source: str = ""
    source_contact: str = ""
    acquired: FuzzyDate | None = None
    reason: str = ""
    title_evidence: str = ""
    restrictions: str = ""
    price_cents: int | None = None
    currency: str = ""
    authorised_by: str = ""
    authorised_on: date | None = None
    note: str = ""
    number: str = ""


def acquire(
    asked: AcquisitionAsked,
    *,
    museum_objects: Sequence[MuseumObject],
    entry: ObjectEntry | None = None,
    by: str,
    at: datetime,
) -> Acquisition:
    """Begin the record of an acquisition, perhaps of what came by an entry. Refuses with NumberIsTaken."""

    def write(number: str) -> Acquisition:
        acquisition = Acquisition.objects.create(
            acquisition_number=number,
            entry=entry,
            recorded_by=by,
            recorded_at=at,
            **values_of(asked),
        )
        acquisition.museum_objects.set(museum_objects)
        numbers = [thing.object_number for thing in museum_objects]
        note("acquire", acquisition, by=by, at=at, museum_objects=numbers, method=asked.method)
        return acquisition

    return numbered(Acquisition, asked.number, write, at=at)


def change_acquisition(
    acquisition: Acquisition,
    *,
    asked: AcquisitionAsked,
    museum_objects: Sequence[MuseumObject],
    seen: int,
    by: str,
    at: datetime,
) -> None:
    """Write it anew; once it is in the register, its objects stay as they are.

    Refuses with AlreadyClosed where objects were to change after the accession, and ChangedMeanwhile.
    """
    with writing():
        rewrite(acquisition, seen=seen, values=values_of(asked), action="change", by=by, at=at)
        before = set(acquisition.museum_objects.values_list("pk", flat=True))
        if before == {thing.pk for thing in museum_objects}:
            return
        if acquisition.accessioned_on is not None:
            raise AlreadyClosed(acquisition.acquisition_number)
        acquisition.museum_objects.set(museum_objects)
        numbers = [thing.object_number for thing in museum_objects]
        note("choose_objects", acquisition, by=by, at=at, museum_objects=numbers)


def accession(
    acquisition: Acquisition, *, accessioned_on: date, seen: int, by: str, at: datetime
) -> None:
    """Enter the objects in the accession register: from now on the museum owns them.

    Refuses with NothingNamed, NotAuthorised, NoTitleEvidence, AlreadyAccessioned, StillToCome and
    ChangedMeanwhile.
    """
    moment_of(accessioned_on, at=at)
    with writing():
        things = hold(acquisition.museum_objects.order_by("pk"))
        values = {"accessioned_on": accessioned_on}
        rewrite(acquisition, seen=seen, values=values, action="accession", by=by, at=at)
        _refuse_incomplete(acquisition, things)
        for thing in things:
            set_legal_status(
                thing, LegalStatus.OWNED, because=acquisition.acquisition_number, by=by, at=at
            )


def delete_acquisition(acquisition: Acquisition, *, by: str, at: datetime) -> None:
    """Delete an acquisition that was a mistake. Refuses with AlreadyClosed once it is in the register."""
    with writing():
        if Acquisition.objects.filter(pk=acquisition.pk, accessioned_on__isnull=False).exists():
            raise AlreadyClosed(acquisition.acquisition_number)
        note("delete", acquisition, by=by, at=at, source=acquisition.source)
        acquisition.delete()


def _refuse_incomplete(acquisition: Acquisition, things: Sequence[MuseumObject]) -> None:
    if not things:
        raise NothingNamed
    if not acquisition.authorised_by or acquisition.authorised_on is None:
        raise NotAuthorised
    if not acquisition.title_evidence.strip():
        raise NoTitleEvidence
    registered = things_registered(things, without=acquisition)
    if registered:
        raise AlreadyAccessioned(registered)


def things_registered(things: Sequence[MuseumObject], *, without: Acquisition) -> list[str]:
    """The numbers of those that are the museum's by an accession of another record."""
    found = MuseumObject.objects.filter(
        pk__in=[thing.pk for thing in things],
        legal_status=LegalStatus.OWNED,
        acquisitions__in=Acquisition.objects.exclude(pk=without.pk).exclude(accessioned_on=None),
    )
    return list(found.order_by("object_number").values_list("object_number", flat=True).distinct())
