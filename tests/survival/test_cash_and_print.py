"""The till's process is killed at each of its writes: the sale is absent, or complete and to be printed."""

from __future__ import annotations

import pytest
from django.test import Client

from casamuseo.visit.models import CashMovement, Drawer, Order, Payment, Ticket, ledger_faults
from casamuseo.visit.terms import OrderState
from tests.desk.test_till import html, press
from tests.staffing import a_member, signed_in
from tests.survival.dying import in_a_process_that_dies
from tests.visit.cast import an_open_house
from tests.visit.tills import an_open_till

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("noon")]

MANY = 60
"""A sale has fewer writes."""


def test_a_till_killed_at_any_of_its_writes_has_the_sale_whole_or_not_at_all() -> None:
    an_open_house()
    chucho = a_member("till", login="chucho", full_name="Chucho")
    an_open_till(by=chucho)
    clerk = signed_in(chucho)
    sold, killed = 0, 0
    for write in range(MANY):
        page = html(press(clerk, html(clerk.get("/desk/till/")), add="adult"))

        survived = in_a_process_that_dies(lambda page=page: press(clerk, page, pay="exact"), write)

        sold += _whole_sales(after=sold)
        killed += not survived
        assert _offered(clerk) == list(range(sold, 0, -1))[:6]
        if survived:
            break
    # It has died on both sides of the commit, and whoever pressed again sold the next number.
    assert killed > 10
    assert sold >= 1
    again = press(clerk, page, pay="exact")
    assert again.status_code == 302
    assert Order.objects.count() == sold
    next_page = html(press(clerk, html(clerk.get("/desk/till/")), add="adult"))
    press(clerk, next_page, pay="exact")
    assert _numbers() == list(range(1, sold + 2))


def _whole_sales(*, after: int) -> int:
    """How many sales came: none, or one with everything that belongs to it."""
    now = CashMovement.objects.count()
    assert now - after in (0, 1)
    assert _numbers() == list(range(1, now + 1))
    assert Drawer.objects.get().last_number == now
    for many in (Order, Payment, Ticket):
        assert many.objects.count() == now, many
    for sale in CashMovement.objects.select_related("order", "payment"):
        assert sale.order is not None
        assert sale.payment is not None
        assert (sale.order.state, sale.payment.amount_cents) == (OrderState.PAID, 4000)
    assert ledger_faults() == []
    return now - after


def _numbers() -> list[int]:
    return list(CashMovement.objects.order_by("number").values_list("number", flat=True))


def _offered(clerk: Client) -> list[int]:
    """The numbers of the receipts that the till offers for printing."""
    page = html(clerk.get("/desk/till/"))
    rows = page.partition('id="waiting"')[2].split(">Receipt ")[1:]
    return [int(row.split("<")[0]) for row in rows]
