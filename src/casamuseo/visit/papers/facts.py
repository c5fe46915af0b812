"""What the papers tell, as plain facts: whoever asks for a paper fills these from the tables.

Words are in the reader's language already; moments are aware; money is in centavos.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The museum, as it signs its papers."""

    key: str
    name: str
    address: str
    """One line: street, neighbourhood, borough, postcode, city."""
    zone: ZoneInfo
    currency: str
    url: str = ""
    contact: str = ""
    """An e-mail address or a telephone number that somebody answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many people of one category, and what each of them pays."""

    category: str
    count: int
    unit_cents: int
    proof: str = ""
    """What they bring to show that the price is theirs; "" for nothing."""
    is_fee: bool = False
    """A fee for the whole party: nobody who comes in."""

    @property
    def cents(self) -> int:
        return self.count * self.unit_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One visit, workshop or concert that somebody has booked."""

    house: House
    number: str
    """The order's number, as a person quotes it."""
    url: str
    """The order's own page, where the ticket is and where it is moved or cancelled."""
    product: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False
    """Entry at any time from `starts_at`, when the house opens, to `ends_at`, when it closes."""
    lines: tuple[Line, ...]
    total_cents: int
    paid_cents: int = 0
    name: str = ""
    conditions: tuple[str, ...] = ()

    @property
    def party(self) -> int:
        return sum(line.count for line in self.lines if not line.is_fee)

    @property
    def due_cents(self) -> int:
        return max(0, self.total_cents - self.paid_cents)

    @property
    def day(self) -> date:
        """The day of the visit, in the wall time of the house."""
        return self.starts_at.astimezone(self.house.zone).date()

    @property
    def proofs(self) -> tuple[str, ...]:
        """What the party brings, each thing once."""
        return tuple(dict.fromkeys(line.proof for line in self.lines if line.proof))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A booking that admits: with its signed code and the code that a person reads aloud."""

    booking: Booking
    code: str
    short_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A guided tour that a group asked for."""

    house: House
    number: str
    url: str
    starts_at: datetime
    ends_at: datetime
    spoken: str
    """The language of the tour, by its name: español, English."""
    party: int
    group: str = ""
    fee_cents: int = 0
    admission_cents: int = 0
    guide: str = ""
    final_count_on: date | None = None
    """Until this day the number of people may change without being asked."""
    is_confirmed: bool = False

    @property
    def total_cents(self) -> int:
        return self.fee_cents + self.admission_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """The hours of one day in wall time, or closed (None), and the reason where there is one."""

    day: date
    opens: time | None = None
    closes: time | None = None
    last_entry: time | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What a receipt tells: a sale at the till, or money given back."""

    house: House
    number: str
    """Of the cash movement, as the till counts them without gaps."""
    till: str
    clerk: str
    at: datetime
    product: str
    lines: tuple[Line, ...]
    total_cents: int
    method: str
    """How it was paid, in words: cash, card terminal."""
    received_cents: int | None = None
    """The cash that was handed over; None where there was no cash."""
    is_refund: bool = False
    is_copy: bool = False
    """Printed before: a second paper must not pass for a second sale."""
    visit_at: str = ""
    """For which day, and which time where visits have one."""
    code: str = ""
    """The ticket's signed code, where the receipt is also the ticket."""
    short_code: str = ""
    notes: tuple[str, ...] = ()

    @property
    def change_cents(self) -> int:
        return max(0, (self.received_cents or 0) - self.total_cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A line of the Z report: what, how many of it, how much money."""

    name: str
    cents: int
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftClosed:
    """What a Z report tells of one shift at one drawer."""

    house: House
    till: str
    number: int
    """Of the Z report, as the drawer counts them without gaps."""
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime
    first_movement: str
    """Number of the first movement in the shift, and of the last; "" where there was none."""
    last_movement: str
    sold: tuple[Amount, ...]
    """By category."""
    taken: tuple[Amount, ...]
    """By way of payment, and what went back."""
    float_cents: int
    cash: tuple[Amount, ...]
    """What moved in the drawer: sales, refunds, paid in, taken to the safe."""
    expected_cents: int
    counted_cents: int
    note: str = ""
    """What was written about the difference."""

    @property
    def difference_cents(self) -> int:
        """Counted less expected: negative where money is missing."""
        return self.counted_cents - self.expected_cents
