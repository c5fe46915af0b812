"""Audits: what should be in a place, and what was found there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casamuseo.collection.models.keys import new_key
from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import AuditOutcome
from casamuseo.house.models import Place


class Audit(models.Model):
    """One check of one place against the ledger (Spectrum: audit). A closed one never changes."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    place = models.ForeignKey(Place, models.PROTECT, related_name="audits")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                name="a_place_has_one_open_audit", fields=["place"], condition=Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.begun_at:%Y-%m-%d}"


class AuditLine(models.Model):
    """One object in an audit, as expected when it began or met on the way."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="lines")
    museum_object = models.ForeignKey(MuseumObject, models.PROTECT, related_name="audit_lines")
    is_expected = models.BooleanField()
    expected_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    """Where the ledger had it when the audit began, or when it was met."""
    outcome = models.CharField(
        max_length=10, choices=AuditOutcome.choices, default=AuditOutcome.AWAITED
    )
    seen_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    """The fixture in which it was seen, where that is another one than expected."""
    noted_at = models.DateTimeField(null=True)
    noted_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["audit", "order"]
        constraints = [
            models.UniqueConstraint(
                name="an_object_stands_in_an_audit_once", fields=["audit", "museum_object"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.outcome}"
