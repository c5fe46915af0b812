"""A tour from the request to the invoice; what it keeps, what it costs, and who is counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from casamuseo.kernel.models import Change, Letter
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.changing import (
    cancel_order,
    finish_refund,
    move_order,
    request_refund,
)
from casamuseo.visit.actions.forgetting_groups import forget_groups
from casamuseo.visit.actions.guiding import accept_tour, decline_tour
from casamuseo.visit.actions.paying import confirm_payment
from casamuseo.visit.actions.receiving import arrive, guide_walk_up
from casamuseo.visit.actions.tour_changes import change_party, move_tour
from casamuseo.visit.actions.tour_steps import guide_of
from casamuseo.visit.actions.touring import (
    cancel_tour,
    confirm_tour,
    decline_request,
    expire_kept,
    finish_tour,
    invoice_tour,
    keep_tour,
    miss_tour,
    quote_tour,
)
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.codes.ticket_code import read
from casamuseo.visit.errors import (
    BadParty,
    HoldIsOver,
    NoRoom,
    NotCancellable,
    NotOpen,
    TooFarAhead,
)
from casamuseo.visit.errors_tours import (
    BelongsToTour,
    ContactMissing,
    GuideHasNotAccepted,
    NoGuide,
    NoLanguage,
    NotThere,
    PriceMissing,
    TourIsNear,
    TourIsPaid,
)
from casamuseo.visit.models import Conflict, Order, Payment, TourRequest, VisitCount, ledger_faults
from casamuseo.visit.papers.filling import booking_of
from casamuseo.visit.quoting import price_by
from casamuseo.visit.terms import (
    AssignmentState,
    ConflictState,
    CountSource,
    HoldState,
    OrderState,
    PayAt,
    PaymentMethod,
    ResourceKind,
    TicketState,
    TourState,
)
from casamuseo.visit.tour_offers import other_offers
from tests.cast import CHUCHO, NOON
from tests.visit.cast import a_hold, a_price, a_resource, a_slotted_house, an_open_house
from tests.visit.racing import race
from tests.visit.tour_cast import (
    START,
    a_confirmed_tour,
    a_fee,
    a_guide,
    a_kept_tour,
    a_quoted_tour,
    a_request,
    taken_of,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_house_for_groups(*, capacity: int = 40, **fee: Any) -> None:
    """Room for a group, two guides, and a fee with admission for students."""
    an_open_house(house_capacity=capacity)
    a_guide("lupe")
    a_guide("memo")
    student = a_price("student", amount="20.00")
    a_fee(**{"admission": student, "free_every": 10, **fee})


def pay(order: Order) -> None:
    payment = Payment.objects.create(
        order=order,
        method=PaymentMethod.TRANSFER,
        request_key=f"pay-{order.pk}",
        amount_cents=order.total_cents,
        currency="MXN",
        created_at=NOON,
    )
    confirm_payment(payment, at=NOON)


def test_a_request_is_written_down_once_and_promises_nothing() -> None:
    a_house_for_groups()

    tour = a_request()
    again = a_request()

    assert again.pk == tour.pk
    assert (tour.state, tour.hold, tour.duration_minutes) == (TourState.RECEIVED, None, 60)
    letter = Letter.objects.get()
    assert (letter.to, letter.language) == ("ana@example.org", "es")
    assert f"https://casa.example/t/{tour.address}/" in letter.text


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"people": 0}, BadParty),
        ({"people": 201}, BadParty),
        ({"people": 3, "teachers": 4}, BadParty),
        ({"contact_email": ""}, ContactMissing),
        ({"language": "ru"}, NoLanguage),
        ({"wanted_at": NOON + 23 * HOUR}, TourIsNear),
        ({"wanted_at": START + 366 * DAY}, TooFarAhead),
        ({"wanted_at": START + 5 * DAY}, NotOpen),
        ({"wanted_at": START + 5.5 * HOUR}, NotOpen),
    ],
)
def test_what_cannot_be_is_refused_at_once(
    fields: dict[str, Any], refusal: type[Exception]
) -> None:
    a_house_for_groups()

    with pytest.raises(refusal):
        a_request(**fields)

    assert TourRequest.objects.count() == 0


def test_the_price_is_the_fee_of_each_group_and_admission_but_for_teachers() -> None:
    a_house_for_groups(group_max=20)
    fee = a_quoted_tour(people=40, teachers=4).fee
    assert fee is not None

    def price(people: int, teachers: int) -> tuple[int, int, int]:
        found = price_by(fee, people=people, teachers=teachers, day=date(2026, 12, 2))
        return found.groups, found.teachers, found.total_cents

    assert price(40, 4) == (2, 3, 2 * 30000 + 37 * 2000)
    assert price(20, 0) == (1, 0, 30000 + 20 * 2000)
    assert price(21, 3) == (2, 1, 60000 + 20 * 2000)


def test_without_a_fee_a_person_says_the_price() -> None:
    an_open_house()
    tour = a_request()

    with pytest.raises(PriceMissing):
        quote_tour(tour, starts_at=START, duration_minutes=60, fee=None, by=CHUCHO, at=NOON)
    quote_tour(
        tour,
        starts_at=START,
        duration_minutes=60,
        fee=None,
        agreed_cents=25000,
        by=CHUCHO,
        at=NOON,
    )

    assert (tour.state, tour.quote_cents) == (TourState.QUOTED, 25000)


def test_a_tentative_tour_keeps_the_house_its_small_rooms_and_a_guide() -> None:
    a_house_for_groups()
    a_resource(
        "study", kind=ResourceKind.ROOM, capacity=6, enters_after_minutes=15, stays_minutes=30
    )

    tour = a_kept_tour(people=22)

    assert (tour.state, tour.expires_at) == (TourState.TENTATIVE, NOON + 7 * DAY)
    assert taken_of(ResourceKind.HOUSE) == [22, 22, 22, 22]
    assert taken_of(ResourceKind.ROOM) == [6, 6]
    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]
    assert ledger_faults() == []


def test_without_room_in_the_house_no_guide_is_kept_either() -> None:
    a_house_for_groups(capacity=20)

    with pytest.raises(NoRoom):
        a_kept_tour(people=22)

    tour = TourRequest.objects.get()
    assert (tour.state, tour.assignments.count()) == (TourState.QUOTED, 0)
    assert taken_of(ResourceKind.GUIDE) == []


def test_a_tour_takes_its_room_from_who_did_not_finish_in_time() -> None:
    a_slotted_house(house_capacity=20)
    a_guide()
    slow = a_hold(party=15, slot=START, at=NOON)

    a_kept_tour(people=18, at=NOON + HOUR)

    slow.refresh_from_db()
    assert slow.state == HoldState.EXPIRED
    assert taken_of(ResourceKind.HOUSE) == [18, 18, 18, 18]
    assert ledger_faults() == []


def test_no_guide_in_the_language_is_another_offer_and_never_a_silent_yes() -> None:
    an_open_house()
    a_guide("lupe", languages=("es",))
    memo = a_guide("memo", languages=("en",), hours=False)
    memo.availability.create(on=date(2026, 12, 3), begins="10:00", ends="17:00")
    tour = a_quoted_tour()

    with pytest.raises(NoGuide):
        keep_tour(tour, by=CHUCHO, at=NOON)

    offers = other_offers("en", starts_at=START, minutes=60, people=12, at=NOON, most=2)
    assert offers.languages == ("es",)
    assert offers.times == (START + DAY, START + DAY - timedelta(minutes=30))
    tour.refresh_from_db()
    assert tour.state == TourState.QUOTED


def test_a_time_without_room_in_the_house_is_not_offered() -> None:
    a_slotted_house(house_capacity=20)
    a_guide()
    a_hold(party=15, slot=START)

    offers = other_offers("en", starts_at=START - HOUR, minutes=60, people=12, at=NOON, most=2)

    assert offers.times == (START + HOUR, START + 1.5 * HOUR)


def test_the_offer_is_sent_once_the_guide_has_accepted() -> None:
    a_house_for_groups()
    tour = a_kept_tour()
    Letter.objects.all().delete()
    assignment = guide_of(tour)
    assert assignment is not None

    with pytest.raises(GuideHasNotAccepted):
        confirm_tour(tour, by=CHUCHO, at=NOON)
    accept_tour(assignment, by="lupe", at=NOON)

    letter = Letter.objects.get()
    assert "540,00" in letter.text or "540.00" in letter.text
    assert "1 de diciembre de 2026" in letter.text


def test_a_confirmed_tour_has_an_order_to_be_paid_and_a_ticket_for_everybody() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour(people=12)

    order = Order.objects.get()
    ticket = read(order.tickets.get().code, keys=public_keys())
    assert (tour.state, tour.order) == (TourState.CONFIRMED, order)
    assert (order.state, order.pay_at, order.party) == (
        OrderState.CONFIRMED_UNPAID,
        PayAt.INVOICE,
        12,
    )
    assert [(line.category, line.quantity, line.unit_cents) for line in order.lines.all()] == [
        ("tour", 1, 30000),
        ("student", 12, 2000),
    ]
    assert order.total_cents == tour.quote_cents == 54000
    assert (ticket.party, ticket.product) == (12, 2)
    assert (ticket.starts_at, ticket.ends_at) == (START - HOUR / 2, START + HOUR)
    assert order.hold.state == HoldState.CONVERTED


def test_what_was_kept_too_long_ago_is_not_confirmed() -> None:
    a_house_for_groups()
    tour = a_kept_tour()
    assignment = guide_of(tour)
    assert assignment is not None
    accept_tour(assignment, by="lupe", at=NOON)

    with pytest.raises(HoldIsOver):
        confirm_tour(tour, by=CHUCHO, at=NOON + 7 * DAY)

    assert Order.objects.count() == 0


def test_a_tentative_tour_that_runs_out_gives_everything_back_and_its_offer_stands() -> None:
    a_house_for_groups()
    tour = a_kept_tour()

    assert expire_kept(at=NOON + 6 * DAY) == 0
    assert expire_kept(at=NOON + 7 * DAY) == 1
    assert expire_kept(at=NOON + 7 * DAY) == 0

    tour.refresh_from_db()
    assert (tour.state, tour.hold, tour.expires_at) == (TourState.QUOTED, None, None)
    assert tour.assignments.get().state == AssignmentState.WITHDRAWN
    assert taken_of(ResourceKind.HOUSE) == taken_of(ResourceKind.GUIDE) == []
    assert ledger_faults() == []
    keep_tour(tour, by=CHUCHO, at=NOON + 7 * DAY)
    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]


def test_places_of_a_tentative_tour_that_somebody_took_do_not_stop_its_expiry() -> None:
    a_slotted_house(house_capacity=20)
    a_guide()
    tour = a_kept_tour(people=15)
    late = NOON + 7 * DAY
    a_hold(party=10, slot=START, at=late)

    assert expire_kept(at=late) == 1

    tour.refresh_from_db()
    assert tour.state == TourState.QUOTED
    assert taken_of(ResourceKind.HOUSE) == [10, 10, 10, 10]
    assert ledger_faults() == []


def test_a_group_of_40_becomes_22_and_after_the_final_count_26() -> None:
    a_house_for_groups(capacity=40, group_max=20)
    tour = a_confirmed_tour(people=40)
    assert tour.quote_cents == 60000 + 40 * 2000
    assert tour.final_count_on == date(2026, 11, 29)

    change_party(tour, people=22, is_final=True, by=CHUCHO, at=NOON)

    order = Order.objects.get()
    assert (tour.state, tour.people) == (TourState.FINAL_COUNT, 22)
    assert tour.quote_cents == order.total_cents == 60000 + 22 * 2000
    assert order.party == 22
    assert taken_of(ResourceKind.HOUSE) == [22, 22, 22, 22]

    after = datetime(2026, 12, 1, 18, tzinfo=UTC)
    change_party(tour, people=26, by=CHUCHO, at=after)

    order.refresh_from_db()
    tickets = list(order.tickets.order_by("pk"))
    assert (tour.state, tour.people, order.party) == (TourState.FINAL_COUNT, 26, 26)
    assert tour.quote_cents == order.total_cents == 60000 + 26 * 2000
    assert [(ticket.party, ticket.state) for ticket in tickets] == [
        (40, TicketState.MOVED),
        (22, TicketState.MOVED),
        (26, TicketState.VALID),
    ]
    assert tickets[1].replaced_by == tickets[2]
    assert read(tickets[2].code, keys=public_keys()).party == 26
    assert taken_of(ResourceKind.HOUSE) == [26, 26, 26, 26]
    assert ledger_faults() == []


def test_growth_that_does_not_fit_is_refused_and_nothing_changes() -> None:
    a_slotted_house(house_capacity=40)
    a_guide()
    a_fee(group_max=20)
    tour = a_confirmed_tour(people=40)
    change_party(tour, people=22, is_final=True, by=CHUCHO, at=NOON)
    a_hold(party=15, slot=START + HOUR / 2, at=NOON)
    before = (tour.quote_cents, tour.order_id, tour.state)
    changes = Change.objects.count()

    with pytest.raises(NoRoom):
        change_party(tour, people=26, by=CHUCHO, at=NOON)

    order = Order.objects.get()
    assert (tour.people, tour.quote_cents, tour.order_id, tour.state) == (22, *before)
    assert (order.party, order.tickets.get(state=TicketState.VALID).party) == (22, 22)
    assert [line.quantity for line in order.lines.all()] == [2]
    assert taken_of(ResourceKind.HOUSE) == [22, 22, 37, 37, 15, 15]
    assert Change.objects.count() == changes
    assert ledger_faults() == []


def test_growth_takes_the_place_of_who_did_not_finish_in_time() -> None:
    a_slotted_house(house_capacity=40)
    a_guide()
    tour = a_confirmed_tour(people=22)
    a_hold(party=15, slot=START, at=NOON)

    change_party(tour, people=26, by=CHUCHO, at=NOON + HOUR)

    assert (tour.people, taken_of(ResourceKind.HOUSE)) == (26, [26, 26, 26, 26])
    assert ledger_faults() == []


def test_fewer_after_the_day_of_the_final_count_free_their_places_and_cost_the_same() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour(people=30)
    price = tour.quote_cents

    change_party(tour, people=22, by=CHUCHO, at=datetime(2026, 11, 30, 18, tzinfo=UTC))

    assert (tour.people, tour.quote_cents) == (22, price)
    assert Order.objects.get().total_cents == price
    assert taken_of(ResourceKind.HOUSE) == [22, 22, 22, 22]


def test_a_small_room_stays_whole_for_a_group_that_shrinks() -> None:
    a_house_for_groups()
    a_resource(
        "study", kind=ResourceKind.ROOM, capacity=6, enters_after_minutes=15, stays_minutes=30
    )
    tour = a_confirmed_tour(people=30)

    change_party(tour, people=22, by=CHUCHO, at=NOON)
    assert taken_of(ResourceKind.ROOM) == [6, 6]
    change_party(tour, people=4, by=CHUCHO, at=NOON)
    assert taken_of(ResourceKind.ROOM) == [4, 4]
    change_party(tour, people=5, by=CHUCHO, at=NOON)

    assert taken_of(ResourceKind.ROOM) == [5, 5]
    assert taken_of(ResourceKind.HOUSE) == [5, 5, 5, 5]
    assert ledger_faults() == []


def test_a_paid_tour_does_not_grow_and_keeps_its_price() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour(people=22)
    order = Order.objects.get()
    pay(order)

    with pytest.raises(TourIsPaid):
        change_party(tour, people=23, by=CHUCHO, at=NOON)
    change_party(tour, people=20, by=CHUCHO, at=NOON)

    order.refresh_from_db()
    assert (order.party, order.total_cents, order.state) == (
        20,
        60000 + 22 * 2000,
        OrderState.PAID,
    )


def test_an_agreed_price_stays_when_the_group_changes() -> None:
    an_open_house(house_capacity=40)
    a_guide()
    tour = a_confirmed_tour(people=20)

    change_party(tour, people=25, by=CHUCHO, at=NOON)

    order = Order.objects.get()
    assert (tour.quote_cents, order.total_cents) == (30000, 30000)
    assert [str(line.name) for line in order.lines.all()] == ["Visita guiada, precio acordado"]


def test_a_group_that_the_list_lets_in_free_is_paid_at_once() -> None:
    a_house_for_groups(amount=Decimal(0), admission=None, group_max=20)
    tour = a_confirmed_tour(people=20)
    order = Order.objects.get()
    assert (order.state, order.pay_at) == (OrderState.PAID, PayAt.FREE)

    change_party(tour, people=30, by=CHUCHO, at=NOON)

    order.refresh_from_db()
    assert (order.state, order.total_cents, order.party) == (OrderState.PAID, 0, 30)


def test_who_is_in_already_is_still_in_when_the_group_grows_at_the_door() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour(people=22)
    Order.objects.get().tickets.update(used=22, state=TicketState.USED)
    Order.objects.get().tickets.update(state=TicketState.PART_USED)

    change_party(tour, people=26, by=CHUCHO, at=START)

    ticket = Order.objects.get().tickets.get(state=TicketState.PART_USED)
    assert (ticket.party, ticket.used) == (26, 22)


def test_those_who_arrive_are_counted_as_visitors_and_their_ticket_is_used() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour(people=22)

    arrive(tour, people=20, by=CHUCHO, at=START)

    count = VisitCount.objects.get()
    assert (count.source, count.category, count.language, count.quantity, count.tour) == (
        CountSource.TOUR,
        "group",
        "en",
        20,
        tour,
    )
    assert count.on == date(2026, 12, 2)
    assert (tour.state, tour.arrived) == (TourState.ARRIVED, 20)
    assert Order.objects.get().tickets.get().state == TicketState.USED
    with pytest.raises(NotThere):
        arrive(tour, people=20, by=CHUCHO, at=START)
    assert VisitCount.objects.aggregate(sum=Sum("quantity")) == {"sum": 20}


def test_a_tour_goes_all_its_way_and_every_step_is_on_record() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour()
    change_party(tour, people=12, is_final=True, by=CHUCHO, at=NOON)
    arrive(tour, people=12, by=CHUCHO, at=START)
    finish_tour(tour, by="lupe", at=START + HOUR)
    invoice_tour(tour, by=CHUCHO, at=START + DAY)

    tour.refresh_from_db()
    assert tour.state == TourState.INVOICED
    assert tour.assignments.get().state == AssignmentState.DONE
    assert list(
        Change.objects.filter(kind="visit.tourrequest", key=tour.code)
        .order_by("pk")
        .values_list("action", flat=True)
    ) == [
        "request",
        "quote",
        "keep",
        "propose-guide",
        "accept",
        "confirm",
        "final-count",
        "arrive",
        "finish",
        "invoice",
    ]


def test_a_step_is_taken_from_where_the_tour_stands_and_only_once() -> None:
    a_house_for_groups()
    tour = a_request()

    with pytest.raises(NotThere):
        keep_tour(tour, by=CHUCHO, at=NOON)
    with pytest.raises(NotThere):
        confirm_tour(tour, by=CHUCHO, at=NOON)
    with pytest.raises(NotThere):
        arrive(tour, people=3, by=CHUCHO, at=NOON)
    with pytest.raises(NotThere):
        invoice_tour(tour, by=CHUCHO, at=NOON)
    decline_request(tour, reason="", by=CHUCHO, at=NOON)
    with pytest.raises(NotThere):
        decline_request(tour, reason="", by=CHUCHO, at=NOON)
    stale = TourRequest.objects.get()
    stale.state = TourState.QUOTED
    with pytest.raises(NotThere):
        keep_tour(stale, by=CHUCHO, at=NOON)
    assert taken_of(ResourceKind.HOUSE) == []


def test_a_cancelled_tour_frees_everything_and_voids_its_ticket() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour()
    Conflict.objects.create(tour=tour, reason=Text.of(es="Cerrado"), opened_at=NOON)
    Letter.objects.all().delete()

    cancel_tour(tour, reason="La escuela cierra", by=CHUCHO, at=NOON)

    order = Order.objects.get()
    assert (tour.state, order.state) == (TourState.CANCELLED, OrderState.CANCELLED)
    assert order.tickets.get().state == TicketState.VOID
    assert tour.assignments.get().state == AssignmentState.WITHDRAWN
    assert Conflict.objects.get().state == ConflictState.REFUNDED
    assert taken_of(ResourceKind.HOUSE) == taken_of(ResourceKind.GUIDE) == []
    assert "La escuela cierra" in Letter.objects.get().text
    assert ledger_faults() == []


def test_a_paid_tour_is_not_cancelled_while_its_money_is_kept() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour()
    pay(Order.objects.get())

    with pytest.raises(NotCancellable):
        cancel_tour(tour, by=CHUCHO, at=NOON)

    assert tour.state == TourState.CONFIRMED
    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]


def test_a_group_that_does_not_come_is_noted_only_after_its_time() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour()

    with pytest.raises(NotThere):
        miss_tour(tour, by=CHUCHO, at=START - HOUR)
    miss_tour(tour, by=CHUCHO, at=START + HOUR)

    assert tour.state == TourState.NO_SHOW
    assert Order.objects.get().tickets.get().state == TicketState.VOID
    assert Order.objects.get().state == OrderState.CONFIRMED_UNPAID
    assert ledger_faults() == []


def test_moving_a_tour_takes_the_new_time_and_asks_its_guide_anew() -> None:
    a_house_for_groups(capacity=20)
    tour = a_confirmed_tour(people=12)
    Conflict.objects.create(tour=tour, reason=Text.of(es="Cerrado"), opened_at=NOON)

    move_tour(tour, starts_at=START + HOUR / 2, by=CHUCHO, at=NOON)

    order = Order.objects.get()
    assignment = guide_of(tour)
    assert assignment is not None
    assert (assignment.guide.key, assignment.state) == ("lupe", AssignmentState.PROPOSED)
    assert (tour.starts_at, order.starts_at) == (START + HOUR / 2, START + HOUR / 2)
    assert tour.hold == order.hold
    assert sorted(order.tickets.values_list("state", flat=True)) == ["moved", "valid"]
    assert taken_of(ResourceKind.HOUSE) == [12, 12, 12, 12]
    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]
    assert Conflict.objects.get().state == ConflictState.MOVED
    assert ledger_faults() == []


def test_a_tour_that_cannot_be_moved_stays_where_it_was() -> None:
    a_slotted_house(house_capacity=20)
    a_guide()
    tour = a_confirmed_tour(people=12)
    a_hold(party=10, slot=START + HOUR, at=NOON)

    with pytest.raises(NoRoom):
        move_tour(tour, starts_at=START + HOUR, by=CHUCHO, at=NOON)

    assignment = guide_of(tour)
    assert assignment is not None
    assert (tour.starts_at, tour.state) == (START, TourState.CONFIRMED)
    assert assignment.state == AssignmentState.ACCEPTED
    assert taken_of(ResourceKind.HOUSE) == [12, 12, 12, 12, 10, 10, 10, 10]
    assert ledger_faults() == []


def test_walk_ups_get_the_next_free_guide_at_once_and_pay_the_fee_at_the_till() -> None:
    an_open_house()
    a_guide("lupe")
    a_guide("memo", languages=("en",))
    a_fee("walk-up", kind="walk_up", amount=Decimal("150.00"), group_max=10)

    def walk_up(key: str) -> TourRequest:
        return guide_walk_up(
            "en",
            people=4,
            contact_language="en",
            request_key=key,
            by=CHUCHO,
            at=NOON + timedelta(minutes=7),
        )

    tour, second = walk_up("one"), walk_up("two")

    assert walk_up("one").pk == tour.pk
    guides = [guide_of(each) for each in (tour, second)]
    assert [(g.guide.key, g.state) for g in guides if g] == [
        ("lupe", "accepted"),
        ("memo", "accepted"),
    ]
    order = tour.order
    assert order is not None
    assert (tour.state, tour.arrived, order.total_cents, order.pay_at) == (
        TourState.ARRIVED,
        4,
        15000,
        PayAt.DOOR,
    )
    assert (order.tickets.count(), VisitCount.objects.count()) == (0, 0)
    assert taken_of(ResourceKind.HOUSE) == []
    with pytest.raises(NoGuide):
        walk_up("three")
    assert ledger_faults() == []


def test_a_group_whose_last_guide_declines_has_no_offer_to_accept() -> None:
    an_open_house()
    a_guide("lupe")
    tour = a_kept_tour()
    assignment = guide_of(tour)
    assert assignment is not None
    decline_tour(assignment, by="lupe", at=NOON)

    with pytest.raises(GuideHasNotAccepted):
        confirm_tour(tour, by=CHUCHO, at=NOON)


def test_who_asked_is_forgotten_half_a_year_after_the_tour() -> None:
    a_house_for_groups()
    tour = a_request(contact_phone="55 1234 5678", needs="Alergia", organisation="Escuela Uno")

    assert forget_groups(at=START + 182 * DAY) == 0
    assert forget_groups(at=START + 184 * DAY) == 1
    assert forget_groups(at=START + 184 * DAY) == 0

    tour.refresh_from_db()
    left = (tour.contact_name, tour.contact_email, tour.contact_phone, tour.needs)
    assert (left, tour.organisation, tour.people) == (("", "", "", ""), "Escuela Uno", 12)
    assert Letter.objects.count() == 0


def test_the_order_of_a_tour_is_moved_and_cancelled_with_it_and_not_by_itself() -> None:
    a_house_for_groups()
    a_confirmed_tour(people=2)
    order = Order.objects.get()

    with pytest.raises(BelongsToTour):
        cancel_order(order, by="Ana", at=NOON)
    with pytest.raises(BelongsToTour):
        move_order(order, hold=a_hold(party=2), by="Ana", at=NOON)

    assert taken_of(ResourceKind.HOUSE) == [2, 2, 2, 2]


def test_a_tour_whose_money_has_gone_back_can_be_cancelled() -> None:
    a_house_for_groups()
    tour = a_confirmed_tour()
    order = Order.objects.get()
    pay(order)
    refund = request_refund(
        order.payments.get(),
        amount_cents=order.total_cents,
        method=PaymentMethod.TRANSFER,
        reason="Cierre",
        request_key="back",
        by=CHUCHO,
        at=NOON,
    )
    finish_refund(refund, at=NOON)

    cancel_tour(TourRequest.objects.get(), by=CHUCHO, at=NOON)

    tour.refresh_from_db()
    order.refresh_from_db()
    assert (tour.state, order.state) == (TourState.CANCELLED, OrderState.REFUNDED)
    assert taken_of(ResourceKind.HOUSE) == taken_of(ResourceKind.GUIDE) == []
    assert ledger_faults() == []


def test_the_fee_is_nobody_who_comes_in() -> None:
    a_house_for_groups(group_max=10)
    a_confirmed_tour(people=22)

    booking = booking_of(Order.objects.get())

    assert (booking.party, booking.total_cents) == (22, 90000 + 22 * 2000)


def _keep_other(number: int) -> str:
    tours = list(TourRequest.objects.order_by("pk"))
    keep_tour(tours[number], by=CHUCHO, at=NOON)
    return "kept"


@pytest.mark.django_db(transaction=True)
def test_four_clerks_at_once_give_one_guide_one_tour() -> None:
    an_open_house(house_capacity=60)
    a_guide("lupe")
    for number in range(4):
        a_quoted_tour(key=f"tour-{number}")

    results = race(_keep_other, processes=4)

    assert results.count("kept") == 1
    assert set(results) - {"kept"} <= {"GuideNotFree", "NoGuide"}
    assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]
    assert taken_of(ResourceKind.HOUSE) == [12, 12, 12, 12]
    assert ledger_faults() == []


def _confirm_or_expire(number: int) -> str:
    tour = TourRequest.objects.get()
    if number % 2:
        return f"expired {expire_kept(at=tour.expires_at or NOON)}"
    confirm_tour(tour, by=CHUCHO, at=NOON + 6 * DAY)
    return "confirmed"


@pytest.mark.django_db(transaction=True)
def test_an_offer_accepted_as_it_runs_out_is_confirmed_or_expired_and_never_both() -> None:
    a_house_for_groups()
    tour = a_kept_tour()
    assignment = guide_of(tour)
    assert assignment is not None
    accept_tour(assignment, by="lupe", at=NOON)

    results = race(_confirm_or_expire, processes=4)

    tour.refresh_from_db()
    assert ledger_faults() == []
    if "confirmed" in results:
        assert (tour.state, Order.objects.count()) == (TourState.CONFIRMED, 1)
        assert taken_of(ResourceKind.GUIDE) == [1, 1, 1, 1, 1]
        assert results.count("confirmed") == 1
        assert "expired 1" not in results
    else:
        assert (tour.state, Order.objects.count()) == (TourState.QUOTED, 0)
        assert taken_of(ResourceKind.GUIDE) == []


def _grow(number: int) -> str:
    change_party(TourRequest.objects.get(), people=26 + number, by=CHUCHO, at=NOON)
    return "grown"


@pytest.mark.django_db(transaction=True)
def test_a_group_that_four_clerks_change_at_once_has_one_number_everywhere() -> None:
    a_house_for_groups(group_max=20)
    a_confirmed_tour(people=22)

    results = race(_grow, processes=4)

    tour, order = TourRequest.objects.get(), Order.objects.get()
    assert "grown" in results
    assert taken_of(ResourceKind.HOUSE) == [tour.people] * 4
    assert order.party == tour.people
    assert order.total_cents == tour.quote_cents == 60000 + tour.people * 2000
    assert order.tickets.get(state=TicketState.VALID).party == tour.people
    assert ledger_faults() == []
