"""The bookings' desk: find an order, see all of it, move it, cancel it, give money back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.booking_words import action_name, facts_in_words, how_long, reason_in_words
from casamuseo.desk.cash import money_words
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.desk.till_drawer import drawer_of
from casamuseo.desk.till_forms import FindForm, ReasonForm, RefundForm
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Change
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import PLACED, cancel_order
from casamuseo.visit.actions.paying_online import approve_refund, send_refund
from casamuseo.visit.actions.rebooking import reissue_ticket, resend_letter
from casamuseo.visit.actions.refunding import (
    AT_THE_TILL,
    give_up_refund,
    refund_at_till,
    refund_by_transfer,
    refund_online,
    ways_back,
)
from casamuseo.visit.actions.shrinking import overpaid_cents
from casamuseo.visit.errors_till import WrongWayBack
from casamuseo.visit.finding import coming_orders, find_order, find_orders, span_of
from casamuseo.visit.models import Order, Payment, Refund, Scan, Ticket, TourRequest
from casamuseo.visit.money import amount
from casamuseo.visit.payments import online
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import (
    OrderState,
    PaymentMethod,
    PaymentState,
    RefundState,
)

A_QUEUE = 50
"""So many of each queue are shown; the rest come when these are done."""
UNSENT = [RefundState.REQUESTED, RefundState.APPROVED, RefundState.IN_TRANSIT]


@allowed_to("see_bookings")
@require_safe
def bookings(request: HttpRequest) -> HttpResponse:
    """Who comes today and later; or bookings by code, QR, name, e-mail, day or state."""
    asked = request.GET.get("q", "")
    order = find_order(asked) if asked.strip() else None
    if order is not None:
        return redirect("desk:booking", code=order.code)
    form = FindForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    state = OrderState(chosen["state"]) if chosen.get("state") else None
    if any(chosen.values()):
        found = find_orders(chosen.get("q", ""), day=chosen.get("day"), state=state)
    else:
        found = coming_orders(clock.now())
    page = page_of(found.select_related("session__programme"), request.GET.get("page"))
    kept = {name: request.GET[name] for name in ("q", "day", "state") if request.GET.get(name)}
    return desk_page(
        request,
        "desk/bookings.html",
        title=_("Bookings"),
        form=form,
        caption=_("Bookings that were found") if any(chosen.values()) else _("Today and coming"),
        page=page,
        query=f"{urlencode(kept)}&" if kept else "",
        words=money_words(),
        tone=TONES.get,
        waiting=_how_many_wait(clock.now()),
    )


@allowed_to("see_bookings")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a person: money without a place, places without money, refunds on their way."""
    at = clock.now()
    unplaced = list(_unplaced()[:A_QUEUE])
    return desk_page(
        request,
        "desk/bookings-waiting.html",
        title=_("Waiting for you"),
        unplaced=[(order, _since(order, at=at)) for order in unplaced],
        unpaid=list(_unpaid(at)[:A_QUEUE]),
        refunds=list(_refunds_waiting()[:A_QUEUE]),
        disputed=list(_disputed()[:A_QUEUE]),
        can_refund=member_of(request).may("refund"),
        words=money_words(),
        duration=how_long,
        reason_words=reason_in_words,
    )


@allowed_to("see_bookings", hides=True)
@require_safe
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """All of one booking: visitors, money, tickets, who came in and what was done."""
    order = _whole(code)
    member = member_of(request)
    tickets = list(order.tickets.all())
    is_used = any(ticket.used for ticket in tickets)
    kept = sum(
        one.amount_cents - one.refunded_cents
        for one in order.payments.all()
        if one.state == PaymentState.CONFIRMED
    )
    changes = Change.objects.filter(kind="visit.order", key=order.code).order_by("-pk")[:100]
    stands = order.state in PLACED
    is_of_tour = TourRequest.objects.filter(order=order).exists()
    may_move = member.may("move_bookings") and not is_used and not is_of_tour
    return desk_page(
        request,
        "desk/booking.html",
        title=_("Booking %(code)s") % {"code": order.code},
        order=order,
        tickets=tickets,
        movements=list(order.movements.all()),
        history=_history(changes),
        kept_cents=kept,
        overpaid_cents=max(0, kept - order.total_cents) if stands else 0,
        tone=TONES.get,
        words=money_words(),
        reason_words=reason_in_words,
        can_pay=order.state == OrderState.CONFIRMED_UNPAID and member.may("sell"),
        can_move=may_move and (stands or order.state == OrderState.PAID_UNPLACED),
        can_shrink=may_move and stands and order.party > 1,
        can_cancel=may_move and not kept and _stands(order),
        can_refund=member.may("refund"),
        can_reissue=may_move and stands,
        can_resend=bool(order.contact_email) and (stands or order.state in UNPLACED),
    )


