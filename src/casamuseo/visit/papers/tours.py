"""Fills the papers' facts of a tour from the tables."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import translation

from casamuseo.visit.models import GuideAssignment, TourRequest
from casamuseo.visit.papers.facts import Tour
from casamuseo.visit.papers.filling import house_facts
from casamuseo.visit.quoting import price_of_tour
from casamuseo.visit.terms import TourState

AGREED = [
    TourState.CONFIRMED,
    TourState.FINAL_COUNT,
    TourState.ARRIVED,
    TourState.DONE,
    TourState.INVOICED,
]


def tour_of(tour: TourRequest, *, language: str, assignment: GuideAssignment | None = None) -> Tour:
    """The tour's facts for a reader of this language, with the guide of this assignment."""
    site = tour.site or settings.PUBLIC_URL
    price = price_of_tour(tour)
    return Tour(
        house=house_facts(language=language, site=site),
        number=tour.code,
        url=tour_address(tour),
        starts_at=tour.starts_at,
        ends_at=tour.starts_at + timedelta(minutes=tour.duration_minutes),
        spoken=language_name(tour.language),
        party=tour.people,
        group=tour.organisation or tour.contact_name,
        fee_cents=price.fee_cents if price else 0,
        admission_cents=price.admission_cents if price else 0,
        guide=assignment.guide.name if assignment else "",
        final_count_on=tour.final_count_on,
        is_confirmed=tour.state in AGREED,
    )


def tour_address(tour: TourRequest) -> str:
    """The tour's own page, in no language yet: it leads to the reader's."""
    return f"{tour.site or settings.PUBLIC_URL}/t/{tour.address}/"


def language_name(code: str) -> str:
    """A language by its own name: Español, English; an unknown code as it is."""
    try:
        return str(translation.get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code
