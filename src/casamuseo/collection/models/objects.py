"""Museum objects, the persons they have to do with, and their other numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.authority.models import Person, Term
from casamuseo.collection.terms import (
    Authenticity,
    Form,
    LegalStatus,
    NumberKind,
    PersonRole,
    SalvagePriority,
)
from casamuseo.house.models import Place
from casamuseo.kernel.fields import FuzzyDateField, MultilingualField
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage


class MuseumObjectQuerySet(models.QuerySet["MuseumObject"]):
    """Questions about many objects."""

    def public(self) -> MuseumObjectQuerySet:
        """Objects that the website, the search and open data know of."""
        return self.filter(is_public=True)


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
    is_public = models.BooleanField(default=True)
    """Whether the website knows of it; an object registered at the desk begins hidden."""
    number_of_objects = models.PositiveIntegerField(default=1)
    """How many things the one record stands for (Spectrum: number of objects)."""
    brief_description = MultilingualField()
    """What it is, for the inventory; what is told to the public is the passage."""
    distinguishing_features = MultilingualField()
    inscription = models.TextField(blank=True)
    """As it stands on the thing, in its own language and script; never translated."""
    dimensions_as_written = models.CharField(max_length=300, blank=True)
    legal_status = models.CharField(
        max_length=20, choices=LegalStatus.choices, default=LegalStatus.UNKNOWN
    )
    authenticity = models.CharField(
        max_length=20, choices=Authenticity.choices, default=Authenticity.UNKNOWN
    )
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    normal_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="objects_at_home"
    )
    """Where it belongs (Spectrum: normal location); where it is, the ledger of movements says."""
    normal_position = models.CharField(max_length=120, blank=True)
    """Where in that place: "second shelf from above"."""
    salvage_priority = models.CharField(
        max_length=8, choices=SalvagePriority.choices, default=SalvagePriority.NONE, blank=True
    )
    handling_note = MultilingualField()
    catalogue_note = models.TextField(blank=True)
    """For the staff alone."""
    recorded_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    """Rises with each change at the desk: whoever saves says which one they saw."""
    order = models.PositiveIntegerField(default=0)

    objects = MuseumObjectQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="an_object_is_not_part_of_itself", condition=~Q(part_of=F("pk"))
            ),
        ]
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


class OtherNumber(models.Model):
    """Another number that an object has or had, and whose it is (Spectrum: other object number)."""

    museum_object = models.ForeignKey(MuseumObject, models.CASCADE, related_name="other_numbers")
    number = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=12, choices=NumberKind.choices, default=NumberKind.OTHER)
    note = models.CharField(max_length=200, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["museum_object", "order"]
        constraints = [
            models.UniqueConstraint(
                name="an_object_has_another_number_once",
                fields=["museum_object", "number", "kind"],
            ),
        ]

    def __str__(self) -> str:
        return self.number