@allowed_to("move_bookings", hides=True)
@require_POST
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Give up a booking of which the house keeps no money."""
    order = get_object_or_404(Order, code=code)
    return _done(
        request,
        order,
        lambda member, at: cancel_order(order, by=member.login, at=at),
        _("The booking was cancelled."),
    )


@allowed_to("move_bookings", hides=True)
@require_POST
def reissue(request: HttpRequest, code: str) -> HttpResponse:
    """A new ticket in the place of a lost one."""
    order = get_object_or_404(Order.objects.select_related("hold"), code=code)
    return _done(
        request,
        order,
        lambda member, at: reissue_ticket(order, by=member, at=at),
        _("There is a new ticket; the old one does not admit any more."),
    )


@allowed_to("see_bookings", hides=True)
@require_POST
def resend(request: HttpRequest, code: str) -> HttpResponse:
    """Send the booking's letter once more."""
    order = get_object_or_404(Order, code=code)
    return _done(
        request,
        order,
        lambda member, at: resend_letter(order, by=member, at=at),
        _("The letter is on its way again."),
    )


@allowed_to("refund", hides=True)
def refund(request: HttpRequest, key: int) -> HttpResponse:
    """Give money of a payment back."""
    payment = get_object_or_404(
        Payment.objects.select_related("order__hold"), pk=key, state=PaymentState.CONFIRMED
    )
    left = payment.amount_cents - payment.refunded_cents
    ways = [way for way in ways_back(payment) if _can_go(way)]
    overpaid = overpaid_cents(payment.order)
    start = {"amount_cents": f"{amount(min(left, overpaid or left))}", "method": ways[0]}
    form = RefundForm(request.POST or None, initial=start, ways=ways)
    if request.method == "POST" and form.is_valid():
        try:
            done = _refund(request, payment, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            _tell_refund(request, done)
            movement = getattr(done, "movement", None)
            if movement is not None:
                return redirect("desk:till_sale", key=movement.pk)
            return redirect("desk:booking", code=payment.order.code)
    return desk_page(
        request,
        "desk/booking-refund.html",
        title=_("Refund for booking %(code)s") % {"code": payment.order.code},
        payment=payment,
        left_cents=left,
        form=form,
        words=money_words(),
        status=422 if form.errors else 200,
    )


@allowed_to("refund", hides=True)
@require_POST
def send(request: HttpRequest, key: int) -> HttpResponse:
    """Approve a refund that was asked for, and send what is on its way once more."""
    found = get_object_or_404(Refund.objects.select_related("payment__order"), pk=key)
    member, at = member_of(request), clock.now()
    approve_refund(found, by=member.login, at=at)
    provider = online()
    if provider is not None and provider.method == found.method:
        send_refund(found, provider=provider, at=at)
    found.refresh_from_db()
    _tell_refund(request, found)
    return redirect("desk:bookings_waiting")


@allowed_to("refund", hides=True)
def give_up(request: HttpRequest, key: int) -> HttpResponse:
    """Take a refund back that the provider will not send, so that the money can go another way."""
    found = get_object_or_404(Refund.objects.select_related("payment__order"), pk=key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        give_up_refund(found, reason=reason, by=member_of(request), at=clock.now())
        tell(request, _("The refund was given up. The money can go back in another way."))
        return redirect("desk:booking", code=found.payment.order.code)
    return desk_page(
        request,
        "desk/booking-give-up.html",
        title=_("Give a refund up"),
        refund=found,
        form=form,
        words=money_words(),
        status=422 if form.errors else 200,
    )


TONES = {
    OrderState.PAID: "good",
    OrderState.CONFIRMED_UNPAID: "waiting",
    OrderState.AWAITING_PAYMENT: "waiting",
    OrderState.PAID_UNPLACED: "bad",
}
UNPLACED = [OrderState.PAID_UNPLACED]


def _whole(code: str) -> Order:
    orders = Order.objects.select_related("hold", "voucher", "session__programme")
    scans = Scan.objects.select_related("device")
    return get_object_or_404(
        orders.prefetch_related(
            "lines",
            "movements__drawer",
            Prefetch("payments", Payment.objects.prefetch_related("refunds")),
            Prefetch(
                "tickets", Ticket.objects.order_by("pk").prefetch_related(Prefetch("scans", scans))
            ),
        ),
        code=code,
    )


def _stands(order: Order) -> bool:
    ended = [OrderState.CANCELLED, OrderState.REFUNDED, OrderState.EXPIRED]
    return order.state not in ended


def _history(changes: Iterable[Change]) -> list[tuple[Change, str, str]]:
    return [(one, action_name(one.action), facts_in_words(one.facts)) for one in changes]


def _unplaced() -> QuerySet[Order]:
    payments = Payment.objects.filter(state=PaymentState.CONFIRMED).order_by("confirmed_at")
    return (
        Order.objects.filter(state=OrderState.PAID_UNPLACED)
        .order_by("created_at")
        .prefetch_related(Prefetch("payments", payments))
    )


def _since(order: Order, *, at: datetime) -> timedelta:
    """How long the money has been here without a place."""
    paid = [one.confirmed_at for one in order.payments.all() if one.confirmed_at]
    return at - (min(paid) if paid else order.created_at)


def _unpaid(at: datetime) -> QuerySet[Order]:
    """Booked to be paid at the door, today or on a day that has passed without them."""
    begins, ends = span_of(day_of(at))
    since = begins - timedelta(days=30)
    booked = Order.objects.filter(state=OrderState.CONFIRMED_UNPAID)
    return booked.filter(starts_at__gte=since, starts_at__lt=ends).order_by("starts_at", "pk")


def _refunds_waiting() -> QuerySet[Refund]:
    waiting = Refund.objects.filter(state__in=UNSENT)
    return waiting.select_related("payment__order").order_by("requested_at")


def _disputed() -> QuerySet[Payment]:
    """Money that whoever paid has asked their bank to take back, until that is decided."""
    disputed = Payment.objects.filter(state=PaymentState.DISPUTED)
    return disputed.select_related("order").order_by("confirmed_at", "pk")


def _how_many_wait(at: datetime) -> int:
    return _unplaced().count() + _refunds_waiting().count() + _disputed().count()


def _refund(
    request: HttpRequest, payment: Payment, *, amount_cents: int, method: str, **said: str
) -> Refund:
    way, member, at = PaymentMethod(method), member_of(request), clock.now()
    reason, key = said["reason"], said["request_key"]
    if way in AT_THE_TILL:
        return refund_at_till(
            payment,
            drawer=drawer_of(request),
            amount_cents=amount_cents,
            method=way,
            reason=reason,
            request_key=key,
            by=member,
            at=at,
        )
    if way == PaymentMethod.TRANSFER:
        return refund_by_transfer(
            payment, amount_cents=amount_cents, reason=reason, request_key=key, by=member, at=at
        )
    provider = online()
    if provider is None:
        raise WrongWayBack
    return refund_online(
        payment,
        provider=provider,
        amount_cents=amount_cents,
        reason=reason,
        request_key=key,
        by=member,
        at=at,
    )


def _can_go(way: PaymentMethod) -> bool:
    """Whether money can go back in this way from here."""
    if way != PaymentMethod.STRIPE:
        return True
    provider = online()
    return provider is not None and provider.method == way


def _tell_refund(request: HttpRequest, done: Refund) -> None:
    words = {"amount": money_words()(done.amount_cents)}
    if done.state == RefundState.DONE:
        tell(request, _("%(amount)s went back.") % words)
    elif done.state == RefundState.FAILED:
        tell(request, _("The provider refused to send %(amount)s back.") % words, tone="refused")
    else:
        note = _("%(amount)s are on their way: the provider has not confirmed yet.")
        tell(request, note % words, tone="note")


def _done(
    request: HttpRequest, order: Order, act: Callable[[Member, datetime], object], words: str
) -> HttpResponse:
    """Do one thing to an order and say so, or say why not."""
    try:
        act(member_of(request), clock.now())
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, words)
    return redirect("desk:booking", code=order.code)
