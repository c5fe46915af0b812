"""The public interface: what is left, places held, ordered and looked at again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from casamuseo.visit.models import Order, ledger_faults
from tests.cast import NOON
from tests.visit.cast import SLOT, a_slotted_house, an_open_house

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def post(path: str, body: dict[str, Any], *, key: str = "key-0001") -> Any:
    return Client().post(
        f"/api/v1{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": key, "Accept-Language": "en"},
    )


def a_hold_of(party: int = 2, *, key: str = "key-0001") -> Any:
    return post("/holds", {"day": "2026-11-25", "slot": SLOT.isoformat(), "party": party}, key=key)


def an_order_of(hold: str, *, key: str = "key-0002", **more: Any) -> Any:
    body = {
        "hold": hold,
        "lines": [{"category": "adult", "quantity": 2}],
        "contact": {"language": "en"},
        **more,
    }
    return post("/orders", body, key=key)


def test_the_calendar_gives_wall_times_with_their_offset() -> None:
    an_open_house()

    days = Client().get("/api/v1/calendar?first=2026-11-30&days=2").json()

    assert [(day["day"], day["opens_at"]) for day in days] == [
        ("2026-11-30", None),
        ("2026-12-01", "2026-12-01T10:00:00-06:00"),
    ]


def test_availability_counts_what_is_held() -> None:
    a_slotted_house(house_capacity=5)
    a_hold_of(3)

    [day] = Client().get("/api/v1/availability?first=2026-11-25&days=1").json()

    left = {slot["starts_at"]: slot["left"] for slot in day["slots"]}
    assert left["2026-11-25T11:00:00-06:00"] == 2
    assert left["2026-11-25T12:00:00-06:00"] == 5


def test_prices_are_those_of_the_day() -> None:
    an_open_house()

    prices = Client().get("/api/v1/prices").json()

    assert [(one["category"], one["unit_cents"], one["currency"]) for one in prices] == [
        ("adult", 4000, "MXN"),
        ("child", 0, "MXN"),
    ]


def test_a_hold_becomes_an_order_with_its_ticket() -> None:
    a_slotted_house()
    held = a_hold_of()

    placed = an_order_of(held.json()["hold"])

    assert (held.status_code, placed.status_code) == (201, 201)
    order = placed.json()
    assert (order["state"], order["total_cents"]) == ("confirmed_unpaid", 8000)
    assert [ticket["state"] for ticket in order["tickets"]] == ["valid"]
    assert Client().get(f"/api/v1/orders/{order['address']}").json() == order


def test_a_repeated_request_is_the_same_order() -> None:
    a_slotted_house()
    hold = a_hold_of().json()["hold"]

    first, second = an_order_of(hold), an_order_of(hold)

    assert first.json()["address"] == second.json()["address"]
    assert Order.objects.count() == 1


def test_a_full_slot_is_refused_with_a_code_and_a_sentence() -> None:
    a_slotted_house(house_capacity=3)
    a_hold_of(2)

    refused = a_hold_of(2, key="key-0002")

    assert refused.status_code == 409
    assert refused.json() == {
        "code": "no-room",
        "message": "Only one place is left at that time.",
        "facts": {"asked": 2, "left": 1},
    }


def test_the_refusal_speaks_the_language_that_was_asked_for() -> None:
    a_slotted_house()

    answer = Client().post(
        "/api/v1/holds",
        json.dumps({"day": "2026-11-23", "party": 1}),
        content_type="application/json",
        headers={"Idempotency-Key": "key-0001", "Accept-Language": "es"},
    )

    assert answer.json()["message"] == "A esa hora la casa no recibe visitas."


def test_a_hold_is_extended_once_and_given_back() -> None:
    a_slotted_house()
    hold = a_hold_of().json()["hold"]

    first = post(f"/holds/{hold}/extend", {})
    second = post(f"/holds/{hold}/extend", {})
    gone = Client().delete(f"/api/v1/holds/{hold}")

    assert first.json()["expires_at"] == "2026-11-24T12:15:00-06:00"
    assert second.json()["code"] == "hold-was-extended"
    assert gone.status_code == 204
    assert ledger_faults() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"day": "tomorrow", "party": 1},
        {"day": "2026-11-25", "party": 0},
        {"day": "2026-11-25", "party": 61},
        {"day": "2026-11-25", "party": "many"},
        {"day": "9999-12-31", "party": 1, "slot": "x" * 10_000},
    ],
)
def test_nonsense_is_refused_with_the_place_of_the_fault(body: dict[str, Any]) -> None:
    a_slotted_house()

    answer = post("/holds", body)

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_a_request_without_a_key_is_refused() -> None:
    a_slotted_house()

    assert (
        post("/holds", {"day": "2026-11-25", "party": 1}, key="short").json()["code"] == "bad-key"
    )


def test_a_guessed_address_or_hold_is_not_found() -> None:
    a_slotted_house()

    assert Client().get("/api/v1/orders/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404
    assert an_order_of("1:forged:signature").status_code == 404


def test_paying_online_needs_an_address_for_the_letter() -> None:
    a_slotted_house()
    hold = a_hold_of().json()["hold"]

    assert an_order_of(hold, pay_at="online").json()["code"] == "email-needed"
    bad = an_order_of(hold, contact={"language": "en", "email": "ana at example"})
    assert bad.json()["code"] == "bad-email"


def test_the_interface_describes_itself() -> None:
    an_open_house()

    described = Client().get("/api/v1/openapi.json").json()

    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {
        "/api/v1/calendar",
        "/api/v1/availability",
        "/api/v1/prices",
        "/api/v1/holds",
        "/api/v1/holds/{token}/extend",
        "/api/v1/holds/{token}",
        "/api/v1/orders",
        "/api/v1/orders/{address}",
        "/api/v1/orders/{address}/payments",
    }


def test_a_day_far_away_cannot_be_held() -> None:
    an_open_house()
    day = (NOON + timedelta(weeks=20)).date()

    assert post("/holds", {"day": day.isoformat(), "party": 1}).json()["code"] == "too-far-ahead"


def test_who_holds_too_often_is_asked_to_wait(settings: Any) -> None:
    settings.LIMITS = True
    a_slotted_house(house_capacity=1000)

    answers = [a_hold_of(1, key=f"key-{number:04}").status_code for number in range(61)]

    assert answers == [201] * 60 + [429]
    assert ledger_faults() == []


def test_who_guesses_addresses_is_slowed_down(settings: Any) -> None:
    settings.LIMITS = True
    a_slotted_house()

    answers = [Client().get(f"/api/v1/orders/{number:022}").status_code for number in range(61)]

    assert answers == [404] * 60 + [429]


def test_a_house_without_a_provider_takes_no_money_online() -> None:
    a_slotted_house()
    address = an_order_of(a_hold_of().json()["hold"]).json()["address"]

    refused = post(f"/orders/{address}/payments", {"back_to": "http://testserver/en/"})

    assert refused.json()["code"] == "not-online"
