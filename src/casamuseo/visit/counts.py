"""How many visitors came: questions to the counts of tickets, tallies and tours."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.db.models import Sum

from casamuseo.visit.models import VisitCount

Aspect = Literal["source", "category", "language", "origin", "on"]


def visitors_on(day: date) -> int:
    """How many people came in on this day, with and without tickets."""
    return visitors_between(day, day)


def visitors_between(first: date, last: date) -> int:
    """How many people came in from the first day to the last, both counted."""
    counts = VisitCount.objects.filter(on__gte=first, on__lte=last)
    return counts.aggregate(sum=Sum("quantity"))["sum"] or 0


def visitors_by(aspect: Aspect, *, first: date, last: date) -> dict[str, int]:
    """The same, by one aspect; "" stands for what nobody knows. Days are in ISO form."""
    rows = (
        VisitCount.objects.filter(on__gte=first, on__lte=last)
        .values_list(aspect)
        .annotate(sum=Sum("quantity"))
        .order_by(aspect)
    )
    return {str(key): number for key, number in rows if number}
