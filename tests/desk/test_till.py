"""The till by its pages: rung up, paid, printed, taken back, counted, as a form without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from casamuseo.kernel import clock
from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.staff.models import Member
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.programming import cancel_session, publish_programme
from casamuseo.visit.actions.selling import Tender
from casamuseo.visit.actions.shrinking import shrink_order
from casamuseo.visit.models import (
    Bucket,
    CashMovement,
    Drawer,
    OpeningException,
    Order,
    Price,
    PriceRule,
    Printing,
    Programme,
    ProgrammeSession,
    Shift,
    Ticket,
    Voucher,
)
from casamuseo.visit.terms import OrderState, Residency, ShiftState
from tests.cast import NOON
from tests.staffing import a_member, signed_in
from tests.visit.cast import a_slotted_house, an_open_house, an_order
from tests.visit.test_programming import a_programme, a_session
from tests.visit.tills import a_sale, an_open_till

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def chucho() -> Member:
    return a_member("till", login="chucho", full_name="Chucho")


@pytest.fixture
def browser(chucho: Member) -> Client:
    return signed_in(chucho)


def html(response: HttpResponse | Any) -> str:
    return str(response.content.decode())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def press(browser: Client, page: str, **pressed: str) -> Any:
    """Send the till's form as it stands on the page, with the button that was pressed."""
    fields = dict(re.findall(r'<input type="number" name="([^"]+)" value="(\d+)"', page))
    fields |= {name: hidden(page, name) for name in ("request_key", "total")}
    slot = re.search(r'name="slot" value="([^"]+)" checked', page)
    if slot:
        fields["slot"] = slot[1]
    return browser.post("/desk/till/", {**fields, **pressed})


def the_receipt(response: Any) -> CashMovement:
    assert response.status_code == 302, html(response)
    key = re.fullmatch(r"/desk/till/sales/(\d+)/", response.headers["Location"])
    assert key is not None
    return CashMovement.objects.get(pk=key[1])


def test_two_taps_sell_an_adult_without_javascript(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)

    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))
    sold = the_receipt(press(browser, page, pay="exact"))

    assert "40.00 MXN" in page
    assert (sold.amount_cents, sold.tendered_cents, sold.by) == (4000, 4000, chucho)
    receipt = html(browser.get(f"/desk/till/sales/{sold.pk}/"))
    assert sold.order is not None
    assert sold.order.code in receipt
    assert "<svg" in receipt


def test_a_note_handed_over_gives_its_change(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))
    page = html(press(browser, page, add="adult"))

    sold = the_receipt(press(browser, page, pay="10000"))

    assert (sold.amount_cents, sold.tendered_cents) == (8000, 10000)
    assert "20.00 MXN" in html(browser.get(f"/desk/till/sales/{sold.pk}/"))


def test_another_amount_is_typed_as_people_write_it(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))

    wrong = press(browser, page, pay="given", given="many")
    little = press(browser, page, pay="given", given="30")
    sold = the_receipt(press(browser, page, pay="given", given="$ 1,000.50"))

    assert (wrong.status_code, little.status_code) == (422, 422)
    assert "40.00 MXN are owed, and only 30.00 MXN were given." in html(little)
    assert sold.tendered_cents == 100050
    assert Order.objects.count() == 1


def test_a_card_is_noted_by_hand(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))

    sold = the_receipt(press(browser, page, pay="terminal", reference="1881"))

    assert sold.payment is not None
    assert (sold.method, sold.payment.note) == ("terminal", "1881")


def test_a_child_is_given_a_ticket_of_nothing(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(press(browser, html(browser.get("/desk/till/")), add="child"))

    sold = the_receipt(press(browser, page, pay="exact"))

    assert "Give the ticket: nothing to pay" in page
    assert (sold.amount_cents, Ticket.objects.count()) == (0, 1)


def test_a_double_click_leads_to_the_one_sale(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))

    first = the_receipt(press(browser, page, pay="exact"))

    assert the_receipt(press(browser, page, pay="exact")) == first
    assert CashMovement.objects.count() == 1


