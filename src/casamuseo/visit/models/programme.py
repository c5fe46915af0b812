"""The programme: workshops, concerts, talks, rotating exhibitions, and the times at which they are held."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.kernel.fields import MultilingualField
from casamuseo.visit.models.capacity import Hold, Resource
from casamuseo.visit.terms import ProgrammeKind


class Programme(models.Model):
    """A public event, or a rotating exhibition with its dates."""

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=ProgrammeKind.choices)
    title = MultilingualField()
    summary = MultilingualField()
    amount = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    """For each visitor; admission to the house is not in it."""
    tax_code = models.CharField(max_length=40, blank=True)
    begins_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_published = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class ProgrammeSession(models.Model):
    """One time at which something of the programme is held, with its own capacity."""

    key = models.SlugField(max_length=80, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    resource = models.OneToOneField(Resource, models.PROTECT, related_name="session")
    """Its capacity: claimed in the bucket in which it begins."""
    space = models.ForeignKey(Resource, models.PROTECT, null=True, related_name="+")
    """The space it is held in, claimed whole for its length."""
    space_hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="+")
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_session_begins_before_it_ends", condition=Q(starts_at__lt=F("ends_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.key
