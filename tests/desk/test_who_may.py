"""The matrix: every address of the desk and the door, every role, and nobody at all.

A page that is not in the table fails. A row says who is let in and what the others are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from casamuseo.house.models import Closure
from casamuseo.kernel import clock
from casamuseo.staff.access import ANYBODY, ITSELF, guard_of
from casamuseo.staff.models import Member
from casamuseo.visit.actions.changing import request_refund
from casamuseo.visit.actions.enrolling import add_device
from casamuseo.visit.actions.tour_steps import guide_of
from casamuseo.visit.models import (
    CashMovement,
    Conflict,
    Order,
    Payment,
    PriceRule,
    Refund,
    Shift,
    SlotRule,
    Voucher,
)
from casamuseo.visit.terms import PaymentMethod, ShiftState
from tests.cast import NOON, a_place
from tests.desk.matrix import ROWS as KEEPERS
from tests.desk.matrix.rows import (
    CURATOR,
    DEVICE,
    DIRECTOR,
    GATE,
    GUIDE,
    PUBLIC,
    ROLES,
    STAFF,
    TILL,
    Row,
    only,
)
from tests.staffing import a_member, signed_in
from tests.visit.cast import an_open_house, an_order
from tests.visit.test_programming import a_programme, a_session
from tests.visit.tills import a_sale, an_open_till
from tests.visit.tour_cast import a_guide, a_kept_tour, a_request

pytestmark = pytest.mark.django_db


def a_colleague() -> dict[str, Any]:
    return {"key": a_member("curator", login="colleague").pk}


def a_device_of_the_door() -> dict[str, Any]:
    by = a_member("director", login="director-of-devices")
    return {"key": add_device("Door", by=by, at=NOON)[0].pk}


def a_seller() -> None:
    """A house that is open, a drawer with an open shift, one sale; made once a test."""
    if not Shift.objects.exists():
        an_open_house()
        an_open_till(by=a_member("till", login="chucho"))
        a_sale()


def a_sold_ticket() -> dict[str, Any]:
    with clock.stopped(NOON):
        a_seller()
    return {"key": CashMovement.objects.get().pk}


def a_paid_booking() -> dict[str, Any]:
    a_sold_ticket()
    return {"code": Order.objects.get().code}


def a_payment() -> dict[str, Any]:
    a_sold_ticket()
    return {"key": Payment.objects.get().pk}


def a_refund() -> dict[str, Any]:
    a_sold_ticket()
    refund = Refund.objects.first() or request_refund(
        Payment.objects.get(),
        amount_cents=100,
        method=PaymentMethod.STRIPE,
        reason="Illness",
        request_key="one",
        by="berta",
        at=NOON,
    )
    return {"key": refund.pk}


def a_closed_shift() -> dict[str, Any]:
    a_sold_ticket()
    Shift.objects.update(
        state=ShiftState.CLOSED,
        counted_cents=0,
        expected_cents=0,
        closed_at=NOON,
        closed_by=Member.objects.get(login="chucho"),
    )
    return {"key": Shift.objects.get().pk}


def a_drawer() -> dict[str, Any]:
    a_sold_ticket()
    return {"key": "main"}


def a_voucher() -> dict[str, Any]:
    return {"key": Voucher.objects.get_or_create(code="VECINOS")[0].pk}


def nothing_but_a_house() -> dict[str, Any]:
    a_sold_ticket()
    return {}


def out_of_the_drawer() -> dict[str, Any]:
    a_sold_ticket()
    return {"way": "out"}


SELLERS = (DIRECTOR, TILL)


def a_closed_room() -> dict[str, Any]:
    an_open_house()
    closure = Closure.objects.create(place=a_place(), begins_at=NOON, closed_by="berta")
    return {"key": closure.pk}


def a_conflict() -> dict[str, Any]:
    a_closed_room()
    conflict = Conflict.objects.create(order=an_order(), opened_at=NOON)
    return {"key": conflict.pk}


def a_day() -> dict[str, Any]:
    an_open_house()
    return {"day": "2026-12-24"}


def a_key(key: str) -> Callable[[], dict[str, Any]]:
    """Hours, a category, a rule for prices, a rule for times, a capacity: each with its key."""

    def made() -> dict[str, Any]:
        an_open_house()
        PriceRule.objects.create(key="free", amount=0)
        SlotRule.objects.create(key="always")
        return {"key": key}

    return made


def a_plain_house() -> dict[str, Any]:
    an_open_house()
    return {}


def a_tour(**more: str) -> dict[str, Any]:
    an_open_house()
    a_guide()
    return {"key": a_request().pk, **more}


def a_guide_of_the_house(*, with_row: bool = False) -> dict[str, Any]:
    an_open_house()
    guide = a_guide()
    row = guide.availability.first()
    return {"key": guide.pk, **({"row": row.pk} if with_row and row else {})}


def somebody_elses_tour(**more: str) -> dict[str, Any]:
    an_open_house()
    a_guide()
    assignment = guide_of(a_kept_tour())
    assert assignment is not None
    return {"key": assignment.pk, **more}


def somebody_elses_hours() -> dict[str, Any]:
    an_open_house()
    row = a_guide().availability.first()
    assert row is not None
    return {"row": row.pk}


def a_programme_of_the_house() -> dict[str, Any]:
    an_open_house()
    return {"key": a_programme().pk}


def a_session_of_the_house() -> dict[str, Any]:
    an_open_house()
    return {"key": a_session().pk}


TABLE = {
    **KEEPERS,
    "desk/": STAFF,
    "desk/sign-in/": PUBLIC,
    "desk/sign-in/code/": PUBLIC,
    "desk/welcome/<str:token>/": Row(set(), others=404, parts=lambda: {"token": "guessed"}),
    "desk/sign-out/": STAFF,
    "desk/prove/": STAFF,
    "desk/account/": STAFF,
    "desk/account/passphrase/": STAFF,
    "desk/account/second-factor/": STAFF,
    "desk/account/second-factor/picture.svg": Row(set(), others=404),
    "desk/account/second-factor/end/": STAFF,
    "desk/account/recovery-codes/": STAFF,
    "desk/people/": only(DIRECTOR),
    "desk/people/add/": only(DIRECTOR),
    "desk/people/<int:key>/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/link/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/end-second-factor/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/deactivate/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/people/<int:key>/reactivate/": only(DIRECTOR, others=404, parts=a_colleague),
    "desk/devices/": only(DIRECTOR),
    "desk/devices/entries/": only(DIRECTOR),
    "desk/devices/add/": only(DIRECTOR),
    "desk/devices/<int:key>/link/": only(DIRECTOR, others=404, parts=a_device_of_the_door),
    "desk/devices/<int:key>/revoke/": only(DIRECTOR, others=404, parts=a_device_of_the_door),
    "gate/": DEVICE,
    "gate/enrol/": PUBLIC,
    "gate/enrol/<str:word>/": Row(ROLES, is_public=True, parts=lambda: {"word": "GUES-SED0-WORD"}),
    "gate/judge/": DEVICE,
    "gate/hand-over/": DEVICE,
    "gate/list/": DEVICE,
    "gate/worker.js": PUBLIC,
    "desk/till/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/till/booking/": only(*SELLERS),
    "desk/till/bookings/<str:code>/": only(*SELLERS, parts=a_paid_booking),
    "desk/till/sales/<int:key>/": only(*SELLERS, parts=a_sold_ticket),
    "desk/till/sales/<int:key>/print/": only(*SELLERS, parts=a_sold_ticket),
    "desk/till/sales/<int:key>/void/": only(*SELLERS, parts=a_sold_ticket),
    "desk/till/shift/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/till/shift/open/": only(*SELLERS),
    "desk/till/shift/cash/<str:way>/": only(*SELLERS, parts=out_of_the_drawer),
    "desk/till/shift/count/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/till/shift/close/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/till/shifts/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/till/shifts/<int:key>/": only(*SELLERS, others=404, parts=a_closed_shift),
    "desk/till/shifts/<int:key>/review/": only(DIRECTOR, others=404, parts=a_closed_shift),
    "desk/till/shifts/<int:key>/print/": only(*SELLERS, others=404, parts=a_closed_shift),
    "desk/till/drawers/": only(DIRECTOR, parts=nothing_but_a_house),
    "desk/till/drawers/<slug:key>/": only(DIRECTOR, others=404, parts=a_drawer),
    "desk/till/drawers/<slug:key>/choose/": only(*SELLERS, others=404, parts=a_drawer),
    "desk/bookings/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/bookings/waiting/": only(*SELLERS, parts=nothing_but_a_house),
    "desk/bookings/vouchers/": only(DIRECTOR),
    "desk/bookings/vouchers/<int:key>/end/": only(DIRECTOR, others=404, parts=a_voucher),
    "desk/bookings/payments/<int:key>/refund/": only(DIRECTOR, others=404, parts=a_payment),
    "desk/bookings/refunds/<int:key>/send/": only(DIRECTOR, others=404, parts=a_refund),
    "desk/bookings/refunds/<int:key>/give-up/": only(DIRECTOR, others=404, parts=a_refund),
    "desk/bookings/<str:code>/": only(*SELLERS, others=404, parts=a_paid_booking),
    "desk/bookings/<str:code>/move/": only(*SELLERS, others=404, parts=a_paid_booking),
    "desk/bookings/<str:code>/fewer/": only(*SELLERS, others=404, parts=a_paid_booking),
    "desk/bookings/<str:code>/cancel/": only(*SELLERS, others=404, parts=a_paid_booking),
    "desk/bookings/<str:code>/letter/": only(*SELLERS, others=404, parts=a_paid_booking),
    "desk/bookings/<str:code>/ticket/": only(*SELLERS, others=404, parts=a_paid_booking),
    "desk/tours/": only(DIRECTOR, TILL, parts=a_plain_house),
    "desk/tours/ask/": only(DIRECTOR, TILL, parts=a_plain_house),
    "desk/tours/walk-up/": only(DIRECTOR, TILL, parts=a_plain_house),
    "desk/tours/<int:key>/": only(DIRECTOR, TILL, others=404, parts=a_tour),
    "desk/tours/<int:key>/<str:step>/": only(
        DIRECTOR, TILL, others=404, parts=lambda: a_tour(step="quote")
    ),
    "desk/guides/": only(DIRECTOR, TILL, parts=a_plain_house),
    "desk/guides/add/": only(DIRECTOR, TILL, parts=a_plain_house),
    "desk/guides/<int:key>/": only(DIRECTOR, TILL, others=404, parts=a_guide_of_the_house),
    "desk/guides/<int:key>/change/": only(DIRECTOR, TILL, others=404, parts=a_guide_of_the_house),
    "desk/guides/<int:key>/hours/": only(DIRECTOR, TILL, others=404, parts=a_guide_of_the_house),
    "desk/guides/<int:key>/hours/<int:row>/": only(
        DIRECTOR, TILL, others=404, parts=lambda: a_guide_of_the_house(with_row=True)
    ),
    "desk/guides/<int:key>/absent/": only(DIRECTOR, TILL, others=404, parts=a_guide_of_the_house),
    "desk/guides/<int:key>/feed/": only(DIRECTOR, TILL, others=404, parts=a_guide_of_the_house),
    "desk/my-tours/": only(GUIDE, parts=a_plain_house),
    "desk/my-tours/hours/": only(GUIDE, parts=a_plain_house),
    "desk/my-tours/hours/<int:row>/": only(others=404, parts=somebody_elses_hours),
    "desk/my-tours/feed/": only(GUIDE, parts=a_plain_house),
    "desk/my-tours/<int:key>/": only(others=404, parts=somebody_elses_tour),
    "desk/my-tours/<int:key>/<str:step>/": only(
        others=404, parts=lambda: somebody_elses_tour(step="accept")
    ),
    "desk/programme/": only(DIRECTOR, CURATOR, parts=a_plain_house),
    "desk/programme/add/": only(DIRECTOR, CURATOR, parts=a_plain_house),
    "desk/programme/<int:key>/": only(
        DIRECTOR, CURATOR, others=404, parts=a_programme_of_the_house
    ),
    "desk/programme/<int:key>/change/": only(
        DIRECTOR, CURATOR, others=404, parts=a_programme_of_the_house
    ),
    "desk/programme/<int:key>/publish/": only(
        DIRECTOR, CURATOR, others=404, parts=a_programme_of_the_house
    ),
    "desk/programme/<int:key>/withdraw/": only(
        DIRECTOR, CURATOR, others=404, parts=a_programme_of_the_house
    ),
    "desk/programme/<int:key>/sessions/": only(
        DIRECTOR, CURATOR, others=404, parts=a_programme_of_the_house
    ),
    "desk/programme/sessions/<int:key>/places/": only(
        DIRECTOR, CURATOR, others=404, parts=a_session_of_the_house
    ),
    "desk/programme/sessions/<int:key>/call-off/": only(
        DIRECTOR, CURATOR, others=404, parts=a_session_of_the_house
    ),
    "desk/today/": only(DIRECTOR, TILL, GATE, GUIDE, CURATOR, parts=a_plain_house),
    "desk/today/close-room/": only(DIRECTOR, TILL, CURATOR, parts=a_plain_house),
    "desk/today/open-room/<int:key>/": only(
        DIRECTOR, TILL, CURATOR, others=404, parts=a_closed_room
    ),
    "desk/conflicts/": only(*SELLERS, parts=a_plain_house),
    "desk/conflicts/offer/": only(*SELLERS, parts=a_plain_house),
    "desk/conflicts/honour/": only(*SELLERS, parts=a_plain_house),
    "desk/conflicts/<int:key>/": only(*SELLERS, others=404, parts=a_conflict),
    "desk/conflicts/<int:key>/honour/": only(*SELLERS, others=404, parts=a_conflict),
    "desk/conflicts/<int:key>/refund/": only(*SELLERS, others=404, parts=a_conflict),
    "desk/calendar/": only(DIRECTOR, parts=a_plain_house),
    "desk/calendar/days/<str:day>/": only(DIRECTOR, others=404, parts=a_day),
    "desk/calendar/hours/add/": only(DIRECTOR, parts=a_plain_house),
    "desk/calendar/hours/<slug:key>/": only(DIRECTOR, others=404, parts=a_key("regular")),
    "desk/calendar/rooms/add/": only(DIRECTOR, parts=a_plain_house),
    "desk/calendar/rooms/<int:key>/end/": only(DIRECTOR, others=404, parts=a_closed_room),
    "desk/reports/": only(DIRECTOR, parts=a_plain_house),
    "desk/reports/table.csv": only(DIRECTOR, parts=a_plain_house),
    "desk/reports/table.xlsx": only(DIRECTOR, parts=a_plain_house),
    "desk/prices/": only(DIRECTOR, parts=a_plain_house),
    "desk/prices/categories/<slug:key>/": only(DIRECTOR, others=404, parts=a_key("adult")),
    "desk/prices/rules/<slug:key>/": only(DIRECTOR, others=404, parts=a_key("free")),
    "desk/prices/rules/<slug:key>/remove/": only(DIRECTOR, others=404, parts=a_key("free")),
    "desk/prices/times/<slug:key>/": only(DIRECTOR, others=404, parts=a_key("always")),
    "desk/prices/times/<slug:key>/remove/": only(DIRECTOR, others=404, parts=a_key("always")),
    "desk/prices/capacity/<slug:key>/": only(DIRECTOR, others=404, parts=a_key("house")),
    "desk/<path:rest>": Row(set(), others=404, parts=lambda: {"rest": "nothing/here/"}),
}


def addresses(
    patterns: list[Any] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the desk and the door with its pattern, as it is written in the code."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(each.pattern)
        if not before and not path.startswith(("desk/", "gate/")):
            continue
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        else:
            yield path, each


ADDRESSES = dict(addresses())


def test_every_address_stands_in_the_table_and_the_table_has_no_other() -> None:
    assert sorted(ADDRESSES) == sorted(TABLE)


@pytest.mark.parametrize("path", sorted(ADDRESSES))
def test_every_view_has_a_guard(path: str) -> None:
    guard = guard_of(ADDRESSES[path].callback)
    row = TABLE[path]

    assert guard != ""
    assert (guard == ITSELF) == row.asks_token
    if row.is_public:
        assert guard == ANYBODY


def filled(path: str, row: Row) -> str:
    """The address with its parts in the place of `<int:key>` and the like."""
    address = f"/{path}"
    for name, value in row.parts().items():
        start = address.index("<")
        end = address.index(">", start)
        assert address[start:end].endswith(name)
        address = f"{address[:start]}{value}{address[end + 1 :]}"
    return address


def told(client: Client, method: str, address: str) -> int | str:
    """The status, or where to."""
    response = client.generic(method, address)
    sign_in = response.status_code == 302 and response.headers["Location"].startswith(
        "/desk/sign-in/?next="
    )
    return "sign in" if sign_in else response.status_code


@pytest.mark.parametrize("path", sorted(TABLE))
def test_every_role_is_let_in_or_told_what_the_table_says(path: str) -> None:
    row = TABLE[path]
    address = filled(path, row)
    for role in sorted(ROLES):
        client = signed_in(a_member(role, language="es"))
        found = told(client, "GET", address)
        if row.asks_token:
            assert found in {401, 403, 405}, role
        elif role in row.let_in:
            assert found not in {401, 403, 404, 500, "sign in"}, role
        else:
            assert found == row.others, role
            # What may not be read may not be done either.
            assert told(client, "POST", address) == row.others, role


@pytest.mark.parametrize("path", sorted(TABLE))
def test_nobody_signed_in_gets_no_further_than_the_sign_in_page(path: str, client: Client) -> None:
    row = TABLE[path]
    address = filled(path, row)
    found = told(client, "GET", address)

    if row.asks_token:
        assert found in {401, 403, 405}
    elif row.is_public:
        assert found in {200, 302}
    elif path == "desk/welcome/<str:token>/":
        assert found == 404
    else:
        assert found == "sign in"
        assert client.post(address).headers["Location"] == "/desk/sign-in/"


@pytest.mark.parametrize("path", sorted(TABLE))
def test_a_member_who_was_deactivated_is_nobody(path: str) -> None:
    row = TABLE[path]
    if row.is_public or row.asks_token or path == "desk/welcome/<str:token>/":
        return
    address = filled(path, row)

    for role in (DIRECTOR, TILL):
        assert told(signed_in(a_member(role, is_active=False)), "GET", address) == "sign in"


@pytest.mark.parametrize("path", sorted(TABLE))
def test_a_member_without_a_role_sees_only_what_is_for_everybody(path: str) -> None:
    row = TABLE[path]
    if row.asks_token or row.let_in == ROLES:
        return

    assert told(signed_in(a_member()), "GET", filled(path, row)) == row.others
