"""Moving an order to another time, cancelling it, and giving money back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import F

from casamuseo.kernel.writing import writing
from casamuseo.visit.actions.claiming import give_back
from casamuseo.visit.actions.history import note_order
from casamuseo.visit.actions.repricing import new_price
from casamuseo.visit.actions.telling import tell
from casamuseo.visit.actions.ticketing import PROGRAMME, VISIT, issue_ticket, revoke_tickets
from casamuseo.visit.errors import (
    BadParty,
    HoldIsOver,
    NotCancellable,
    NotMovable,
    ReasonMissing,
    TooMuchToRefund,
)
from casamuseo.visit.errors_tours import BelongsToTour
from casamuseo.visit.models import Conflict, Hold, Order, Payment, Refund, Ticket, TourRequest
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import (
    ConflictState,
    HoldState,
    OrderState,
    PaymentMethod,
    PaymentState,
    RefundState,
    TicketState,
)

PLACED = [OrderState.PAID, OrderState.CONFIRMED_UNPAID, OrderState.PART_REFUNDED]
MOVABLE = [*PLACED, OrderState.PAID_UNPLACED]
"""What has been paid for or confirmed can have another time."""
STANDING = [*MOVABLE, OrderState.AWAITING_PAYMENT]
"""What has not ended."""


def move_order(
    order: Order, *, hold: Hold, by: str, at: datetime, is_price_honoured: bool = False
) -> Ticket:
    """Give an order the places of another hold, and a new ticket in the place of the old one.

    What was paid stays paid: a day on which the same party costs more is refused with CostsMore, save
    where it is the house that owes another time (`is_price_honoured`, an open conflict, money without
    a place). What is still to be paid is priced anew. Refuses also with NotMovable (used, cancelled),
    BadParty, HoldIsOver, BelongsToTour, or PaymentUnderway where the price would change while somebody
    pays it.
    """
    with writing():
        _refuse_of_tour(order)
        stands = Order.objects.filter(pk=order.pk, state__in=MOVABLE)
        if order.party != hold.party:
            raise BadParty(most=order.party)
        if order.tickets.filter(used__gt=0).exists():
            raise NotMovable
        was = Order.objects.select_related("hold").get(pk=order.pk)
        if was.state == OrderState.PAID_UNPLACED and not was.kept_cents():
            raise NotMovable  # its money has been asked back
        price = new_price(was, day=day_of(hold.starts_at), is_honoured=is_price_honoured)
        active = Hold.objects.filter(pk=hold.pk, state=HoldState.ACTIVE, expires_at__gt=at)
        if not active.update(state=HoldState.CONVERTED):
            raise HoldIsOver
        # Nor have fewer come to it since: the hold and the price are for so many.
        unchanged = {"state": was.state, "party": hold.party, "total_cents": was.total_cents}
        if not stands.filter(hold=was.hold, **unchanged).update(
            hold=hold,
            state=OrderState.PAID if was.state == OrderState.PAID_UNPLACED else was.state,
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
            is_whole_day=hold.is_whole_day,
        ):
            raise NotMovable
        old = order.tickets.filter(state=TicketState.VALID).first()
        _revoke_unused(order)
        order.refresh_from_db()
        if price is not None:
            price.put_on(order)
        product = PROGRAMME if order.session_id else VISIT
        ticket = issue_ticket(order, hold=hold, product=product, at=at)
        if old is not None:
            Ticket.objects.filter(pk=old.pk).update(replaced_by=ticket)
        settle_conflicts(order, state=ConflictState.MOVED, at=at)
        note_order("move", order, by=by, at=at, to=hold.starts_at.isoformat())
        tell(order, "moved", at=at, before=was)
        _free(was.hold, at=at)
    return ticket


def cancel_order(order: Order, *, by: str, at: datetime, with_tour: bool = False) -> Order:
    """Give up an order that nothing was paid for, or whose money has all gone back.

    Refuses with NotCancellable where money is kept or somebody has come in, and with BelongsToTour
    unless it is the tour that is cancelled.
    """
    with writing():
        if not with_tour:
            _refuse_of_tour(order)
        if order.tickets.filter(used__gt=0).exists() or order.kept_cents():
            raise NotCancellable
        end_order(order, state=OrderState.CANCELLED, at=at)
        note_order("cancel", order, by=by, at=at)
        tell(order, "cancelled", at=at)
    order.refresh_from_db()
    return order


def request_refund(
    payment: Payment,
    *,
    amount_cents: int,
    method: PaymentMethod,
    reason: str,
    request_key: str,
    by: str,
    at: datetime,
) -> Refund:
    """Set money of a payment aside to go back; the same key again gives the same refund.

    Refuses with ReasonMissing or TooMuchToRefund. The money itself is sent by `send_refund` or paid
    out at the till.
    """
    if not reason.strip():
        raise ReasonMissing
    known = Refund.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    try:
        with writing():
            # The condition is the lock: two refunds at once cannot both have the last peso.
            set_aside = amount_cents > 0 and Payment.objects.filter(
                pk=payment.pk,
                state=PaymentState.CONFIRMED,
                refunded_cents__lte=F("amount_cents") - amount_cents,
            ).update(refunded_cents=F("refunded_cents") + amount_cents)
            if not set_aside:
                payment.refresh_from_db()
                raise TooMuchToRefund(left_cents=payment.amount_cents - payment.refunded_cents)
            refund = Refund.objects.create(
                payment=payment,
                request_key=request_key,
                method=method,
                amount_cents=amount_cents,
                reason=reason.strip()[:300],
                state=RefundState.APPROVED,
                requested_by=by,
                approved_by=by,
                requested_at=at,
            )
            note_order(
                "refund", payment.order, by=by, at=at, cents=amount_cents, reason=refund.reason
            )
    except IntegrityError:
        return Refund.objects.get(request_key=request_key)
    return refund


def finish_refund(refund: Refund, *, provider_ref: str = "", at: datetime) -> bool:
    """The money has gone back; an order of which nothing is kept is refunded and gives its places back."""
    order = refund.payment.order
    with writing():
        unfinished = [RefundState.REQUESTED, RefundState.APPROVED, RefundState.IN_TRANSIT]
        done = Refund.objects.filter(pk=refund.pk, state__in=unfinished).update(
            state=RefundState.DONE, done_at=at, provider_ref=provider_ref
        )
        if not done:
            return False
        order.refresh_from_db()
        if order.kept_cents() > 0 or not order.total_cents:  # the others of the party come free
            Order.objects.filter(pk=order.pk, state=OrderState.PAID).update(
                state=OrderState.PART_REFUNDED
            )
        elif order.state in STANDING:  # or another refund of it was finished first
            end_order(order, state=OrderState.REFUNDED, at=at)
        settle_conflicts(order, state=ConflictState.REFUNDED, at=at)
        tell(order, "refunded", at=at)
    return True


def settle_conflicts(order: Order, *, state: ConflictState, at: datetime) -> None:
    """What the calendar no longer allowed has been dealt with. Call inside a transaction."""
    waiting = Conflict.objects.filter(order=order, state=ConflictState.OPEN)
    waiting.update(state=state, settled_at=at)


def end_order(order: Order, *, state: OrderState, at: datetime) -> None:
    """End an order that stands: its unused tickets are void, its places free. Inside a transaction.

    Refuses with NotCancellable where it has ended already.
    """
    was = Order.objects.select_related("hold").get(pk=order.pk)
    if not Order.objects.filter(pk=order.pk, state__in=STANDING).update(state=state):
        raise NotCancellable
    revoke_tickets(order, state=TicketState.VOID)
    _free(was.hold, at=at)


def _free(hold: Hold, *, at: datetime) -> None:
    """Give back what a hold keeps, last in the transaction."""
    keeping = Hold.objects.filter(pk=hold.pk, state__in=[HoldState.ACTIVE, HoldState.CONVERTED])
    if keeping.update(state=HoldState.RELEASED):
        give_back(hold, at=at)


def _revoke_unused(order: Order) -> None:
    # Asked again by the update itself: somebody may have come in since `used` was read.
    usable = order.tickets.filter(state__in=[TicketState.VALID, TicketState.PART_USED])
    usable.filter(used=0).update(state=TicketState.MOVED)
    if usable.exists():
        raise NotMovable


def _refuse_of_tour(order: Order) -> None:
    if TourRequest.objects.filter(order=order).exists():
        raise BelongsToTour
