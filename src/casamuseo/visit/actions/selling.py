"""Selling at the till: tickets, and bookings that are paid at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.actions.claiming import find_buckets
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.movements import Line, lock_drawer, open_shift_of, write_line
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.actions.paying import mark_paid
from casamuseo.visit.actions.programming import plan_session
from casamuseo.visit.errors import NothingToPay, RequestKeyReused
from casamuseo.visit.errors_till import (
    AwaitsOnlinePayment,
    NotEnoughCash,
    NothingChosen,
    PriceHasChanged,
)
from casamuseo.visit.models import (
    CashMovement,
    Drawer,
    Order,
    Payment,
    Printing,
    ProgrammeSession,
    Shift,
)
from casamuseo.visit.money import in_words
from casamuseo.visit.planning import Plan
from casamuseo.visit.pricing import Asked, party_of
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import (
    Channel,
    MovementKind,
    OrderState,
    PayAt,
    PaymentMethod,
    PaymentState,
)


@dataclass(frozen=True, slots=True)
class Tender:
    """How the visitor pays: cash, as much as they gave; or the card terminal, with its own note."""

    method: PaymentMethod = PaymentMethod.CASH
    tendered_cents: int | None = None
    """None is the exact amount."""
    reference: str = ""
    """The last digits, or the number on the terminal's slip; never a whole card number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What the clerk rings up."""

    asked: Sequence[Asked]
    day: date | None = None
    """The day of the visit; None for today."""
    slot: datetime | None = None
    """The visit's time on a day that has slots; None for a day ticket."""
    session: ProgrammeSession | None = None
    """What of the programme is sold, today's or one to come; None for a visit to the house."""
    tender: Tender = Tender()
    contact: Contact
    voucher_code: str = ""
    expected_cents: int | None = None
    """The total that the clerk saw, where they saw one."""


def sell(drawer: Drawer, sale: Sale, *, request_key: str, by: Member, at: datetime) -> CashMovement:
    """Sell tickets: places, order, money, movement and ticket, all or nothing.

    For today, for another day, or for a session. The same key again gives the same sale. Refuses with
    NothingChosen, NoOpenShift, ShiftIsBeingCounted, NoRoom, NotOpen, NotASlot, TooLateToBook, TooFarAhead,
    SessionCancelled, UnknownCategory, BadVoucher, PriceHasChanged, NotEnoughCash, or RequestKeyReused where
    the key sold something else before.
    """
    known = CashMovement.objects.filter(request_key=request_key).first()
    if known is not None:
        return _same_or_refuse(known, sale)
    if not party_of(sale.asked):
        raise NothingChosen
    plan = _plan(sale, at=at)
    find_buckets(plan.wants)  # made, where nobody needed them yet, outside the long transaction
    with writing():
        locked = lock_drawer(drawer)
        # Of two clicks the second has waited here, and finds what the first one sold.
        known = CashMovement.objects.filter(request_key=request_key).first()
        if known is not None:
            return _same_or_refuse(known, sale)
        shift = open_shift_of(locked)
        order = _order(plan, sale, request_key=request_key, at=at)
        if sale.expected_cents is not None and sale.expected_cents != order.total_cents:
            raise PriceHasChanged(total=_words(order, order.total_cents))
        return _take(order, shift, sale.tender, request_key=request_key, by=by, at=at)


def take_payment(
    order: Order,
    *,
    drawer: Drawer,
    tender: Tender,
    request_key: str,
    by: Member,
    at: datetime,
    expected_cents: int | None = None,
) -> CashMovement:
    """Take the money for a booking that is paid at the door; the same key again takes it once.

    `expected_cents` is the total that the clerk saw. Refuses with NothingToPay, AwaitsOnlinePayment,
    PriceHasChanged, NoOpenShift, ShiftIsBeingCounted or NotEnoughCash.
    """
    with writing():
        shift_of = lock_drawer(drawer)
        known = CashMovement.objects.filter(request_key=request_key).first()
        if known is not None:
            if known.order_id != order.pk:
                raise RequestKeyReused
            return known
        # Locked: nobody changes who comes, and so what is owed, until the money is written down.
        order.refresh_from_db(from_queryset=Order.objects.select_for_update())
        if order.state == OrderState.AWAITING_PAYMENT:
            raise AwaitsOnlinePayment
        if expected_cents is not None and expected_cents != order.total_cents:
            raise PriceHasChanged(total=_words(order, order.total_cents))
        return _take(order, open_shift_of(shift_of), tender, request_key=request_key, by=by, at=at)


