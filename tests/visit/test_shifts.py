"""A drawer has one open shift, is counted blind, and after closing is only reversed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casamuseo.staff.models import Member
from casamuseo.visit.actions.selling import take_payment
from casamuseo.visit.actions.shifts import (
    add_drawer,
    begin_count,
    change_drawer,
    close_shift,
    drop,
    first_drawer,
    leave_count,
    open_shift,
    pay_in,
    pieces_counted,
    record_count,
    review_shift,
)
from casamuseo.visit.actions.voiding import reverse_cash, void_sale
from casamuseo.visit.errors import ReasonMissing, TooMuchToRefund
from casamuseo.visit.errors_till import (
    DrawerExists,
    NeedsDirector,
    NoOpenShift,
    NotInTheDrawer,
    NotReversible,
    ShiftIsOpen,
    ShiftIsOver,
)
from casamuseo.visit.models import CashMovement, Drawer, Shift, Ticket, ledger_faults
from casamuseo.visit.terms import (
    HoldState,
    MovementKind,
    OrderState,
    PaymentMethod,
    ShiftState,
    TicketState,
)
from casamuseo.visit.z_report import z_report
from tests.cast import NOON
from tests.staffing import a_member
from tests.visit.cast import an_open_house, an_order
from tests.visit.racing import race
from tests.visit.tills import CARD, a_sale, an_open_till

pytestmark = pytest.mark.django_db


def main() -> Drawer:
    return Drawer.objects.get(key="main")


def chucho() -> Member:
    return Member.objects.get(login="chucho")


def counted(shift: Shift, pieces: dict[int, int]) -> Shift:
    begin_count(shift, by=chucho(), at=NOON)
    return record_count(shift, pieces=pieces, by=chucho(), at=NOON)


def closed(shift: Shift, *, difference_note: str = "A coin fell") -> Shift:
    counted(shift, {50000: 1})
    return close_shift(shift, difference_note=difference_note, by=chucho(), at=NOON)


def put_in(amount_cents: int, *, key: str = "in-1") -> CashMovement:
    return pay_in(
        main(), amount_cents=amount_cents, reason="Coins", request_key=key, by=chucho(), at=NOON
    )


def to_the_safe(amount_cents: int, *, key: str = "drop-1") -> CashMovement:
    return drop(main(), amount_cents=amount_cents, reason="", request_key=key, by=chucho(), at=NOON)


def test_the_first_drawer_is_there_as_soon_as_somebody_needs_it() -> None:
    assert first_drawer(at=NOON).pk == first_drawer(at=NOON).pk
    assert Drawer.objects.get().key == "main"


def test_a_drawer_has_one_open_shift_and_its_clerk_is_named() -> None:
    an_open_till()
    berta = a_member("director", login="berta", full_name="Berta")

    with pytest.raises(ShiftIsOpen) as refused:
        open_shift(main(), float_cents=0, by=berta, at=NOON)

    assert refused.value.facts["by"] == "Chucho"
    assert Shift.objects.count() == 1


def test_two_drawers_are_open_side_by_side() -> None:
    an_open_till()
    garden = add_drawer("Garden door", by=chucho(), at=NOON)

    open_shift(garden, float_cents=0, by=chucho(), at=NOON)

    assert Shift.objects.filter(state=ShiftState.OPEN).count() == 2
    with pytest.raises(DrawerExists):
        add_drawer("Garden door", by=chucho(), at=NOON)


def test_a_drawer_that_is_renamed_keeps_its_numbers() -> None:
    an_open_house()
    an_open_till()
    stale = main()
    a_sale()

    change_drawer(stale, name="Patio", printer="10.0.0.9", paper_mm=58, by=chucho(), at=NOON)

    assert (main().name, main().last_number) == ("Patio", 1)


def test_the_next_shift_has_the_next_number() -> None:
    closed(an_open_till())

    assert open_shift(main(), float_cents=0, by=chucho(), at=NOON).number == 2


def test_cash_comes_in_and_goes_to_the_safe_each_once() -> None:
    an_open_till()

    put_in(20000)
    put_in(20000)
    to_the_safe(60000)

    amounts = CashMovement.objects.values_list("number", "kind", "amount_cents")
    assert list(amounts) == [(1, "paid_in", 20000), (2, "drop", -60000)]


def test_no_more_goes_to_the_safe_than_the_book_says_is_there() -> None:
    an_open_till(float_cents=50000)

    with pytest.raises(NotInTheDrawer):
        to_the_safe(50001)


def test_cash_is_put_in_for_a_reason_and_only_while_a_shift_is_open() -> None:
    shift = an_open_till()
    with pytest.raises(ReasonMissing):
        pay_in(main(), amount_cents=1, reason=" ", request_key="a", by=chucho(), at=NOON)

    closed(shift)
    with pytest.raises(NoOpenShift):
        put_in(100)


def test_a_count_is_blind_and_the_difference_signed() -> None:
    an_open_house()
    shift = an_open_till(float_cents=50000)
    a_sale(adults=2)
    a_sale(adults=1, tender=CARD, key="sale-2")

    shift = counted(shift, {50000: 1, 2000: 3, 1000: 1})

    assert (shift.counted_cents, shift.expected_cents) == (57000, 58000)
    assert shift.difference_cents == -1000
    assert pieces_counted(shift) == {1000: 1, 2000: 3, 50000: 1}


def test_a_difference_is_explained_before_the_shift_closes() -> None:
    shift = counted(an_open_till(float_cents=50000), {20000: 2})

    with pytest.raises(ReasonMissing):
        close_shift(shift, difference_note="", by=chucho(), at=NOON)
    shift = close_shift(shift, difference_note="Wrong change", by=chucho(), at=NOON)

    assert (shift.state, shift.difference_cents) == (ShiftState.CLOSED, -10000)
    assert shift.difference_note == "Wrong change"


def test_a_shift_that_was_not_counted_is_not_closed() -> None:
    shift = an_open_till()
    with pytest.raises(ShiftIsOver):
        close_shift(shift, difference_note="", by=chucho(), at=NOON)

    begin_count(shift, by=chucho(), at=NOON)
    with pytest.raises(ShiftIsOver):
        close_shift(shift, difference_note="", by=chucho(), at=NOON)
    with pytest.raises(ShiftIsOver):
        begin_count(shift, by=chucho(), at=NOON)


def test_whoever_leaves_the_count_sells_on_and_counts_anew() -> None:
    an_open_house()
    shift = counted(an_open_till(), {50000: 1})

    shift = leave_count(shift, by=chucho(), at=NOON)
    a_sale()

    assert (shift.state, shift.counted_cents, shift.expected_cents) == ("open", None, None)


def test_the_director_reviews_a_closed_shift_once() -> None:
    berta = a_member("director", login="berta")
    shift = an_open_till()
    with pytest.raises(ShiftIsOver):
        review_shift(shift, by=berta, at=NOON)

    shift = review_shift(closed(shift), by=berta, at=NOON)

    assert (shift.state, shift.reviewed_by) == (ShiftState.REVIEWED, berta)
    with pytest.raises(ShiftIsOver):
        review_shift(shift, by=berta, at=NOON)


def test_a_void_gives_back_money_ticket_and_places_by_a_movement_the_other_way() -> None:
    an_open_house()
    an_open_till()
    sale = a_sale(adults=2)

    back = void_sale(sale, drawer=main(), reason="Wrong day", by=chucho(), at=NOON)

    assert (back.number, back.kind, back.amount_cents) == (2, MovementKind.REVERSAL, -8000)
    assert (back.reverses, back.method) == (sale, PaymentMethod.CASH)
    order = back.order
    assert order is not None
    order.refresh_from_db()
    assert (order.state, order.hold.state) == (OrderState.CANCELLED, HoldState.RELEASED)
    assert order.tickets.get().state == TicketState.VOID
    assert order.kept_cents() == 0
    assert ledger_faults() == []
    with pytest.raises(NotReversible):
        void_sale(sale, drawer=main(), reason="Again", by=chucho(), at=NOON)


def test_a_void_needs_a_reason_and_a_sale() -> None:
    an_open_house()
    an_open_till()

    with pytest.raises(ReasonMissing):
        void_sale(a_sale(), drawer=main(), reason="", by=chucho(), at=NOON)
    with pytest.raises(NotReversible):
        void_sale(put_in(100), drawer=main(), reason="Wrong", by=chucho(), at=NOON)


def test_only_the_director_voids_a_scanned_ticket() -> None:
    an_open_house()
    an_open_till()
    berta = a_member("director", login="berta")
    sale = a_sale()
    Ticket.objects.update(used=1, state=TicketState.USED)

    with pytest.raises(NeedsDirector):
        void_sale(sale, drawer=main(), reason="Wrong", by=chucho(), at=NOON)

    assert void_sale(sale, drawer=main(), reason="Wrong", by=berta, at=NOON).amount_cents == -4000


def test_a_sale_of_a_closed_shift_is_undone_in_the_one_that_is_open_by_the_director() -> None:
    an_open_house()
    berta = a_member("director", login="berta")
    first = an_open_till()
    sale = a_sale()
    closed(first)
    with pytest.raises(NoOpenShift):
        void_sale(sale, drawer=main(), reason="Wrong", by=berta, at=NOON)
    second = open_shift(main(), float_cents=50000, by=berta, at=NOON)
    before = z_report(first)

    with pytest.raises(NeedsDirector):
        void_sale(sale, drawer=main(), reason="Wrong", by=chucho(), at=NOON)
    back = void_sale(sale, drawer=main(), reason="Wrong", by=berta, at=NOON)

    assert (back.shift, back.number) == (second, 2)
    assert z_report(first) == before


def test_cash_taken_to_the_safe_by_mistake_comes_back_once() -> None:
    an_open_till()
    wrong = to_the_safe(30000)

    back = reverse_cash(wrong, drawer=main(), reason="Typed wrong", by=chucho(), at=NOON)

    assert (back.amount_cents, back.reverses) == (30000, wrong)
    with pytest.raises(NotReversible):
        reverse_cash(wrong, drawer=main(), reason="Again", by=chucho(), at=NOON)
    with pytest.raises(NotReversible):
        reverse_cash(back, drawer=main(), reason="Again", by=chucho(), at=NOON)


def test_a_sale_of_which_some_was_refunded_is_not_voided() -> None:
    an_open_house()
    an_open_till()
    sale = a_sale()
    assert sale.payment is not None
    type(sale.payment).objects.update(refunded_cents=100)

    with pytest.raises(TooMuchToRefund):
        void_sale(sale, drawer=main(), reason="Wrong", by=chucho(), at=NOON)


def test_the_z_report_adds_up_by_way_of_payment_category_and_kind() -> None:
    an_open_house()
    shift = an_open_till(float_cents=50000)
    a_sale(adults=2, children=1)
    a_sale(adults=3, tender=CARD, key="sale-2")
    wrong = a_sale(adults=1, key="sale-3")
    void_sale(wrong, drawer=main(), reason="Wrong", by=chucho(), at=NOON)
    put_in(10000)
    to_the_safe(20000)
    booked = an_order(slot=NOON)
    take_payment(booked, drawer=main(), tender=CARD, request_key="b", by=chucho(), at=NOON)

    shift = closed(shift, difference_note="Stolen")
    report = z_report(shift)

    assert (report.first_number, report.last_number) == (1, 7)
    assert [(one.key, one.count, one.cents) for one in report.sold] == [
        ("adult", 7, 28000),
        ("child", 1, 0),
    ]
    assert [(one.key, one.count, one.cents) for one in report.methods] == [
        ("cash", 1, 8000),
        ("terminal", 2, 20000),
    ]
    assert [(one.key, one.count, one.cents) for one in report.cash] == [
        ("sale", 2, 12000),
        ("paid_in", 1, 10000),
        ("drop", 1, -20000),
        ("reversal", 1, -4000),
    ]
    assert report.expected_cents == 50000 + 12000 - 4000 + 10000 - 20000
    assert (report.counted_cents, report.difference_cents) == (50000, 2000)


def test_the_z_report_asks_as_little_of_many_sales_as_of_one(
    django_assert_num_queries: object,
) -> None:
    an_open_house()
    shift = an_open_till()
    a_sale()
    with django_assert_num_queries(5):  # type: ignore[operator]
        z_report(shift)
    for turn in range(4):
        a_sale(adults=1, children=1, key=f"more-{turn}")

    with django_assert_num_queries(5):  # type: ignore[operator]
        z_report(shift)


@pytest.mark.django_db(transaction=True)
def test_of_those_who_open_a_shift_at_once_one_does() -> None:
    a_member("till", login="chucho", full_name="Chucho")
    first_drawer(at=NOON)

    opened = race(lambda number: _open(number), processes=4)

    assert sorted(map(str, opened)) == ["1", "ShiftIsOpen", "ShiftIsOpen", "ShiftIsOpen"]
    assert Shift.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_sale_in_the_instant_of_the_count_is_in_the_count_or_refused() -> None:
    an_open_house()
    shift = an_open_till(float_cents=50000)

    def run(number: int) -> str:
        if number == 0:
            counted(shift, {50000: 1})
            return "counted"
        return str(a_sale(key=f"sale-{number}").amount_cents)

    results = race(run, processes=4)

    shift.refresh_from_db()
    assert shift.expected_cents == 50000 + 4000 * results.count("4000")
    assert results.count("4000") + results.count("ShiftIsBeingCounted") == 3
    assert main().last_number == results.count("4000")


def _open(number: int) -> int:
    at = NOON + timedelta(seconds=number)
    return open_shift(main(), float_cents=0, by=chucho(), at=at).number
