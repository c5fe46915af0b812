"""The till: today's tickets, the money for them, the paper, and taking a sale back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel import Locale
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.cash import handed_over, money_words, print_receipt, receipt_lines
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.till_drawer import drawer_of, drawers, running_shift
from casamuseo.desk.till_forms import OpenShiftForm, ReasonForm
from casamuseo.desk.till_offers import offers
from casamuseo.desk.till_slip import (
    Choice,
    Slip,
    cents_posted,
    choice_of_session,
    choices_on,
    new_key,
    slip_of,
    tender_of,
    voucher_on,
)
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions.changing import PLACED
from casamuseo.visit.actions.selling import note_printing, sell, take_payment, unprinted
from casamuseo.visit.actions.voiding import reverse_cash, void_sale
from casamuseo.visit.availability import DayLeft, availability
from casamuseo.visit.codes.qr import svg
from casamuseo.visit.errors import NoRoom, RequestKeyReused
from casamuseo.visit.finding import find_order, find_orders
from casamuseo.visit.models import CashMovement, Drawer, Order, ProgrammeSession, Shift, Voucher
from casamuseo.visit.planning import HORIZON
from casamuseo.visit.rules import day_of, the_house, visit_rules
from casamuseo.visit.terms import MovementKind, ShiftState

TO_THE_GATE = timedelta(minutes=5)
"""A time whose last entry is sooner is sold only where somebody chooses it."""
FRESH = 60
"""For so many seconds a paper that was noted as printed is still the original."""
A_CLICK = timedelta(seconds=3)
"""Two clicks within this time print one paper."""
WITHOUT_PAPER = "none"
OTHER_DAYS = 5
"""So many days after today are offered by a tap; any other by its date."""
AT_THE_COUNTER = timedelta(minutes=5)
"""For so long after a sale its change is what the clerk looks for."""


@dataclass(frozen=True, slots=True)
class Door:
    """Whether a visit on the day can be sold, and what is left."""

    day: DayLeft
    is_today: bool
    closed_because: str

    @property
    def is_open(self) -> bool:
        return not self.closed_because


@allowed_to("sell")
def till(request: HttpRequest) -> HttpResponse:
    """Ring up visitors and take their money."""
    at = clock.now()
    drawer = drawer_of(request)
    posted = request.POST if request.method == "POST" else {}
    session = _session_of(posted.get("session") or request.GET.get("session", ""))
    other_day = None if session else _other_day(posted.get("day") or request.GET.get("day"), at=at)
    day = day_of(session.starts_at) if session else other_day or day_of(at)
    voucher = voucher_on(day, posted.get("voucher", "").strip())
    choices = _choices(session, day=day, voucher=voucher)
    slip = slip_of(posted, choices, day=other_day, session=session)
    refused = ""
    if "pay" in posted:
        try:
            sale = slip.sale(choices, tender_of(posted))
            sold = sell(drawer, sale, request_key=slip.request_key, by=member_of(request), at=at)
        except ValueError:
            refused = _("Please write the amount that was given, such as 100 or 100.50.")
        except Refusal as refusal:
            refused = _with_another_slot(refusal, slip, at=at)
            if isinstance(refusal, RequestKeyReused):
                slip.request_key = new_key()
        else:
            _print_by_itself(request, sold)
            return redirect("desk:till_sale", key=sold.pk)
    elif "add" in posted:
        slip.add(posted["add"], 1)
    elif "less" in posted:
        slip.add(posted["less"], -1)
    elif session is not None and not posted:
        slip.add(choices[0].key, 1)  # whoever asks for it wants a place
    elif slip.voucher and voucher is None:
        refused = _("The code “%(words)s” is not valid.") % {"words": slip.voucher}
    return _till_page(request, drawer, slip, choices, refused=refused, at=at)


@allowed_to("sell")
@require_safe
def sale(request: HttpRequest, key: int) -> HttpResponse:
    """What was sold, refunded or voided: the change, the ticket, the paper."""
    movement = _with_order(key)
    papers = [one for one in movement.printings.all() if one.way != WITHOUT_PAPER]
    age = (clock.now() - papers[-1].at).total_seconds() if papers else 0.0
    is_copy = len(papers) > 1 or age > FRESH
    member = member_of(request)
    lines = receipt_lines(movement, is_copy=is_copy)
    order = movement.order
    return desk_page(
        request,
        "desk/till-sale.html",
        title=_("Receipt %(number)d") % {"number": movement.number},
        movement=movement,
        order=order,
        change_cents=_change(movement),
        lines=lines,
        svg=svg,
        words=money_words(),
        was_printed=bool(papers),
        is_at_the_counter=clock.now() - movement.at < AT_THE_COUNTER,
        is_settled=movement.printings.exists(),
        prints_now="print" in request.GET,
        reversal=CashMovement.objects.filter(reverses=movement).first(),
        can_void=movement.kind == MovementKind.SALE and member.may("void"),
        can_refund=movement.payment_id is not None and member.may("refund"),
    )


@allowed_to("sell")
@require_POST
def printed(request: HttpRequest, key: int) -> HttpResponse:
    """Print a receipt, by the drawer's printer or the browser; or note that nobody wants it."""
    movement = _with_order(key)
    way = request.POST.get("way", "")
    member, at = member_of(request), clock.now()
    if way == WITHOUT_PAPER:
        if not movement.printings.exists():
            note_printing(movement, way=WITHOUT_PAPER, by=member, at=at)
        return redirect("desk:till")
    if way == "printer" and movement.drawer.printer:
        is_copy = movement.printings.exclude(way=WITHOUT_PAPER).exists()
        if print_receipt(movement, is_copy=is_copy, by=member, at=at):
            tell(request, _("The receipt was sent to the printer."))
        else:
            _tell_printer_failed(request)
        return redirect("desk:till_sale", key=key)
    if not movement.printings.filter(way="browser", at__gt=at - A_CLICK).exists():
        note_printing(movement, way="browser", by=member, at=at)
    response = redirect("desk:till_sale", key=key)
    response["Location"] += "?print"
    return response


