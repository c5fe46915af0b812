"""Plain factories for the till: a drawer with an open shift, and sales."""

from __future__ import annotations

from datetime import datetime

from casamuseo.staff.models import Member
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.selling import Sale, Tender, sell
from casamuseo.visit.actions.shifts import first_drawer, open_shift
from casamuseo.visit.models import CashMovement, Drawer, Shift
from casamuseo.visit.pricing import Asked
from casamuseo.visit.terms import PaymentMethod
from tests.cast import NOON
from tests.staffing import a_member

AT_THE_TILL = Contact(language="es")
IN_CASH = Tender()
CARD = Tender(PaymentMethod.TERMINAL, reference="4242")


def an_open_till(*, float_cents: int = 50000, by: Member | None = None) -> Shift:
    """Chucho's shift at the first drawer, with five hundred in it."""
    chucho = by or a_member("till", login="chucho", full_name="Chucho")
    return open_shift(first_drawer(at=NOON), float_cents=float_cents, by=chucho, at=NOON)


def a_sale(
    *,
    adults: int = 1,
    children: int = 0,
    tender: Tender = IN_CASH,
    key: str = "sale-1",
    slot: datetime | None = None,
    drawer: Drawer | None = None,
    by: Member | None = None,
    at: datetime = NOON,
) -> CashMovement:
    """A sale at the first drawer."""
    asked = [Asked("adult", adults)] if adults else []
    asked += [Asked("child", children)] if children else []
    return sell(
        drawer or Drawer.objects.get(key="main"),
        Sale(asked=asked, slot=slot, tender=tender, contact=AT_THE_TILL),
        request_key=key,
        by=by or Member.objects.get(login="chucho"),
        at=at,
    )
