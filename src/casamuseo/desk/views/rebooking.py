"""The bookings' desk: another time for a booking, or fewer people in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.cash import money_words
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.till_slip import new_key
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions.moving_sessions import move_to_session
from casamuseo.visit.actions.programming import places_left
from casamuseo.visit.actions.rebooking import move_to
from casamuseo.visit.actions.shrinking import shrink_order
from casamuseo.visit.availability import availability
from casamuseo.visit.errors import CostsMore
from casamuseo.visit.models import Order, OrderLine, ProgrammeSession
from casamuseo.visit.rules import day_of, visit_rules
from casamuseo.visit.terms import OrderState

DAYS_TO_CHOOSE = 14


@allowed_to("move_bookings", hides=True)
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Give a booking another day or time, where there is room."""
    order = _order(code)
    at = clock.now()
    refused, asks_to_honour = "", False
    if request.method == "POST":
        try:
            _move(request, order, at=at)
        except Refusal as refusal:
            refused = str(refusal)
            asks_to_honour = isinstance(refusal, CostsMore)
        else:
            tell(request, _("The booking was moved, and has a new ticket."))
            return redirect("desk:booking", code=code)
    first = max(_day(request.GET.get("day", "")) or day_of(at), day_of(at))
    days = availability(visit_rules(), first=first, days=DAYS_TO_CHOOSE, at=at)
    return desk_page(
        request,
        "desk/booking-move.html",
        title=_("Move booking %(code)s") % {"code": order.code},
        order=order,
        days=[] if order.session else [day for day in days if day.can_be_booked],
        sessions=_other_sessions(order, at=at),
        later=first + timedelta(days=DAYS_TO_CHOOSE),
        request_key=new_key(),
        refused=refused,
        asks_to_honour=asks_to_honour,
        asked=request.POST.get("to", ""),
        status=422 if refused else 200,
    )


@allowed_to("move_bookings", hides=True)
def fewer(request: HttpRequest, code: str) -> HttpResponse:
    """Say who of a booking still comes."""
    order = _order(code)
    lines = [line for line in order.lines.all() if line.quantity]
    refused = ""
    if request.method == "POST":
        before = order.party
        try:
            stay = _stay(request.POST, lines)
            shrink_order(order, lines=stay, by=member_of(request).login, at=clock.now())
        except ValueError:
            refused = _("Please write how many still come, such as 3.")
        except Refusal as refusal:
            refused = str(refusal)
            order = _order(code)
            lines = [line for line in order.lines.all() if line.quantity]
        else:
            if order.party < before:
                tell(
                    request, _("The booking has a new ticket; the old one does not admit any more.")
                )
            return redirect("desk:booking", code=code)
    return desk_page(
        request,
        "desk/booking-fewer.html",
        title=_("Fewer people come: booking %(code)s") % {"code": order.code},
        order=order,
        lines=lines,
        refused=refused,
        words=money_words(),
        status=422 if refused else 200,
    )


def _order(code: str) -> Order:
    orders = Order.objects.select_related("hold", "session__programme").prefetch_related("lines")
    return get_object_or_404(orders, code=code)


def _move(request: HttpRequest, order: Order, *, at: datetime) -> None:
    member, key = member_of(request), request.POST.get("request_key", "")[:60] or new_key()
    to = request.POST.get("to", "")
    if order.session is not None:
        sessions = ProgrammeSession.objects.select_related("resource")
        session = get_object_or_404(sessions, pk=to if to.isdecimal() and len(to) < 12 else 0)
        move_to_session(order, session=session, request_key=key, by=member, at=at)
        return
    slot = _moment(to)
    move_to(
        order,
        day=day_of(slot) if slot else day_of(at),
        slot=slot,
        request_key=key,
        by=member,
        at=at,
        is_price_honoured="honours" in request.POST,
    )


def _other_sessions(order: Order, *, at: datetime) -> list[tuple[ProgrammeSession, int]]:
    """Times of the same programme that are still to come, and how many places each has left."""
    if order.session is None:
        return []
    same = ProgrammeSession.objects.filter(programme=order.session.programme_id)
    coming = same.filter(is_cancelled=False, ends_at__gt=at)
    if order.state != OrderState.PAID_UNPLACED:
        coming = coming.exclude(orders=order)
    sessions = list(coming.select_related("resource")[:40])
    left = places_left(sessions, at=at)
    return [(one, left[one.pk]) for one in sessions]


def _stay(posted: Mapping[str, str], lines: list[OrderLine]) -> dict[int, int]:
    """How many still come, by line. Raises ValueError for what is no number."""
    return {line.pk: int(posted.get(f"line-{line.pk}", "")) for line in lines}


def _moment(words: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None
