"""The page of an order: what it says in each state, what it lets one do, and that nobody else finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from unittest.mock import ANY

import pytest
import zxingcpp
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdf import PdfReader

from casamuseo.kernel import clock
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.ordering import new_address
from casamuseo.visit.actions.paying import confirm_payment
from casamuseo.visit.models import Order, PriceRule, Refund, Ticket, ledger_faults
from casamuseo.visit.payments import online
from casamuseo.visit.terms import (
    HoldState,
    OrderState,
    PayAt,
    PaymentState,
    RefundState,
    TicketState,
)
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, SLOT, a_hold, a_slotted_house, an_open_house, an_order
from tests.visit.stripe_stand_in import SECRET, StripeStandIn, stand_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LATER = SLOT + timedelta(days=1)


def html(response: HttpResponse, *, status: int = 200) -> str:
    assert response.status_code == status, response.content[:600]
    return response.content.decode()


def told(response: HttpResponse, *, status: int = 200) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html(response, status=status)).split())


def of(order: Order, rest: str = "", *, language: str = "en") -> str:
    """The address of an order's page, or of what lies under it."""
    name = {"en": "booking", "es": "reserva"}[language]
    return f"/{language}/{name}/{order.address}/{rest}"


@pytest.fixture(scope="module")
def server() -> Iterator[StripeStandIn]:
    with stand_in() as running:
        yield running


@pytest.fixture
def stripe(server: StripeStandIn) -> Iterator[StripeStandIn]:
    """The house takes cards."""
    server.__dict__.update(StripeStandIn(server.address, moment=NOON.timestamp()).__dict__)
    settings = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": SECRET}
    with override_settings(**settings, STRIPE_API_BASE=server.address):
        yield server


def begun(client: Client, order: Order) -> str:
    """The name of the session that a click on the link to pay begins."""
    way = client.get(of(order, "pay/")).headers["Location"]
    return way.rsplit("/", 1)[1]


def unplaced(client: Client, stripe: StripeStandIn) -> Order:
    """Paid, when the places had gone to somebody faster."""
    a_slotted_house(house_capacity=2)
    order = an_order(pay_at=PayAt.ONLINE)
    stripe.pay(begun(client, order))
    end_hold(order.hold, state=HoldState.EXPIRED, at=NOON)
    an_order(key="faster")
    client.get(of(order, "payment/"))
    order.refresh_from_db()
    assert order.state == OrderState.PAID_UNPLACED
    return order


# What it says


def test_a_reserved_visit_shows_its_ticket_its_code_and_what_is_to_be_paid(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    page = told(client.get(of(order)))

    assert "Your places are reserved" in page
    assert f"Short code {order.code}" in page
    assert "To be paid at the door: 80.00 MXN" in page
    assert "Wednesday 25 November 2026 11:00 · 2 people" in page
    assert "You can come in from 10:50 to 11:15." in page
    assert "card now" not in page


def test_the_picture_on_the_page_is_the_signed_code_of_the_ticket(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    page = html(client.get(of(order)))

    svg = re.search(r'<div class="qr">(<svg.*?</svg>)</div>', page, re.DOTALL)
    assert svg
    size = int(re.search(r'viewBox="0 0 (\d+)', svg[1])[1])  # type: ignore[index]
    picture = Image.new("L", (size, size), 255)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg[1]):
        picture.paste(0, (int(x), int(y), int(x) + int(width), int(y) + 1))
    (read,) = zxingcpp.read_barcodes(picture.resize((size * 6, size * 6), 0))
    assert read.text == Ticket.objects.get().code


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        (OrderState.PAID, "Your ticket"),
        (OrderState.PART_REFUNDED, "Your ticket"),
        (OrderState.REFUNDED, "Your money has gone back"),
        (OrderState.CANCELLED, "This visit is cancelled"),
        (OrderState.EXPIRED, "This booking has expired"),
    ],
)
def test_every_state_is_told_plainly(client: Client, state: OrderState, heading: str) -> None:
    a_slotted_house()
    order = an_order()
    Order.objects.update(state=state)
    if heading != "Your ticket":
        Ticket.objects.update(state=TicketState.VOID)

    page = html(client.get(of(order)))

    assert f"<h1>{heading}</h1>" in page
    assert ('class="qr"' in page) == (heading == "Your ticket")
    assert ("Book a visit" in page) == (heading != "Your ticket")


