"""What of the programme the till has to sell: today's sessions, and those to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from casamuseo.visit.actions.programming import places_left
from casamuseo.visit.models import ProgrammeSession
from casamuseo.visit.rules import day_of

DAYS = 30
MOST = 12
"""So many are offered at most, the next ones first."""
KEYS = "sdfhjk"
"""The keys of the first ones; A is the visit to the house."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that can be sold."""

    session: ProgrammeSession
    left: int
    is_today: bool
    shortcut: str


def offers(at: datetime) -> list[Offer]:
    """Sessions of what is published, from now on, in the order in which they are held."""
    coming = ProgrammeSession.objects.select_related("programme", "resource").filter(
        programme__is_published=True,
        is_cancelled=False,
        ends_at__gt=at,
        starts_at__lt=at + timedelta(days=DAYS),
    )
    sessions = list(coming[:MOST])
    left = places_left(sessions, at=at)
    return [
        Offer(
            session,
            left[session.pk],
            is_today=day_of(session.starts_at) == day_of(at),
            shortcut=KEYS[number] if number < len(KEYS) and left[session.pk] else "",
        )
        for number, session in enumerate(sessions)
    ]
