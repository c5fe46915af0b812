"""Loans in and out: asked for, agreed, sent item by item, returned as it comes, closed when all is back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import Max

from casamuseo.collection.actions.carrying import carry, home_of, refuse_homeless
from casamuseo.collection.actions.exiting import refuse_if_out
from casamuseo.collection.actions.moving import Destination
from casamuseo.collection.actions.recording import note, rewrite, set_legal_status, values_of
from casamuseo.collection.days import moment_of
from casamuseo.collection.errors_loans import (
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
from casamuseo.collection.errors_procedures import AlreadyBack, Cited, NotAuthorised, NothingNamed
from casamuseo.collection.lending import (
    hold,
    loans_out_of,
    refuse_if_lent,
    refuse_if_promised,
    still_out,
)
from casamuseo.collection.models import Loan, LoanItem, MuseumObject
from casamuseo.collection.numbering_procedures import numbered
from casamuseo.collection.terms import LegalStatus, LoanDirection, LoanState, MoveReason
from casamuseo.house.models import Place
from casamuseo.kernel.models import Edition
from casamuseo.kernel.writing import writing

OPEN = (LoanState.ASKED, LoanState.AGREED)


@dataclass(frozen=True, slots=True)
class LoanAsked:
    """What is written of a loan; without a number it takes the next free one."""

    partner: str
    begins_on: date
    ends_on: date
    partner_contact: str = ""
    venue: str = ""
    purpose: str = ""
    conditions: str = ""
    insured_cents: int | None = None
    currency: str = ""
    insurer: str = ""
    note: str = ""
    number: str = ""


def ask_loan(
    asked: LoanAsked,
    *,
    direction: LoanDirection,
    museum_objects: Sequence[MuseumObject] = (),
    by: str,
    at: datetime,
) -> Loan:
    """Write that somebody asks to borrow, or that the museum does.

    Refuses with EndsBeforeItBegins, BorrowsItsOwn, AlreadyPromised, NumberIsTaken.
    """
    _refuse_backwards(asked)

    def write(number: str) -> Loan:
        loan = Loan.objects.create(
            loan_number=number,
            direction=direction,
            recorded_by=by,
            recorded_at=at,
            **values_of(asked),
        )
        note("ask_loan", loan, by=by, at=at, partner=asked.partner, direction=direction)
        if museum_objects:
            add_to_loan(loan, museum_objects=museum_objects, by=by, at=at)
        return loan

    return numbered(Loan, asked.number, write, at=at)


def change_loan(loan: Loan, *, asked: LoanAsked, seen: int, by: str, at: datetime) -> None:
    """Write an open loan anew. Refuses with EndsBeforeItBegins, NotInThisState, ChangedMeanwhile."""
    _refuse_backwards(asked)
    with writing():
        _in_state(loan, *OPEN)
        rewrite(loan, seen=seen, values=values_of(asked), action="change", by=by, at=at)
        if loan.state == LoanState.AGREED:
            _refuse_promised(loan, _things_of(loan))


def add_to_loan(
    loan: Loan, *, museum_objects: Sequence[MuseumObject], by: str, at: datetime
) -> None:
    """Put objects on the loan's list; those that are on it already stay there once.

    Refuses with BorrowsItsOwn, NotInTheHouse, AlreadyPromised, NotInThisState.
    """
    with writing():
        _in_state(loan, *OPEN)
        things = hold(museum_objects)
        if not things:
            raise NothingNamed
        listed = set(loan.items.values_list("museum_object", flat=True))
        new = [thing for thing in things if thing.pk not in listed]
        _refuse_wrong_side(loan, new)
        _refuse_promised(loan, new)
        last = loan.items.aggregate(last=Max("order"))["last"]
        start = 0 if last is None else last + 1
        LoanItem.objects.bulk_create(
            LoanItem(loan=loan, museum_object=thing, order=order)
            for order, thing in enumerate(new, start=start)
        )
        numbers = [thing.object_number for thing in new]
        note("add_to_loan", loan, by=by, at=at, museum_objects=numbers)


def take_from_loan(item: LoanItem, *, by: str, at: datetime) -> None:
    """Take an object off the list. Refuses with AlreadySent, NotInThisState."""
    number = item.museum_object.object_number
    with writing():
        _in_state(item.loan, *OPEN)
        gone, _rows = LoanItem.objects.filter(pk=item.pk, sent_on=None).delete()
        if not gone:
            raise AlreadySent(number)
        note("take_from_loan", item.loan, by=by, at=at, museum_object=number)


def agree_loan(
    loan: Loan, *, authorised_by: str, authorised_on: date, seen: int, by: str, at: datetime
) -> None:
    """Write that the loan is agreed, and by whom.

    Refuses with NotAuthorised, NothingNamed, AlreadyPromised, NotInThisState, ChangedMeanwhile.
    """
    if not authorised_by.strip():
        raise NotAuthorised
    moment_of(authorised_on, at=at)
    values = {
        "state": LoanState.AGREED,
        "authorised_by": authorised_by,
        "authorised_on": authorised_on,
    }
    with writing():
        _in_state(loan, LoanState.ASKED)
        things = hold(_things_of(loan))
        if not things:
            raise NothingNamed
        _refuse_promised(loan, things)
        rewrite(loan, seen=seen, values=values, action="agree", by=by, at=at)


def refuse_loan(loan: Loan, *, reason: str, seen: int, by: str, at: datetime) -> None:
    """Write that the loan does not come about. Refuses with NotInThisState, StillOut, ChangedMeanwhile."""
    with writing():
        _in_state(loan, *OPEN)
        _refuse_still_out(loan)
        words = "\n".join(filter(None, [loan.note, reason]))
        values = {"state": LoanState.REFUSED, "note": words}
        rewrite(loan, seen=seen, values=values, action="refuse", by=by, at=at)


def send_items(
    loan: Loan,
    *,
    museum_objects: Sequence[MuseumObject],
    sent_on: date,
    place: Place | None = None,
    position: str = "",
    moved_by: str = "",
    by: str,
    at: datetime,
) -> None:
    """Send objects to the borrower, or receive them from the lender into a place; all or none.

    Refuses with NotInThisState, NotInThisLoan, AlreadySent, OnLoan, NotInTheHouse, WhereTo and
    StillToCome.
    """
    effective_at = moment_of(sent_on, at=at)
    is_out = loan.direction == LoanDirection.OUT
    if not is_out and place is None:
        raise WhereTo
    try:
        with writing():
            _in_state(loan, LoanState.AGREED)
            things = hold(museum_objects)
            if not things:
                raise NothingNamed
            if is_out:
                for thing in things:
                    _refuse_lent_elsewhere(thing, loan=loan)
                refuse_if_out(things)
            _mark_sent(loan, things, sent_on=sent_on)
            carry(
                things,
                to=lambda _thing: (
                    _to_partner(loan)
                    if place is None or is_out
                    else Destination.in_place(place, position=position)
                ),
                effective_at=effective_at,
                reason=MoveReason.LOAN,
                because=loan.loan_number,
                moved_by=moved_by,
                authorised_by=loan.authorised_by,
                by=by,
                at=at,
            )
            if not is_out:
                _set_legal(things, LegalStatus.LOANED, because=loan.loan_number, by=by, at=at)
            numbers = [thing.object_number for thing in things]
            note("send_items", loan, by=by, at=at, museum_objects=numbers, on=sent_on)
            _tell_public(things)
    except IntegrityError:
        # The constraint `an_object_is_out_on_one_loan` answers whoever came at the same moment.
        out = loans_out_of(museum_objects)
        for thing in museum_objects:
            if thing.pk in out:
                raise OnLoan(thing.object_number, loan=out[thing.pk].loan_number) from None
        raise


def return_items(
    loan: Loan,
    *,
    museum_objects: Sequence[MuseumObject],
    returned_on: date,
    place: Place | None = None,
    position: str = "",
    moved_by: str = "",
    by: str,
    at: datetime,
) -> None:
    """Take back what was lent, into a place or each where it belongs; or give back what was borrowed.

    Refuses with NotInThisState, NotInThisLoan, NotSent, AlreadyBack, BackBeforeItWent, NoNormalPlace
    and StillToCome.
    """
    effective_at = moment_of(returned_on, at=at)
    is_out = loan.direction == LoanDirection.OUT
    with writing():
        _in_state(loan, LoanState.AGREED)
        things = hold(museum_objects)
        if not things:
            raise NothingNamed
        if is_out:
            refuse_homeless(things, place=place)
        for thing in things:
            _mark_returned(loan, thing, returned_on=returned_on)
        carry(
            things,
            to=lambda thing: (
                home_of(thing, place=place, position=position) if is_out else _to_partner(loan)
            ),
            effective_at=effective_at,
            reason=MoveReason.RETURN,
            because=loan.loan_number,
            moved_by=moved_by,
            by=by,
            at=at,
        )
        if not is_out:
            _set_legal(things, LegalStatus.NOT_HELD, because=loan.loan_number, by=by, at=at)
        numbers = [thing.object_number for thing in things]
        note("return_items", loan, by=by, at=at, museum_objects=numbers, on=returned_on)
        _tell_public(things)


def extend_loan(
    loan: Loan, *, ends_on: date, reason: str, seen: int, by: str, at: datetime
) -> None:
    """Let an agreed loan last longer.

    Refuses with NotLonger, NotInThisState, AlreadyPromised, ChangedMeanwhile.
    """
    if ends_on <= loan.ends_on:
        raise NotLonger
    with writing():
        _in_state(loan, LoanState.AGREED)
        before = loan.ends_on
        values = {"ends_on": ends_on}
        rewrite(loan, seen=seen, values=values, action="extend", by=by, at=at)
        _refuse_promised(loan, _things_of(loan))
        note("extend_reason", loan, by=by, at=at, before=before, after=ends_on, reason=reason)


def close_loan(loan: Loan, *, seen: int, by: str, at: datetime) -> None:
    """Close a loan of which everything is back. Refuses with StillOut, NotInThisState, ChangedMeanwhile."""
    with writing():
        _in_state(loan, LoanState.AGREED)
        hold(_things_of(loan))
        _refuse_still_out(loan)
        values = {"state": LoanState.CLOSED}
        rewrite(loan, seen=seen, values=values, action="close", by=by, at=at)


def delete_loan(loan: Loan, *, by: str, at: datetime) -> None:
    """Delete a loan that was a mistake. Refuses with Cited, naming what has gone on it."""
    with writing():
        gone = loan.items.exclude(sent_on=None).order_by("order")
        numbers = list(gone.values_list("museum_object__object_number", flat=True))
        if numbers:
            raise Cited(numbers)
        note("delete", loan, by=by, at=at, partner=loan.partner)
        loan.delete()


def _refuse_backwards(asked: LoanAsked) -> None:
    if asked.ends_on < asked.begins_on:
        raise EndsBeforeItBegins


def _in_state(loan: Loan, *states: LoanState) -> None:
    """Refuse with NotInThisState, and lock the loan: its state is decided by one at a time."""
    stands = Loan.objects.select_for_update().values_list("state", flat=True).get(pk=loan.pk)
    if stands not in states:
        raise NotInThisState(loan.loan_number, state=str(LoanState(stands).label))


def _refuse_wrong_side(loan: Loan, things: Sequence[MuseumObject]) -> None:
    if loan.direction == LoanDirection.OUT:
        refuse_if_out([thing for thing in things if thing.legal_status == LegalStatus.DISPOSED])
        return
    for thing in things:
        if thing.legal_status == LegalStatus.OWNED:
            raise BorrowsItsOwn(thing.object_number)


def _refuse_promised(loan: Loan, things: Sequence[MuseumObject]) -> None:
    for thing in things:
        refuse_if_promised(thing, loan=loan)


def _refuse_lent_elsewhere(thing: MuseumObject, *, loan: Loan) -> None:
    if not loan.items.filter(museum_object=thing, sent_on__isnull=False, returned_on=None).exists():
        refuse_if_lent(thing)


def _refuse_still_out(loan: Loan) -> None:
    numbers = [item.museum_object.object_number for item in still_out(loan)]
    if numbers:
        raise StillOut(numbers)


def _things_of(loan: Loan) -> list[MuseumObject]:
    return list(MuseumObject.objects.filter(loan_items__loan=loan).order_by("pk"))


def _mark_sent(loan: Loan, things: Sequence[MuseumObject], *, sent_on: date) -> None:
    for thing in things:
        items = LoanItem.objects.filter(loan=loan, museum_object=thing)
        if items.filter(sent_on=None).update(sent_on=sent_on):
            continue
        if items.exists():
            raise AlreadySent(thing.object_number)
        raise NotInThisLoan(thing.object_number)


def _mark_returned(loan: Loan, thing: MuseumObject, *, returned_on: date) -> None:
    items = LoanItem.objects.filter(loan=loan, museum_object=thing)
    item = items.first()
    if item is None:
        raise NotInThisLoan(thing.object_number)
    if item.sent_on is None:
        raise NotSent(thing.object_number)
    if returned_on < item.sent_on:
        raise BackBeforeItWent(thing.object_number)
    if not items.filter(returned_on=None).update(returned_on=returned_on):
        raise AlreadyBack(thing.object_number)


def _to_partner(loan: Loan) -> Destination:
    words = loan.venue if loan.direction == LoanDirection.OUT and loan.venue else loan.partner
    return Destination.elsewhere(words)


def _set_legal(
    things: Sequence[MuseumObject], status: LegalStatus, *, because: str, by: str, at: datetime
) -> None:
    for thing in things:
        set_legal_status(thing, status, because=because, by=by, at=at)


def _tell_public(things: Sequence[MuseumObject]) -> None:
    if any(thing.is_public for thing in things):
        Edition.rise()