@allowed_to("void")
def void(request: HttpRequest, key: int) -> HttpResponse:
    """Take a sale back, or cash that was moved by mistake, for a reason."""
    movement = get_object_or_404(CashMovement.objects.select_related("order", "drawer"), pk=key)
    is_sale = movement.kind == MovementKind.SALE
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        undo = void_sale if is_sale else reverse_cash
        try:
            back = undo(
                movement,
                drawer=movement.drawer,
                reason=form.cleaned_data["reason"],
                by=member_of(request),
                at=clock.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            tell(request, _("It was taken back, as number %(number)d.") % {"number": back.number})
            return redirect("desk:till_sale", key=back.pk) if is_sale else redirect("desk:shift")
    return desk_page(
        request,
        "desk/till-void.html",
        title=_("Take back number %(number)d") % {"number": movement.number},
        movement=movement,
        is_sale=is_sale,
        amount=money_words()(abs(movement.amount_cents)),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("sell")
@require_safe
def find_booking(request: HttpRequest) -> HttpResponse:
    """Find a booking and go to its money: by code, QR, or a name that only one of today has.

    Other names lead to the list of bookings.
    """
    words = request.GET.get("q", "")
    order = find_order(words)
    if order is not None:
        return redirect("desk:till_pay", code=order.code)
    if words.strip():
        coming = find_orders(words, day=day_of(clock.now())).filter(state__in=PLACED)
        today = list(coming[:2])
        if len(today) == 1:
            return redirect("desk:till_pay", code=today[0].code)
    response = redirect("desk:bookings")
    response["Location"] += f"?{request.GET.urlencode()}"
    return response


@allowed_to("sell")
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Take the money for a booking that is paid at the door."""
    order = get_object_or_404(Order.objects.prefetch_related("lines"), code=code)
    drawer = drawer_of(request)
    refused = ""
    if request.method == "POST":
        try:
            paid = take_payment(
                order,
                drawer=drawer,
                tender=tender_of(request.POST),
                request_key=request.POST.get("request_key", "")[:60] or new_key(),
                by=member_of(request),
                at=clock.now(),
                expected_cents=cents_posted(request.POST, "total"),
            )
        except ValueError:
            refused = _("Please write the amount that was given, such as 100 or 100.50.")
        except Refusal as refusal:
            refused = str(refusal)
            order = get_object_or_404(Order.objects.prefetch_related("lines"), code=code)
        else:
            _print_by_itself(request, paid)
            return redirect("desk:till_sale", key=paid.pk)
    return desk_page(
        request,
        "desk/till-pay.html",
        title=_("Booking %(code)s") % {"code": order.code},
        order=order,
        is_today=day_of(order.starts_at) == day_of(clock.now()),
        shift=running_shift(drawer),
        request_key=request.POST.get("request_key") or new_key(),
        refused=refused,
        status=422 if refused else 200,
        **_money_words(),
    )


def _till_page(
    request: HttpRequest,
    drawer: Drawer,
    slip: Slip,
    choices: list[Choice],
    *,
    refused: str,
    at: datetime,
) -> HttpResponse:
    shift = running_shift(drawer)
    door = _door(slip.day or day_of(at), at=at)
    on_offer = offers(at)
    total = sum(slip.counts.get(one.key, 0) * one.unit_cents for one in choices)
    chosen = slip.slot or _next_slot(door.day, party=1, at=at)
    return desk_page(
        request,
        "desk/till.html",
        title=_("Till"),
        drawer=drawer,
        drawers=drawers(),
        shift=shift,
        is_counting=shift is not None and shift.state == ShiftState.COUNTING,
        open_form=OpenShiftForm(),
        door=door,
        other_days=_next_open_days(at),
        latest=day_of(at) + timedelta(days=HORIZON),
        today=[one for one in on_offer if one.is_today],
        coming=[one for one in on_offer if not one.is_today],
        slip=slip,
        choices=choices,
        chosen_slot=chosen,
        total_cents=total,
        waiting=_unprinted(shift),
        refused=refused,
        house=the_house(),
        origins=_origins(),
        status=422 if refused else 200,
        **_money_words(),
    )


def _session_of(key: str) -> ProgrammeSession | None:
    """The session that is asked for by its number; 404 where there is none."""
    if not key:
        return None
    published = ProgrammeSession.objects.filter(programme__is_published=True)
    found = published.select_related("programme", "resource")
    return get_object_or_404(found, pk=key if key.isdecimal() and len(key) < 12 else 0)


def _choices(
    session: ProgrammeSession | None, *, day: date, voucher: Voucher | None
) -> list[Choice]:
    if session is not None:
        return [choice_of_session(session, voucher=voucher)]
    return choices_on(day, voucher=voucher)


def _money_words() -> dict[str, Any]:
    return {"words": money_words(), "handed_over": handed_over(), "currency": the_house().currency}


def _origins() -> list[tuple[str, str]]:
    """Where visitors come from, as one tap says it: from here, or from elsewhere."""
    country = str(the_house().address.get("country") or "")
    name = Locale.parse(get_language() or "es").territories.get(country)
    here = [(country, str(name))] if name else []
    return [*here, ("abroad", _("Another country"))]


def _other_day(words: str | None, *, at: datetime) -> date | None:
    """The day that is asked for, where it is not today and can be sold."""
    today = day_of(at)
    try:
        day = date.fromisoformat(words or "")
    except ValueError:
        return None
    return day if today < day <= today + timedelta(days=HORIZON) else None


def _door(day: date, *, at: datetime) -> Door:
    """What can be sold on the day, and why not."""
    left = availability(visit_rules(), first=day, days=1, at=at)[0]
    is_today = day == day_of(at)
    return Door(left, is_today, _why_closed(left, is_today=is_today))


def _why_closed(day: DayLeft, *, is_today: bool) -> str:
    reason = day.hours.reason
    if not day.hours.is_open:
        said = f" {reason.words(get_language() or 'es')}" if reason else ""
        closed = _("The house is closed today.") if is_today else _("The house is closed that day.")
        return closed + said
    if day.is_past:
        return _("The last entry of today has passed. Nobody is sold in any more.")
    return ""


def _next_open_days(at: datetime) -> list[date]:
    """The days after today on which a visit can be sold at one tap."""
    rules, today = visit_rules(), day_of(at)
    days = (today + timedelta(days=ahead) for ahead in range(1, 15))
    return [day for day in days if rules.calendar.on(day).is_open][:OTHER_DAYS]


def _next_slot(today: DayLeft, *, party: int, at: datetime) -> datetime | None:
    """The first time of today at which so many people still fit, and come in without a race."""
    fitting = [slot.starts_at for slot in today.slots if not slot.is_past and slot.left >= party]
    rule = visit_rules().slot_rule_on(today.day)
    late = timedelta(minutes=rule.late_minutes) if rule else timedelta()
    in_time = [starts_at for starts_at in fitting if starts_at + late >= at + TO_THE_GATE]
    return next(iter(in_time or fitting), None)


def _with_another_slot(refusal: Refusal, slip: Slip, *, at: datetime) -> str:
    """The refusal's words; where the house is full at that time, the next time is offered and chosen."""
    if not isinstance(refusal, NoRoom) or slip.slot is None:
        return str(refusal)
    today = availability(visit_rules(), first=slip.day or day_of(at), days=1, at=at)[0]
    other = _next_slot(today, party=slip.party, at=at)
    if other is None:
        return f"{refusal} " + _("No other time of that day has room for this party.")
    slip.slot = other
    offer = _("%(time)s has room and is chosen now: take the money again to sell it.")
    return f"{refusal} " + offer % {"time": f"{local(other):%H:%M}"}


def _unprinted(shift: Shift | None) -> list[CashMovement]:
    return unprinted(shift) if shift is not None else []


def _with_order(key: int) -> CashMovement:
    movements = CashMovement.objects.select_related(
        "order__hold", "drawer", "by", "payment", "refund"
    )
    return get_object_or_404(movements.prefetch_related("printings").exclude(order=None), pk=key)


def _change(movement: CashMovement) -> int | None:
    if movement.tendered_cents is None:
        return None
    return movement.tendered_cents - movement.amount_cents


def _print_by_itself(request: HttpRequest, movement: CashMovement) -> None:
    """After the commit: where the drawer has a printer, the paper comes without being asked for."""
    if not movement.drawer.printer or movement.printings.exists():
        return
    if not print_receipt(movement, by=member_of(request), at=clock.now()):
        _tell_printer_failed(request)


def _tell_printer_failed(request: HttpRequest) -> None:
    words = _("The printer did not answer. What was sold is sold: print it again below.")
    tell(request, words, tone="refused")