def test_an_order_that_waits_for_its_money_says_until_when(
    client: Client, stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)

    page = told(client.get(of(order)))
    with clock.stopped(NOON + timedelta(minutes=30)):
        late = told(client.get(of(order)))

    assert "We keep your places until 12:30." in page
    assert "Pay 80.00 MXN by card now" in page
    assert "This booking has expired" in late
    assert "card now" not in late


def test_a_visit_that_is_over_offers_nothing_any_more(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    with clock.stopped(SLOT + timedelta(hours=3)):
        page = html(client.get(of(order)))

    assert 'data-keep="no"' in page
    assert "ticket.pdf" not in page
    assert "move/" not in page


def test_the_page_lists_the_same_for_one_line_as_for_three_with_as_many_queries(
    client: Client,
) -> None:
    a_slotted_house()
    one, other = an_order(), an_order(key="other", party=6)
    client.get(of(one))
    counts = []
    for order in (one, other):
        with CaptureQueriesContext(connection) as queries:
            client.get(of(order))
        counts.append(sum("kernel_edition" not in query["sql"] for query in queries))

    assert counts == [8, 8]


# That nobody else finds it


def test_the_page_is_kept_nowhere_and_told_to_nobody(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    answer = client.get(of(order))

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "X-Casamuseo-Keep" not in answer.headers
    assert '<meta name="robots" content="noindex">' in html(answer)


def test_a_page_with_a_form_lets_its_browser_say_where_it_comes_from(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    for rest in ("cancel/", "move/2026-11-26/"):
        assert client.get(of(order, rest)).headers["Referrer-Policy"] == "same-origin"


def test_ten_thousand_guessed_addresses_find_nothing_and_are_slowed_down(client: Client) -> None:
    a_slotted_house()
    order = an_order()
    guesses = [new_address() for _ in range(9_998)] + [order.code, order.address.swapcase()]

    found = [client.get(f"/en/booking/{guess}/").status_code for guess in guesses[:80]]
    rest = {client.get(f"/r/{guess}/").status_code for guess in guesses[80:]}

    assert found == [404] * 60 + [429] * 20
    assert rest == {429}
    assert client.get(of(order)).status_code == 429
    with clock.stopped(NOON + timedelta(minutes=10)):
        assert client.get(of(order)).status_code == 200


def test_every_door_under_a_wrong_address_is_shut(client: Client) -> None:
    a_slotted_house()
    wrong = "A" * 22

    for rest in ("", "ticket.pdf", "ticket-phone.pdf", "visit.ics", "move/", "move/2026-11-26/",
                 "cancel/", "refund/", "pay/", "payment/"):  # fmt: skip
        assert client.get(f"/en/booking/{wrong}/{rest}").status_code == 404, rest


def test_the_short_address_in_letters_leads_to_the_page_in_the_orders_language(
    client: Client,
) -> None:
    a_slotted_house()
    spanish = an_order()
    english = an_order(key="en", contact=replace(IN_WORDS, language="en"))

    assert client.get(f"/r/{spanish.address}/").headers["Location"] == of(spanish, language="es")
    assert client.get(f"/r/{english.address}/").headers["Location"] == of(english)


# Files


def test_the_ticket_comes_as_a_pdf_for_paper_and_for_the_telephone(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    for rest, is_wide in (("ticket.pdf", True), ("ticket-phone.pdf", False)):
        answer = client.get(of(order, rest))
        page = PdfReader(BytesIO(answer.content)).pages[0]
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{order.code}.pdf"'
        assert order.code in page.extract_text()
        assert (page.mediabox.width > 500) == is_wide


def test_the_calendar_entry_follows_the_visit_when_it_moves(client: Client) -> None:
    a_slotted_house()
    order = an_order()
    before = client.get(of(order, "visit.ics")).content.decode()

    client.post(of(order, "move/2026-11-26/"), {"slot": LATER.isoformat(), "key": "key-of-move"})
    after = client.get(of(order, "visit.ics")).content.decode()

    assert "SEQUENCE:0" in before
    assert "DTSTART:20261125T170000Z" in before
    assert "SEQUENCE:1" in after
    assert "DTSTART:20261126T170000Z" in after


def test_without_a_ticket_there_are_no_files(client: Client, stripe: StripeStandIn) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)

    assert client.get(of(order, "ticket.pdf")).status_code == 404
    assert client.get(of(order, "visit.ics")).status_code == 404


# Moving and cancelling


def test_a_visit_is_moved_once_by_two_clicks(client: Client) -> None:
    a_slotted_house()
    order = an_order()
    old = order.tickets.get().code
    form = {"slot": LATER.isoformat(), "key": "key-of-move"}

    answers = [client.post(of(order, "move/2026-11-26/"), form) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [of(order)] * 2
    order.refresh_from_db()
    assert order.starts_at == LATER
    assert order.tickets.count() == 2
    page = html(client.get(of(order)))
    assert "Thursday 26 November 2026" in page
    assert old not in page
    assert ledger_faults() == []


def test_days_that_cost_more_than_was_paid_are_not_offered_and_refused(client: Client) -> None:
    an_open_house()
    PriceRule.objects.create(key="free", weekdays=[7], amount=0, reason=Text.of(en="Free Sunday"))
    Edition.rise()
    sunday = SLOT + timedelta(days=4)
    order = an_order(slot=sunday)
    assert order.total_cents == 0

    page = html(client.get(of(order, "move/?month=2026-11")))
    answer = client.post(of(order, "move/2026-11-26/"), {"key": "key-of-move"})

    assert re.findall(r"move/([\d-]+)/", page) == ["2026-11-29"]
    assert "move/2026-11-26/" not in page
    assert "Thursday 26 November 2026, 26 costs more" in " ".join(
        re.sub("<[^>]+>", " ", page).split()
    )
    assert "It was free; on that day it would be 80.00 MXN." in html(answer, status=422)
    order.refresh_from_db()
    assert order.starts_at.date() == sunday.date()
    assert ledger_faults() == []


def test_a_full_time_is_not_moved_to_and_the_visit_stays(client: Client) -> None:
    a_slotted_house(house_capacity=2)
    order = an_order()
    a_hold(slot=LATER, key="others")

    answer = client.post(of(order, "move/2026-11-26/"), {"slot": LATER.isoformat()})

    assert "There is no room left at that time." in html(answer, status=422)
    order.refresh_from_db()
    assert order.starts_at == SLOT


def test_who_has_come_in_can_neither_move_nor_cancel(client: Client) -> None:
    a_slotted_house()
    order = an_order()
    Ticket.objects.update(used=1, state=TicketState.PART_USED)

    page = html(client.get(of(order)))

    assert "1 of 2 have come in." in page
    assert "cancel/" not in page
    assert client.get(of(order, "move/")).status_code == 404
    assert client.post(of(order, "cancel/")).headers["Location"] == of(order)
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED_UNPAID


def test_cancelling_is_asked_once_more_and_gives_the_places_back(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    assert "Cancel your visit?" in html(client.get(of(order, "cancel/")))
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED_UNPAID
    client.post(of(order, "cancel/"))

    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert Change.objects.get(action="cancel").actor == "visitor"
    assert ledger_faults() == []


def test_what_is_being_paid_online_is_ended_there_when_it_is_cancelled(
    client: Client, stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    ref = begun(client, order)

    client.post(of(order, "cancel/"))

    order.refresh_from_db()
    assert (order.state, stripe.sessions[ref]["status"]) == (OrderState.CANCELLED, "expired")
    assert order.payments.get().state == PaymentState.CANCELLED


# Paying


def test_an_order_is_paid_on_the_providers_page_and_has_its_ticket_on_return(
    client: Client, stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)

    way = client.get(of(order, "pay/")).headers["Location"]
    assert way == f"{stripe.address}/pay/cs_test_1"
    assert (
        stripe.sessions["cs_test_1"]["success_url"] == f"http://testserver{of(order, 'payment/')}"
    )
    client.get(of(order, "payment/"))
    assert "One thing is missing: the payment" in html(client.get(of(order)))
    stripe.pay("cs_test_1")
    back = client.get(of(order, "payment/"))

    assert back.headers["Location"] == of(order)
    assert "<h1>Your ticket</h1>" in html(client.get(of(order)))
    assert client.get(of(order, "pay/")).headers["Location"] == of(order)
    assert client.get(of(order, "cancel/")).headers["Location"] == of(order)


def test_a_reservation_can_be_paid_before_the_visit(client: Client, stripe: StripeStandIn) -> None:
    a_slotted_house()
    order = an_order()
    assert "Pay 80.00 MXN by card now" in html(client.get(of(order)))

    stripe.pay(begun(client, order))
    client.get(of(order, "payment/"))

    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.PAID, 1)
    assert "To be paid at the door" not in html(client.get(of(order)))


@pytest.mark.parametrize("trouble", ["500", "refuses"])
def test_while_the_provider_is_away_nothing_is_lost(
    client: Client, stripe: StripeStandIn, trouble: str
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    stripe.trouble = trouble

    page = html(client.get(of(order, "pay/")), status=503)
    stripe.trouble = ""

    assert "Nothing was charged" in page
    assert client.get(of(order, "pay/")).headers["Location"].startswith(stripe.address)


def test_a_signed_hint_settles_the_payment_and_a_forged_one_is_refused(
    client: Client, stripe: StripeStandIn
) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    ref = begun(client, order)
    stripe.pay(ref)
    body = stripe.event("checkout.session.completed", {"id": ref})

    def hint(signature: str, said: bytes = body) -> int:
        return client.post(
            "/hooks/stripe",
            said,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        ).status_code

    assert hint(stripe.signature(body, secret="whsec_other")) == 400
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_PAYMENT
    assert [hint(stripe.signature(body)) for _ in range(5)] == [200] * 5
    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.PAID, 1)
    stranger = stripe.event("checkout.session.completed", {"id": "cs_of_another_shop"})
    assert hint(stripe.signature(stranger), stranger) == 200
    stripe.trouble = "500"
    assert hint(stripe.signature(body)) == 200


def test_a_hook_of_a_house_without_a_provider_is_not_there(client: Client) -> None:
    a_slotted_house()

    assert online() is None
    assert client.post("/hooks/stripe", b"{}", content_type="application/json").status_code == 404


# Paid, and no place


def test_money_without_a_place_is_told_plainly_and_offered_other_times(
    client: Client, stripe: StripeStandIn
) -> None:
    order = unplaced(client, stripe)

    page = html(client.get(of(order)))

    assert "Your payment has arrived, your places have gone" in page
    assert "Choose another time, for the same money" in page
    assert 'class="qr"' not in page
    offers = re.findall(rf'href="{of(order)}move/([\d-]+)/\?time=([\d:]+)"', page)
    assert offers[0] == ("2026-11-25", "10:00")
    assert ("2026-11-26", "11:00") in offers
    assert len(offers) == 6
    assert order.code in html(client.get(of(order)))


def test_who_has_no_place_takes_an_offered_one_and_has_a_ticket(
    client: Client, stripe: StripeStandIn
) -> None:
    order = unplaced(client, stripe)

    offered = html(client.get(of(order, "move/2026-11-26/?time=11:00")))
    assert re.search(rf'value="{re.escape(LATER.isoformat())}" checked', offered)
    client.post(of(order, "move/2026-11-26/"), {"slot": LATER.isoformat()})

    order.refresh_from_db()
    assert (order.state, order.tickets.count()) == (OrderState.PAID, 1)


def test_who_has_no_place_asks_for_the_money_back_and_a_person_sees_it(
    client: Client, stripe: StripeStandIn
) -> None:
    order = unplaced(client, stripe)

    assert "We give back 80.00 MXN" in html(client.get(of(order, "refund/")))
    for _click in range(2):
        client.post(of(order, "refund/"))

    refund = Refund.objects.get()
    assert (refund.state, refund.amount_cents, refund.requested_by) == (
        RefundState.REQUESTED,
        8000,
        "visitor",
    )
    page = html(client.get(of(order)))
    assert "You have asked for your money back" in page
    assert "move/" not in page
    assert client.get(of(order, "move/")).status_code == 404
    assert list(Order.objects.waiting_for_staff().filter(pk=order.pk)) == [order]


def test_who_has_a_place_has_no_way_to_the_refund(client: Client, stripe: StripeStandIn) -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE)
    stripe.pay(begun(client, order))
    client.get(of(order, "payment/"))

    client.post(of(order, "refund/"))

    assert Refund.objects.count() == 0
    assert confirm_payment(order.payments.get(), at=NOON) == OrderState.PAID


# The worker that keeps the page


def test_the_worker_lies_beside_the_page_and_is_a_script(client: Client) -> None:
    a_slotted_house()
    order = an_order()

    answer = client.get(of(order, "worker.js"))

    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"addEventListener" in answer.content
    assert 'data-worker="/en/booking/' in html(client.get(of(order)))
    assert answer.headers["Content-Security-Policy"] == ANY
