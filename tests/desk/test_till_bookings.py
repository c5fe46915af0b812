"""The bookings' desk: found, seen whole, moved, cancelled, refunded, and the queue of what waits."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from casamuseo.kernel.models import Change, Letter
from casamuseo.staff.models import Member
from casamuseo.visit import payments
from casamuseo.visit.actions.changing import request_refund
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.refunding import refund_online
from casamuseo.visit.models import (
    CashMovement,
    Order,
    Payment,
    PriceRule,
    Refund,
    Ticket,
    Voucher,
    ledger_faults,
)
from casamuseo.visit.terms import (
    OrderState,
    PayAt,
    PaymentMethod,
    RefundState,
    TicketState,
)
from tests.cast import NOON
from tests.desk.test_till import hidden, html
from tests.staffing import a_member, signed_in
from tests.visit.cast import SLOT, a_slotted_house, an_open_house, an_order
from tests.visit.test_programming import a_programme, a_session, an_order_for
from tests.visit.test_refunding import Acquirer
from tests.visit.tills import a_sale, an_open_till

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def berta() -> Member:
    return a_member("director", login="berta", full_name="Berta")


@pytest.fixture
def browser(berta: Member) -> Client:
    return signed_in(berta)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Acquirer:
    """A provider of the outside world, in the place of the house's own."""
    stand_in = Acquirer()
    monkeypatch.setattr("casamuseo.desk.views.bookings.online", lambda: stand_in)
    assert callable(payments.online)
    return stand_in


def named(name: str, *, key: str, **fields: Any) -> Order:
    contact = Contact(
        language="es", name=name, email=f"{key}@example.org", site="https://c.example"
    )
    return an_order(key=key, contact=contact, **fields)


def paid_online(provider: Acquirer, **fields: Any) -> Payment:
    order = an_order(pay_at=PayAt.ONLINE, **fields)
    payment = begin_payment(order, provider=provider, back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)
    payment.refresh_from_db()
    return payment


def test_a_booking_is_found_by_code_name_e_mail_day_and_state(browser: Client) -> None:
    an_open_house()
    ana = named("Ana Robles", key="ana")
    eva = named("Eva Núñez", key="eva", slot=SLOT + timedelta(days=1))

    def found(**asked: str) -> list[str]:
        page = html(browser.get("/desk/bookings/", asked))
        return sorted(re.findall(r"/desk/bookings/([0-9A-Z]{4}-[0-9A-Z]{4})/", page))

    by_code = browser.get("/desk/bookings/", {"q": f" {ana.code.replace('-', '').lower()} "})
    assert by_code.headers["Location"] == f"/desk/bookings/{ana.code}/"
    assert found(q="robles ana") == [ana.code]
    assert found(q="EVA@example") == [eva.code]
    assert found(day="2026-11-26") == [eva.code]
    assert found(state="paid") == []
    assert found() == sorted([ana.code, eva.code])
    assert "No booking is like that." in html(browser.get("/desk/bookings/", {"q": "nobody"}))


def test_a_long_list_is_leafed_through(browser: Client) -> None:
    an_open_house()
    for number in range(52):
        an_order(party=1, key=f"order-{number}")

    first = html(browser.get("/desk/bookings/"))
    second = html(browser.get("/desk/bookings/", {"page": "2"}))

    assert [first.count('<th scope="row">'), second.count('<th scope="row">')] == [50, 2]
    assert 'href="?page=2"' in first
    assert 'href="?page=1"' in second


def test_a_booking_shows_its_visitors_money_tickets_and_history(
    browser: Client, berta: Member
) -> None:
    an_open_house()
    an_open_till(by=berta)
    sale = a_sale(adults=2, children=1, by=berta)
    assert sale.order is not None
    Change.objects.create(
        at=NOON,
        actor="berta",
        action="refund",
        kind="visit.order",
        key=sale.order.code,
        facts={"cents": 4000, "reason": "Fell ill"},
    )

    page = html(browser.get(f"/desk/bookings/{sale.order.code}/"))

    for words in (
        "80.00 MXN",
        f"{sale.drawer.name} 1",
        "0 of 3",
        "Refund",
        "40.00 MXN · Fell ill",
        "berta",
    ):
        assert words in page


