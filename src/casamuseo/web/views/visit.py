"""How to visit: hours, prices, ways to the house, access."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from casamuseo.house.models import AccessFact, Opening
from casamuseo.kernel import clock
from casamuseo.visit.models import Approach, Neighbour, Price, VisitNotes
from casamuseo.visit.rules import visit_rules
from casamuseo.web import addresses, json_ld
from casamuseo.web.calendars import calendar
from casamuseo.web.closures import closed_at
from casamuseo.web.drawings import TODAY, plan_of
from casamuseo.web.maps import draw_approaches
from casamuseo.web.pages import in_language, page
from casamuseo.web.reading import Notes
from casamuseo.web.shelf import shelf_or_404
from casamuseo.web.telling import house_passage


@in_language
def visit(request: HttpRequest, language: str) -> HttpResponse:
    """Hours, prices, the way here, what is nearby."""
    house = shelf_or_404().house
    standing = calendar().at(clock.now())
    today = standing.today.day
    closed = closed_at(clock.now())
    notes = Notes()
    prices = list(Price.objects.all())
    approaches = list(Approach.objects.all())
    return page(
        request,
        "web/visit.html",
        language=language,
        section="visit",
        title=gettext("Visit"),
        description=gettext("Opening hours, prices and the way to the house."),
        address=lambda code: addresses.of_section("visit", code),
        json_ld=[
            json_ld.museum(
                house, language=language, calendar=calendar(), today=today, prices=prices
            )
        ],
        fresh_until=closed.until(standing.changes_at),
        closed=list(closed.by_key.values()),
        standing=standing,
        can_be_booked=bool(visit_rules().resources),
        week=calendar().week(today),
        exceptions=calendar().exceptions_from(today)[:12],
        prices=prices,
        approaches=approaches,
        map=draw_approaches(approaches, house.address.get("street", "")),
        neighbours=Neighbour.objects.all(),
        visit_notes=VisitNotes.objects.first(),
        paragraphs=house_passage("visit", language=language, notes=notes),
        notes=notes,
    )


@in_language
def accessibility(request: HttpRequest, language: str) -> HttpResponse:
    """Access facts place by place: measured, or said to be unmeasured."""
    notes = Notes()
    facts = AccessFact.objects.select_related("place").order_by("place__order", "order")
    doors = (
        Opening.objects.filter(kind__in=["door", "gate"])
        .select_related("place", "to")
        .order_by("place__order", "order")
    )
    closed = closed_at(clock.now())
    return page(
        request,
        "web/accessibility.html",
        language=language,
        section="accessibility",
        title=gettext("Accessibility"),
        description=gettext(
            "Widths, steps, light and seats, place by place: what has been measured and what has not."
        ),
        address=lambda code: addresses.of_section("accessibility", code),
        facts=list(facts),
        doors=list(doors),
        drawing=plan_of(TODAY, language=language, closed=closed.keys),
        fresh_until=closed.changes_at,
        paragraphs=house_passage("accessibility", language=language, notes=notes),
        notes=notes,
    )
