"""Object entry: what is left with the museum, for what reason, until when, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.collection.actions.recording import note, rewrite, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_procedures import (
    AlreadyClosed,
    Cited,
    DecisionMissing,
    NothingNamed,
    ReturnedBeforeItCame,
)
from casamuseo.collection.models import EntryItem, MuseumObject, ObjectEntry
from casamuseo.collection.numbering_procedures import numbered
from casamuseo.collection.terms import EntryReason
from casamuseo.kernel.writing import writing


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """One thing, or one lot, as whoever received it describes it."""

    description: str
    count: int = 1
    museum_object: MuseumObject | None = None


@dataclass(frozen=True, slots=True)
class EntryAsked:
    """What is written when something comes in; without a number it takes the next free one."""

    entered_on: date
    reason: EntryReason
    depositor: str
    received_by: str
    depositor_contact: str = ""
    owner: str = ""
    return_by: date | None = None
    condition_note: str = ""
    packing_note: str = ""
    note: str = ""
    number: str = ""


def enter(asked: EntryAsked, *, items: Sequence[ItemAsked], by: str, at: datetime) -> ObjectEntry:
    """Write that things came in.

    Refuses with NothingNamed, StillToCome, ReturnedBeforeItCame, NumberIsTaken.
    """
    if not items:
        raise NothingNamed
    _refuse_backwards(asked, at=at)

    def write(number: str) -> ObjectEntry:
        entry = ObjectEntry.objects.create(entry_number=number, **values_of(asked))
        EntryItem.objects.bulk_create(
            EntryItem(
                entry=entry,
                description=item.description,
                count=item.count,
                museum_object=item.museum_object,
                order=order,
            )
            for order, item in enumerate(items)
        )
        note("enter", entry, by=by, at=at, things=len(items), reason=asked.reason)
        return entry

    return numbered(ObjectEntry, asked.number, write, at=at)


def change_entry(
    entry: ObjectEntry, *, asked: EntryAsked, seen: int, by: str, at: datetime
) -> None:
    """Write an open entry anew; its number stays. Refuses with AlreadyClosed, ChangedMeanwhile."""
    _refuse_backwards(asked, at=at)
    with writing():
        _refuse_closed(entry)
        rewrite(entry, seen=seen, values=values_of(asked), action="change", by=by, at=at)


def add_item(entry: ObjectEntry, *, item: ItemAsked, by: str, at: datetime) -> EntryItem:
    """Write one more thing that came in. Refuses with AlreadyClosed."""
    with writing():
        _refuse_closed(entry)
        last = entry.items.order_by("-order").values_list("order", flat=True).first()
        added = EntryItem.objects.create(
            entry=entry,
            description=item.description,
            count=item.count,
            museum_object=item.museum_object,
            order=0 if last is None else last + 1,
        )
        note("add_item", entry, by=by, at=at, description=item.description)
    return added


def link_item(item: EntryItem, *, museum_object: MuseumObject, by: str, at: datetime) -> None:
    """Say which object's record the thing has become."""
    with writing():
        EntryItem.objects.filter(pk=item.pk).update(museum_object=museum_object)
        note(
            "link_item",
            item.entry,
            by=by,
            at=at,
            description=item.description,
            museum_object=museum_object,
        )


def close_entry(
    entry: ObjectEntry, *, decision: str, closed_on: date, seen: int, by: str, at: datetime
) -> None:
    """Write what became of an entry. Refuses with DecisionMissing, AlreadyClosed, ChangedMeanwhile."""
    if not decision.strip():
        raise DecisionMissing
    moment_of(closed_on, at=at)
    if closed_on < entry.entered_on:
        raise ReturnedBeforeItCame
    with writing():
        _refuse_closed(entry)
        values = {"decision": decision, "closed_on": closed_on}
        rewrite(entry, seen=seen, values=values, action="close", by=by, at=at)


def reopen_entry(entry: ObjectEntry, *, seen: int, by: str, at: datetime) -> None:
    """Take a closing back; the decision stays written. Refuses with ChangedMeanwhile."""
    with writing():
        rewrite(entry, seen=seen, values={"closed_on": None}, action="reopen", by=by, at=at)


def delete_entry(entry: ObjectEntry, *, by: str, at: datetime) -> None:
    """Delete an entry that was a mistake. Refuses with Cited where something has come of it."""
    with writing():
        names = [
            *entry.acquisitions.order_by("pk").values_list("acquisition_number", flat=True),
            *entry.items.exclude(museum_object=None)
            .order_by("order")
            .values_list("museum_object__object_number", flat=True),
        ]
        if names:
            raise Cited(names)
        note("delete", entry, by=by, at=at, depositor=entry.depositor)
        entry.delete()


def _refuse_backwards(asked: EntryAsked, *, at: datetime) -> None:
    moment_of(asked.entered_on, at=at)
    if asked.return_by is not None and asked.return_by < asked.entered_on:
        raise ReturnedBeforeItCame


def _refuse_closed(entry: ObjectEntry) -> None:
    if ObjectEntry.objects.filter(pk=entry.pk, closed_on__isnull=False).exists():
        raise AlreadyClosed(entry.entry_number)
