"""Ways to the house, what is nearby, and the visit's own notes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casamuseo.kernel.fields import MultilingualField


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