def test_a_booking_asks_as_little_whatever_has_happened(
    browser: Client, berta: Member, django_assert_num_queries: Any, settings: Settings
) -> None:
    settings.EDITION_SECONDS = 60.0
    an_open_house()
    an_open_till(by=berta)
    sale = a_sale(adults=1, by=berta)
    assert sale.order is not None
    address = f"/desk/bookings/{sale.order.code}/"
    browser.get(address)
    with django_assert_num_queries(13):
        browser.get(address)

    for turn in range(3):
        Ticket.objects.create(
            serial=f"{turn}",
            order=sale.order,
            code="x",
            valid_from=NOON,
            valid_until=NOON,
            party=1,
            issued_at=NOON,
        )
        request_refund(
            sale.order.payments.get(),
            amount_cents=100,
            method=PaymentMethod.CASH,
            reason="Illness",
            request_key=f"{turn}",
            by="berta",
            at=NOON,
        )
    with django_assert_num_queries(13):
        browser.get(address)


def test_the_list_asks_as_little_of_many_as_of_one(
    browser: Client, django_assert_num_queries: Any, settings: Settings
) -> None:
    settings.EDITION_SECONDS = 60.0
    an_open_house()
    an_order(party=1)
    browser.get("/desk/bookings/")
    with django_assert_num_queries(7):
        browser.get("/desk/bookings/")

    for number in range(5):
        an_order(party=1, key=f"more-{number}")
    with django_assert_num_queries(7):
        browser.get("/desk/bookings/")


def test_a_booking_is_moved_to_a_time_with_room(browser: Client) -> None:
    a_slotted_house(house_capacity=3)
    order = an_order(party=2)
    an_order(party=2, slot=SLOT + timedelta(hours=2), key="other")
    address = f"/desk/bookings/{order.code}/move/"
    page = html(browser.get(address))
    later = SLOT + timedelta(hours=4)

    full = browser.post(address, {"to": (SLOT + timedelta(hours=2)).isoformat()})
    moved = browser.post(
        address, {"to": later.isoformat(), "request_key": hidden(page, "request_key")}
    )

    assert later.isoformat() in page
    assert (SLOT + timedelta(hours=2)).isoformat() not in page
    assert full.status_code == 422
    assert moved.headers["Location"] == f"/desk/bookings/{order.code}/"
    order.refresh_from_db()
    assert order.starts_at == later
    states = order.tickets.order_by("pk").values_list("state", flat=True)
    assert list(states) == [TicketState.MOVED, TicketState.VALID]
    assert ledger_faults() == []


def test_the_house_may_keep_the_price_on_a_dearer_day(browser: Client, berta: Member) -> None:
    an_open_house()
    an_open_till(by=berta)
    PriceRule.objects.create(key="thursday", weekdays=[4], amount=60)
    sale = a_sale(by=berta)
    assert sale.order is not None
    address = f"/desk/bookings/{sale.order.code}/move/"
    thursday = {"to": (NOON + timedelta(days=2)).isoformat()}

    refused = browser.post(address, thursday)
    kept = browser.post(address, {**thursday, "honours": "1"})

    assert refused.status_code == 422
    assert "Keep the price that was paid" in html(refused)
    assert kept.status_code == 302
    sale.order.refresh_from_db()
    assert sale.order.total_cents == 4000


def test_a_booking_is_cancelled_and_a_paid_one_is_not(browser: Client, berta: Member) -> None:
    an_open_house()
    an_open_till(by=berta)
    order = an_order()
    sale = a_sale(by=berta)
    assert sale.order is not None

    browser.post(f"/desk/bookings/{order.code}/cancel/")
    browser.post(f"/desk/bookings/{sale.order.code}/cancel/")

    order.refresh_from_db()
    sale.order.refresh_from_db()
    assert (order.state, sale.order.state) == (OrderState.CANCELLED, OrderState.PAID)
    page = html(browser.get(f"/desk/bookings/{sale.order.code}/"))
    assert "This booking cannot be cancelled any more." in page


