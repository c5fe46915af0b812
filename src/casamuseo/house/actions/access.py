"""What decides whether a visitor gets in: widths, steps, light, seats, each with its certainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casamuseo.house.models import AccessFact, Place
from casamuseo.house.terms import AccessFactKind, Unit
from casamuseo.kernel.models import Edition
from casamuseo.kernel.recording import ChangedMeanwhile, digest_of, free_key, locked, note
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing


@dataclass(frozen=True, slots=True)
class FactAsked:
    """An access fact as somebody writes it; without a key it is a new one, without a value unmeasured."""

    fact: AccessFactKind
    value: float | None = None
    unit: Unit = Unit.NONE
    certainty: Certainty = Certainty.UNKNOWN
    note: Text = field(default_factory=Text)
    key: str = ""


def write_access(
    place: Place, *, asked: Sequence[FactAsked], seen: str, by: str, at: datetime
) -> None:
    """Let the place have these access facts and no others. Refuses with ChangedMeanwhile."""
    with writing():
        row = locked(place)
        if facts_seen(row) != seen:
            raise ChangedMeanwhile(row)
        standing = {one.key: one for one in row.access_facts.all()}
        kept: set[str] = set()
        for order, one in enumerate(asked):
            fact = standing.get(one.key) or AccessFact(
                place=row, key=free_key(AccessFact, one.fact, otherwise="fact", place=row)
            )
            fact.fact, fact.value, fact.unit = one.fact, one.value, one.unit
            fact.certainty, fact.note = one.certainty, fact.note.revised_to(one.note)
            fact.order = order
            fact.save()
            kept.add(fact.key)
        row.access_facts.exclude(key__in=kept).delete()
        note("write-access", row, by=by, at=at, facts=len(kept))
        Edition.rise()


def facts_seen(place: Place) -> str:
    """What the access facts of a place say, as a short digest."""
    return digest_of(
        [
            [one.key, one.fact, one.value, one.unit, one.certainty, one.note.to_json()]
            for one in place.access_facts.order_by("order", "pk")
        ]
    )
