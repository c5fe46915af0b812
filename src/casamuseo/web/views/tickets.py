"""The page of an order at its secret address: the ticket, its files, moving, cancelling, money back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.limits import caller, count
from casamuseo.visit.actions.changing import MOVABLE, move_order
from casamuseo.visit.actions.holding import hold_places, release_hold
from casamuseo.visit.actions.paying_online import VISITOR, ask_for_refund, give_up
from casamuseo.visit.actions.repricing import is_owed_a_time, is_priced_anew, price_on
from casamuseo.visit.availability import availability
from casamuseo.visit.codes import qr
from casamuseo.visit.errors import CostsMore
from casamuseo.visit.limits import HOLDS, PAPERS
from casamuseo.visit.models import Approach, Order, Ticket
from casamuseo.visit.papers.filling import ticket_of
from casamuseo.visit.papers.ics import booking_calendar
from casamuseo.visit.papers.ticket_pdf import Size, ticket_pdf
from casamuseo.visit.papers.words import full_day
from casamuseo.visit.payments import online
from casamuseo.visit.providers import ProviderError
from casamuseo.visit.rules import visit_rules
from casamuseo.visit.terms import (
    Channel,
    ConflictState,
    OrderState,
    PaymentState,
    RefundState,
    TicketState,
)
from casamuseo.web import booking_addresses as to_book
from casamuseo.web.asked import asked_for
from casamuseo.web.booking_calendar import left_words, month, month_asked
from casamuseo.web.booking_pages import (
    cost,
    day_or_404,
    new_key,
    order_or_404,
    private,
    the_key,
    wall,
    wall_day,
)
from casamuseo.web.booking_summary import Summary, brief_day, hours_of
from casamuseo.web.languages import parameter
from casamuseo.web.pages import in_language, page
from casamuseo.web.shelf import shelf_or_404

OFFERED = 6
"""Times offered to whoever paid and has no place."""

OFFERED_WITHIN = 21
"""Days in which they are looked for."""


def short(request: HttpRequest, address: str) -> HttpResponse:
    """The address in letters and on tickets, which knows no language: to the page in the order's own."""
    return _short(request, address)


@private("GET", referrer="no-referrer")
def _short(request: HttpRequest, address: str) -> HttpResponse:
    order = order_or_404(request, address)
    spoken = shelf_or_404().languages
    language = order.language if order.language in spoken else spoken[0]
    return redirect(to_book.order(order.address, language))


