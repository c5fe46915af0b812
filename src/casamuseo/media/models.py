"""Pictures: line drawings, and the photographs that take their place; checks that masters are intact."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casamuseo.kernel.fields import MultilingualField


class PictureQuerySet(models.QuerySet["Picture"]):
    """Questions about many pictures."""

    def best_first(self) -> PictureQuerySet:
        """Photographs before drawings, then in the order of the house."""
        return self.order_by("-kind", "order", "key")

    def public(self) -> PictureQuerySet:
        """Drawings, and photographs that may leave the house."""
        return self.filter(is_public=True)


class Picture(models.Model):
    """A picture of a record; whoever shows it owns the link to it."""

    class Kind(models.TextChoices):
        DRAWING = "drawing", _("Drawing")
        PHOTOGRAPH = "photograph", _("Photograph")

    class State(models.TextChoices):
        """How far the copies are that are made of a master."""

        WAITING = "waiting", _("Waiting for its copies to be made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Its copies could not be made")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    file = models.CharField(max_length=300)
    """The name inside the house folder."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of a photograph's master, kept bit for bit as `stored_name`; "" for a drawing."""
    size = models.PositiveBigIntegerField(default=0)
    """Bytes of the master."""
    original_name = models.CharField(max_length=200, blank=True)
    """What the file was called by whoever brought it; never used as a path."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    problem = models.TextField(blank=True)
    """Why its copies could not be made."""
    is_public = models.BooleanField(default=True)
    """Kept by `media.publishing`: ready, described in every language, and not withheld."""
    is_withheld = models.BooleanField(default=False)
    """Whether somebody keeps it from the public: a condition photograph, one without leave."""
    longest_side = models.PositiveIntegerField(null=True)
    """Pixels: nothing larger leaves the house, in one piece or in many; None is no limit."""
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=200, blank=True)
    markup = models.TextField(blank=True)
    """A drawing's SVG, checked against the allow-list when it was taken in."""
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    title = MultilingualField()
    description = MultilingualField()
    """What is to be seen, for who cannot see it."""
    credit = MultilingualField()
    drawn_from = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]
        indexes = [models.Index(fields=["digest"], name="pictures_by_their_master")]

    def __str__(self) -> str:
        return self.key

    @property
    def stored_name(self) -> str:
        """A photograph's file below MEDIA_ROOT; "" for a drawing."""
        suffix = self.file.rpartition(".")[2].lower().replace("jpeg", "jpg")
        return f"{self.digest}.{suffix}" if self.digest else ""


class FixityCheck(models.Model):
    """The master was read again and its checksum compared; never altered."""

    class Outcome(models.TextChoices):
        INTACT = "intact", _("Intact")
        CHANGED = "changed", _("Changed")
        MISSING = "missing", _("Missing")

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="fixity_checks")
    checked_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)

    class Meta:
        ordering = ["-checked_at", "-pk"]
        indexes = [
            models.Index(fields=["picture", "-checked_at"], name="fixity_of_a_picture"),
            models.Index(
                name="fixity_that_failed",
                fields=["picture", "-checked_at"],
                condition=~models.Q(outcome="intact"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} {self.outcome}"
