"""The house's calendar as the pages ask for it: read once an edition."""

from __future__ import annotations

from casamuseo.kernel.editions import per_edition
from casamuseo.visit.calendar import Calendar
from casamuseo.web.shelf import shelf_or_404


@per_edition
def calendar() -> Calendar:
    """The calendar of the house at hand."""
    return Calendar.of_house(shelf_or_404().house.timezone)
