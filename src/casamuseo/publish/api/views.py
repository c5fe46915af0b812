"""The operations of the public interface: parse, one action, an answer."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, NinjaAPI, Query, Status

from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.limits import TooOften, caller, count, refuse_if_over
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.publish.api.shapes import (
    Category,
    Day,
    DayAvailability,
    HoldAsked,
    HoldGiven,
    LineGiven,
    OrderAsked,
    OrderGiven,
    PaymentAsked,
    PaymentGiven,
    Refused,
    Slot,
    TicketGiven,
)
from casamuseo.visit.actions.holding import extend_hold, hold_places, release_hold
from casamuseo.visit.actions.ordering import Contact, place_order
from casamuseo.visit.actions.paying_online import way_to_pay
from casamuseo.visit.availability import availability
from casamuseo.visit.calendar import DayHours
from casamuseo.visit.limits import GUESSES, HOLDS, ORDERS
from casamuseo.visit.models import Hold, Order
from casamuseo.visit.payments import online
from casamuseo.visit.pricing import Asked
from casamuseo.visit.providers import ProviderError
from casamuseo.visit.rules import price_list, the_house, visit_rules
from casamuseo.visit.terms import Channel, OrderState, PayAt, Residency, TicketState

MOST_DAYS = 92
KEY = re.compile(r"[\x21-\x7e]{8,200}")

Key = Annotated[str, Header(alias="Idempotency-Key")]
"""Yours to choose: the same key again is the same request."""
Days = Annotated[int, Query(ge=1, le=MOST_DAYS)]

api = NinjaAPI(
    title="Casamuseo",
    version="1",
    description="Calendar, availability, holds, orders and tickets of the house.",
    docs_url=None,
    urls_namespace="api",
)


class BadKey(Refusal):
    """The request cannot be told from another: its key is missing, too short or too long."""

    code = "bad-key"

    def __init__(self) -> None:
        super().__init__(_("Idempotency-Key must have 8 to 200 printable characters."))


class BadEmail(Refusal):
    """No letter would arrive there."""

    code = "bad-email"

    def __init__(self) -> None:
        super().__init__(_("This is not an e-mail address."))


class OnlineNeedsEmail(Refusal):
    """Who pays online is told by e-mail."""

    code = "email-needed"

    def __init__(self) -> None:
        super().__init__(_("Paying online needs an e-mail address."))


class NotOnline(Refusal):
    """The house takes no money online."""

    code = "not-online"

    def __init__(self) -> None:
        super().__init__(_("The house takes no payment online. You can pay at the door."))


class ProviderSilent(Refusal):
    """The provider of payment does not answer; asking again later is safe."""

    code = "provider-silent"

    def __init__(self) -> None:
        super().__init__(_("The payment service does not answer. Please try again later."))


class ForeignAddress(Refusal):
    """We send nobody to somebody else's address."""

    code = "foreign-address"

    def __init__(self) -> None:
        super().__init__(_("“back_to” must be an address of this site."))


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """409 with the reason; 429 for who asks too often."""
    body = Refused(code=refusal.code, message=str(refusal), facts=refusal.facts)
    if isinstance(refusal, TooOften):
        response = api.create_response(request, body, status=429)
        response.headers["Retry-After"] = str(refusal.facts["seconds"])
        return response
    return api.create_response(request, body, status=409)


@api.get("/calendar", response=list[Day], tags=["calendar"])
def calendar(request: HttpRequest, first: date | None = None, days: Days = 30) -> list[Day]:
    """Hours day by day, from `first` or today on."""
    rules = visit_rules()
    start = first or rules.date_at(clock.now())
    return [_day(rules.calendar.on(start + timedelta(days=n))) for n in range(days)]


