"""The gate: enrolled devices, scans as they happened, and the count of visitors."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casamuseo.visit.models.orders import Ticket
from casamuseo.visit.terms import CountSource, GateLevel, Verdict


class Device(models.Model):
    """A phone or computer at the door, enrolled by the director, known by its token's hash."""

    name = models.CharField(max_length=80)
    enrolment_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 of the one-time word with which the device enrols; blank once it has."""
    enrolment_until = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of its token; the token itself is only on the device."""
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    clock_offset_seconds = models.FloatField(null=True)
    """How much its clock is ahead of the server's, when last seen."""
    level = models.CharField(max_length=12, choices=GateLevel.choices, blank=True)
    waiting_scans = models.PositiveIntegerField(default=0)
    """Scans that it had not yet handed over, when last seen."""

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Scan(models.Model):
    """A code held up at the gate, as the device saw it and as it was judged. Never deleted.

    `verdict` may change, `annulled_at` is set once; and where the server's answer got lost, what the
    device then showed instead takes the place of the answer.

    Which of two offline scans was first depends on corrected time, device and sequence, never on the
    order in which they were handed over.
    """

    scan_id = models.UUIDField(unique=True)
    """UUIDv7 made on the device: the same scan handed over twice is one scan."""
    device = models.ForeignKey(Device, models.PROTECT, related_name="scans")
    boot_id = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    device_at = models.DateTimeField()
    """By the device's own clock."""
    server_offset_seconds = models.FloatField(null=True)
    """The device's clock less the server's as it last knew; None where it never knew."""
    corrected_at = models.DateTimeField()
    received_at = models.DateTimeField()
    code = models.TextField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="scans")
    count = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=12, choices=GateLevel.choices)
    device_verdict = models.CharField(max_length=20, choices=Verdict.choices)
    """What the person at the gate was shown."""
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    has_clock_doubt = models.BooleanField(default=False)
    """Its clock could not be trusted: time windows were warnings."""
    annulled_at = models.DateTimeField(null=True)
    annuls = models.OneToOneField("self", models.PROTECT, null=True, related_name="annulment")

    class Meta:
        ordering = ["corrected_at", "device", "sequence"]
        indexes = [models.Index(fields=["ticket", "corrected_at"], name="scans_of_a_ticket")]
        constraints = [
            models.UniqueConstraint(
                name="a_device_numbers_its_scans", fields=["device", "boot_id", "sequence"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.sequence} {self.verdict}"


class VisitCount(models.Model):
    """Visitors who came in. Tickets are not visitors: a tally and a tour count too; never altered."""

    at = models.DateTimeField(db_index=True)
    on = models.DateField(db_index=True)
    """The day in the house's own zone."""
    source = models.CharField(max_length=8, choices=CountSource.choices)
    category = models.CharField(max_length=80, blank=True)
    """A price's key, or a tally's own word (`child`, `icom`, `event`); blank where nobody knows."""
    language = models.CharField(max_length=12, blank=True)
    origin = models.CharField(max_length=40, blank=True)
    quantity = models.IntegerField()
    """Negative takes a mistake back."""
    scan = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="counts")
    tour = models.ForeignKey("visit.TourRequest", models.PROTECT, null=True, related_name="counts")
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    request_key = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_count_counts_somebody", condition=~Q(quantity=0)),
        ]
        indexes = [
            # What a report asks for, in the order in which it adds up: it never reads the rows.
            models.Index(fields=["on", aspect, "quantity"], name=f"counts_by_{aspect}")
            for aspect in ("source", "category", "language", "origin")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.source} {self.quantity:+d}"