def test_a_lost_ticket_is_replaced_unless_somebody_came_in_with_it(browser: Client) -> None:
    an_open_house()
    order = an_order()
    old = order.tickets.get()

    browser.post(f"/desk/bookings/{order.code}/ticket/")

    old.refresh_from_db()
    new = order.tickets.exclude(pk=old.pk).get()
    assert (old.state, old.replaced_by, new.state) == (TicketState.VOID, new, TicketState.VALID)
    assert new.code != old.code
    Ticket.objects.filter(pk=new.pk).update(used=1)
    browser.post(f"/desk/bookings/{order.code}/ticket/")
    assert order.tickets.count() == 2


def test_a_letter_is_sent_again(browser: Client) -> None:
    an_open_house()
    order = named("Ana", key="ana")
    before = Letter.objects.count()

    browser.post(f"/desk/bookings/{order.code}/letter/")

    assert Letter.objects.count() == before + 1
    assert Change.objects.filter(action="resend", key=order.code).count() == 1


def test_a_part_goes_back_in_cash_from_the_desk_once(browser: Client, berta: Member) -> None:
    an_open_house()
    an_open_till(by=berta)
    payment = a_sale(adults=2, by=berta).payment
    assert payment is not None
    address = f"/desk/bookings/payments/{payment.pk}/refund/"
    page = html(browser.get(address))
    answer = {
        "request_key": hidden(page, "request_key"),
        "amount_cents": "40",
        "method": "cash",
        "reason": "Fell ill",
    }

    too_much = browser.post(address, {**answer, "request_key": "x", "amount_cents": "80.01"})
    first, again = browser.post(address, answer), browser.post(address, answer)

    back = CashMovement.objects.get(kind="refund")
    assert too_much.status_code == 422
    assert first.headers["Location"] == again.headers["Location"] == f"/desk/till/sales/{back.pk}/"
    assert back.amount_cents == -4000
    assert ">Devolución<" in html(browser.get(f"/desk/till/sales/{back.pk}/"))


def test_money_goes_back_by_the_provider_and_waits_where_it_does_not_answer(
    browser: Client, provider: Acquirer
) -> None:
    an_open_house()
    payment = paid_online(provider)
    provider.is_away = True
    address = f"/desk/bookings/payments/{payment.pk}/refund/"
    answer = {"request_key": "r", "amount_cents": "80", "method": "stripe", "reason": "Fell ill"}

    browser.post(address, answer)
    refund = Refund.objects.get()
    waiting = html(browser.get("/desk/bookings/waiting/"))
    provider.is_away = False
    browser.post(f"/desk/bookings/refunds/{refund.pk}/send/")

    assert payment.order.code in waiting
    assert "no answer" in waiting
    refund.refresh_from_db()
    payment.order.refresh_from_db()
    assert (refund.state, payment.order.state) == (RefundState.DONE, OrderState.REFUNDED)


def test_a_refund_that_will_not_go_is_given_up_for_a_reason(
    browser: Client, provider: Acquirer, berta: Member
) -> None:
    an_open_house()
    payment = paid_online(provider)
    provider.is_away = True
    refund = refund_online(
        payment,
        provider=provider,  # type: ignore[arg-type]
        amount_cents=8000,
        reason="Illness",
        request_key="r",
        by=berta,
        at=NOON,
    )
    address = f"/desk/bookings/refunds/{refund.pk}/give-up/"

    assert browser.post(address, {"reason": ""}).status_code == 422
    browser.post(address, {"reason": "The card has expired"})

    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, payment.refunded_cents) == (RefundState.FAILED, 0)


def test_money_without_a_place_waits_with_a_clock_and_gets_its_place(
    browser: Client, provider: Acquirer
) -> None:
    a_slotted_house()
    payment = paid_online(provider)
    Order.objects.update(state=OrderState.PAID_UNPLACED)
    Payment.objects.update(confirmed_at=NOON - timedelta(hours=3))
    code = payment.order.code

    page = html(browser.get("/desk/bookings/waiting/"))
    assert code in page
    assert "3 hours" in page
    browser.post(f"/desk/bookings/{code}/move/", {"to": (SLOT + timedelta(hours=1)).isoformat()})

    payment.order.refresh_from_db()
    assert payment.order.state == OrderState.PAID
    assert code not in html(browser.get("/desk/bookings/waiting/"))


def test_who_was_to_pay_at_the_door_is_listed_from_their_day_on(browser: Client) -> None:
    an_open_house()
    today = an_order(slot=NOON, key="today")
    tomorrow = an_order(key="tomorrow")

    page = html(browser.get("/desk/bookings/waiting/"))

    assert today.code in page
    assert tomorrow.code not in page


