"""Loans in and out, item by item."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import LoanDirection, LoanState


class LoanQuerySet(models.QuerySet["Loan"]):
    """Questions about many loans."""

    def running(self) -> LoanQuerySet:
        """Agreed and not closed."""
        return self.filter(state=LoanState.AGREED)

    def overdue(self, day: date) -> LoanQuerySet:
        """Running loans whose last day has passed while something is still out."""
        out = LoanItem.objects.filter(sent_on__isnull=False, returned_on=None)
        return self.running().filter(ends_on__lt=day, pk__in=out.values("loan"))


class Loan(models.Model):
    """An agreement to lend or to borrow (Spectrum: loans in, loans out)."""

    loan_number = models.CharField(max_length=40, unique=True)
    direction = models.CharField(max_length=3, choices=LoanDirection.choices)
    state = models.CharField(max_length=8, choices=LoanState.choices, default=LoanState.ASKED)
    partner = models.CharField(max_length=200)
    """The borrower of a loan out, the lender of a loan in."""
    partner_contact = models.CharField(max_length=300, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    conditions = models.TextField(blank=True)
    insured_cents = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    insurer = models.CharField(max_length=200, blank=True)
    authorised_by = models.CharField(max_length=200, blank=True)
    authorised_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_loan_begins_before_it_ends", condition=Q(ends_on__gte=F("begins_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.loan_number


class LoanItem(models.Model):
    """One object of a loan: when it went, when it came back."""

    loan = models.ForeignKey(Loan, models.CASCADE, related_name="items")
    museum_object = models.ForeignKey(MuseumObject, models.PROTECT, related_name="loan_items")
    sent_on = models.DateField(null=True)
    """When it left the lender."""
    returned_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["loan", "order"]
        constraints = [
            models.UniqueConstraint(
                name="an_object_is_in_a_loan_once", fields=["loan", "museum_object"]
            ),
            models.UniqueConstraint(
                name="an_object_is_out_on_one_loan",
                fields=["museum_object"],
                condition=Q(sent_on__isnull=False, returned_on=None),
            ),
            models.CheckConstraint(
                name="a_loan_item_returns_after_it_was_sent",
                condition=Q(returned_on=None)
                | Q(sent_on__isnull=False, returned_on__gte=F("sent_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.museum_object_id}"