def test_an_old_page_with_other_visitors_is_refused_and_then_sold(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))
    press(browser, page, pay="exact")
    page = html(press(browser, page, add="adult"))

    refused = press(browser, page, pay="exact")
    sold = the_receipt(press(browser, html(refused), pay="exact"))

    assert refused.status_code == 422
    assert (sold.number, sold.amount_cents) == (2, 8000)


def test_a_total_that_changed_under_the_clerk_is_shown_first(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(browser.get("/desk/till/"))

    refused = press(browser, page, pay="exact", **{"n-adult": "2"})

    assert refused.status_code == 422
    assert "The total is 80.00 MXN now." in html(refused)
    assert the_receipt(press(browser, html(refused), pay="exact")).amount_cents == 8000


def test_residents_have_a_button_of_their_own_on_their_day(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    PriceRule.objects.create(
        key="tuesday",
        residency=Residency.RESIDENT,
        weekdays=[2],
        amount=0,
        reason=Text.of(es="Martes libres", en="Free Tuesdays"),
        proof=Text.of(es="Identificación", en="An identification"),
    )

    page = html(browser.get("/desk/till/"))
    assert [word in page for word in ("n-adult.resident", "n-adult.abroad", "n-child")] == [
        True
    ] * 3
    assert "Free Tuesdays" in page
    page = html(press(browser, page, add="adult.resident"))
    sold = the_receipt(press(browser, page, pay="exact", **{"seen-adult.resident": "1"}))

    assert sold.order is not None
    line = sold.order.lines.get()
    assert (line.residency, line.unit_cents, line.proof_was_seen) == ("resident", 0, True)


def test_a_voucher_lowers_what_the_till_shows(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    Voucher.objects.create(code="VECINOS", percent=50, max_uses=9)
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult", voucher="vecinos"))

    sold = the_receipt(press(browser, page, pay="exact", voucher="vecinos"))

    assert "20.00 MXN" in page
    assert sold.amount_cents == 2000
    assert press(browser, page, do="price", voucher="NADA").status_code == 422


def test_the_next_slot_with_room_is_chosen_and_offered_when_it_is_full(
    browser: Client, chucho: Member
) -> None:
    a_slotted_house(house_capacity=2)
    an_open_till(by=chucho)
    page = html(browser.get("/desk/till/"))
    assert hidden_slot(page) == NOON.isoformat()
    page = html(press(browser, page, add="adult"))
    a_sale(adults=2, key="another", slot=NOON, by=chucho)

    refused = press(browser, page, pay="exact")

    assert refused.status_code == 422
    assert "13:00 has room and is chosen now" in html(refused)
    assert hidden_slot(html(refused)) == (NOON + timedelta(hours=1)).isoformat()
    sold = the_receipt(press(browser, html(refused), pay="exact"))
    assert sold.order is not None
    assert sold.order.starts_at == NOON + timedelta(hours=1)


def hidden_slot(page: str) -> str:
    found = re.search(r'name="slot" value="([^"]+)" checked', page)
    assert found is not None
    return found[1]


def test_nobody_is_sold_in_on_a_closed_day_and_the_page_says_why(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    OpeningException.objects.create(
        key="works", on=NOON.date(), reason=Text.of(es="Obras", en="Works")
    )

    page = html(browser.get("/desk/till/"))

    assert "The house is closed today. Works" in page
    assert 'name="pay"' not in page


def test_after_the_last_entry_the_till_sells_to_nobody(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)

    with clock.stopped(NOON + timedelta(hours=6)):
        page = html(signed_in(chucho, client=browser).get("/desk/till/"))

    assert "The last entry of today has passed." in page


def test_what_is_a_demonstration_is_marked_at_the_till(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    Price.objects.update(is_demonstration=True, amount=Decimal(20))

    assert ">example<" in html(browser.get("/desk/till/"))


def test_a_clerk_opens_the_shift_with_its_float(browser: Client) -> None:
    an_open_house()
    assert "Open a shift" in html(browser.get("/desk/till/"))

    wrong = browser.post("/desk/till/shift/open/", {"float_cents": "-3"})
    browser.post("/desk/till/shift/open/", {"float_cents": "500"})

    assert wrong.status_code == 422
    assert Shift.objects.get().float_cents == 50000
    assert "shift 1" in html(browser.get("/desk/till/"))


def test_a_booking_is_found_by_its_code_and_paid(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    order = an_order(slot=NOON)

    by_code = browser.get("/desk/till/booking/", {"q": order.code.lower()})
    by_qr = browser.get("/desk/till/booking/", {"q": order.tickets.get().code})
    by_mail = browser.get("/desk/till/booking/", {"q": "ana@example.org"})

    address = f"/desk/till/bookings/{order.code}/"
    assert (by_code.headers["Location"], by_qr.headers["Location"]) == (address, address)
    assert by_mail.headers["Location"] == address
    page = html(browser.get(address))
    answer = {"request_key": hidden(page, "request_key"), "pay": "10000"}
    paid = the_receipt(browser.post(address, answer))
    assert the_receipt(browser.post(address, answer)) == paid
    order.refresh_from_db()
    assert (order.state, paid.tendered_cents) == (OrderState.PAID, 10000)


def test_a_receipt_is_printed_once_and_then_is_a_copy(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    sale = a_sale(by=chucho)
    address = f"/desk/till/sales/{sale.pk}/"
    assert "Receipts not printed yet" in html(browser.get("/desk/till/"))

    first = browser.post(f"{address}print/", {"way": "browser"})
    browser.post(f"{address}print/", {"way": "browser"})  # the second of two clicks
    original = html(browser.get(first.headers["Location"]))
    with clock.stopped(NOON + timedelta(seconds=10)):
        browser.post(f"{address}print/", {"way": "browser"})
        again = html(browser.get(address))

    assert first.headers["Location"] == f"{address}?print"
    assert ">Copia<" not in original
    assert ">Copia<" in again
    assert "Receipts not printed yet" not in html(browser.get("/desk/till/"))


def test_whoever_wants_no_paper_is_not_asked_again(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    sale = a_sale(by=chucho)

    response = browser.post(f"/desk/till/sales/{sale.pk}/print/", {"way": "none"})

    assert response.headers["Location"] == "/desk/till/"
    assert Printing.objects.get().way == "none"
    assert "Receipts not printed yet" not in html(browser.get("/desk/till/"))


def test_a_printer_that_is_away_loses_no_sale(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    Drawer.objects.update(printer="127.0.0.1:1")
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))

    sold = the_receipt(press(browser, page, pay="exact"))

    receipt = html(browser.get(f"/desk/till/sales/{sold.pk}/"))
    assert "The printer did not answer. What was sold is sold" in receipt
    assert Printing.objects.count() == 0
    assert "Receipts not printed yet" in html(browser.get("/desk/till/"))


def test_a_drawers_own_printer_prints_after_the_sale(
    browser: Client, chucho: Member, printer: Callable[[], bytes]
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    Drawer.objects.update(printer=f"127.0.0.1:{printer.port}")  # type: ignore[attr-defined]
    page = html(press(browser, html(browser.get("/desk/till/")), add="adult"))

    sold = the_receipt(press(browser, page, pay="exact"))

    assert Printing.objects.get().way == "printer"
    assert sold.order is not None
    assert sold.order.code.encode() in printer()


def test_a_sale_is_taken_back_for_a_reason(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    sale = a_sale(by=chucho)
    address = f"/desk/till/sales/{sale.pk}/void/"

    page = html(browser.get(address))
    missing = browser.post(address, {"reason": ""})
    done = browser.post(address, {"reason": "Wrong category"})

    assert '<button type="submit" class="danger" name="reason" value="Rung up by mistake">' in page
    assert missing.status_code == 422
    back = the_receipt(done)
    assert (back.amount_cents, back.reverses) == (-4000, sale)
    assert "was taken back, as number 2" in html(browser.get(f"/desk/till/sales/{sale.pk}/"))


def test_a_clerk_does_not_take_back_a_scanned_ticket(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    sale = a_sale(by=chucho)
    Ticket.objects.update(used=1)

    response = browser.post(f"/desk/till/sales/{sale.pk}/void/", {"reason": "Wrong"})

    assert response.status_code == 422
    assert "Only the director can void it." in html(response)


def test_on_a_closed_day_the_next_open_days_are_sold(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    OpeningException.objects.create(key="works", on=NOON.date(), reason=Text.of(en="Works"))
    Edition.rise()
    closed = html(browser.get("/desk/till/"))
    assert 'href="/desk/till/?day=2026-11-25"' in closed

    page = html(press(browser, html(browser.get("/desk/till/?day=2026-11-25")), **ON_WEDNESDAY))
    sold = the_receipt(press(browser, page, day="2026-11-25", pay="exact"))

    assert sold.order is not None
    assert sold.order.starts_at.isoformat() == "2026-11-25T16:00:00+00:00"
    assert sold.order.tickets.count() == 1


ON_WEDNESDAY = {"day": "2026-11-25", "add": "adult"}


def test_a_slot_of_another_day_is_sold(browser: Client, chucho: Member) -> None:
    a_slotted_house()
    an_open_till(by=chucho)

    page = html(press(browser, html(browser.get("/desk/till/?day=2026-11-25")), **ON_WEDNESDAY))
    sold = the_receipt(press(browser, page, day="2026-11-25", pay="exact"))

    assert sold.order is not None
    assert sold.order.starts_at.isoformat() == "2026-11-25T16:00:00+00:00"
    assert sold.order.is_whole_day is False


@pytest.mark.parametrize("day", ["yesterday", "2026-11-23", "2026-11-24", "2031-01-01"])
def test_a_day_that_cannot_be_sold_is_today(browser: Client, chucho: Member, day: str) -> None:
    an_open_house()
    an_open_till(by=chucho)

    page = html(browser.get(f"/desk/till/?day={day}"))

    assert "Today there is room for" in page


def test_a_shift_is_counted_blind_explained_and_closed(browser: Client, chucho: Member) -> None:
    an_open_house()
    shift = an_open_till(by=chucho)
    a_sale(adults=2, by=chucho)
    browser.post("/desk/till/shift/count/", {"begin": "1"})

    counting = html(browser.get("/desk/till/shift/count/"))
    assert "580.00" not in counting
    assert "The drawer is being counted" in html(browser.get("/desk/till/"))
    browser.post("/desk/till/shift/count/", {"piece-50000": "1", "piece-5000": "1"})
    closing = html(browser.get("/desk/till/shift/close/"))
    assert "-30.00 MXN" in closing
    assert "580.00 MXN" in closing
    assert browser.post("/desk/till/shift/close/", {"difference_note": ""}).status_code == 422
    closed = browser.post("/desk/till/shift/close/", {"difference_note": "Wrong change"})

    assert closed.headers["Location"] == f"/desk/till/shifts/{shift.pk}/"
    report = html(browser.get(f"/desk/till/shifts/{shift.pk}/"))
    for words in ("Z report 1", "Wrong change", "-30.00 MXN", "1 × 500.00 MXN"):
        assert words in report
    shift.refresh_from_db()
    assert shift.state == ShiftState.CLOSED


def test_a_z_report_comes_out_of_the_drawers_printer(
    browser: Client, chucho: Member, printer: Callable[[], bytes]
) -> None:
    an_open_house()
    shift = an_open_till(by=chucho)
    browser.post("/desk/till/shift/count/", {"begin": "1"})
    browser.post("/desk/till/shift/count/", {"piece-50000": "1"})
    browser.post("/desk/till/shift/close/", {"difference_note": ""})
    Drawer.objects.update(printer=f"127.0.0.1:{printer.port}")  # type: ignore[attr-defined]

    browser.post(f"/desk/till/shifts/{shift.pk}/print/")

    assert b"Z report 1" in printer()
    assert "The report was sent to the printer." in html(
        browser.get(f"/desk/till/shifts/{shift.pk}/")
    )


def test_going_on_with_a_count_records_nothing(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    browser.post("/desk/till/shift/count/", {"begin": "1"})

    browser.post("/desk/till/shift/count/", {"begin": "1"})

    assert Shift.objects.get().counted_cents is None


def test_whoever_leaves_the_count_sells_on(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    browser.post("/desk/till/shift/count/", {"begin": "1"})

    browser.post("/desk/till/shift/count/", {"leave": "1"})

    assert Shift.objects.get().state == ShiftState.OPEN


def test_cash_goes_to_the_safe_once_and_a_mistake_is_taken_back(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    page = html(browser.get("/desk/till/shift/"))
    answer = {"request_key": hidden(page, "request_key"), "amount_cents": "300", "reason": ""}

    browser.post("/desk/till/shift/cash/out/", answer)
    browser.post("/desk/till/shift/cash/out/", answer)
    too_much = browser.post(
        "/desk/till/shift/cash/out/", {**answer, "request_key": "b", "amount_cents": "201"}
    )

    dropped = CashMovement.objects.get()
    assert (dropped.amount_cents, dropped.reason) == (-30000, "To the safe")
    assert too_much.status_code == 422
    browser.post(f"/desk/till/sales/{dropped.pk}/void/", {"reason": "Typed wrong"})
    assert sum(CashMovement.objects.values_list("amount_cents", flat=True)) == 0


def test_the_director_reviews_a_closed_shift(browser: Client, chucho: Member) -> None:
    an_open_house()
    shift = an_open_till(by=chucho)
    browser.post("/desk/till/shift/count/", {"begin": "1"})
    browser.post("/desk/till/shift/count/", {"piece-50000": "1"})
    browser.post("/desk/till/shift/close/", {"difference_note": ""})
    berta = signed_in(a_member("director", login="berta", full_name="Berta"))

    berta.post(f"/desk/till/shifts/{shift.pk}/review/")

    shift.refresh_from_db()
    assert (shift.state, shift.reviewed_by and shift.reviewed_by.full_name) == ("reviewed", "Berta")


def test_the_director_adds_and_renames_drawers_and_a_clerk_chooses(browser: Client) -> None:
    an_open_house()
    berta = signed_in(a_member("director", login="berta"))
    berta.get("/desk/till/")

    berta.post("/desk/till/drawers/", {"name": "Patio", "printer": "", "paper_mm": "58"})
    doubled = berta.post("/desk/till/drawers/", {"name": "Patio", "printer": "", "paper_mm": "58"})
    bad = berta.post("/desk/till/drawers/patio/", {"name": "P", "printer": "a b", "paper_mm": "58"})
    berta.post("/desk/till/drawers/patio/", {"name": "Garden", "printer": "", "paper_mm": "80"})

    assert (doubled.status_code, bad.status_code) == (422, 422)
    assert Drawer.objects.get(key="patio").name == "Garden"
    browser.post("/desk/till/drawers/patio/choose/")
    assert '<p class="desk-lead">Garden</p>' in html(browser.get("/desk/till/"))


def test_the_till_asks_as_little_with_many_sales_as_with_one(
    browser: Client, chucho: Member, django_assert_num_queries: Any, settings: Settings
) -> None:
    settings.EDITION_SECONDS = 60.0
    an_open_house()
    an_open_till(by=chucho)
    a_sale(by=chucho)
    browser.get("/desk/till/")
    with django_assert_num_queries(10):
        browser.get("/desk/till/")

    for turn in range(5):
        a_sale(key=f"more-{turn}", by=chucho)
    with django_assert_num_queries(10):
        browser.get("/desk/till/")


def test_what_is_on_today_is_sold_beside_the_visit_in_two_taps(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    session = a_published_session(hours=-22)
    full = a_published_session(session.programme, hours=-20, capacity=1)
    coming = a_published_session(session.programme, hours=24)
    Bucket.objects.create(resource=full.resource, starts_at=full.starts_at, capacity=1, taken=1)

    till = html(browser.get("/desk/till/"))
    page = html(browser.get(f"/desk/till/?session={session.pk}"))
    sold = the_receipt(press(browser, page, pay="exact", session=str(session.pk)))

    assert f"?session={session.pk}" in till
    assert f"?session={coming.pk}" in till
    assert f"?session={full.pk}" not in till
    assert "full" in till
    assert "80.00 MXN" in page
    assert 'name="n-adult"' not in page
    assert sold.order is not None
    assert (sold.order.session, sold.order.party, sold.amount_cents) == (session, 1, 8000)
    assert "Taller de cactáceas" in html(browser.get(f"/desk/till/sales/{sold.pk}/"))


def test_a_session_is_sold_although_the_house_is_closed(browser: Client, chucho: Member) -> None:
    an_open_house()
    an_open_till(by=chucho)
    session = a_published_session(hours=-12)
    OpeningException.objects.create(on=NOON.date(), reason=Text.of(es="Huelga", en="A strike"))
    Edition.rise()

    closed = html(browser.get("/desk/till/"))
    page = html(browser.get(f"/desk/till/?session={session.pk}"))
    sold = the_receipt(press(browser, page, pay="10000", session=str(session.pk)))

    assert "The house is closed today." in closed
    assert f"?session={session.pk}" in closed
    assert (sold.amount_cents, sold.tendered_cents) == (8000, 10000)


def test_a_session_that_is_called_off_meanwhile_is_not_sold_as_a_visit(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    session = a_published_session(hours=-22)
    page = html(browser.get(f"/desk/till/?session={session.pk}"))
    cancel_session(session, reason=Text.of(es="Enfermo", en="Ill"), by="Berta", at=NOON)

    answer = press(browser, page, pay="exact", session=str(session.pk))

    assert answer.status_code == 422
    assert "This session has been cancelled." in html(answer)
    assert Order.objects.count() == 0
    assert browser.get("/desk/till/?session=999").status_code == 404
    assert browser.get("/desk/till/?session=x").status_code == 404


def test_money_for_a_booking_is_the_total_that_the_clerk_saw(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    order = an_order(party=3)
    page = html(browser.get(f"/desk/till/bookings/{order.code}/"))
    shrink_order(order, lines={order.lines.get().pk: 2}, by="Berta", at=NOON)

    fields = {name: hidden(page, name) for name in ("request_key", "total")}
    answer = browser.post(f"/desk/till/bookings/{order.code}/", {**fields, "pay": "exact"})

    assert answer.status_code == 422
    assert "The total is 80.00 MXN now." in html(answer)
    assert CashMovement.objects.count() == 0


def a_published_session(
    programme: Programme | None = None, *, hours: float, capacity: int = 5
) -> ProgrammeSession:
    """Hours after Wednesday at eleven, the day after the tests' own."""
    programme = programme or a_programme()
    publish_programme(programme, by="Berta", at=NOON)
    return a_session(programme, capacity=capacity, hours=hours)


def test_a_name_that_only_one_of_today_has_leads_to_its_money(browser: Client) -> None:
    an_open_house()
    today = an_order(key="today", slot=NOON, contact=Contact(language="es", name="José Núñez"))
    an_order(key="tomorrow", contact=Contact(language="es", name="José Robles"))

    def found(words: str) -> str:
        return str(browser.get("/desk/till/booking/", {"q": words}).headers["Location"])

    assert found("jose") == f"/desk/till/bookings/{today.code}/"
    assert found("robles") == "/desk/bookings/?q=robles"
    an_order(key="other", slot=NOON, contact=Contact(language="es", name="Josefina"))
    assert found("jose") == "/desk/bookings/?q=jose"
    assert found(" ") == "/desk/bookings/?q=+"


def test_the_change_is_shown_large_though_the_printer_was_quick(
    browser: Client, chucho: Member
) -> None:
    an_open_house()
    an_open_till(by=chucho)
    sale = a_sale(by=chucho, tender=Tender(tendered_cents=10000))
    Printing.objects.create(movement=sale, way="printer", by=chucho, at=NOON)
    address = f"/desk/till/sales/{sale.pk}/"

    assert '<p class="till-change">Change <b>60.00 MXN</b></p>' in html(browser.get(address))
    with clock.stopped(NOON + timedelta(minutes=6)):
        assert "till-change" not in html(browser.get(address))