@api.get("/availability", response=list[DayAvailability], tags=["calendar"])
def what_is_left(
    request: HttpRequest, first: date | None = None, days: Days = 14
) -> list[DayAvailability]:
    """How many people still fit, day by day and slot by slot."""
    rules, at = visit_rules(), clock.now()
    found = availability(rules, first=first or rules.date_at(at), days=days, at=at)
    return [
        DayAvailability(
            day=one.day,
            is_timed=bool(one.slots),
            left=one.left if one.can_be_booked else 0,
            slots=[Slot(starts_at=_wall(slot.starts_at), left=slot.left) for slot in one.slots],
        )
        for one in found
    ]


@api.get("/prices", response=list[Category], tags=["calendar"])
def prices(request: HttpRequest, day: date | None = None) -> list[Category]:
    """What every category pays on a day; by residency where that matters."""
    prices, day = price_list(), day or visit_rules().date_at(clock.now())
    residencies: list[Residency | None] = (
        list(Residency) if prices.asks_residency_on(day) else [None]
    )
    return [
        Category(
            category=key,
            name=_words(price.category),
            residency=residency,
            unit_cents=(quote := prices.quote(key, day=day, residency=residency)).unit_cents,
            currency=the_house().currency,
            reason=_words(quote.reason),
            proof=_words(quote.proof),
            is_demonstration=quote.is_demonstration,
        )
        for key, price in prices.prices.items()
        for residency in residencies
    ]


@api.post("/holds", response={201: HoldGiven, 409: Refused}, tags=["booking"])
def hold(request: HttpRequest, asked: HoldAsked, key: Key) -> Status[HoldGiven]:
    """Keep places for a quarter of an hour."""
    request_key, at = _request_key(key), clock.now()
    plan = visit_rules().plan(asked.day, slot=asked.slot, at=at)
    with writing():  # counting and holding are one commit
        count(HOLDS, caller(request), at=at)
        held = hold_places(
            plan, party=asked.party, channel=Channel.API, request_key=request_key, at=at
        )
    return Status(201, _hold(held))


@api.post("/holds/{token}/extend", response={200: HoldGiven, 409: Refused}, tags=["booking"])
def extend(request: HttpRequest, token: str) -> HoldGiven:
    """Keep the places longer, once."""
    return _hold(extend_hold(_hold_of(token), at=clock.now()))


@api.delete("/holds/{token}", response={204: None}, tags=["booking"])
def release(request: HttpRequest, token: str) -> Status[None]:
    """Give the places back."""
    release_hold(_hold_of(token), at=clock.now())
    return Status(204, None)


@api.post("/orders", response={201: OrderGiven, 409: Refused}, tags=["booking"])
def order(request: HttpRequest, asked: OrderAsked, key: Key) -> Status[OrderGiven]:
    """Order kept places; what is free or paid at the door has its ticket at once."""
    pay_at = PayAt(asked.pay_at)
    _refuse_bad_email(asked.contact.email, is_needed=pay_at == PayAt.ONLINE)
    house = the_house()
    placed = place_order(
        _hold_of(asked.hold),
        asked=[Asked(line.category, line.quantity, line.residency) for line in asked.lines],
        pay_at=pay_at,
        contact=Contact(
            language=_spoken(asked.contact.language, house.languages),
            name=asked.contact.name,
            email=asked.contact.email,
            origin=asked.contact.origin,
            site=request.build_absolute_uri("/").rstrip("/"),
        ),
        voucher_code=asked.voucher,
        request_key=_request_key(key),
        at=clock.now(),
    )
    return Status(201, _order(placed))


@api.get("/orders/{address}", response={200: OrderGiven}, tags=["booking"])
def order_status(request: HttpRequest, address: str) -> OrderGiven:
    """An order and its tickets as they stand."""
    return _order(_order_at(request, address))


