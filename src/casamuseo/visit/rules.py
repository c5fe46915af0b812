"""The house's visit rules and prices as every process keeps them: read once an edition."""

from __future__ import annotations

from datetime import date, datetime

from casamuseo.house.models import House
from casamuseo.kernel.editions import per_edition
from casamuseo.visit.planning import VisitRules
from casamuseo.visit.pricing import PriceList


@per_edition
def the_house() -> House:
    """The house of this installation. Raises House.DoesNotExist before one is loaded."""
    return House.objects.get()


@per_edition
def visit_rules() -> VisitRules:
    """Calendar, slot rules and resources. What they allow the buckets may still refuse."""
    return VisitRules.of_house(the_house().timezone)


@per_edition
def price_list() -> PriceList:
    """Prices and their rules."""
    return PriceList.of_house()


def day_of(moment: datetime) -> date:
    """The date in the house at an aware moment."""
    return moment.astimezone(visit_rules().calendar.zone).date()
