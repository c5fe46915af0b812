"""What comes in, becomes the museum's, and leaves: entries, acquisitions, exits."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import AcquisitionMethod, EntryReason, ExitReason
from casamuseo.kernel.fields import FuzzyDateField


class ObjectEntry(models.Model):
    """Something was left with the museum, and a receipt given (Spectrum: object entry)."""

    entry_number = models.CharField(max_length=40, unique=True)
    entered_on = models.DateField()
    reason = models.CharField(max_length=10, choices=EntryReason.choices)
    depositor = models.CharField(max_length=200)
    depositor_contact = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    """Where it is not the depositor."""
    return_by = models.DateField(null=True)
    """When it is to go back, or a decision to be made (Spectrum: return date)."""
    condition_note = models.TextField(blank=True)
    packing_note = models.TextField(blank=True)
    note = models.TextField(blank=True)
    received_by = models.CharField(max_length=200)
    decision = models.TextField(blank=True)
    """What became of it: acquired, borrowed, given back; "" while it is open."""
    closed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-entered_on", "-pk"]
        verbose_name_plural = "object entries"
        constraints = [
            models.CheckConstraint(
                name="an_entry_is_returned_after_it_came",
                condition=Q(return_by=None) | Q(return_by__gte=F("entered_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.entry_number


class EntryItem(models.Model):
    """One thing, or one lot, of an entry; an object's record where it has become one."""

    entry = models.ForeignKey(ObjectEntry, models.CASCADE, related_name="items")
    description = models.CharField(max_length=300)
    count = models.PositiveIntegerField(default=1)
    museum_object = models.ForeignKey(
        MuseumObject, models.PROTECT, null=True, related_name="entry_items"
    )
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["entry", "order"]

    def __str__(self) -> str:
        return self.description


class Acquisition(models.Model):
    """The title to objects passed to the museum (Spectrum: acquisition and accessioning)."""

    acquisition_number = models.CharField(max_length=40, unique=True)
    method = models.CharField(max_length=12, choices=AcquisitionMethod.choices)
    source = models.CharField(max_length=200, blank=True)
    """From whom (Spectrum: acquisition source); "" is not known."""
    source_contact = models.CharField(max_length=300, blank=True)
    acquired = FuzzyDateField()
    accessioned_on = models.DateField(null=True)
    """When the objects were entered in the accession register."""
    reason = models.TextField(blank=True)
    title_evidence = models.TextField(blank=True)
    """The paper that shows the transfer of title, and where it is kept."""
    restrictions = models.TextField(blank=True)
    price_cents = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    authorised_by = models.CharField(max_length=200, blank=True)
    authorised_on = models.DateField(null=True)
    entry = models.ForeignKey(ObjectEntry, models.PROTECT, null=True, related_name="acquisitions")
    museum_objects = models.ManyToManyField(MuseumObject, related_name="acquisitions")
    note = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return self.acquisition_number


class ObjectExit(models.Model):
    """Objects left the museum, and who approved, took and signed for them (Spectrum: object exit)."""

    exit_number = models.CharField(max_length=40, unique=True)
    left_on = models.DateField()
    reason = models.CharField(max_length=14, choices=ExitReason.choices)
    recipient = models.CharField(max_length=200)
    recipient_contact = models.CharField(max_length=300, blank=True)
    destination = models.CharField(max_length=200, blank=True)
    expected_return_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    removed_by = models.CharField(max_length=200, blank=True)
    """Who carried it out of the house (Spectrum: remover)."""
    authorised_by = models.CharField(max_length=200)
    authorised_on = models.DateField()
    decision = models.TextField(blank=True)
    """For a disposal: who decided what, when and why (Spectrum: deaccessioning)."""
    signed_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    museum_objects = models.ManyToManyField(MuseumObject, related_name="exits")
    recorded_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-left_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_exit_is_expected_back_after_it_left",
                condition=Q(expected_return_on=None) | Q(expected_return_on__gte=F("left_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.exit_number
