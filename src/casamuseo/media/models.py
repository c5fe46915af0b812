"""Pictures: line drawings, and the photographs that take their place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casamuseo.kernel.fields import MultilingualField


class PictureQuerySet(models.QuerySet["Picture"]):
    """Questions about many pictures."""

    def best_first(self) -> PictureQuerySet:
        """Photographs before drawings, then in the order of the house."""
        return self.order_by("-kind", "order", "key")


class Picture(models.Model):
    """A picture of a record; whoever shows it owns the link to it."""

    class Kind(models.TextChoices):
        DRAWING = "drawing", _("Drawing")
        PHOTOGRAPH = "photograph", _("Photograph")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    file = models.CharField(max_length=300)
    """The name inside the house folder."""
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of a photograph, which lies below MEDIA_ROOT as `stored_name`; "" for a drawing."""
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

    def __str__(self) -> str:
        return self.key

    @property
    def stored_name(self) -> str:
        """A photograph's file below MEDIA_ROOT; "" for a drawing."""
        suffix = self.file.rpartition(".")[2].lower().replace("jpeg", "jpg")
        return f"{self.digest}.{suffix}" if self.digest else ""
