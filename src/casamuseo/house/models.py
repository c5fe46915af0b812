"""The house's tables: the museum, its places, openings, functions over time, access facts, closures."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.house.terms import AccessFactKind, OpeningKind, PlaceKind, Unit
from casamuseo.kernel.fields import FuzzyDateField, MultilingualField
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage, Statement


class House(models.Model):
    """The museum of this installation; there is one."""

    key = models.SlugField(max_length=80, unique=True)
    name = MultilingualField()
    kind = MultilingualField()
    motto = MultilingualField()
    languages = models.JSONField(default=list)
    """Codes of the languages every text should have; the first is the originals'."""
    prepared_languages = models.JSONField(default=list)
    """Codes of languages that are translated into at the desk and not yet public."""
    timezone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField(max_length=3, default="MXN")
    founded = FuzzyDateField()
    address = models.JSONField(default=dict)
    """street, neighbourhood, borough, postcode, city (language to text), country (ISO 3166)."""
    street_history = MultilingualField()
    is_demonstration = models.BooleanField(default=False)
    """A house for trying out: it has accounts whose passphrases everybody at the machine may read."""

    def __str__(self) -> str:
        return self.key


class HousePassage(models.Model):
    """What the house tells of itself, by topic: about, visit, accessibility, unknown, plan."""

    house = models.ForeignKey(House, models.CASCADE, related_name="passages")
    topic = models.SlugField(max_length=80)
    passage = models.OneToOneField(Passage, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(name="a_house_tells_a_topic_once", fields=["house", "topic"]),
        ]

    def __str__(self) -> str:
        return self.topic


class PlaceQuerySet(models.QuerySet["Place"]):
    """Questions about many places."""

    def shown(self) -> PlaceQuerySet:
        """Places with a number on the plan: those a visitor is shown, in that order."""
        return self.filter(number__isnull=False).order_by("number")


class Place(models.Model):
    """A part of the house, from the property down to a fixture. Lengths in metres."""

    key = models.SlugField(max_length=80, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    number = models.PositiveSmallIntegerField(null=True, unique=True)
    name = MultilingualField()
    slug = MultilingualField()
    polygon = models.JSONField(default=list)
    """Corners as [x, y]: x to the right, y down the sheet, along the centre line of the walls."""
    wall = models.FloatField(default=0)
    base = models.FloatField(default=0)
    height = models.FloatField(default=0)
    geometry = models.CharField(max_length=12, choices=Certainty.choices, default=Certainty.UNKNOWN)
    is_inside = models.BooleanField(default=True)
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    pictures = models.ManyToManyField(Picture, related_name="+")
    order = models.PositiveIntegerField(default=0)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="a_place_is_not_its_own_parent", condition=~Q(parent=F("pk"))
            ),
            models.CheckConstraint(
                name="a_place_has_no_negative_height_or_wall",
                condition=Q(height__gte=0, wall__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Opening(models.Model):
    """A door, window, gate or passage in the wall of a place. Line and heights in metres."""

    key = models.SlugField(max_length=80)
    place = models.ForeignKey(Place, models.CASCADE, related_name="openings")
    to = models.ForeignKey(Place, models.PROTECT, null=True, related_name="openings_towards")
    kind = models.CharField(max_length=12, choices=OpeningKind.choices)
    line = models.JSONField()
    """[[x, y], [x, y]] on the wall's centre line."""
    sill = models.FloatField(default=0)
    height = models.FloatField(default=2.1)
    width_cm = models.PositiveIntegerField(null=True)
    """The clear width as measured; None until somebody has."""
    step_cm = models.PositiveIntegerField(null=True)
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "order"]
        constraints = [
            models.UniqueConstraint(
                name="a_key_names_one_opening_of_a_place", fields=["place", "key"]
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PlaceFunction(models.Model):
    """What a place was used for, from when until when."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="functions")
    function = MultilingualField()
    begins = FuzzyDateField()
    ends = FuzzyDateField()
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    evidence = models.ForeignKey(Statement, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "order"]

    def __str__(self) -> str:
        return f"{self.place_id} {self.function}"


class AccessFact(models.Model):
    """What decides whether a visitor gets in: a width, a step, the light, a seat; None is unmeasured."""

    key = models.SlugField(max_length=80)
    place = models.ForeignKey(Place, models.CASCADE, related_name="access_facts")
    fact = models.CharField(max_length=20, choices=AccessFactKind.choices)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=6, choices=Unit.choices, blank=True)
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    note = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "order"]
        constraints = [
            models.UniqueConstraint(
                name="a_key_names_one_access_fact_of_a_place", fields=["place", "key"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.fact}"


class Closure(models.Model):
    """A place that no visitor enters for a while; the house around it stays open."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="closures")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    """None until somebody says that it is open again."""
    reason = MultilingualField()
    closed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["begins_at"]
        constraints = [
            models.CheckConstraint(
                name="a_closure_begins_before_it_ends",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("begins_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.begins_at:%Y-%m-%d}"
