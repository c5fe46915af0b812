"""The climate of places: loggers, their readings, and the limits that they are read against."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.collection.terms import Quantity
from casamuseo.house.models import Place


class Sensor(models.Model):
    """A logger and where it hangs."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="sensors")
    position = models.CharField(max_length=120, blank=True)
    serial_number = models.CharField(max_length=80, blank=True)
    every_minutes = models.PositiveIntegerField(default=60)
    """How often it reads; where it has not read for three times that long, there is a gap."""
    corrections = models.JSONField(default=dict)
    """Quantity to what is added to its raw values, from its calibration: {"humidity": -1.5}."""
    calibrated_on = models.DateField(null=True)
    retired_on = models.DateField(null=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Reading(models.Model):
    """One value of one logger; both what it said and what is believed after its correction."""

    sensor = models.ForeignKey(Sensor, models.PROTECT, related_name="readings")
    quantity = models.CharField(max_length=12, choices=Quantity.choices)
    at = models.DateTimeField()
    raw = models.FloatField()
    value = models.FloatField()

    class Meta:
        ordering = ["sensor", "quantity", "at"]
        constraints = [
            models.UniqueConstraint(
                name="a_sensor_reads_a_quantity_once_at_a_time", fields=["sensor", "quantity", "at"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sensor_id} {self.quantity} {self.value} {self.at:%Y-%m-%d %H:%M}"


class ClimateLimit(models.Model):
    """Between which values a place should stay."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="climate_limits")
    quantity = models.CharField(max_length=12, choices=Quantity.choices)
    lowest = models.FloatField(null=True)
    highest = models.FloatField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["place", "quantity"]
        constraints = [
            models.UniqueConstraint(
                name="a_place_has_one_limit_of_a_quantity", fields=["place", "quantity"]
            ),
            models.CheckConstraint(
                name="a_limit_limits_something_and_leaves_room",
                condition=Q(lowest__isnull=False, highest=None)
                | Q(lowest=None, highest__isnull=False)
                | Q(lowest__lt=F("highest")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.quantity}"
