"""Audits: a list of what should be in a place, what was found of it, and what follows from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection
from django.db.models import Max, QuerySet
from django.utils import translation

from casamuseo.collection.actions.moving import Destination, move_object
from casamuseo.collection.errors_audits import (
    AuditIsClosed,
    AuditIsOpen,
    NotInThisAudit,
    SeenOutside,
    StillAwaited,
)
from casamuseo.collection.errors_moving import AlreadyThere
from casamuseo.collection.locating import Arrangement, contents, location_of, movements_into
from casamuseo.collection.models import Audit, AuditLine, Movement, MuseumObject
from casamuseo.collection.terms import AuditOutcome, MoveReason
from casamuseo.house.models import Place
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing

AT_ONCE = 1000
TO_BE_RECORDED = (AuditOutcome.UNEXPECTED, AuditOutcome.MISPLACED)
"""What was found elsewhere than the ledger had it: a movement may be entered for it."""


def begin_audit(place: Place, *, note: str = "", by: str, at: datetime) -> Audit:
    """Write down what the ledger expects in a place and its fixtures. Refuses with AuditIsOpen."""
    try:
        with writing():
            audit = Audit.objects.create(place=place, begun_at=at, begun_by=by, note=note.strip())
            arrangement = Arrangement()
            expected = contents(
                movements_into(place, arrangement=arrangement), arrangement=arrangement
            )
            AuditLine.objects.bulk_create(
                (
                    AuditLine(
                        audit=audit,
                        museum_object=each.museum_object,
                        is_expected=True,
                        expected_place=each.location.place,
                        order=number,
                    )
                    for number, each in enumerate(expected)
                ),
                batch_size=AT_ONCE,
            )
            _note("begin", audit, by=by, at=at, expected=len(expected))
    except IntegrityError:
        raise AuditIsOpen(_name(place)) from None
    return audit


def see_object(
    audit: Audit,
    *,
    museum_object: MuseumObject,
    seen_place: Place | None = None,
    note: str | None = None,
    by: str,
    at: datetime,
) -> AuditLine:
    """Note that an object was seen, in the place of the list or in another fixture of the place.

    Found where it was expected; misplaced in another fixture; unexpected where the list has it not,
    with the place that the ledger gives it; moved where the ledger has had it come meanwhile.
    Refuses with AuditIsClosed or SeenOutside.
    """
    with writing():
        _lock_open(audit)
        _refuse_outside(audit, seen_place)
        line = _line_of(audit, museum_object) or _unexpected(audit, museum_object)
        if line.is_expected:
            is_there = seen_place is None or seen_place.pk == line.expected_place_id
            line.outcome = AuditOutcome.FOUND if is_there else AuditOutcome.MISPLACED
            line.seen_place = None if is_there else seen_place
        elif _has_just_come(audit, line, seen_place):
            line.outcome, line.seen_place = AuditOutcome.MOVED, line.expected_place
        else:
            line.outcome = AuditOutcome.UNEXPECTED
            line.seen_place = seen_place or line.seen_place or audit.place
        _write(line, note=note, by=by, at=at)
    return line


def miss_object(
    audit: Audit,
    *,
    museum_object: MuseumObject,
    note: str | None = None,
    by: str,
    at: datetime,
) -> AuditLine:
    """Note that an expected object is not there. Refuses with AuditIsClosed or NotInThisAudit."""
    with writing():
        _lock_open(audit)
        line = _line_of(audit, museum_object)
        if line is None or not line.is_expected:
            raise NotInThisAudit(museum_object.object_number)
        line.outcome, line.seen_place = AuditOutcome.MISSING, None
        _write(line, note=note, by=by, at=at)
    return line


def take_back(audit: Audit, *, museum_object: MuseumObject) -> None:
    """Forget what was noted of an object, as if nobody had looked for it yet.

    Refuses with AuditIsClosed or NotInThisAudit.
    """
    with writing():
        _lock_open(audit)
        line = _line_of(audit, museum_object)
        if line is None:
            raise NotInThisAudit(museum_object.object_number)
        if not line.is_expected:
            line.delete()
            return
        line.outcome, line.seen_place = AuditOutcome.AWAITED, None
        line.noted_at, line.noted_by = None, ""
        line.save()


def write_note(audit: Audit, *, note: str, by: str, at: datetime) -> None:
    """Write what is to be said of the audit as a whole. Refuses with AuditIsClosed."""
    with writing():
        if not _open(audit).update(note=note.strip()):
            raise AuditIsClosed
        _note("write", audit, by=by, at=at)


def close_audit(audit: Audit, *, are_awaited_missing: bool, by: str, at: datetime) -> None:
    """Close an audit for good: what moved meanwhile has moved, what nobody saw is missing.

    Refuses with StillAwaited where something was not seen and that was not said of it, and with
    AuditIsClosed the second time.
    """
    with writing():
        if not _open(audit).update(closed_at=at, closed_by=by):
            raise AuditIsClosed
        awaited = list(audit.lines.filter(outcome=AuditOutcome.AWAITED))
        gone = moved_meanwhile(audit, awaited)
        missing = [line for line in awaited if line.pk not in gone]
        if missing and not are_awaited_missing:
            raise StillAwaited(len(missing))
        audit.lines.filter(pk__in=gone).update(outcome=AuditOutcome.MOVED, noted_at=at, noted_by=by)
        audit.lines.filter(outcome=AuditOutcome.AWAITED).update(
            outcome=AuditOutcome.MISSING, noted_at=at, noted_by=by
        )
        _note("close", audit, by=by, at=at, missing=len(missing), moved=len(gone))
    audit.refresh_from_db()


@dataclass(slots=True)
class Entered:
    """What became of entering movements for what an audit found elsewhere."""

    movements: list[Movement] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def enter_what_was_seen(audit: Audit, *, by: str, at: datetime) -> Entered:
    """Enter a movement for each unexpected or misplaced object, to where and when it was seen.

    The audit itself stays as it is. What stands in the ledger already is passed over; what cannot
    be entered (it is out on loan) is among the refusals.
    """
    entered = Entered()
    for line in lines_to_enter(audit):
        try:
            movement = move_object(
                line.museum_object,
                to=Destination.in_place(line.seen_place or audit.place),
                effective_at=line.noted_at or at,
                reason=MoveReason.AUDIT,
                batch=audit.key,
                by=by,
                at=at,
            )
        except AlreadyThere:
            continue
        except Refusal as refused:
            entered.refused.append(refused)
        else:
            entered.movements.append(movement)
    return entered


def lines_to_enter(audit: Audit) -> QuerySet[AuditLine]:
    """The lines for which no movement has been entered that ought to be."""
    entered = Movement.objects.standing().filter(batch=audit.key).exclude(batch="")
    return (
        audit.lines.filter(outcome__in=TO_BE_RECORDED)
        .exclude(museum_object__in=entered.values("museum_object"))
        .select_related("museum_object", "seen_place")
        .order_by("order")
    )


def moved_meanwhile(audit: Audit, lines: Sequence[AuditLine]) -> set[int]:
    """Of these lines, the keys of those whose object or fixture was moved since the audit began."""
    since = Movement.objects.standing().filter(recorded_at__gt=audit.begun_at)
    if audit.closed_at is not None:
        since = since.filter(recorded_at__lte=audit.closed_at)
    since = since.exclude(batch=audit.key)
    objects = set(
        since.filter(museum_object__in=[line.museum_object_id for line in lines]).values_list(
            "museum_object", flat=True
        )
    )
    fixtures = set(since.filter(fixture__isnull=False).values_list("fixture", flat=True))
    carried = _carried(fixtures)
    return {
        line.pk
        for line in lines
        if line.museum_object_id in objects or line.expected_place_id in carried
    }


def _carried(fixtures: set[int]) -> set[int]:
    """The fixtures that were moved, and whatever stood in them."""
    if not fixtures:
        return set()
    arrangement = Arrangement()
    moved = [arrangement.places[pk] for pk in fixtures]
    return {each.pk for place in moved for each in arrangement.within(place)}


def _unexpected(audit: Audit, thing: MuseumObject) -> AuditLine:
    last = audit.lines.aggregate(last=Max("order"))["last"]
    return AuditLine(
        audit=audit,
        museum_object=thing,
        is_expected=False,
        expected_place=location_of(thing).place,
        order=0 if last is None else last + 1,
    )


def _has_just_come(audit: Audit, line: AuditLine, seen_place: Place | None) -> bool:
    """Whether the ledger now has it where it was seen, though the list did not expect it."""
    if line.expected_place is None or seen_place not in (None, line.expected_place):
        return False
    return line.expected_place_id in {each.pk for each in Arrangement().within(audit.place)}


def _write(line: AuditLine, *, note: str | None, by: str, at: datetime) -> None:
    if note is not None:
        line.note = note.strip()
    line.noted_at, line.noted_by = at, by
    line.save()


def _line_of(audit: Audit, thing: MuseumObject) -> AuditLine | None:
    return AuditLine.objects.filter(audit=audit, museum_object=thing).first()


def _refuse_outside(audit: Audit, place: Place | None) -> None:
    if place is None:
        return
    if place.pk not in {each.pk for each in Arrangement().within(audit.place)}:
        raise SeenOutside(_name(place))


def _open(audit: Audit) -> QuerySet[Audit]:
    return Audit.objects.filter(pk=audit.pk, closed_at=None)


def _lock_open(audit: Audit) -> None:
    """Nobody closes the audit while a line is written. Refuses with AuditIsClosed."""
    found = _open(audit)
    if connection.features.has_select_for_update:
        found = found.select_for_update(no_key=True)
    if not found.values_list("pk", flat=True).first():
        raise AuditIsClosed


def _name(place: Place) -> str:
    return place.name.words(translation.get_language() or "es")


def _note(action: str, audit: Audit, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="collection.audit", key=audit.key, facts=facts
    )