@api.post(
    "/orders/{address}/payments",
    response={200: PaymentGiven, 409: Refused, 503: Refused},
    tags=["booking"],
)
def pay(request: HttpRequest, address: str, asked: PaymentAsked) -> Status[Any]:
    """Begin to pay online; where to send the visitor. Asking again gives the payment already begun."""
    found, provider, at = _order_at(request, address), online(), clock.now()
    if provider is None:
        raise NotOnline
    count(ORDERS, caller(request), at=at)
    _refuse_foreign(asked.back_to, request)
    try:
        way = way_to_pay(found, provider=provider, back_to=asked.back_to, at=at)
    except ProviderError:
        unanswered = ProviderSilent()
        return Status(503, Refused(code=unanswered.code, message=str(unanswered), facts={}))
    return Status(200, PaymentGiven(pay_address=way or None))


def _order_at(request: HttpRequest, address: str) -> Order:
    """The order at a secret address; who guesses too often is refused, right or wrong."""
    who, at = caller(request), clock.now()
    refuse_if_over(GUESSES, who, at=at)
    found = Order.objects.filter(address=address).select_related("hold").first()
    if found is None:
        count(GUESSES, who, at=at)
        raise Http404
    return found


def _refuse_foreign(address: str, request: HttpRequest) -> None:
    own = request.build_absolute_uri("/")
    if not address.startswith(own) or any(letter.isspace() for letter in address):
        raise ForeignAddress


def _day(hours: DayHours) -> Day:
    def moment(wall: Any) -> datetime | None:
        zone = visit_rules().calendar.zone
        return datetime.combine(hours.day, wall, tzinfo=zone) if wall else None

    return Day(
        day=hours.day,
        opens_at=moment(hours.opens),
        last_entry_at=moment(hours.last_entry),
        closes_at=moment(hours.closes),
        reason=_words(hours.reason) if hours.reason else {},
    )


def _hold(held: Hold) -> HoldGiven:
    return HoldGiven(
        hold=signing.dumps(held.pk, salt="hold"),
        party=held.party,
        starts_at=_wall(held.starts_at),
        ends_at=_wall(held.ends_at),
        is_whole_day=held.is_whole_day,
        expires_at=_wall(held.expires_at),
    )


def _hold_of(token: str) -> Hold:
    try:
        return Hold.objects.get(pk=signing.loads(token, salt="hold"))
    except (signing.BadSignature, Hold.DoesNotExist) as problem:
        raise Http404 from problem


def _order(placed: Order) -> OrderGiven:
    return OrderGiven(
        address=placed.address,
        code=placed.code,
        state=OrderState(placed.state),
        party=placed.party,
        starts_at=_wall(placed.starts_at),
        ends_at=_wall(placed.ends_at),
        is_whole_day=placed.is_whole_day,
        total_cents=placed.total_cents,
        currency=placed.currency,
        pay_at=placed.pay_at,
        lines=[
            LineGiven(
                category=line.category,
                name=_words(line.name),
                quantity=line.quantity,
                unit_cents=line.unit_cents,
                reason=_words(line.reason),
                proof=_words(line.proof),
            )
            for line in placed.lines.all()
            if line.quantity
        ],
        tickets=[
            TicketGiven(
                code=ticket.code,
                state=TicketState(ticket.state),
                party=ticket.party,
                used=ticket.used,
                valid_from=_wall(ticket.valid_from),
                valid_until=_wall(ticket.valid_until),
            )
            for ticket in placed.tickets.order_by("pk")
        ],
    )


def _wall(moment: datetime) -> datetime:
    """The moment with the house's offset: who reads it never computes one."""
    return moment.astimezone(visit_rules().calendar.zone)


def _words(text: Text) -> dict[str, str]:
    return {language: text.words(language) for language in text if text.has(language)}


def _spoken(language: str, languages: list[str]) -> str:
    return language if language in languages else languages[0]


def _request_key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise BadKey
    return f"api-{hashlib.sha256(key.encode()).hexdigest()}"


def _refuse_bad_email(email: str, *, is_needed: bool) -> None:
    if not email:
        if is_needed:
            raise OnlineNeedsEmail
        return
    try:
        validate_email(email)
    except ValidationError as problem:
        raise BadEmail from problem
