"""What is still to be documented, by whom and until when (Spectrum: documentation planning)."""

from __future__ import annotations

from django.db import models

from casamuseo.collection.models.keys import new_key
from casamuseo.collection.terms import PlanState
from casamuseo.house.models import Place


class DocumentationPlan(models.Model):
    """One piece of work on the backlog; how much of it is left is counted from the records."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    title = models.CharField(max_length=200)
    aim = models.CharField(max_length=20)
    """What is to be filled: a key of `collection.gaps`."""
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="documentation_plans")
    """The room that it is about; None is the whole collection."""
    responsible = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=PlanState.choices, default=PlanState.OPEN)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["state", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title
