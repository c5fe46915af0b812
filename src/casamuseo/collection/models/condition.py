"""How objects are, and what was done for them: condition checks, treatments, damage and loss."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.collection.models.keys import new_key
from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import CheckReason, Completeness, Condition, DamageKind, MarkKind
from casamuseo.media.models import Picture


class ConditionCheck(models.Model):
    """Somebody looked at an object and wrote down how it is (Spectrum: condition checking)."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    museum_object = models.ForeignKey(MuseumObject, models.PROTECT, related_name="condition_checks")
    checked_on = models.DateField()
    checked_by = models.CharField(max_length=200)
    reason = models.CharField(max_length=8, choices=CheckReason.choices)
    condition = models.CharField(max_length=8, choices=Condition.choices)
    completeness = models.CharField(
        max_length=10, choices=Completeness.choices, default=Completeness.UNKNOWN
    )
    note = models.TextField(blank=True)
    hazards = models.CharField(max_length=300, blank=True)
    recommendation = models.TextField(blank=True)
    next_check_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-checked_on", "-pk"]
        indexes = [
            models.Index(fields=["-checked_on", "-id"], name="checks_latest_first"),
            models.Index(fields=["next_check_on"], name="checks_by_next_day"),
        ]
        constraints = [
            models.CheckConstraint(
                name="the_next_check_is_after_this_one",
                condition=Q(next_check_on=None) | Q(next_check_on__gt=F("checked_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.checked_on}"


class ConditionPicture(models.Model):
    """A photograph taken at a check, for the staff alone."""

    check_made = models.ForeignKey(ConditionCheck, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="condition_pictures")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["check_made", "order"]

    def __str__(self) -> str:
        return f"{self.check_made_id} {self.picture_id}"


class ConditionMark(models.Model):
    """Something marked on a condition photograph."""

    picture = models.ForeignKey(ConditionPicture, models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind.choices)
    points = models.JSONField()
    """[[x, y], …] as fractions of the picture's width and height; one point, a line, or an outline."""
    note = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["picture", "order"]

    def __str__(self) -> str:
        return f"{self.kind} {self.note}"


class Treatment(models.Model):
    """What was done to preserve an object (Spectrum: collections care and conservation)."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    museum_object = models.ForeignKey(MuseumObject, models.PROTECT, related_name="treatments")
    begun_on = models.DateField()
    ended_on = models.DateField(null=True)
    conservator = models.CharField(max_length=200)
    proposal = models.TextField(blank=True)
    report = models.TextField(blank=True)
    materials = models.TextField(blank=True)
    """What was brought onto the object: it must be known to whoever treats it next."""
    authorised_by = models.CharField(max_length=200, blank=True)
    after_check = models.ForeignKey(
        ConditionCheck, models.SET_NULL, null=True, related_name="treatments"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_treatment_begins_before_it_ends",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("begun_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.begun_on}"


class Damage(models.Model):
    """Something broke, was lost or stolen (Spectrum: damage and loss)."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    museum_object = models.ForeignKey(MuseumObject, models.PROTECT, related_name="damages")
    kind = models.CharField(max_length=8, choices=DamageKind.choices)
    discovered_on = models.DateField()
    discovered_by = models.CharField(max_length=200)
    happened = models.CharField(max_length=200, blank=True)
    """When and how, as far as anybody knows."""
    description = models.TextField()
    action_taken = models.TextField(blank=True)
    reported_to = models.CharField(max_length=300, blank=True)
    closed_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-discovered_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_damage_is_closed_after_it_was_discovered",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("discovered_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.kind} {self.discovered_on}"
