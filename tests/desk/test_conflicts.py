"""Conflicts on the desk: listed, offered, moved, refunded, honoured, each once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from casamuseo.kernel import clock
from casamuseo.kernel.models import Letter
from casamuseo.visit.actions.calendaring import close_day
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.models import Conflict, Order, Refund
from casamuseo.visit.rules import day_of
from casamuseo.visit.terms import ConflictState, OrderState, PayAt
from tests.cast import NOON
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in
from tests.visit.cast import SLOT, STRIKE, a_slotted_house, an_open_house, an_order
from tests.visit.test_calendaring import a_tour
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped(NOON):
        yield


def desk(role: str = "director") -> Client:
    return signed_in(a_member(role))


def closed(order: Order) -> Conflict:
    """The conflict of an order whose day has been closed."""
    close_day(day_of(order.starts_at), reason=STRIKE, by="berta", at=NOON)
    return Conflict.objects.get(order=order)


def test_the_list_says_who_waits_and_why() -> None:
    an_open_house()
    order = an_order(party=3)
    closed(order)

    page = desk().get("/desk/conflicts/")

    assert f"{order.code} 25 November 2026 3 A strike not yet Honour" in words_of(page)
    assert "Offer 1 another time by letter" in words_of(page)


def test_an_empty_list_says_so() -> None:
    an_open_house()

    assert "Nothing waits." in words_of(desk().get("/desk/conflicts/"))


def test_all_are_offered_another_time_once() -> None:
    an_open_house()
    closed(an_order())
    before = Letter.objects.count()
    browser = desk()

    for _ in range(2):
        browser.post("/desk/conflicts/offer/")

    assert Letter.objects.count() == before + 1
    page = browser.get("/desk/conflicts/")
    assert said(page) == ["1 letter was written.", "0 letters were written."]
    assert "Offer" not in words_of(page)


def test_all_are_honoured_with_one_button() -> None:
    an_open_house()
    first, second = an_order(key="one"), an_order(key="two")
    closed(first)
    berta = a_member("director")

    signed_in(berta).post("/desk/conflicts/honour/")

    settled = Conflict.objects.filter(order__in=[first, second])
    assert set(settled.values_list("state", "settled_by")) == {("honoured", berta.pk)}


def test_one_is_moved_to_a_time_that_has_room() -> None:
    a_slotted_house(house_capacity=4)
    order = an_order(party=2)
    an_order(party=3, key="other", slot=SLOT + timedelta(days=1))
    conflict = closed(order)
    browser = desk("till")
    page = browser.get(f"/desk/conflicts/{conflict.pk}/")
    full, free = SLOT + timedelta(days=1), SLOT + timedelta(days=1, hours=2)

    assert f'value="{full.isoformat()}"' not in page.text
    assert f'value="{free.isoformat()}"' in page.text
    browser.post(
        f"/desk/conflicts/{conflict.pk}/", {"time": free.isoformat(), "request_key": "move"}
    )

    order.refresh_from_db()
    conflict.refresh_from_db()
    assert (order.starts_at, conflict.state) == (free, ConflictState.MOVED)
    assert said(browser.get("/desk/conflicts/")) == [
        f"Booking {order.code} was moved to Thursday, 26 November 2026."
    ]


def test_a_time_that_was_not_offered_is_refused() -> None:
    an_open_house()
    conflict = closed(an_order())

    response = desk().post(
        f"/desk/conflicts/{conflict.pk}/", {"time": "2026-11-25", "request_key": "x"}
    )

    assert response.status_code == 422
    assert Conflict.objects.get().state == ConflictState.OPEN


def test_what_was_paid_is_refunded_by_the_director_alone() -> None:
    an_open_house()
    order = an_order(pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]
    confirm_payment(payment, at=NOON)
    address = f"/desk/conflicts/{closed(order).pk}/"

    till = desk("till")
    assert "Give the money back" not in words_of(till.get(address))
    assert till.post(f"{address}refund/", {"reason": "Huelga"}).status_code == 403

    browser = desk()
    assert "80.00 MXN" in words_of(browser.get(address))
    browser.post(f"{address}refund/", {"reason": "Huelga"})

    assert Refund.objects.get().amount_cents == 8000
    assert said(browser.get("/desk/conflicts/")) == ["The money is on its way back."]


def test_what_was_not_paid_is_cancelled() -> None:
    an_open_house()
    order = an_order()
    conflict = closed(order)
    browser = desk("till")

    browser.post(f"/desk/conflicts/{conflict.pk}/refund/", {"reason": "Huelga"})

    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert said(browser.get("/desk/conflicts/")) == [
        "The booking was cancelled: nothing had been paid."
    ]


def test_what_is_settled_is_not_found_again() -> None:
    an_open_house()
    conflict = closed(an_order())
    browser = desk()
    browser.post(f"/desk/conflicts/{conflict.pk}/honour/")

    assert browser.get(f"/desk/conflicts/{conflict.pk}/").status_code == 404
    assert browser.post(f"/desk/conflicts/{conflict.pk}/refund/").status_code == 404


def test_a_tour_leads_to_the_tours() -> None:
    a_slotted_house()
    tour = a_tour(an_order(party=20))
    close_day(day_of(SLOT), reason=STRIKE, by="berta", at=NOON)

    page = desk().get(f"/desk/conflicts/{Conflict.objects.get().pk}/")

    assert tour.code in words_of(page)
    assert 'href="/desk/tours/"' in page.text
    assert 'name="time"' not in page.text
