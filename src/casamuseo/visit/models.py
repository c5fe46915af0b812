"""Opening rules and their exceptions, prices, approaches, what is nearby, and the visit's own notes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casamuseo.kernel.fields import MultilingualField


class OpeningRule(models.Model):
    """Weekly hours with validity, in the wall time of the house's zone."""

    key = models.SlugField(max_length=80, unique=True)
    weekdays = models.JSONField()
    """ISO weekdays, 1 for Monday to 7 for Sunday, in order."""
    opens = models.TimeField()
    closes = models.TimeField()
    last_entry_minutes = models.PositiveSmallIntegerField(default=0)
    """How long before closing the last visitor enters."""
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="a_rule_opens_before_it_closes", condition=Q(opens__lt=F("closes"))
            ),
        ]

    def __str__(self) -> str:
        return self.key


class OpeningException(models.Model):
    """A day that differs from the rules, with the reason."""

    key = models.SlugField(max_length=80, unique=True)
    on = models.DateField(unique=True)
    is_closed = models.BooleanField(default=True)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    reason = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                name="an_open_exception_has_hours",
                condition=Q(is_closed=True) | Q(opens__isnull=False, closes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Price(models.Model):
    """What a category of visitor pays, in the house's currency."""

    key = models.SlugField(max_length=80, unique=True)
    category = MultilingualField()
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    note = MultilingualField()
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


class Approach(models.Model):
    """A way to the house."""

    class Kind(models.TextChoices):
        METRO = "metro", _("Metro")
        BUS = "bus", _("Bus")
        CAR = "car", _("Car")
        BICYCLE = "bicycle", _("Bicycle")

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=100)
    line = models.CharField(max_length=20, blank=True)
    minutes_min = models.PositiveSmallIntegerField()
    minutes_max = models.PositiveSmallIntegerField()
    bearing = models.CharField(max_length=12, blank=True)
    """The side from which one comes, on a schematic map: north, north-east, … as seen from the house."""
    directions = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name_plural = "approaches"

    def __str__(self) -> str:
        return self.key


class Neighbour(models.Model):
    """Something worth a visit nearby."""

    key = models.SlugField(max_length=80, unique=True)
    name = MultilingualField()
    distance = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class VisitNotes(models.Model):
    """What else a visitor should know: tours, programme. There is one."""

    tour_languages = models.JSONField(default=list)
    tours = MultilingualField()
    programme = MultilingualField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_set_of_notes", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return "visit"
