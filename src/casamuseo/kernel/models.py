"""The kernel's tables: who changed what, letters to send, the edition, heartbeats, restores."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q


class Change(models.Model):
    """Who did what to which record, in order; never altered."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    """The model's label in lower case, `collection.museumobject`; `*` for the whole house."""
    key = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="change_of_a_record")]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.key}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Questions about many letters."""

    def waiting(self, at: datetime) -> LetterQuerySet:
        """Letters that the postman should try at this moment, oldest first."""
        return self.filter(sent_at=None, given_up_at=None, next_try_at__lte=at).order_by("pk")


class Letter(models.Model):
    """A letter to be sent, written in the transaction that has a reason for it."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=12)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_letter_is_not_both_sent_and_given_up",
                condition=Q(sent_at=None) | Q(given_up_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class Edition(models.Model):
    """One number for the whole public face: raising it makes every cached page old."""

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_edition", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The edition's number; 0 before the first one."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def rise(cls) -> None:
        """Begin a new edition. Call last in the transaction that changed what the public sees."""
        if not cls.objects.filter(pk=1).update(number=F("number") + 1):
            Edition.objects.bulk_create([Edition(pk=1, number=1)], ignore_conflicts=True)


class Heartbeat(models.Model):
    """When a worker was last seen alive."""

    worker = models.CharField(max_length=100, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker} {self.beat_at:%c}"


class Restoration(models.Model):
    """A backup was put back: what had come in since it was made is gone from the database."""

    number = models.PositiveBigIntegerField(unique=True)
    """Higher than every one before, even where nothing was left of the state that knew those."""
    restored_at = models.DateTimeField()
    backup_made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} {self.restored_at:%c}"


class Window(models.Model):
    """How often somebody did something since a moment: what `kernel.limits` counts with."""

    key = models.CharField(max_length=64, unique=True)
    """A digest: neither what was done nor by whom is to be read from it."""
    begun_at = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.times}"
