"""Object numbers: the next free one, a changed one, and the other numbers that an object has or had."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F

from casamuseo.collection.errors_objects import NumberBelongsToAnother, NumberIsKnown
from casamuseo.collection.history import note
from casamuseo.collection.models import MuseumObject, OtherNumber
from casamuseo.collection.terms import NumberKind
from casamuseo.kernel.models import Edition
from casamuseo.kernel.writing import writing

FIRST = "1"
_TAIL = re.compile(r"^(.*?)(\d{1,12})$", re.DOTALL)
_LEAPS = 24


def next_free_number() -> str:
    """A free number after the one given last, with as many digits. Three queries at most."""
    last = MuseumObject.objects.order_by("-pk").values_list("object_number", flat=True)[:20]
    found = next((match for number in last if (match := _TAIL.match(number))), None)
    if found is None:
        return FIRST
    before, width = found[1], len(found[2])
    alike = MuseumObject.objects.filter(object_number__startswith=before)
    highest = alike.order_by("-object_number").values_list("object_number", flat=True).first() or ""
    tails = [
        int(match[2]) for match in (found, _TAIL.match(highest)) if match and match[1] == before
    ]
    start = max(tails, default=0)
    # In leaps that double: one question finds a free one, however many are taken.
    wanted = [f"{before}{start + 2**leap:0{width}d}" for leap in range(_LEAPS)]
    taken = set(alike.filter(object_number__in=wanted).values_list("object_number", flat=True))
    return next(number for number in wanted if number not in taken)


def refuse_if_taken(number: str, *, but: MuseumObject | None = None) -> None:
    """Refuse with NumberBelongsToAnother, whatever the capitals."""
    others = MuseumObject.objects.filter(object_number__iexact=number)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NumberBelongsToAnother(number)


def renumber(thing: MuseumObject, number: str, *, by: str, at: datetime) -> None:
    """Give an object another number; the one that it had stays among its other numbers.

    Refuses with NumberBelongsToAnother.
    """
    old, wanted = thing.object_number, number.strip()
    if wanted == old:
        return
    refuse_if_taken(wanted, but=thing)
    try:
        with writing():
            MuseumObject.objects.filter(pk=thing.pk).update(
                object_number=wanted, version=F("version") + 1
            )
            kept = {"number": old, "kind": NumberKind.FORMER}
            thing.other_numbers.filter(number=wanted, kind=NumberKind.FORMER).delete()
            thing.other_numbers.get_or_create(
                **kept, defaults={"order": thing.other_numbers.count()}
            )
            note(thing, "renumber", by=by, at=at, object_number=[old, wanted])
            if thing.is_public:
                Edition.rise()
    except IntegrityError:
        raise NumberBelongsToAnother(wanted) from None
    thing.refresh_from_db()


def add_other_number(
    thing: MuseumObject,
    number: str,
    *,
    kind: NumberKind,
    remark: str = "",
    by: str,
    at: datetime,
) -> OtherNumber:
    """Write down another number that the object has or had. Refuses with NumberIsKnown."""
    try:
        with writing():
            other = OtherNumber.objects.create(
                museum_object=thing,
                number=number.strip(),
                kind=kind,
                note=remark.strip(),
                order=thing.other_numbers.count(),
            )
            note(thing, "add_number", by=by, at=at, number=other.number, kind=kind)
    except IntegrityError:
        raise NumberIsKnown(number.strip()) from None
    return other


def remove_other_number(other: OtherNumber, *, by: str, at: datetime) -> None:
    """Strike out a number that the object never had."""
    with writing():
        OtherNumber.objects.filter(pk=other.pk).delete()
        note(
            other.museum_object, "remove_number", by=by, at=at, number=other.number, kind=other.kind
        )
