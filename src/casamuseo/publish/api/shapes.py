"""What goes in and out of the public interface, as OpenAPI describes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from casamuseo.visit.terms import OrderState, Residency, TicketState

Words = dict[str, str]
"""Language code to text."""


class Day(Schema):
    """A day of the calendar; hours are wall times with the house's offset on that day."""

    day: date
    opens_at: datetime | None
    last_entry_at: datetime | None
    closes_at: datetime | None
    reason: Words
    """Why this day differs, where it does."""


class Slot(Schema):
    """A time at which a visit begins, and how many people still fit."""

    starts_at: datetime
    left: int


class DayAvailability(Schema):
    """How many people still fit: by slot where visits have a time, else in the whole day."""

    day: date
    is_timed: bool
    left: int
    slots: list[Slot]


class Category(Schema):
    """What one visitor of a category pays on a day, in cents."""

    category: str
    name: Words
    residency: Residency | None
    unit_cents: int
    currency: str
    reason: Words
    proof: Words
    is_demonstration: bool


class HoldAsked(Schema):
    """Places to be kept while somebody makes up their mind."""

    day: date
    slot: datetime | None = None
    party: Annotated[int, Field(ge=1, le=60)]


class HoldGiven(Schema):
    """Kept places; `hold` is the secret with which they are ordered."""

    hold: str
    party: int
    starts_at: datetime
    ends_at: datetime
    is_whole_day: bool
    expires_at: datetime


class LineAsked(Schema):
    """So many of one category."""

    category: Annotated[str, Field(max_length=80)]
    quantity: Annotated[int, Field(ge=1, le=60)]
    residency: Residency | None = None


class ContactAsked(Schema):
    """Who orders; no name is needed."""

    language: Annotated[str, Field(max_length=12)]
    name: Annotated[str, Field(max_length=120)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    origin: Annotated[str, Field(max_length=40)] = ""


class OrderAsked(Schema):
    """An order of kept places."""

    hold: Annotated[str, Field(max_length=200)]
    lines: Annotated[list[LineAsked], Field(min_length=1, max_length=40)]
    pay_at: Literal["door", "online"] = "door"
    contact: ContactAsked
    voucher: Annotated[str, Field(max_length=40)] = ""


class LineGiven(Schema):
    """A line as it was priced."""

    category: str
    name: Words
    quantity: int
    unit_cents: int
    reason: Words
    proof: Words


class TicketGiven(Schema):
    """A ticket and how it stands; `code` is what its QR says."""

    code: str
    state: TicketState
    party: int
    used: int
    valid_from: datetime
    valid_until: datetime


class OrderGiven(Schema):
    """An order as it stands; `address` is its secret."""

    address: str
    code: str
    state: OrderState
    party: int
    starts_at: datetime
    ends_at: datetime
    is_whole_day: bool
    total_cents: int
    currency: str
    pay_at: str
    lines: list[LineGiven]
    tickets: list[TicketGiven]


class PaymentAsked(Schema):
    """Where the visitor comes back to, on this site."""

    back_to: Annotated[str, Field(max_length=500)]


class PaymentGiven(Schema):
    """Where the visitor pays; None where nothing is to be paid any more."""

    pay_address: str | None


class Refused(Schema):
    """Why it was not done: a code for programs, a sentence for people."""

    code: str
    message: str
    facts: dict[str, str | int | None]