@private("GET", referrer="no-referrer")
@in_language
def order(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """The order as it stands, with its ticket if it has one."""
    found, at = order_or_404(request, address), clock.now()
    ticket = ticket_in_force(found)
    is_past = found.ends_at <= at
    can_move = not is_past and may_move(found)
    conflict = None if is_past else found.conflicts.filter(state=ConflictState.OPEN).first()
    heading, lead = _told_conflict(can_move=can_move) if conflict else _told(found, ticket, at=at)
    kept = found.kept_cents()
    return page(
        request,
        "web/order.html",
        language=language,
        section="order",
        title=heading,
        address=lambda code: to_book.order(found.address, code),
        is_kept=False,
        lead=lead,
        order=found,
        ticket=ticket,
        qr=qr.svg(ticket.code, title=_qr_title(found)) if ticket else "",
        summary=Summary.of_order(found),
        cost=cost,
        due=_due(found, kept),
        comes_in=_comes_in(found, ticket),
        is_past=is_past,
        can_move=can_move,
        conflict=conflict,
        can_cancel=not is_past and _may_cancel(found, kept),
        can_pay=not is_past and _may_pay(found, at=at),
        pays_until=wall(found.pays_until) if found.pays_until else "",
        offers=_offers(found, language, at=at) if found.state == OrderState.PAID_UNPLACED else (),
        asked_back=_is_asked_back(found),
        approaches=Approach.objects.all()[:3],
        begin_again=to_book.book(language),
        step=lambda name: to_book.order_step(found.address, name, language),
        file=lambda name: to_book.order_file(found.address, name, language),
        kept_at={"day": full_day(wall_day(at)), "time": wall(at)},
        is_offline_page=ticket is not None and not is_past,
    )


@private("GET", referrer="no-referrer")
@in_language
def pdf(request: HttpRequest, language: str, address: str, size: Size) -> HttpResponse:
    """The ticket to print (A4) or to keep on a telephone."""
    found, ticket = _ticketed(request, address)
    made = ticket_pdf(
        ticket_of(found, ticket, language=language), language=language, size=size, at=clock.now()
    )
    return _file(made, "application/pdf", f"{found.code}.pdf")


@private("GET", referrer="no-referrer")
@in_language
def ics(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """The visit for a calendar; after a move it replaces the entry from before."""
    found, ticket = _ticketed(request, address)
    made = booking_calendar(
        ticket_of(found, ticket, language=language),
        language=language,
        at=clock.now(),
        revision=found.tickets.count() - 1,
    )
    return _file(made, "text/calendar; charset=utf-8", f"{found.code}.ics")


@private("GET")
@in_language
def move(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """The calendar of days to which the visit can be moved."""
    found, at = _movable(request, address), clock.now()
    first = month_asked(
        asked_for(request, "month", language=language), today=visit_rules().date_at(at)
    )
    shown = month(
        first,
        at=at,
        address=lambda day: to_book.order_step(found.address, "move", language, on=day),
        party=found.party,
        is_too_dear=_dearness(found),
    )
    path = to_book.order_step(found.address, "move", language)
    return page(
        request,
        "web/order_move.html",
        language=language,
        section="order",
        title=gettext("Move your visit"),
        address=lambda code: to_book.order_step(found.address, "move", code),
        is_kept=False,
        order=found,
        summary=Summary.of_order(found),
        cost=cost,
        month=shown,
        month_address=lambda words: f"{path}?{parameter('month', language=language)}={words}",
        back=to_book.order(found.address, language),
    )


@private("GET", "POST")
@in_language
def move_to(request: HttpRequest, language: str, address: str, day: str) -> HttpResponse:
    """A day to move to: its times and what it costs there; posting moves the visit."""
    found, on, at = _movable(request, address), day_or_404(day), clock.now()
    left = availability(visit_rules(), first=on, days=1, at=at)[0]
    if not left.hours.is_open or left.is_past:
        return redirect(to_book.order_step(found.address, "move", language))
    price = price_on(found, day=on)
    slots = [slot for slot in left.slots if not slot.is_past]
    wanted = request.POST.get("slot") or asked_for(request, "time", language=language)
    chosen = next(
        (s.starts_at for s in slots if wanted in (s.starts_at.isoformat(), wall(s.starts_at))),
        None,
    )
    problem = ""
    if request.method == "POST":
        count(HOLDS, caller(request), at=at)
        problem = _moved(request, found, on, chosen, at=at)
        if not problem:
            return redirect(to_book.order(found.address, language))
    return page(
        request,
        "web/order_move_day.html",
        language=language,
        section="order",
        title=full_day(on),
        address=lambda code: to_book.order_step(found.address, "move", code, on=on),
        is_kept=False,
        status=422 if problem else 200,
        order=found,
        summary=Summary.of_order(found),
        cost=cost,
        problem=problem,
        brief=brief_day(on),
        slots=[
            {
                "value": slot.starts_at.isoformat(),
                "time": wall(slot.starts_at),
                "left": slot.left if slot.left >= found.party else 0,
                "left_words": left_words(slot.left),
                "is_chosen": slot.starts_at == chosen,
            }
            for slot in slots
        ],
        new_total=price.total_cents if is_priced_anew(found) else None,
        key=the_key(request.POST.get("key", "") or new_key()),
        back=to_book.order_step(found.address, "move", language),
    )


@private("GET", "POST")
@in_language
def cancel(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """Ask once more, then give the visit up."""
    found, at, problem = order_or_404(request, address), clock.now(), ""
    if not _may_cancel(found, found.kept_cents()):
        return redirect(to_book.order(found.address, language))
    if request.method == "POST":
        try:
            give_up(found, provider=online(), by=VISITOR, at=at)
            return redirect(to_book.order(found.address, language))
        except Refusal as refused:
            problem = str(refused)
        except ProviderError:
            problem = _no_answer()
    return _question(
        request,
        language,
        found,
        step="cancel",
        title=gettext("Cancel your visit?"),
        lead=gettext("Others can then have your places. This cannot be undone."),
        yes=gettext("Yes, cancel it"),
        problem=problem,
    )


@private("GET", "POST")
@in_language
def refund(request: HttpRequest, language: str, address: str) -> HttpResponse:
    """Whoever paid and has no place asks for the money back."""
    found, at, problem = order_or_404(request, address), clock.now(), ""
    if found.state != OrderState.PAID_UNPLACED or _is_asked_back(found):
        return redirect(to_book.order(found.address, language))
    if request.method == "POST":
        try:
            ask_for_refund(found, at=at)
            return redirect(to_book.order(found.address, language))
        except Refusal as refused:
            problem = str(refused)
    return _question(
        request,
        language,
        found,
        step="refund",
        title=gettext("Do you want your money back?"),
        lead=gettext("We give back %(amount)s, in the way in which it was paid.")
        % {"amount": cost(found.kept_cents())},
        yes=gettext("Yes, give me my money back"),
        problem=problem,
    )


def ticket_in_force(order: Order) -> Ticket | None:
    """The ticket that admits, or that did."""
    states = [TicketState.VALID, TicketState.PART_USED, TicketState.USED]
    admitting = [ticket for ticket in order.tickets.all() if ticket.state in states]
    return max(admitting, key=lambda ticket: ticket.pk, default=None)


def may_move(order: Order) -> bool:
    """Whether its page offers another time: nobody has come in, and the money has not been asked back."""
    return (
        order.state in MOVABLE
        and order.session_id is None
        and not _has_begun(order)
        and not _is_asked_back(order)
        and not _is_of_tour(order)
    )


def _may_cancel(order: Order, kept: int) -> bool:
    open_states = [OrderState.AWAITING_PAYMENT, OrderState.CONFIRMED_UNPAID, OrderState.PAID]
    return (
        order.state in open_states
        and not kept
        and not _has_begun(order)
        and not _was_paid(order)
        and not _is_of_tour(order)
    )


def _is_of_tour(order: Order) -> bool:
    """Whether it is moved and cancelled with its tour, on the tour's own page."""
    return hasattr(order, "tour")


def _has_begun(order: Order) -> bool:
    """Whether any of the party have come in."""
    return any(ticket.used for ticket in order.tickets.all())


def _was_paid(order: Order) -> bool:
    """Whether any money has come, even if a bank is asking for it back."""
    came = [PaymentState.CONFIRMED, PaymentState.DISPUTED]
    return any(payment.state in came for payment in order.payments.all())


def _may_pay(order: Order, *, at: datetime) -> bool:
    if online() is None:
        return False
    if order.state == OrderState.AWAITING_PAYMENT:
        return order.pays_until is None or order.pays_until > at
    return order.state == OrderState.CONFIRMED_UNPAID


def _is_asked_back(order: Order) -> bool:
    underway = [RefundState.REQUESTED, RefundState.APPROVED, RefundState.IN_TRANSIT]
    payments = order.payments.all()
    return any(refund.state in underway for one in payments for refund in one.refunds.all())


def _due(order: Order, kept: int) -> int:
    return max(0, order.total_cents - kept) if order.state == OrderState.CONFIRMED_UNPAID else 0


def _told(order: Order, ticket: Ticket | None, *, at: datetime) -> tuple[str, str]:
    """Heading and first sentence for the state of an order."""
    state = OrderState(order.state)
    if ticket is not None and ticket.state == TicketState.USED:
        return gettext("Your visit"), gettext("This ticket has been used. Thank you for coming.")
    if state in (OrderState.PAID, OrderState.PART_REFUNDED):
        return gettext("Your ticket"), gettext("Show it at the door, on this screen or on paper.")
    if state == OrderState.CONFIRMED_UNPAID:
        return (
            gettext("Your places are reserved"),
            gettext("You pay when you arrive. Show this page at the door."),
        )
    if state == OrderState.AWAITING_PAYMENT:
        if order.pays_until is not None and order.pays_until <= at:
            return _told_expired()
        return (
            gettext("One thing is missing: the payment"),
            gettext("Once it has arrived, your ticket is on this page."),
        )
    if state == OrderState.PAID_UNPLACED:
        return (
            gettext("Your payment has arrived, your places have gone"),
            gettext(
                "The payment came after the time for it had run out, and by then others had taken "
                "the places. You have no ticket yet. Your money is safe, and you decide what happens."
            ),
        )
    if state == OrderState.REFUNDED:
        return gettext("Your money has gone back"), gettext("This booking is no longer valid.")
    if state == OrderState.CANCELLED:
        return gettext("This visit is cancelled"), gettext("Its ticket no longer admits anybody.")
    return _told_expired()


def _told_conflict(*, can_move: bool) -> tuple[str, str]:
    heading = gettext("We cannot keep your visit as it was booked")
    if can_move:
        return heading, gettext(
            "We are sorry. Please choose another time: it costs you nothing more."
        )
    return heading, gettext("We are sorry. Please write to us, and we find another way together.")


def _told_expired() -> tuple[str, str]:
    return (
        gettext("This booking has expired"),
        gettext("It was not paid in time, and others may have the places. Nothing was charged."),
    )


def _qr_title(order: Order) -> str:
    return gettext("QR code of the ticket. It says the same as the short code %(code)s.") % {
        "code": order.code
    }


def _comes_in(order: Order, ticket: Ticket | None) -> str:
    """Between which times the gate lets them in, where that is not the whole day."""
    if ticket is None or order.is_whole_day:
        return ""
    return gettext("You can come in from %(begins)s to %(ends)s.") % {
        "begins": wall(ticket.valid_from),
        "ends": wall(ticket.valid_until),
    }


def _offers(order: Order, language: str, *, at: datetime) -> list[dict[str, str]]:
    """Some of the next times with room for the party."""
    if not may_move(order):
        return []
    first = max(visit_rules().date_at(at), wall_day(order.starts_at))
    offers = []
    for left in availability(visit_rules(), first=first, days=OFFERED_WITHIN, at=at):
        if not left.can_be_booked or left.left < order.party:
            continue
        path = to_book.order_step(order.address, "move", language, on=left.day)
        fitting = [slot for slot in left.slots if slot.left >= order.party]
        name = parameter("time", language=language)
        if fitting:
            nearest = min(fitting, key=lambda slot: _wall_gap(slot.starts_at, order.starts_at))
            time = wall(nearest.starts_at)
            offers.append(
                {"words": f"{full_day(left.day)}, {time}", "address": f"{path}?{name}={time}"}
            )
        else:
            offers.append({"words": full_day(left.day), "address": path})
        if len(offers) == OFFERED:
            break
    return offers


def _wall_gap(one: datetime, other: datetime) -> timedelta:
    day = timedelta(days=1)
    gap = (one - other) % day
    return min(gap, day - gap)


def _dearness(order: Order) -> Callable[[date], bool]:
    """Which days cost more than was paid; none where the price is made anew, or honoured."""
    if is_priced_anew(order) or is_owed_a_time(order):
        return lambda _day: False
    return lambda day: price_on(order, day=day).total_cents > order.total_cents


def _moved(
    request: HttpRequest, order: Order, on: date, slot: datetime | None, *, at: datetime
) -> str:
    """Move the order; what is wrong in words, or "" where it was done."""
    rules = visit_rules()
    if rules.slots_on(on) and slot is None:
        return gettext("Please choose a time.")
    try:
        plan = rules.plan(on, slot=slot, at=at)
        if (plan.starts_at, plan.ends_at) == (order.starts_at, order.ends_at):
            return ""  # it stands there already: the other of two clicks
        contents = f"{order.hold_id}|{plan.starts_at.isoformat()}"
        digest = hashlib.sha256(contents.encode()).hexdigest()[:16]
        key = the_key(request.POST.get("key", ""))
        hold = hold_places(
            plan,
            party=order.party,
            channel=Channel.WEB,
            request_key=f"move-{key}-{digest}",
            at=at,
        )
    except Refusal as refused:
        return str(refused)
    try:
        move_order(order, hold=hold, by=VISITOR, at=at)
    except Refusal as refused:
        release_hold(hold, at=at)
        if isinstance(refused, CostsMore):
            paid, total = refused.facts["paid_cents"], refused.facts["total_cents"]
            told = gettext("It was %(paid)s; on that day it would be %(total)s.")
            return f"{refused} " + told % {"paid": cost(paid), "total": cost(total)}
        return str(refused)
    return ""


def _no_answer() -> str:
    return gettext("The payment service does not answer. Please try again in a moment.")


def _question(
    request: HttpRequest,
    language: str,
    order: Order,
    *,
    step: str,
    title: str,
    lead: str,
    yes: str,
    problem: str,
) -> HttpResponse:
    return page(
        request,
        "web/order_question.html",
        language=language,
        section="order",
        title=title,
        address=lambda code: to_book.order_step(order.address, step, code),
        is_kept=False,
        status=422 if problem else 200,
        order=order,
        summary=Summary.of_order(order),
        hours=hours_of(order),
        cost=cost,
        lead=lead,
        yes=yes,
        problem=problem,
        back=to_book.order(order.address, language),
    )


def _movable(request: HttpRequest, address: str) -> Order:
    found = order_or_404(request, address)
    if not may_move(found):
        raise Http404
    return found


def _ticketed(request: HttpRequest, address: str) -> tuple[Order, Ticket]:
    found = order_or_404(request, address)
    ticket = ticket_in_force(found)
    if ticket is None:
        raise Http404
    count(PAPERS, caller(request), at=clock.now())
    return found, ticket


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
