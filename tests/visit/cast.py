"""Plain factories for the visit: a house that is open, with places to sell."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from casamuseo.house.models import House
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.models import Hold, OpeningRule, Order, Price, Resource, SlotRule
from casamuseo.visit.pricing import Asked
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import Channel, PayAt, ResourceKind
from tests.cast import NOON, a_house

IN_WORDS = Contact(language="es", email="ana@example.org", site="https://casa.example")


def an_open_house(*, day_capacity: int = 300, house_capacity: int = 25, **house: Any) -> House:
    """Open from Tuesday to Sunday, 10 to 17; adults 40, children free; day tickets."""
    OpeningRule.objects.create(
        key="regular", weekdays=[2, 3, 4, 5, 6, 7], opens=time(10), closes=time(17)
    )
    a_resource("day", kind=ResourceKind.DAY, capacity=day_capacity)
    a_resource("house", kind=ResourceKind.HOUSE, capacity=house_capacity)
    a_price("adult", amount="40.00")
    a_price("child", amount="0.00")
    return a_house(**house)


def a_slotted_house(**fields: Any) -> House:
    """As `an_open_house`, and every visit has a time: each half hour, for an hour."""
    SlotRule.objects.create(key="always")
    return an_open_house(**fields)


def a_resource(key: str, *, kind: ResourceKind, capacity: int, **fields: Any) -> Resource:
    return Resource.objects.create(
        key=key, kind=kind, capacity=capacity, name=Text.of(es=key, en=key), **fields
    )


def a_price(key: str, *, amount: str, **fields: Any) -> Price:
    return Price.objects.create(
        key=key, amount=Decimal(amount), category=Text.of(es=key, en=key), **fields
    )


STRIKE = Text.of(es="Huelga", en="A strike")
"""Why a day is closed."""
SLOT = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
"""Wednesday, eleven o'clock in Mexico City."""


def a_hold(
    *, party: int = 2, slot: datetime = SLOT, key: str = "hold-1", at: datetime = NOON
) -> Hold:
    """Places for a party, on the day of the slot or, where slots are, at it."""
    plan = visit_rules().plan(day_of(slot), slot=slot, at=at)
    return hold_places(plan, party=party, channel=Channel.WEB, request_key=key, at=at)


def an_order(
    *,
    party: int = 2,
    slot: datetime = SLOT,
    key: str = "order-1",
    pay_at: PayAt = PayAt.DOOR,
    category: str = "adult",
    at: datetime = NOON,
    contact: Contact = IN_WORDS,
) -> Order:
    """An order for a party of adults."""
    hold = a_hold(party=party, slot=slot, key=f"hold-of-{key}", at=at)
    return place_order(
        hold,
        asked=[Asked(category, party)],
        pay_at=pay_at,
        contact=contact,
        request_key=key,
        at=at,
    )
