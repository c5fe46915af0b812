"""Museum objects, and how rooms stood on a day: display states made of placements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from casamuseo.authority.models import Person, Term
from casamuseo.collection.terms import Form, PersonRole, Presence
from casamuseo.house.models import Place
from casamuseo.kernel.fields import FuzzyDateField, MultilingualField
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage, Statement


class MuseumObject(models.Model):
    """A thing the museum keeps or tells of (Spectrum). Sizes in metres."""

    key = models.SlugField(max_length=80, unique=True)
    object_number = models.CharField(max_length=60, unique=True)
    name = MultilingualField()
    slug = MultilingualField()
    kind = models.ForeignKey(Term, models.PROTECT, null=True, related_name="objects_of_kind")
    materials = models.ManyToManyField(Term, related_name="objects_of_material")
    persons = models.ManyToManyField(Person, through="ObjectPerson", related_name="museum_objects")
    made = FuzzyDateField()
    made_earliest_on = models.DateField(null=True)
    made_latest_on = models.DateField(null=True)
    form = models.CharField(max_length=12, choices=Form.choices, default=Form.SMALL)
    width = models.FloatField(null=True)
    depth = models.FloatField(null=True)
    height = models.FloatField(null=True)
    size_certainty = models.CharField(
        max_length=12, choices=Certainty.choices, default=Certainty.UNKNOWN
    )
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    pictures = models.ManyToManyField(Picture, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        indexes = [
            models.Index(fields=["order", "key"], name="objects_in_order"),
            models.Index(fields=["made_earliest_on"], name="objects_by_earliest_day"),
        ]

    def __str__(self) -> str:
        return self.key


class ObjectPerson(models.Model):
    """What a person was to an object."""

    museum_object = models.ForeignKey(MuseumObject, models.CASCADE, related_name="person_links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="object_links")
    role = models.CharField(max_length=12, choices=PersonRole.choices)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["museum_object", "position"]
        constraints = [
            models.UniqueConstraint(
                name="a_person_has_a_role_at_an_object_once",
                fields=["museum_object", "person", "role"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.museum_object_id}"


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
