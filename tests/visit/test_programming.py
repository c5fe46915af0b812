"""The programme: sessions with their own places, spaces that nobody shares, and calling one off."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from casamuseo.visit.actions.holding import hold_places
from casamuseo.visit.actions.ordering import place_order
from casamuseo.visit.actions.paying import begin_payment, confirm_payment
from casamuseo.visit.actions.programming import (
    ProgrammeAsked,
    add_programme,
    add_session,
    cancel_session,
    change_capacity,
    change_programme,
    places_left,
    plan_session,
    publish_programme,
)
from casamuseo.visit.codes.keys import public_keys
from casamuseo.visit.codes.ticket_code import read
from casamuseo.visit.errors import NoRoom, TooLateToBook
from casamuseo.visit.errors_tours import (
    KeyIsTaken,
    MoreAreSold,
    OutOfOrder,
    SessionCancelled,
    SpaceIsTaken,
)
from casamuseo.visit.models import (
    Conflict,
    Order,
    Programme,
    ProgrammeSession,
    Resource,
    ledger_faults,
)
from casamuseo.visit.pricing import Asked
from casamuseo.visit.terms import (
    Channel,
    OrderState,
    PayAt,
    ProgrammeKind,
    ResourceKind,
    TicketState,
)
from tests.cast import BERTA, NOON
from tests.visit.cast import IN_WORDS, SLOT, a_resource, an_open_house
from tests.visit.test_ordering import Bank

pytestmark = pytest.mark.django_db

WORKSHOP = ProgrammeAsked(
    kind=ProgrammeKind.WORKSHOP,
    title=Text.of(es="Taller de cactáceas", en="Cactus workshop"),
    summary=Text.of(es="Dos horas.", en="Two hours."),
    amount=Decimal("80.00"),
)
HOUR = timedelta(hours=1)


def a_programme(key: str = "cacti") -> Programme:
    return add_programme(key, asked=WORKSHOP, by=BERTA, at=NOON)


def a_session(
    programme: Programme | None = None,
    *,
    capacity: int = 5,
    space: Resource | None = None,
    hours: float = 0,
) -> ProgrammeSession:
    starts_at = SLOT + hours * HOUR
    return add_session(
        programme or a_programme(),
        starts_at=starts_at,
        ends_at=starts_at + 2 * HOUR,
        capacity=capacity,
        space=space,
        by=BERTA,
        at=NOON,
    )


def an_order_for(
    session: ProgrammeSession, *, party: int = 2, key: str = "one", pay_at: PayAt = PayAt.DOOR
) -> Order:
    hold = hold_places(
        plan_session(session, at=NOON), party=party, channel=Channel.WEB, request_key=key, at=NOON
    )
    return place_order(
        hold,
        asked=[Asked("adult", party)],
        pay_at=pay_at,
        contact=IN_WORDS,
        request_key=f"order-{key}",
        at=NOON,
        session=session,
    )


def test_a_session_sells_its_own_places_and_not_the_houses() -> None:
    an_open_house()
    session = a_session(capacity=5)

    order = an_order_for(session, party=3)

    ticket = read(order.tickets.get().code, keys=public_keys())
    assert (order.total_cents, order.session) == (24000, session)
    assert (ticket.starts_at, ticket.ends_at) == (SLOT - timedelta(minutes=30), SLOT + 2 * HOUR)
    assert places_left([session], at=NOON) == {session.pk: 2}
    with pytest.raises(NoRoom):
        an_order_for(session, party=3, key="two")
    assert ledger_faults() == []


def test_what_an_overdue_hold_keeps_is_left_again() -> None:
    an_open_house()
    session = a_session(capacity=5)
    hold_places(plan_session(session), party=4, channel=Channel.WEB, request_key="slow", at=NOON)

    assert places_left([session], at=NOON) == {session.pk: 1}
    assert places_left([session], at=NOON + HOUR) == {session.pk: 5}


def test_two_workshops_cannot_share_a_space() -> None:
    an_open_house()
    garden = a_resource("garden", kind=ResourceKind.SPACE, capacity=20)
    first = a_session(space=garden)

    with pytest.raises(SpaceIsTaken):
        a_session(first.programme, space=garden, hours=1.75)

    assert ProgrammeSession.objects.count() == 1
    assert Resource.objects.filter(kind=ResourceKind.EVENT).count() == 1
    assert a_session(first.programme, space=garden, hours=2).space == garden
    assert ledger_faults() == []


def test_a_session_begins_on_a_quarter_of_an_hour() -> None:
    an_open_house()

    with pytest.raises(OutOfOrder):
        a_session(hours=0.1)


def test_a_session_that_is_over_is_not_sold() -> None:
    an_open_house()

    with pytest.raises(TooLateToBook):
        plan_session(a_session(), at=SLOT + 2 * HOUR)


def test_calling_a_session_off_deletes_nothing_and_lets_a_person_decide() -> None:
    an_open_house()
    garden = a_resource("garden", kind=ResourceKind.SPACE, capacity=20)
    session = a_session(space=garden)
    order = an_order_for(session)
    hold_places(plan_session(session), party=1, channel=Channel.WEB, request_key="slow", at=NOON)

    waiting = cancel_session(session, reason=Text.of(es="Lluvia", en="Rain"), by=BERTA, at=NOON)

    order.refresh_from_db()
    conflict = Conflict.objects.get()
    assert (waiting, conflict.order, str(conflict.reason)) == (1, order, "Lluvia")
    assert (order.state, order.tickets.get().state) == (
        OrderState.CONFIRMED_UNPAID,
        TicketState.VALID,
    )
    assert a_session(session.programme, space=garden).space == garden
    assert places_left([session], at=NOON) == {session.pk: 0}
    assert ledger_faults() == []
    with pytest.raises(SessionCancelled):
        plan_session(session)
    with pytest.raises(SessionCancelled):
        cancel_session(session, reason=Text.of(es="Lluvia"), by=BERTA, at=NOON)


def test_whoever_read_the_session_before_it_was_called_off_buys_nothing_more() -> None:
    an_open_house()
    stale = a_session()
    cancel_session(ProgrammeSession.objects.get(), reason=Text.of(es="Lluvia"), by=BERTA, at=NOON)

    with pytest.raises(NoRoom):
        an_order_for(stale)


def test_money_that_was_on_its_way_when_it_was_called_off_waits_for_a_person() -> None:
    an_open_house()
    session = a_session()
    order = an_order_for(session, pay_at=PayAt.ONLINE)
    payment = begin_payment(order, provider=Bank(), back_to="/", at=NOON)  # type: ignore[arg-type]

    cancel_session(session, reason=Text.of(es="Lluvia"), by=BERTA, at=NOON)

    assert confirm_payment(payment, at=NOON) == OrderState.PAID_UNPLACED
    assert order.tickets.count() == 0


def test_a_session_does_not_shrink_below_what_is_sold() -> None:
    an_open_house()
    session = a_session(capacity=5)
    an_order_for(session, party=4)

    change_capacity(session, capacity=4, by=BERTA, at=NOON)
    with pytest.raises(MoreAreSold) as refused:
        change_capacity(session, capacity=3, by=BERTA, at=NOON)

    session = ProgrammeSession.objects.get()
    assert refused.value.facts == {"taken": 4}
    assert (session.resource.capacity, places_left([session], at=NOON)) == (4, {session.pk: 0})


def test_a_programme_is_written_published_and_its_short_name_is_its_own() -> None:
    an_open_house()
    programme = a_programme()

    publish_programme(programme, by=BERTA, at=NOON)
    change_programme(
        programme,
        asked=ProgrammeAsked(
            kind=ProgrammeKind.TALK,
            title=Text.of(es="Plática", en="Cactus workshop"),
            summary=Text.of(es="Una hora."),
        ),
        by=BERTA,
        at=NOON,
    )

    assert programme.is_published
    assert (programme.kind, programme.title.words("es")) == (ProgrammeKind.TALK, "Plática")
    assert programme.title.is_stale("en")
    with pytest.raises(KeyIsTaken):
        a_programme()
    assert list(Change.objects.filter(kind="visit.programme").values_list("action", flat=True)) == [
        "add",
        "publish",
        "change",
    ]
