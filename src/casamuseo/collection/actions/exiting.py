"""Object exit: who approved that objects leave, who took them, who signed, and when they come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.collection.actions.carrying import carry, home_of, refuse_homeless
from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.actions.recording import note, rewrite, set_legal_status, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_procedures import (
    AlreadyBack,
    AuthorisedAfterItLeft,
    DecisionMissing,
    ExpectedBeforeItLeft,
    LeavesForGood,
    NotAuthorised,
    NothingNamed,
    NotInTheHouse,
    NotOurs,
)
from casamuseo.collection.lending import hold, refuse_if_lent
from casamuseo.collection.models import MuseumObject, ObjectExit
from casamuseo.collection.numbering_procedures import numbered
from casamuseo.collection.terms import ExitReason, LegalStatus, MoveReason
from casamuseo.house.models import Place
from casamuseo.kernel.writing import writing

MOVES = {
    ExitReason.LOAN: MoveReason.LOAN,
    ExitReason.CONSERVATION: MoveReason.CONSERVATION,
    ExitReason.PHOTOGRAPHY: MoveReason.PHOTOGRAPHY,
}
"""How the ledger calls the reason, where it has a word for it."""


@dataclass(frozen=True, slots=True)
class ExitAsked:
    """What is written when objects leave; without a number it takes the next free one."""

    left_on: date
    reason: ExitReason
    recipient: str
    authorised_by: str
    authorised_on: date
    recipient_contact: str = ""
    destination: str = ""
    expected_return_on: date | None = None
    removed_by: str = ""
    decision: str = ""
    signed_by: str = ""
    note: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class ExitNotes:
    """What may still be written of an exit after the objects have left."""

    recipient_contact: str = ""
    destination: str = ""
    expected_return_on: date | None = None
    removed_by: str = ""
    signed_by: str = ""
    note: str = ""


def let_go(
    asked: ExitAsked, *, museum_objects: Sequence[MuseumObject], by: str, at: datetime
) -> ObjectExit:
    """Write that objects left, move each of them out of the house, all or none.

    What is disposed of is no longer in the collection. Refuses with NothingNamed, NotAuthorised,
    AuthorisedAfterItLeft, DecisionMissing, LeavesForGood, ExpectedBeforeItLeft, NotOurs, OnLoan,
    NotInTheHouse, StillToCome, NumberIsTaken.
    """
    if not museum_objects:
        raise NothingNamed
    effective_at = moment_of(asked.left_on, at=at)
    _refuse_unfounded(asked)

    def write(number: str) -> ObjectExit:
        things = hold(museum_objects)
        _refuse_what_cannot_leave(things, reason=asked.reason)
        departure = ObjectExit.objects.create(
            exit_number=number, recorded_by=by, recorded_at=at, **values_of(asked)
        )
        departure.museum_objects.set(things)
        carry(
            things,
            to=lambda _thing: _whither(asked),
            effective_at=effective_at,
            reason=MOVES.get(asked.reason, MoveReason.EXIT),
            because=number,
            moved_by=asked.removed_by,
            authorised_by=asked.authorised_by,
            by=by,
            at=at,
        )
        if asked.reason == ExitReason.DISPOSAL:
            for thing in things:
                set_legal_status(thing, LegalStatus.DISPOSED, because=number, by=by, at=at)
        numbers = [thing.object_number for thing in things]
        note("let_go", departure, by=by, at=at, museum_objects=numbers, reason=asked.reason)
        return departure

    return numbered(ObjectExit, asked.number, write, at=at)


def change_exit(
    departure: ObjectExit, *, asked: ExitNotes, seen: int, by: str, at: datetime
) -> None:
    """Write who signed, who carried, when it is expected; what left and why stays as it is.

    Refuses with ExpectedBeforeItLeft, LeavesForGood, ChangedMeanwhile.
    """
    _refuse_return(asked.expected_return_on, departure.left_on, ExitReason(departure.reason))
    with writing():
        rewrite(departure, seen=seen, values=values_of(asked), action="change", by=by, at=at)


def bring_back(
    departure: ObjectExit,
    *,
    returned_on: date,
    place: Place | None,
    position: str = "",
    seen: int,
    by: str,
    at: datetime,
) -> None:
    """Write that the objects came back: into this place, or each to where it belongs.

    Refuses with AlreadyBack, LeavesForGood, ExpectedBeforeItLeft, NoNormalPlace, StillToCome and
    ChangedMeanwhile.
    """
    effective_at = moment_of(returned_on, at=at)
    if returned_on < departure.left_on:
        raise ExpectedBeforeItLeft
    if departure.reason == ExitReason.DISPOSAL:
        raise LeavesForGood
    with writing():
        if ObjectExit.objects.filter(pk=departure.pk, returned_on__isnull=False).exists():
            raise AlreadyBack(departure.exit_number)
        things = hold(departure.museum_objects.order_by("pk"))
        refuse_homeless(things, place=place)
        values = {"returned_on": returned_on}
        rewrite(departure, seen=seen, values=values, action="bring_back", by=by, at=at)
        carry(
            things,
            to=lambda thing: home_of(thing, place=place, position=position),
            effective_at=effective_at,
            reason=MoveReason.RETURN,
            because=departure.exit_number,
            by=by,
            at=at,
        )


def refuse_if_out(things: Sequence[MuseumObject]) -> None:
    """Refuse with NotInTheHouse those that left by an exit and are not back, or were disposed of."""
    away = [
        thing.object_number for thing in things if thing.legal_status == LegalStatus.DISPOSED
    ] or list(
        MuseumObject.objects.filter(
            pk__in=[thing.pk for thing in things],
            exits__in=ObjectExit.objects.filter(returned_on=None),
        )
        .order_by("object_number")
        .values_list("object_number", flat=True)
        .distinct()
    )
    if away:
        raise NotInTheHouse(away)


def _refuse_unfounded(asked: ExitAsked) -> None:
    if not asked.authorised_by.strip():
        raise NotAuthorised
    if asked.authorised_on > asked.left_on:
        raise AuthorisedAfterItLeft
    if asked.reason == ExitReason.DISPOSAL and not asked.decision.strip():
        raise DecisionMissing
    _refuse_return(asked.expected_return_on, asked.left_on, asked.reason)


def _refuse_return(expected_on: date | None, left_on: date, reason: ExitReason) -> None:
    if expected_on is None:
        return
    if reason == ExitReason.DISPOSAL:
        raise LeavesForGood
    if expected_on < left_on:
        raise ExpectedBeforeItLeft


def _refuse_what_cannot_leave(things: Sequence[MuseumObject], *, reason: ExitReason) -> None:
    for thing in things:
        refuse_if_lent(thing)
    refuse_if_out(things)
    if reason == ExitReason.DISPOSAL:
        others = [
            thing.object_number
            for thing in things
            if thing.legal_status not in {LegalStatus.OWNED, LegalStatus.UNKNOWN}
        ]
        if others:
            raise NotOurs(others)


def _whither(asked: ExitAsked) -> Destination:
    if asked.reason == ExitReason.LOSS:
        return Destination.unknown()
    words = [asked.recipient, asked.destination]
    return Destination.elsewhere(", ".join(filter(None, words))[:200])
