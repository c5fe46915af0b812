"""Who gave an address gets the right letter, in the language of the booking; who gave none gets none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casamuseo.kernel.models import Letter
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.changing import cancel_order, finish_refund, request_refund
from casamuseo.visit.actions.claiming import end_hold
from casamuseo.visit.actions.ordering import Contact
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.telling import tell
from casamuseo.visit.models import Conflict, Order, Payment
from casamuseo.visit.terms import HoldState, OrderState, PayAt, PaymentMethod
from tests.cast import NOON
from tests.visit.cast import IN_WORDS, a_slotted_house, an_order
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db

IN_ENGLISH = replace(IN_WORDS, language="en", name="Ana")


def subjects() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("subject", flat=True))


def begun(order: Order) -> Payment:
    return begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]


def test_a_reservation_is_told_with_its_page_code_and_what_is_to_be_paid() -> None:
    a_slotted_house()

    order = an_order(contact=IN_ENGLISH)

    letter = Letter.objects.get()
    assert letter.subject == "Your reservation for 25 November 2026 · Test house"
    assert (letter.to, letter.language) == ("ana@example.org", "en")
    for words in (
        "Dear Ana,",
        "11:00",
        order.code,
        f"https://casa.example/r/{order.address}/",
        "To be paid at the door: 80.00 MXN.",
        "Calle 1, Centro, Coyoacán, 04000 Mexico City",
    ):
        assert words in letter.text
    assert '<html lang="en">' in letter.html


def test_who_gave_no_address_gets_no_letter() -> None:
    a_slotted_house()

    an_order(contact=Contact(language="es"))

    assert subjects() == []


def test_money_that_came_in_time_is_told_once_and_late_money_without_room_as_what_it_is() -> None:
    a_slotted_house(house_capacity=2)
    first = an_order(pay_at=PayAt.ONLINE, contact=IN_ENGLISH)
    payment = begun(first)
    assert subjects() == []
    end_hold(first.hold, state=HoldState.EXPIRED, at=NOON)
    second = an_order(key="second", pay_at=PayAt.ONLINE, contact=IN_ENGLISH)

    confirm_payment(begun(second), at=NOON)
    for _again in range(2):
        confirm_payment(payment, at=NOON)

    assert subjects() == [
        "Your ticket for 25 November 2026 · Test house",
        "No room on 25 November 2026: please choose · Test house",
    ]
    first.refresh_from_db()
    assert first.state == OrderState.PAID_UNPLACED


def test_a_cancelled_visit_says_that_nothing_was_paid() -> None:
    a_slotted_house()
    order = an_order(contact=IN_ENGLISH)

    cancel_order(order, by="Ana", at=NOON)

    letter = Letter.objects.order_by("-pk")[0]
    assert letter.subject == "Your visit on 25 November 2026 is cancelled · Test house"
    assert "Nothing had been paid" in letter.text


def test_a_part_that_goes_back_does_not_cancel_the_visit_and_the_rest_does() -> None:
    a_slotted_house()
    order = an_order(pay_at=PayAt.ONLINE, contact=IN_ENGLISH)
    payment = begun(order)
    confirm_payment(payment, at=NOON)

    for cents in (3000, 5000):
        refund = request_refund(
            payment,
            amount_cents=cents,
            method=PaymentMethod.STRIPE,
            reason="Illness",
            request_key=f"refund-{cents}",
            by="Berta",
            at=NOON,
        )
        finish_refund(refund, at=NOON)

    part, whole = Letter.objects.order_by("pk")[1:]
    assert part.subject == "We are giving some of your money back · Test house"
    assert "30.00 MXN" in part.text
    assert "stays valid" in part.text
    assert whole.subject == "Your visit on 25 November 2026 is cancelled · Test house"
    assert "We are giving back 80.00 MXN" in whole.text


def test_a_day_that_was_closed_is_told_with_its_reason() -> None:
    a_slotted_house()
    order = an_order(contact=IN_ENGLISH)
    reason = Text.of(es="Fumigación", en="Pest control")
    Conflict.objects.create(order=order, reason=reason, opened_at=NOON)

    tell(order, "conflict", at=NOON)

    letter = Letter.objects.order_by("-pk")[0]
    assert letter.subject.startswith("Closed on 25 November 2026: please choose another day")
    assert "Pest control" in letter.text
