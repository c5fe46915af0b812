"""Authority records: terms, geographic places, persons and corporate bodies with their names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casamuseo.kernel.fields import FuzzyDateField, MultilingualField


class Term(models.Model):
    """A word of a controlled vocabulary, with its address in the Getty AAT where it is known."""

    class Vocabulary(models.TextChoices):
        OBJECT_KIND = "object-kind", _("Kind of object")
        MATERIAL = "material", _("Material")
        FUNCTION = "function", _("Function")

    key = models.SlugField(max_length=80, unique=True)
    vocabulary = models.CharField(max_length=20, choices=Vocabulary.choices)
    label = MultilingualField()
    aat = models.URLField(blank=True)
    broader = models.ForeignKey("self", models.PROTECT, null=True, related_name="narrower")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class GeographicPlace(models.Model):
    """A town, a region or a country, with coordinates in degrees (WGS 84)."""

    key = models.SlugField(max_length=80, unique=True)
    name = MultilingualField()
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="coordinates_lie_on_the_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            )
        ]

    def __str__(self) -> str:
        return self.key


class Agent(models.Model):
    """What persons and corporate bodies share."""

    key = models.SlugField(max_length=80, unique=True)
    slug = MultilingualField()
    sort_name = models.CharField(max_length=200)
    names = models.JSONField(default=list)
    """A list of `{"text", "language", "kind"}`.

    Kinds: preferred (one a language), variant, birth, pseudonym.
    """
    role = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key

    def name_in(self, language: str) -> str:
        """The preferred name in this language, or else the first preferred one, or the sorting name."""
        preferred = [name for name in self.names if name["kind"] == "preferred"]
        for name in preferred:
            if name["language"] == language:
                return str(name["text"])
        return str(preferred[0]["text"]) if preferred else self.sort_name

    def other_names(self, language: str) -> list[dict[str, str]]:
        """Every other name, each once, in the order of the record."""
        seen, others = {self.name_in(language)}, []
        for name in self.names:
            if name["text"] not in seen:
                seen.add(name["text"])
                others.append(name)
        return others


class Person(Agent):
    """A person, with names in several languages and scripts (ISAAR(CPF))."""

    born = FuzzyDateField()
    died = FuzzyDateField()
    born_at = models.ForeignKey(GeographicPlace, models.PROTECT, null=True, related_name="+")
    died_at = models.ForeignKey(GeographicPlace, models.PROTECT, null=True, related_name="+")


class CorporateBody(Agent):
    """An institution, a party, a family acting as one (ISAAR(CPF))."""

    founded = FuzzyDateField()
    dissolved = FuzzyDateField()
    seat = models.ForeignKey(GeographicPlace, models.PROTECT, null=True, related_name="+")
