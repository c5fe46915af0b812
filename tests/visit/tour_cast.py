"""Plain factories for tours: guides, fees, and a tour at each step of its way."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from casamuseo.visit.actions.guiding import accept_tour, add_guide, add_hours
from casamuseo.visit.actions.tour_steps import TourAsked, guide_of
from casamuseo.visit.actions.touring import confirm_tour, keep_tour, quote_tour, request_tour
from casamuseo.visit.models import Bucket, Guide, TourFee, TourRequest
from casamuseo.visit.terms import GroupKind, ResourceKind
from tests.cast import CHUCHO, NOON
from tests.visit.cast import SLOT

START = SLOT + timedelta(days=7)
"""Wednesday of the week after, eleven o'clock in Mexico City."""


def a_guide(
    key: str = "lupe",
    *,
    languages: tuple[str, ...] = ("es", "en"),
    hours: bool = True,
    **fields: Any,
) -> Guide:
    """A guide who can come from Tuesday to Sunday, from 10 to 17."""
    guide = add_guide(key, name=key.title(), languages=languages, by=CHUCHO, at=NOON, **fields)
    for weekday in range(2, 8) if hours else ():
        add_hours(guide, weekday=weekday, begins=time(10), ends=time(17), by=CHUCHO, at=NOON)
    return guide


def a_fee(key: str = "group", **fields: Any) -> TourFee:
    return TourFee.objects.create(
        key=key, **{"kind": GroupKind.GROUP, "amount": Decimal("300.00"), **fields}
    )


def a_request(
    *, key: str = "tour-1", people: int = 12, at: datetime = NOON, **fields: Any
) -> TourRequest:
    """A group that asks for a tour in English."""
    asked = TourAsked(
        **{
            "kind": GroupKind.GROUP,
            "language": "en",
            "wanted_at": START,
            "people": people,
            "contact_language": "es",
            "contact_name": "Ana",
            "contact_email": "ana@example.org",
            "site": "https://casa.example",
            **fields,
        }
    )
    return request_tour(asked, request_key=key, at=at)


def a_quoted_tour(
    *, at: datetime = NOON, starts_at: datetime | None = None, **fields: Any
) -> TourRequest:
    tour = a_request(at=at, **fields)
    return quote_tour(
        tour,
        starts_at=starts_at or tour.wanted_at,
        duration_minutes=tour.duration_minutes,
        fee=tour.fee,
        agreed_cents=None if tour.fee else 30000,
        by=CHUCHO,
        at=at,
    )


def a_kept_tour(*, at: datetime = NOON, guide: Guide | None = None, **fields: Any) -> TourRequest:
    """Tentative: the guide has been asked."""
    return keep_tour(a_quoted_tour(at=at, **fields), guide=guide, by=CHUCHO, at=at)


def a_confirmed_tour(*, at: datetime = NOON, **fields: Any) -> TourRequest:
    """Confirmed: the guide has accepted."""
    tour = a_kept_tour(at=at, **fields)
    assignment = guide_of(tour)
    assert assignment is not None
    accept_tour(assignment, by=assignment.guide.key, at=at)
    confirm_tour(tour, by=CHUCHO, at=at)
    return tour


def taken_of(kind: ResourceKind) -> list[int]:
    """What is taken of each quarter of an hour, in order, where anything is."""
    buckets = Bucket.objects.filter(resource__kind=kind, taken__gt=0).order_by("starts_at")
    return list(buckets.values_list("taken", flat=True))
