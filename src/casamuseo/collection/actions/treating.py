"""Conservation treatments: what was proposed, by whom it was done, what was brought onto the object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.collection.actions.recording import note, rewrite, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_condition import EndedBeforeItBegan, NoReport
from casamuseo.collection.errors_procedures import AlreadyClosed
from casamuseo.collection.models import ConditionCheck, MuseumObject, Treatment
from casamuseo.kernel.writing import writing


@dataclass(frozen=True, slots=True)
class TreatmentAsked:
    """What is written of a treatment."""

    begun_on: date
    conservator: str
    proposal: str = ""
    report: str = ""
    materials: str = ""
    authorised_by: str = ""
    after_check: ConditionCheck | None = None


def begin_treatment(
    museum_object: MuseumObject, *, asked: TreatmentAsked, by: str, at: datetime
) -> Treatment:
    """Write that a treatment began. Refuses with StillToCome."""
    moment_of(asked.begun_on, at=at)
    with writing():
        treatment = Treatment.objects.create(
            museum_object=museum_object, recorded_by=by, recorded_at=at, **values_of(asked)
        )
        note("begin_treatment", treatment, by=by, at=at, museum_object=museum_object)
    return treatment


def change_treatment(
    treatment: Treatment, *, asked: TreatmentAsked, seen: int, by: str, at: datetime
) -> None:
    """Write it anew, also after it ended. Refuses with StillToCome, EndedBeforeItBegan, ChangedMeanwhile."""
    moment_of(asked.begun_on, at=at)
    if treatment.ended_on is not None and treatment.ended_on < asked.begun_on:
        raise EndedBeforeItBegan
    values = values_of(asked, without=("after_check",))
    with writing():
        rewrite(treatment, seen=seen, values=values, action="change", by=by, at=at)


def end_treatment(
    treatment: Treatment,
    *,
    ended_on: date,
    report: str,
    materials: str,
    seen: int,
    by: str,
    at: datetime,
) -> None:
    """Write what was done and that it is over.

    Refuses with NoReport, EndedBeforeItBegan, AlreadyClosed, StillToCome, ChangedMeanwhile.
    """
    if not report.strip():
        raise NoReport(field="report")
    moment_of(ended_on, at=at)
    if ended_on < treatment.begun_on:
        raise EndedBeforeItBegan
    values = {"ended_on": ended_on, "report": report, "materials": materials}
    with writing():
        if Treatment.objects.filter(pk=treatment.pk, ended_on__isnull=False).exists():
            raise AlreadyClosed(treatment.museum_object.object_number)
        rewrite(treatment, seen=seen, values=values, action="end", by=by, at=at)
