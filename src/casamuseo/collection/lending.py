"""What is out on loan: asked by whoever lends, shows or moves an object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from casamuseo.collection.errors_loans import AlreadyPromised, OnLoan
from casamuseo.collection.models import Loan, LoanItem, MuseumObject
from casamuseo.collection.terms import LoanDirection, LoanState


def is_lent(thing: MuseumObject) -> bool:
    """Whether the museum has lent it out and it is not back."""
    return _out([thing.pk]).exists()


def refuse_if_lent(thing: MuseumObject) -> None:
    """Refuse with OnLoan, naming the loan, where it is out. Call inside the transaction that shows it."""
    loans = loans_out_of([thing])
    if loans:
        raise OnLoan(thing.object_number, loan=loans[thing.pk].loan_number)


def loans_out_of(things: Iterable[MuseumObject]) -> Mapping[int, Loan]:
    """Primary key of an object to the loan that it is out on, for those that are."""
    items = _out([thing.pk for thing in things]).select_related("loan")
    return {item.museum_object_id: item.loan for item in items}


def refuse_if_promised(thing: MuseumObject, *, loan: Loan) -> None:
    """Refuse with AlreadyPromised where another agreed loan has it on some of the days of this one."""
    other = (
        LoanItem.objects.filter(
            museum_object=thing,
            returned_on=None,
            loan__state=LoanState.AGREED,
            loan__direction=loan.direction,
            loan__begins_on__lte=loan.ends_on,
            loan__ends_on__gte=loan.begins_on,
        )
        .exclude(loan=loan)
        .select_related("loan")
        .first()
    )
    if other is not None:
        raise AlreadyPromised(thing.object_number, loan=other.loan.loan_number)


def overdue(day: date) -> QuerySet[Loan]:
    """Loans whose last day has passed while something is still out, the longest overdue first."""
    return Loan.objects.overdue(day).order_by("ends_on", "pk")


def still_out(loan: Loan) -> QuerySet[LoanItem]:
    """The items of a loan that went and are not back."""
    return (
        LoanItem.objects.filter(loan=loan, sent_on__isnull=False, returned_on=None)
        .select_related("museum_object")
        .order_by("order", "pk")
    )


def hold(things: Iterable[MuseumObject]) -> list[MuseumObject]:
    """The objects as they are now, locked in one order until the transaction ends.

    Whoever lends, lets go or takes back holds them first, so that of two at once the second sees
    what the first has done; on SQLite there is one writer anyhow.
    """
    wanted = [thing.pk for thing in things]
    rows = MuseumObject.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted)
    return list(rows.order_by("pk"))


def _out(keys: Iterable[int]) -> QuerySet[LoanItem]:
    return LoanItem.objects.filter(
        museum_object__in=list(keys),
        sent_on__isnull=False,
        returned_on=None,
        loan__direction=LoanDirection.OUT,
    ).order_by("pk")
