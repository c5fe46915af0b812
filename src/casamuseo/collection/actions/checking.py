"""Condition checks: how an object is, photographs for the staff alone, and marks drawn on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from casamuseo.collection.actions.recording import note, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_condition import NextCheckBeforeThis, OutsideThePicture
from casamuseo.collection.errors_procedures import Cited
from casamuseo.collection.models import (
    ConditionCheck,
    ConditionMark,
    ConditionPicture,
    MuseumObject,
)
from casamuseo.collection.terms import CheckReason, Completeness, Condition, MarkKind
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.media.actions.receiving import receive_photograph

MOST_POINTS = 200
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CheckAsked:
    """What somebody saw."""

    checked_on: date
    checked_by: str
    reason: CheckReason
    condition: Condition
    completeness: Completeness = Completeness.UNKNOWN
    note: str = ""
    hazards: str = ""
    recommendation: str = ""
    next_check_on: date | None = None


@dataclass(frozen=True, slots=True)
class MarkAsked:
    """Something on a photograph: its points as fractions of the picture's width and height."""

    kind: MarkKind
    points: Sequence[Point]
    note: str = ""


def check_condition(
    museum_object: MuseumObject, *, asked: CheckAsked, by: str, at: datetime
) -> ConditionCheck:
    """Write how an object is. Refuses with StillToCome and NextCheckBeforeThis."""
    moment_of(asked.checked_on, at=at)
    if asked.next_check_on is not None and asked.next_check_on <= asked.checked_on:
        raise NextCheckBeforeThis
    with writing():
        check = ConditionCheck.objects.create(
            museum_object=museum_object, recorded_by=by, recorded_at=at, **values_of(asked)
        )
        note("check_condition", check, by=by, at=at, museum_object=museum_object)
    return check


def add_photograph(
    check: ConditionCheck, *, content: bytes | IO[bytes], name: str, by: str, at: datetime
) -> ConditionPicture:
    """Add a photograph that the public never sees. Raises UnfitPhotograph."""
    words = f"{check.museum_object.object_number}, {check.checked_on.isoformat()}"
    picture = receive_photograph(
        content,
        name=name,
        title=Text.of(es=words),
        description=Text(),
        credit=Text.of(es=check.checked_by),
        is_withheld=True,
        by=by,
        at=at,
    )
    with writing():
        last = check.pictures.aggregate(last=Max("order"))["last"]
        added = ConditionPicture.objects.create(
            check_made=check, picture=picture, order=0 if last is None else last + 1
        )
        note("add_photograph", check, by=by, at=at, picture=picture.key)
    return added


def draw_mark(
    picture: ConditionPicture, *, asked: MarkAsked, by: str, at: datetime
) -> ConditionMark:
    """Draw a mark on a photograph. Refuses with OutsideThePicture."""
    _refuse_outside(asked.points)
    with writing():
        last = picture.marks.aggregate(last=Max("order"))["last"]
        mark = ConditionMark.objects.create(
            picture=picture,
            kind=asked.kind,
            points=[[round(x, 4), round(y, 4)] for x, y in asked.points],
            note=asked.note,
            order=0 if last is None else last + 1,
        )
        note(
            "draw_mark", picture.check_made, by=by, at=at, mark=asked.kind, note_of_mark=asked.note
        )
    return mark


def erase_mark(mark: ConditionMark, *, by: str, at: datetime) -> None:
    """Take a mark off a photograph; the history keeps where it stood."""
    with writing():
        note(
            "erase_mark",
            mark.picture.check_made,
            by=by,
            at=at,
            mark=mark.kind,
            points=mark.points,
            note_of_mark=mark.note,
        )
        mark.delete()


def delete_check(check: ConditionCheck, *, by: str, at: datetime) -> None:
    """Delete a check that was a mistake; its photographs stay, withheld. Refuses with Cited."""
    with writing():
        begun = check.treatments.order_by("begun_on").values_list("begun_on", flat=True)
        names = [day.isoformat() for day in begun]
        if names:
            raise Cited(names)
        note("delete", check, by=by, at=at, museum_object=check.museum_object)
        check.delete()


def previous_check(check: ConditionCheck) -> ConditionCheck | None:
    """The check of the same object before this one."""
    return (
        ConditionCheck.objects.filter(museum_object=check.museum_object_id)
        .filter(
            Q(checked_on__lt=check.checked_on) | Q(checked_on=check.checked_on, pk__lt=check.pk)
        )
        .order_by("-checked_on", "-pk")
        .first()
    )


def checks_due(day: date) -> QuerySet[ConditionCheck]:
    """The latest checks whose next one was to be made by this day, the longest due first."""
    later = ConditionCheck.objects.filter(museum_object=OuterRef("museum_object")).filter(
        Q(checked_on__gt=OuterRef("checked_on"))
        | Q(checked_on=OuterRef("checked_on"), pk__gt=OuterRef("pk"))
    )
    due = ConditionCheck.objects.filter(next_check_on__lte=day).exclude(Exists(later))
    return due.order_by("next_check_on", "pk")


def _refuse_outside(points: Sequence[Point]) -> None:
    if not 1 <= len(points) <= MOST_POINTS:
        raise OutsideThePicture
    if not all(0 <= part <= 1 for point in points for part in point):
        raise OutsideThePicture
