"""Lines in a drawer's book: one open shift, one run of numbers, nothing ever altered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Sum

from casamuseo.staff.models import Member
from casamuseo.visit.errors_till import NoOpenShift, NotInTheDrawer, ShiftIsBeingCounted
from casamuseo.visit.models import CashMovement, Drawer, Order, Payment, Refund, Shift
from casamuseo.visit.terms import MovementKind, PaymentMethod, ShiftState


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to be written into the book."""

    kind: MovementKind
    method: PaymentMethod = PaymentMethod.CASH
    amount_cents: int
    """Positive into the drawer, negative out of it."""
    request_key: str
    tendered_cents: int | None = None
    order: Order | None = None
    payment: Payment | None = None
    refund: Refund | None = None
    reverses: CashMovement | None = None
    reason: str = ""


def lock_drawer(drawer: Drawer) -> Drawer:
    """The drawer as it stands, against all others until the commit. First in the transaction."""
    return Drawer.objects.select_for_update().get(pk=drawer.pk)


def open_shift_of(drawer: Drawer) -> Shift:
    """The shift in which money may move. Refuses with NoOpenShift or ShiftIsBeingCounted."""
    running = Q(state=ShiftState.OPEN) | Q(state=ShiftState.COUNTING)
    shift = Shift.objects.filter(running, drawer=drawer).first()
    if shift is None:
        raise NoOpenShift
    if shift.state == ShiftState.COUNTING:
        raise ShiftIsBeingCounted
    return shift


def write_line(shift: Shift, line: Line, *, by: Member, at: datetime) -> CashMovement:
    """The next movement of the shift's drawer. Call it with the drawer locked."""
    # In the same transaction as the movement: a number that is rolled back was never given.
    Drawer.objects.filter(pk=shift.drawer_id).update(last_number=F("last_number") + 1)
    number = Drawer.objects.values_list("last_number", flat=True).get(pk=shift.drawer_id)
    return CashMovement.objects.create(
        drawer_id=shift.drawer_id,
        shift=shift,
        number=number,
        kind=line.kind,
        method=line.method,
        amount_cents=line.amount_cents,
        tendered_cents=line.tendered_cents,
        order=line.order,
        payment=line.payment,
        refund=line.refund,
        reverses=line.reverses,
        request_key=line.request_key,
        reason=line.reason.strip()[:300],
        by=by,
        at=at,
    )


def expected_cents(shift: Shift) -> int:
    """The cash that should be in the drawer: the float and every cash movement of the shift."""
    cash = shift.movements.filter(method=PaymentMethod.CASH)
    return shift.float_cents + (cash.aggregate(sum=Sum("amount_cents"))["sum"] or 0)


def refuse_more_than_there_is(shift: Shift, *, cents: int) -> None:
    """Refuse with NotInTheDrawer where the shift's cash is less."""
    if cents > expected_cents(shift):
        raise NotInTheDrawer
