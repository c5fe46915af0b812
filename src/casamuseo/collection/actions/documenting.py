"""Documentation planning: which gaps are to be filled where, by whom and until when."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from casamuseo.collection.errors_objects import PlanIsClosed, UnknownAim
from casamuseo.collection.gaps import BY_KEY, held, lacking, within
from casamuseo.collection.models import DocumentationPlan
from casamuseo.collection.terms import PlanState
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """What somebody says of a piece of work."""

    title: str
    aim: str
    place: Place | None = None
    responsible: str = ""
    due_on: date | None = None
    note: str = ""


def open_plan(asked: PlanAsked, *, by: str, at: datetime) -> DocumentationPlan:
    """Put a piece of work on the backlog. Refuses with UnknownAim."""
    if asked.aim not in BY_KEY:
        raise UnknownAim(asked.aim)
    values = {field.name: getattr(asked, field.name) for field in fields(asked)}
    with writing():
        plan = DocumentationPlan.objects.create(**values, recorded_by=by, recorded_at=at)
        _note(plan, "open", by=by, at=at, aim=plan.aim)
    return plan


def close_plan(plan: DocumentationPlan, *, is_done: bool, by: str, at: datetime) -> None:
    """Say that the work is done, or that nobody will do it. Refuses with PlanIsClosed."""
    state = PlanState.DONE if is_done else PlanState.DROPPED
    with writing():
        standing = DocumentationPlan.objects.filter(pk=plan.pk, state=PlanState.OPEN)
        if not standing.update(state=state):
            raise PlanIsClosed
        _note(plan, "close", by=by, at=at, state=state, left=left_of(plan))
    plan.refresh_from_db()


def left_of(plan: DocumentationPlan) -> int:
    """How many objects still lack what the plan is about, in its room or anywhere."""
    things = held() if plan.place is None else within(held(), plan.place)
    return lacking(plan.aim, things).order_by().count() if plan.aim in BY_KEY else 0


def _note(plan: DocumentationPlan, action: str, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind="collection.documentationplan",
        key=plan.key,
        facts=facts,
    )
