"""What is told: stories, happenings, journeys, guide stops, exhibitions, portraits, printed labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.fields import FuzzyDateField, MultilingualField, OrderedJsonField
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage


class Story(models.Model):
    """A long read."""

    key = models.SlugField(max_length=80, unique=True)
    slug = MultilingualField()
    title = MultilingualField()
    summary = MultilingualField()
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    picture = models.ForeignKey(Picture, models.SET_NULL, null=True, related_name="+")
    persons = models.ManyToManyField(Person, related_name="stories")
    museum_objects = models.ManyToManyField(MuseumObject, related_name="stories")
    places = models.ManyToManyField(Place, related_name="stories")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.key


class Happening(models.Model):
    """An entry of the timeline."""

    key = models.SlugField(max_length=80, unique=True)
    happened = FuzzyDateField()
    earliest_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    title = MultilingualField()
    at = models.ForeignKey(GeographicPlace, models.PROTECT, null=True, related_name="happenings")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="happenings")
    persons = models.ManyToManyField(Person, related_name="happenings")
    museum_objects = models.ManyToManyField(MuseumObject, related_name="happenings")
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["earliest_on", "latest_on", "order"]

    def __str__(self) -> str:
        return self.key


class Journey(models.Model):
    """A way through the world, station by station."""

    key = models.SlugField(max_length=80, unique=True)
    slug = MultilingualField()
    title = MultilingualField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="journeys")
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class JourneyStop(models.Model):
    """A station of a journey."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="stops")
    key = models.SlugField(max_length=80)
    at = models.ForeignKey(GeographicPlace, models.PROTECT, related_name="journey_stops")
    title = MultilingualField()
    """Where the station has a name of its own; the geographic place's otherwise."""
    arrived = FuzzyDateField()
    left = FuzzyDateField()
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["journey", "position"]
        constraints = [
            models.UniqueConstraint(
                name="a_key_names_one_stop_of_a_journey", fields=["journey", "key"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id}/{self.key}"


class GuideStop(models.Model):
    """A stop of the room guide, under the number on the wall."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = MultilingualField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="guide_stops")
    museum_object = models.ForeignKey(
        MuseumObject, models.PROTECT, null=True, related_name="guide_stops"
    )
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class Exhibition(models.Model):
    """An exhibition, permanent or for a time."""

    key = models.SlugField(max_length=80, unique=True)
    slug = MultilingualField()
    title = MultilingualField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="exhibitions")
    begins = FuzzyDateField()
    ends = FuzzyDateField()
    museum_objects = models.ManyToManyField(MuseumObject, related_name="exhibitions")
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class Portrait(models.Model):
    """What the house tells of a person or a corporate body."""

    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="portrait")
    corporate_body = models.OneToOneField(
        CorporateBody, models.CASCADE, null=True, related_name="portrait"
    )
    passage = models.OneToOneField(Passage, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_portrait_is_of_one_person_or_body",
                condition=models.Q(person=None, corporate_body__isnull=False)
                | models.Q(person__isnull=False, corporate_body=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.corporate_body_id}"


class PrintedLabel(models.Model):
    """A copy on paper: what it says, where it hangs, and until when."""

    class Size(models.TextChoices):
        A4 = "a4", _("Wall label, A4")
        LETTER = "letter", _("Wall label, Letter")
        LARGE = "large", _("Large print, 18 points")

    passage = models.ForeignKey(Passage, models.PROTECT, related_name="printed_labels")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="printed_labels")
    """The room in which it hangs."""
    museum_object = models.ForeignKey(
        MuseumObject, models.PROTECT, null=True, related_name="printed_labels"
    )
    wall = models.CharField(max_length=120, blank=True)
    """Where in the room: "north wall, left of the window"."""
    size = models.CharField(max_length=8, choices=Size.choices)
    languages = models.JSONField(default=list)
    said = OrderedJsonField(default=dict)
    """{"title": {language: words}, "address": path, "sentences": [...]} as `story.labels.Label.said`."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was printed: another one today means that the label is outdated."""
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=200)
    hung_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    removed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-printed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.size} {self.printed_at:%Y-%m-%d}"
