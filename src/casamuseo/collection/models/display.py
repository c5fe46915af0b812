"""How rooms stood on a day: display states made of placements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import Presence
from casamuseo.house.models import Place
from casamuseo.kernel.fields import MultilingualField
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.models import Passage, Statement


class DisplayState(models.Model):
    """How the house stood on a day; without a day, how it stands today."""

    key = models.SlugField(max_length=80, unique=True)
    day = models.DateField(null=True, unique=True)
    name = MultilingualField()
    slug = MultilingualField()
    unknown_places = models.ManyToManyField(Place, related_name="+")
    """Rooms of which nothing is known that day."""
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class Placement(models.Model):
    """Where an object stood in a display state, how surely, and on what evidence. Metres and degrees."""

    display_state = models.ForeignKey(DisplayState, models.CASCADE, related_name="placements")
    museum_object = models.ForeignKey(MuseumObject, models.PROTECT, related_name="placements")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="placements")
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    rotation = models.FloatField(default=0)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.PRESENT)
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    evidence = models.ForeignKey(Statement, models.SET_NULL, null=True, related_name="+")
    note = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["display_state", "order"]
        indexes = [models.Index(fields=["place", "display_state"], name="placements_of_a_place")]
        constraints = [
            models.CheckConstraint(
                name="a_position_has_both_coordinates",
                condition=Q(x=None, y=None) | Q(x__isnull=False, y__isnull=False),
            ),
            models.CheckConstraint(
                name="a_present_object_is_in_a_place",
                condition=~Q(presence=Presence.PRESENT) | Q(place__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.presence} {self.place_id}"
