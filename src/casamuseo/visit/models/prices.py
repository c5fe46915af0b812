"""What is paid: prices by category, the rules under which they differ, vouchers, time slots."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casamuseo.kernel.fields import MultilingualField
from casamuseo.visit.terms import Residency


class Price(models.Model):
    """What a category of visitor pays, in the house's currency, where no rule says otherwise."""

    key = models.SlugField(max_length=80, unique=True)
    category = MultilingualField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    note = MultilingualField()
    proof = MultilingualField()
    """What a visitor shows to have this price; empty where nothing is asked for."""
    tax_code = models.CharField(max_length=40, blank=True)
    """As the house's accountant names it; blank until they have said."""
    is_demonstration = models.BooleanField(default=False)
    """Made up for the demonstration, and marked so wherever it is shown."""
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(name="a_price_is_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return self.key


class PriceRule(models.Model):
    """When a category pays something else, and why; the first that applies, in order, wins."""

    key = models.SlugField(max_length=80, unique=True)
    prices = models.ManyToManyField(Price, related_name="rules")
    """The categories it is for; none means all."""
    residency = models.CharField(max_length=12, choices=Residency.choices, blank=True)
    weekdays = models.JSONField(default=list)
    """ISO weekdays on which it applies; empty means every day."""
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    reason = MultilingualField()
    """Shown beside the price: «Free on Sundays for residents»."""
    proof = MultilingualField()
    is_demonstration = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="a_rule_does_not_pay_the_visitor", condition=Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SlotRule(models.Model):
    """Days on which a visit has a time; on all others a ticket is for the day."""

    key = models.SlugField(max_length=80, unique=True)
    weekdays = models.JSONField(default=list)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    every_minutes = models.PositiveSmallIntegerField(default=30)
    stay_minutes = models.PositiveSmallIntegerField(default=60)
    early_minutes = models.PositiveSmallIntegerField(default=10)
    """How much earlier than its time a ticket is let in."""
    late_minutes = models.PositiveSmallIntegerField(default=15)
    is_demonstration = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="slots_begin_on_the_quarter_of_an_hour",
                condition=Q(every_minutes__in=range(15, 481, 15))
                & Q(stay_minutes__in=range(15, 481, 15)),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Voucher(models.Model):
    """A code that lowers a price, so many times; taken by conditional update, like a place."""

    code = models.CharField(max_length=40, unique=True)
    """In capitals, without spaces."""
    note = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=100)
    """How much of the price it takes away."""
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    """Visitors who came with it, not orders."""
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="a_voucher_is_not_used_more_often_than_it_may",
                condition=Q(uses__lte=models.F("max_uses")),
            ),
            models.CheckConstraint(
                name="a_voucher_takes_away_a_part_of_the_price",
                condition=Q(percent__gte=1, percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return self.code
