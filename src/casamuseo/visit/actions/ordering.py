"""Turning held places into an order: priced by the server, ticketed once it may come in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import F

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.telling import tell
from casamuseo.visit.actions.ticketing import PROGRAMME, VISIT, issue_ticket
from casamuseo.visit.codes.short_code import short_code
from casamuseo.visit.errors import BadParty, BadVoucher, HoldIsOver
from casamuseo.visit.finding import folded
from casamuseo.visit.models import Hold, Order, OrderLine, ProgrammeSession, Voucher
from casamuseo.visit.money import cents
from casamuseo.visit.pricing import Asked, find_voucher, lowered, party_of
from casamuseo.visit.rules import day_of, price_list, the_house
from casamuseo.visit.terms import HoldState, OrderState, PayAt

CODES_TRIED = 3
"""Short codes are drawn by lot: one that is taken is drawn again."""
MINUTES_TO_PAY = 30
"""How long an order keeps its places while somebody pays online."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who ordered, as far as they said; a name is never needed to come in."""

    language: str
    name: str = ""
    email: str = ""
    origin: str = ""
    site: str = ""
    """The address of the website, for links in letters."""


def place_order(
    hold: Hold,
    *,
    asked: Sequence[Asked],
    pay_at: PayAt,
    contact: Contact,
    request_key: str,
    at: datetime,
    voucher_code: str = "",
    session: ProgrammeSession | None = None,
) -> Order:
    """Make an order of held places; the same hold or key again gives the same order.

    What costs nothing is paid at once. Refuses with HoldIsOver, BadParty, UnknownCategory or
    BadVoucher.
    """
    if hold.state != HoldState.ACTIVE:
        known = _known(hold, request_key)
        if known is not None:
            return known
        raise HoldIsOver
    if party_of(asked) != hold.party or any(one.quantity < 1 for one in asked):
        raise BadParty(most=hold.party)
    day = day_of(hold.starts_at)
    voucher = find_voucher(voucher_code, day=day) if voucher_code.strip() else None
    lines = _lines(asked, hold=hold, session=session, voucher=voucher)
    total = sum(line.total_cents for line in lines)
    order = _order(hold, contact, total=total, pay_at=pay_at if total else PayAt.FREE, at=at)
    order.request_key, order.voucher, order.session = request_key, voucher, session
    for attempt in range(CODES_TRIED):
        try:
            with writing():
                _save(order, lines, hold, at=at)
        except IntegrityError:
            known = _known(hold, request_key)
            if known is not None:
                return known
            if attempt == CODES_TRIED - 1:
                raise
            order.pk, order.code = None, new_code()
        else:
            break
    return order


def new_address() -> str:
    """128 random bits, as 22 letters for an address."""
    return secrets.token_urlsafe(16)


def new_code() -> str:
    """A code for a person to read aloud."""
    return short_code(secrets.token_bytes(10))


def _known(hold: Hold, request_key: str) -> Order | None:
    by_key = Order.objects.filter(request_key=request_key).first()
    return by_key or Order.objects.filter(hold=hold).first()


def _lines(
    asked: Sequence[Asked],
    *,
    hold: Hold,
    session: ProgrammeSession | None,
    voucher: Voucher | None,
) -> list[OrderLine]:
    if session is not None:
        return [_session_line(session, quantity=hold.party, voucher=voucher)]
    day, prices = day_of(hold.starts_at), price_list()
    lines = []
    for one in asked:
        quote = prices.quote(one.category, day=day, residency=one.residency)
        lines.append(
            OrderLine(
                price=quote.price,
                category=quote.price.key,
                name=quote.price.category,
                residency=one.residency or "",
                quantity=one.quantity,
                unit_cents=lowered(quote.unit_cents, voucher),
                reason=quote.reason,
                proof=quote.proof,
                tax_code=quote.price.tax_code,
                proof_was_seen=one.proof_was_seen,
            )
        )
    return lines


def _session_line(
    session: ProgrammeSession, *, quantity: int, voucher: Voucher | None
) -> OrderLine:
    programme = session.programme
    return OrderLine(
        category=f"programme:{programme.key}",
        name=programme.title,
        quantity=quantity,
        unit_cents=lowered(cents(programme.amount), voucher),
        tax_code=programme.tax_code,
    )


def _order(hold: Hold, contact: Contact, *, total: int, pay_at: PayAt, at: datetime) -> Order:
    order = Order(
        address=new_address(),
        code=new_code(),
        hold=hold,
        channel=hold.channel,
        language=contact.language,
        origin=contact.origin,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_folded=folded(contact.name, contact.email),
        site=contact.site,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        is_whole_day=hold.is_whole_day,
        party=hold.party,
        total_cents=total,
        currency=the_house().currency,
        pay_at=pay_at,
        state=STATE_AT_FIRST[pay_at],
        created_at=at,
    )
    if order.state == OrderState.AWAITING_PAYMENT:
        order.pays_until = at + timedelta(minutes=MINUTES_TO_PAY)
    return order


STATE_AT_FIRST = {
    PayAt.FREE: OrderState.PAID,
    PayAt.DOOR: OrderState.CONFIRMED_UNPAID,
    PayAt.INVOICE: OrderState.CONFIRMED_UNPAID,
    PayAt.ONLINE: OrderState.AWAITING_PAYMENT,
}


def _save(order: Order, lines: list[OrderLine], hold: Hold, *, at: datetime) -> None:
    is_placed = order.state != OrderState.AWAITING_PAYMENT
    still_held = Hold.objects.filter(pk=hold.pk, state=HoldState.ACTIVE, expires_at__gt=at)
    if is_placed:
        kept = still_held.update(state=HoldState.CONVERTED)
    else:
        kept = still_held.update(expires_at=order.pays_until)
    if not kept:
        # Perhaps it was the first of two clicks that took it.
        if Order.objects.filter(hold=hold).exists():
            raise IntegrityError
        raise HoldIsOver
    order.save(force_insert=True)
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    if order.voucher is not None:
        use_voucher(order.voucher, visitors=order.party)
    if is_placed:
        issue_ticket(order, hold=hold, product=PROGRAMME if order.session_id else VISIT, at=at)
        tell(order, "reserved" if order.total_cents else "confirmed", at=at)


def use_voucher(voucher: Voucher, *, visitors: int) -> None:
    """Count its use for so many visitors. Refuses with BadVoucher where fewer uses are left."""
    used = Voucher.objects.filter(
        pk=voucher.pk, is_active=True, uses__lte=F("max_uses") - visitors
    ).update(uses=F("uses") + visitors)
    if not used:
        raise BadVoucher(voucher.code)