def test_vouchers_are_made_listed_and_ended(browser: Client) -> None:
    an_open_house()
    answer = {"code": "amigos 26", "percent": "50", "max_uses": "10", "note": "Friends"}

    browser.post("/desk/bookings/vouchers/", answer)
    doubled = browser.post("/desk/bookings/vouchers/", answer)
    days = {"begins_on": "2026-12-02", "ends_on": "2026-12-01"}
    backwards = browser.post("/desk/bookings/vouchers/", {**answer, "code": "B", **days})

    voucher = Voucher.objects.get()
    assert (voucher.code, voucher.percent, voucher.max_uses) == ("AMIGOS26", 50, 10)
    assert (doubled.status_code, backwards.status_code) == (422, 422)
    assert "AMIGOS26" in html(browser.get("/desk/bookings/vouchers/"))
    browser.post(f"/desk/bookings/vouchers/{voucher.pk}/end/")
    voucher.refresh_from_db()
    assert voucher.is_active is False


def test_a_clerk_sees_bookings_but_gives_no_money_back(berta: Member) -> None:
    an_open_house()
    an_open_till(by=berta)
    sale = a_sale(by=berta)
    assert sale.order is not None
    assert sale.payment is not None
    clerk = signed_in(a_member("till"))

    page = html(clerk.get(f"/desk/bookings/{sale.order.code}/"))

    assert "/refund/" not in page
    assert clerk.get(f"/desk/bookings/payments/{sale.payment.pk}/refund/").status_code == 404


def test_fewer_come_and_the_difference_is_offered_back(browser: Client, berta: Member) -> None:
    an_open_house()
    an_open_till(by=berta)
    order = a_sale(adults=4, by=berta).order
    assert order is not None
    line, address = order.lines.get().pk, f"/desk/bookings/{order.code}/fewer/"

    page = html(browser.get(address))
    wrong = browser.post(address, {f"line-{line}": "many"})
    nobody = browser.post(address, {f"line-{line}": "0"})
    done = browser.post(address, {f"line-{line}": "3"}, follow=True)

    assert "4 now, 40.00" in page
    assert "Please write how many still come, such as 3." in html(wrong)
    assert "If nobody comes, cancel the booking." in html(nobody)
    booking = html(done)
    assert "40.00 MXN more have been paid than the visit costs now." in booking
    assert "4 → 3" in booking
    assert "of 4 sold" in booking
    refund = html(browser.get(f"/desk/bookings/payments/{Payment.objects.get().pk}/refund/"))
    assert 'value="40.00"' in refund


def test_the_till_hands_what_was_paid_too_much_to_the_director() -> None:
    an_open_house()
    chucho = a_member("till", login="chucho", full_name="Chucho")
    an_open_till(by=chucho)
    order = a_sale(adults=2, by=chucho).order
    assert order is not None
    browser = signed_in(chucho)

    browser.post(f"/desk/bookings/{order.code}/fewer/", {f"line-{order.lines.get().pk}": "1"})
    page = html(browser.get(f"/desk/bookings/{order.code}/"))

    assert "The director can give them back." in page
    assert "/refund/" not in page
    assert f"/desk/bookings/{order.code}/fewer/" not in page


def test_a_session_is_moved_to_another_of_the_same_programme(browser: Client) -> None:
    an_open_house()
    programme = a_programme()
    session, later = a_session(programme), a_session(programme, hours=24)
    small = a_session(programme, hours=48, capacity=1)
    concert = a_session(a_programme("concert"), hours=4)
    order = an_order_for(session)
    address = f"/desk/bookings/{order.code}/move/"

    page = html(browser.get(address))
    other = browser.post(address, {"to": str(concert.pk), "request_key": "a"})
    unknown = browser.post(address, {"to": "2026-11-26", "request_key": "b"})
    moved = browser.post(address, {"to": str(later.pk), "request_key": "c"})

    assert re.findall(r'name="to" value="(\d+)"', page) == [str(later.pk)]
    assert small.pk != later.pk
    assert (other.status_code, unknown.status_code) == (422, 404)
    assert moved.headers["Location"] == f"/desk/bookings/{order.code}/"
    order.refresh_from_db()
    assert order.session == later