def note_printing(movement: CashMovement, *, way: str, by: Member, at: datetime) -> Printing:
    """Write down that the receipt was printed (`browser`, `printer`), or that nobody wanted it (`none`)."""
    return Printing.objects.create(movement=movement, way=way, by=by, at=at)


def unprinted(shift: Shift) -> list[CashMovement]:
    """Sales of the shift of which nobody knows whether the visitor got the paper, newest first."""
    sales = shift.movements.filter(kind=MovementKind.SALE, printings=None, reversal=None)
    return list(sales.select_related("order").order_by("-number"))


def session_asked(session: ProgrammeSession, *, visitors: int) -> Asked:
    """So many places at a session, as a sale asks for them."""
    return Asked(f"programme:{session.programme.key}", visitors)


def _plan(sale: Sale, *, at: datetime) -> Plan:
    if sale.session is not None:
        return plan_session(sale.session, at=at)
    return visit_rules().plan(sale.day or day_of(at), slot=sale.slot, at=at)


def _order(plan: Plan, sale: Sale, *, request_key: str, at: datetime) -> Order:
    hold = hold_places(
        plan,
        party=party_of(sale.asked),
        channel=Channel.TILL,
        request_key=f"{request_key}-hold",
        at=at,
    )
    return place_order(
        hold,
        asked=sale.asked,
        pay_at=PayAt.DOOR,
        contact=sale.contact,
        request_key=f"{request_key}-order",
        voucher_code=sale.voucher_code,
        session=sale.session,
        at=at,
    )


def _take(
    order: Order, shift: Shift, tender: Tender, *, request_key: str, by: Member, at: datetime
) -> CashMovement:
    """The money and its line in the book. Call it with the drawer locked."""
    cash = tender.method == PaymentMethod.CASH
    given = tender.tendered_cents
    if given is None or not order.total_cents:  # what is free is not paid for, whatever was tapped
        given = order.total_cents
    if cash and given < order.total_cents:
        raise NotEnoughCash(owed=_words(order, order.total_cents), given=_words(order, given))
    if order.total_cents and not mark_paid(order, expected=[OrderState.CONFIRMED_UNPAID], at=at):
        raise NothingToPay
    line = Line(
        kind=MovementKind.SALE,
        method=tender.method if order.total_cents else PaymentMethod.CASH,
        amount_cents=order.total_cents,
        tendered_cents=given if cash else None,
        order=order,
        payment=_payment(order, tender, request_key=request_key, at=at),
        request_key=request_key,
    )
    order.refresh_from_db()
    return write_line(shift, line, by=by, at=at)


def _payment(order: Order, tender: Tender, *, request_key: str, at: datetime) -> Payment | None:
    if not order.total_cents:
        return None
    return Payment.objects.create(
        order=order,
        method=tender.method,
        request_key=f"{request_key}-money",
        amount_cents=order.total_cents,
        currency=order.currency,
        state=PaymentState.CONFIRMED,
        created_at=at,
        confirmed_at=at,
        note=tender.reference.strip()[:200],
    )


def _same_or_refuse(known: CashMovement, sale: Sale) -> CashMovement:
    """A key that comes again with other visitors is another sale, and must not vanish in the first."""
    if known.order is None:
        raise RequestKeyReused
    sold: Counter[tuple[str, str]] = Counter()
    for line in known.order.lines.all():
        sold[line.category, line.residency] += line.sold
    asked: Counter[tuple[str, str]] = Counter()
    for one in sale.asked:
        asked[one.category, one.residency or ""] += one.quantity
    starts_at = sale.session.starts_at if sale.session else sale.slot
    is_other_time = starts_at is not None and starts_at != known.order.starts_at
    is_other_day = sale.day is not None and sale.day != day_of(known.order.starts_at)
    if sold != asked or is_other_time or is_other_day:
        raise RequestKeyReused
    return known


def _words(order: Order, cents: int) -> str:
    return in_words(cents, currency=order.currency)
