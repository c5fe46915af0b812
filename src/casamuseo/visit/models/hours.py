"""When the house is open: weekly rules and the days that differ."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

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
    last_entry_minutes = models.PositiveSmallIntegerField(null=True)
    """How long before closing the last visitor enters; None as on any other day."""
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
