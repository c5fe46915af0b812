"""Damage and loss: what happened, to whom it was reported, what was done, and when the matter was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.collection.actions.carrying import carry
from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.actions.recording import note, rewrite, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_condition import ClosedBeforeItWasFound, NoReport
from casamuseo.collection.errors_procedures import AlreadyClosed
from casamuseo.collection.models import Damage, MuseumObject
from casamuseo.collection.terms import DamageKind, MoveReason
from casamuseo.kernel.writing import writing

GONE = (DamageKind.LOSS, DamageKind.THEFT)


@dataclass(frozen=True, slots=True)
class DamageAsked:
    """What is reported."""

    kind: DamageKind
    discovered_on: date
    discovered_by: str
    description: str
    happened: str = ""
    action_taken: str = ""
    reported_to: str = ""


def report_damage(
    museum_object: MuseumObject, *, asked: DamageAsked, by: str, at: datetime
) -> Damage:
    """Write that something broke, was lost or stolen; of what is gone nobody knows from then on where it is.

    Refuses with StillToCome.
    """
    effective_at = moment_of(asked.discovered_on, at=at)
    with writing():
        damage = Damage.objects.create(
            museum_object=museum_object, recorded_by=by, recorded_at=at, **values_of(asked)
        )
        if asked.kind in GONE:
            carry(
                [museum_object],
                to=lambda _thing: Destination.unknown(),
                effective_at=effective_at,
                reason=MoveReason.OTHER,
                because=str(DamageKind(asked.kind).label),
                by=by,
                at=at,
            )
        note("report_damage", damage, by=by, at=at, museum_object=museum_object, damage=asked.kind)
    return damage


def change_damage(
    damage: Damage, *, action_taken: str, reported_to: str, seen: int, by: str, at: datetime
) -> None:
    """Write what has been done and who knows of it. Refuses with ChangedMeanwhile."""
    values = {"action_taken": action_taken, "reported_to": reported_to}
    with writing():
        rewrite(damage, seen=seen, values=values, action="change", by=by, at=at)


def close_damage(
    damage: Damage, *, closed_on: date, action_taken: str, seen: int, by: str, at: datetime
) -> None:
    """Close the matter.

    Refuses with NoReport, ClosedBeforeItWasFound, AlreadyClosed, StillToCome, ChangedMeanwhile.
    """
    if not action_taken.strip():
        raise NoReport(field="action_taken")
    moment_of(closed_on, at=at)
    if closed_on < damage.discovered_on:
        raise ClosedBeforeItWasFound
    values = {"closed_on": closed_on, "action_taken": action_taken}
    with writing():
        if Damage.objects.filter(pk=damage.pk, closed_on__isnull=False).exists():
            raise AlreadyClosed(damage.museum_object.object_number)
        rewrite(damage, seen=seen, values=values, action="close", by=by, at=at)
