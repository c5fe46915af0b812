"""Fills the papers' facts from the tables: an order as its reader's language tells it."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from casamuseo.visit.models import Order, OrderLine
from casamuseo.visit.models import Ticket as TicketRow
from casamuseo.visit.papers.facts import Booking, House, Line, Ticket
from casamuseo.visit.quoting import FEE
from casamuseo.visit.rules import the_house


def house_facts(*, language: str, site: str = "") -> House:
    """The museum as it signs; `site` is the address of its website where that is known better."""
    house = the_house()
    street = [house.address.get(part) for part in ("street", "neighbourhood", "borough")]
    city = house.address.get("city") or {}
    place = [house.address.get("postcode"), city.get(language) or next(iter(city.values()), "")]
    return House(
        key=house.key,
        name=_plain(house.name.words(language)),
        address=", ".join(part for part in [*street, " ".join(filter(None, place))] if part),
        zone=ZoneInfo(house.timezone),
        currency=house.currency,
        url=site or settings.PUBLIC_URL,
    )


def booking_of(order: Order, *, language: str = "") -> Booking:
    """The order's facts, in its own language unless told otherwise."""
    language = language or order.language
    site = order.site or settings.PUBLIC_URL
    with translation.override(language):
        return Booking(
            house=house_facts(language=language, site=site),
            number=order.code,
            url=f"{site}/r/{order.address}/",
            product=_product(order, language=language),
            starts_at=order.starts_at,
            ends_at=order.ends_at,
            is_all_day=order.is_whole_day,
            lines=tuple(lines_of(order.lines.all(), language=language)),
            total_cents=order.total_cents,
            paid_cents=order.kept_cents(),
            name=order.contact_name,
        )


def ticket_of(order: Order, ticket: TicketRow, *, language: str = "") -> Ticket:
    """The booking with what admits."""
    return Ticket(
        booking=booking_of(order, language=language), code=ticket.code, short_code=order.code
    )


def _product(order: Order, *, language: str) -> str:
    if order.session is not None:
        return _plain(order.session.programme.title.words(language))
    return _("Visit to the house")


def lines_of(lines: Iterable[OrderLine], *, language: str, as_sold: bool = False) -> Iterable[Line]:
    """Who comes, or to whom it was sold, although some of them gave it up."""
    for line in lines:
        count = line.sold if as_sold else line.quantity
        if not count:
            continue
        yield Line(
            category=_plain(line.name.words(language)),
            count=count,
            is_fee=line.category == FEE,
            unit_cents=line.unit_cents,
            proof=_plain(line.proof.words(language)) if line.proof else "",
        )


def _plain(words: str) -> str:
    """Without the marks of emphasis, which paper and mail do not know."""
    return words.replace("*", "")
