"""Loans: agreed, sent, partly returned, and never two at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from casamuseo.collection import lending
from casamuseo.collection.actions.lending import (
    LoanAsked,
    add_to_loan,
    agree_loan,
    change_loan,
    close_loan,
    delete_loan,
    extend_loan,
    refuse_loan,
    return_items,
    send_items,
    take_from_loan,
)
from casamuseo.collection.errors_loans import (
    AlreadyPromised,
    AlreadySent,
    BackBeforeItWent,
    BorrowsItsOwn,
    EndsBeforeItBegins,
    NotInThisLoan,
    NotInThisState,
    NotLonger,
    NotSent,
    OnLoan,
    StillOut,
    WhereTo,
)
from casamuseo.collection.errors_procedures import (
    AlreadyBack,
    ChangedMeanwhile,
    Cited,
    NotAuthorised,
    NothingNamed,
    NotInTheHouse,
)
from casamuseo.collection.models import Loan, LoanItem, Movement, MuseumObject
from casamuseo.collection.terms import LegalStatus, LoanDirection, LoanState
from casamuseo.house.models import Place
from casamuseo.kernel.models import Change, Edition
from tests.cast import BERTA, NOON
from tests.collection.cast_procedures import (
    LATER,
    TODAY,
    YESTERDAY,
    a_loan,
    a_room_and_things,
    a_running_loan,
    an_agreed_loan,
    an_exit,
    moves_of,
)

pytestmark = pytest.mark.django_db

TOMORROW = date(2026, 11, 25)
WHO: dict[str, Any] = {"by": BERTA, "at": NOON}


def test_a_loan_goes_comes_back_in_parts_and_is_closed_when_all_is_back() -> None:
    one, two, three = a_room_and_things("D-1", "D-2", "D-3")
    loan = a_running_loan(one, two, three, venue="Palacio de Bellas Artes")

    return_items(loan, museum_objects=[two], returned_on=TOMORROW, by=BERTA, at=LATER)
    with pytest.raises(StillOut) as refused:
        close_loan(loan, seen=2, by=BERTA, at=LATER)
    return_items(loan, museum_objects=[one, three], returned_on=TOMORROW, by=BERTA, at=LATER)
    close_loan(loan, seen=2, by=BERTA, at=LATER)

    assert refused.value.facts == {"numbers": ["D-1", "D-3"]}
    assert str(refused.value) == "The loan cannot be closed: D-1, D-3 are not back."
    assert (loan.loan_number, loan.state) == ("L-2026-001", LoanState.CLOSED)
    assert moves_of(one) == [
        ("elsewhere", "Palacio de Bellas Artes", "loan"),
        ("place", "study", "return"),
    ]
    assert {move.note for move in Movement.objects.all()} == {"L-2026-001"}


def test_what_is_lent_cannot_be_lent_again() -> None:
    thing, other = a_room_and_things("D-1", "D-2")
    soon = an_agreed_loan(thing, other, begins_on=date(2026, 12, 1), ends_on=date(2026, 12, 9))
    a_running_loan(thing, begins_on=YESTERDAY, ends_on=TODAY)

    with pytest.raises(OnLoan) as refused:
        send_items(soon, museum_objects=[other, thing], sent_on=TODAY, **WHO)

    assert str(refused.value) == "D-1 is out on loan L-2026-002."
    assert moves_of(other) == []
    assert not LoanItem.objects.exclude(sent_on=None).exclude(loan__loan_number="L-2026-002")


def test_the_database_itself_allows_one_loan_at_a_time() -> None:
    (thing,) = a_room_and_things("D-1")
    a_running_loan(thing)
    other = a_loan()

    with pytest.raises(IntegrityError), transaction.atomic():
        LoanItem.objects.create(loan=other, museum_object=thing, sent_on=TODAY)


def test_what_is_lent_is_known_to_whoever_shows_it() -> None:
    out, here, borrowed = a_room_and_things("D-1", "D-2", "D-3")
    a_running_loan(out)
    loan_in = an_agreed_loan(borrowed, direction=LoanDirection.IN)
    study = Place.objects.get()
    send_items(loan_in, museum_objects=[borrowed], sent_on=TODAY, place=study, **WHO)

    assert [lending.is_lent(thing) for thing in (out, here, borrowed)] == [True, False, False]
    lending.refuse_if_lent(here)
    with pytest.raises(OnLoan):
        lending.refuse_if_lent(out)
    loans = lending.loans_out_of([out, here])
    assert {key: loan.loan_number for key, loan in loans.items()} == {out.pk: "L-2026-001"}


def test_what_is_promised_for_some_of_the_days_is_not_promised_again() -> None:
    (thing,) = a_room_and_things("D-1")
    an_agreed_loan(thing, begins_on=date(2027, 1, 10), ends_on=date(2027, 1, 20))
    other = a_loan(begins_on=date(2027, 1, 1), ends_on=date(2027, 1, 9))

    add_to_loan(other, museum_objects=[thing], **WHO)
    agree_loan(other, authorised_by="D", authorised_on=TODAY, seen=1, **WHO)
    with pytest.raises(AlreadyPromised) as refused:
        extend_loan(other, ends_on=date(2027, 1, 10), reason="Prórroga", seen=2, **WHO)
    with pytest.raises(AlreadyPromised):
        a_loan(thing, begins_on=date(2027, 1, 20), ends_on=date(2027, 2, 1))

    other = Loan.objects.get(pk=other.pk)
    assert refused.value.facts == {"number": "D-1", "loan": "L-2026-001"}
    assert (other.ends_on, other.version) == (date(2027, 1, 9), 2)
    assert Loan.objects.count() == 2


def test_a_loan_ending_before_it_begins_is_refused_at_its_field() -> None:
    a_room_and_things("D-1")

    with pytest.raises(EndsBeforeItBegins) as refused:
        a_loan(begins_on=TODAY, ends_on=YESTERDAY)

    assert refused.value.field == "ends_on"
    assert Loan.objects.count() == 0


def test_a_loan_is_agreed_by_somebody_with_something_to_lend_and_once() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_loan()

    with pytest.raises(NotAuthorised):
        agree_loan(loan, authorised_by="", authorised_on=TODAY, seen=1, **WHO)
    with pytest.raises(NothingNamed):
        agree_loan(loan, authorised_by="D", authorised_on=TODAY, seen=1, **WHO)
    add_to_loan(loan, museum_objects=[thing, thing], **WHO)
    with pytest.raises(NotInThisState):
        send_items(loan, museum_objects=[thing], sent_on=TODAY, **WHO)
    agree_loan(loan, authorised_by="D", authorised_on=TODAY, seen=1, **WHO)

    with pytest.raises(NotInThisState) as refused:
        agree_loan(loan, authorised_by="D", authorised_on=TODAY, seen=2, **WHO)
    assert str(refused.value) == "This cannot be done while loan L-2026-001 stands as “Agreed”."
    assert loan.items.count() == 1


def test_a_refused_loan_keeps_the_reason() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_loan(thing, note="Por carta")

    refuse_loan(loan, reason="Demasiado frágil", seen=1, **WHO)

    assert (loan.state, loan.note) == (LoanState.REFUSED, "Por carta\nDemasiado frágil")
    with pytest.raises(NotInThisState):
        add_to_loan(loan, museum_objects=[thing], **WHO)


def test_of_two_who_change_a_loan_the_second_is_told() -> None:
    a_room_and_things("D-1")
    loan = a_loan()
    asked = LoanAsked(partner="Museo de Arte", begins_on=TODAY, ends_on=TOMORROW)

    change_loan(loan, asked=asked, seen=1, **WHO)
    with pytest.raises(ChangedMeanwhile):
        change_loan(loan, asked=asked, seen=1, **WHO)


def test_an_extension_is_longer_and_its_reason_is_kept() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_running_loan(thing)
    before = loan.ends_on

    with pytest.raises(NotLonger):
        extend_loan(loan, ends_on=before, reason="", seen=2, **WHO)
    extend_loan(loan, ends_on=before + timedelta(days=30), reason="Prórroga", seen=2, **WHO)

    change = Change.objects.get(action="extend_reason")
    assert change.facts == {"before": "2027-02-24", "after": "2027-03-26", "reason": "Prórroga"}


def test_what_is_borrowed_arrives_in_a_place_and_goes_back_to_its_lender() -> None:
    thing, mine = a_room_and_things("P-1", "D-1")
    MuseumObject.objects.filter(pk=mine.pk).update(legal_status=LegalStatus.OWNED)
    mine.refresh_from_db()
    loan = an_agreed_loan(thing, direction=LoanDirection.IN, partner="Archivo Ruiz")

    with pytest.raises(BorrowsItsOwn):
        add_to_loan(loan, museum_objects=[mine], **WHO)
    with pytest.raises(WhereTo):
        send_items(loan, museum_objects=[thing], sent_on=TODAY, **WHO)
    study = Place.objects.get()
    send_items(loan, museum_objects=[thing], sent_on=TODAY, place=study, **WHO)
    thing.refresh_from_db()
    assert thing.legal_status == LegalStatus.LOANED
    return_items(loan, museum_objects=[thing], returned_on=TOMORROW, by=BERTA, at=LATER)

    thing.refresh_from_db()
    assert thing.legal_status == LegalStatus.NOT_HELD
    assert moves_of(thing) == [("place", "study", "loan"), ("elsewhere", "Archivo Ruiz", "return")]


def test_only_what_went_comes_back_once_and_not_before() -> None:
    gone, stayed, stranger = a_room_and_things("D-1", "D-2", "D-3")
    loan = an_agreed_loan(gone, stayed)
    send_items(loan, museum_objects=[gone], sent_on=TODAY, **WHO)

    with pytest.raises(NotInThisLoan):
        return_items(loan, museum_objects=[stranger], returned_on=TODAY, **WHO)
    with pytest.raises(NotSent):
        return_items(loan, museum_objects=[stayed], returned_on=TODAY, **WHO)
    with pytest.raises(BackBeforeItWent):
        return_items(loan, museum_objects=[gone], returned_on=YESTERDAY, **WHO)
    with pytest.raises(AlreadySent):
        send_items(loan, museum_objects=[gone], sent_on=TODAY, **WHO)
    with pytest.raises(AlreadySent):
        take_from_loan(loan.items.get(museum_object=gone), **WHO)
    return_items(loan, museum_objects=[gone], returned_on=TODAY, **WHO)
    with pytest.raises(AlreadyBack):
        return_items(loan, museum_objects=[gone], returned_on=TODAY, **WHO)
    take_from_loan(loan.items.get(museum_object=stayed), **WHO)

    assert [item.museum_object for item in loan.items.all()] == [gone]


def test_what_left_by_an_exit_is_not_lent() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = an_agreed_loan(thing)
    an_exit(thing)

    with pytest.raises(NotInTheHouse):
        send_items(loan, museum_objects=[thing], sent_on=TODAY, **WHO)


def test_overdue_is_what_should_be_back_and_is_not() -> None:
    late, back, running = a_room_and_things("D-1", "D-2", "D-3")
    overdue = a_running_loan(late, begins_on=YESTERDAY, ends_on=TODAY)
    done = a_running_loan(back, begins_on=YESTERDAY, ends_on=TODAY)
    return_items(done, museum_objects=[back], returned_on=TODAY, **WHO)
    a_running_loan(running, begins_on=YESTERDAY, ends_on=TOMORROW)

    assert list(lending.overdue(TODAY)) == []
    assert list(lending.overdue(TOMORROW)) == [overdue]


def test_a_loan_on_which_something_went_is_not_deleted() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = a_running_loan(thing)

    with pytest.raises(Cited) as refused:
        delete_loan(loan, **WHO)
    delete_loan(a_loan(), **WHO)

    assert refused.value.facts == {"names": ["D-1"]}
    assert list(Loan.objects.all()) == [loan]


def test_the_public_pages_are_made_anew_when_something_goes_or_comes() -> None:
    (thing,) = a_room_and_things("D-1")
    loan = an_agreed_loan(thing)
    edition = Edition.current()

    send_items(loan, museum_objects=[thing], sent_on=TODAY, **WHO)
    after = Edition.current()
    return_items(loan, museum_objects=[thing], returned_on=TODAY, **WHO)

    assert edition < after < Edition.current()
