"""What may be shown and by whose leave, and through whose hands things came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casamuseo.authority.models import CorporateBody, GeographicPlace, Person
from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import CustodyKind, RightSubject
from casamuseo.kernel.fields import FuzzyDateField, MultilingualField
from casamuseo.kernel.terms import Certainty
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage


class Right(models.Model):
    """A right in the object, in a photograph of it, or in the text about it (Spectrum: rights)."""

    museum_object = models.ForeignKey(MuseumObject, models.CASCADE, related_name="rights")
    subject = models.CharField(max_length=10, choices=RightSubject.choices)
    picture = models.ForeignKey(Picture, models.CASCADE, null=True, related_name="rights")
    """The photograph that is meant, where not all are."""
    uri = models.CharField(max_length=200)
    """Of RightsStatements.org or Creative Commons, in its canonical spelling: `collection.licences`."""
    holder = models.CharField(max_length=200, blank=True)
    jurisdiction = models.CharField(max_length=2, blank=True)
    begins_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["museum_object", "order"]
        constraints = [
            models.CheckConstraint(
                name="a_right_begins_before_it_expires",
                condition=Q(begins_on=None)
                | Q(expires_on=None)
                | Q(expires_on__gte=F("begins_on")),
            ),
            models.CheckConstraint(
                name="only_a_right_in_a_photograph_names_one",
                condition=Q(picture=None) | Q(subject=RightSubject.PHOTOGRAPH),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.subject} {self.uri}"


class CustodyEvent(models.Model):
    """A step in the provenance of an object, or a gap in it; its sources stand in its passage."""

    key = models.SlugField(max_length=80)
    museum_object = models.ForeignKey(MuseumObject, models.CASCADE, related_name="custody_events")
    kind = models.CharField(max_length=10, choices=CustodyKind.choices)
    happened = FuzzyDateField()
    earliest_on = models.DateField(null=True)
    latest_on = models.DateField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="custody_events")
    corporate_body = models.ForeignKey(
        CorporateBody, models.PROTECT, null=True, related_name="custody_events"
    )
    other_agent = models.CharField(max_length=200, blank=True)
    """Who, where there is no authority record; as the source has it."""
    at = models.ForeignKey(
        GeographicPlace, models.PROTECT, null=True, related_name="custody_events"
    )
    note = MultilingualField()
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    passage = models.OneToOneField(Passage, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["museum_object", "order"]
        constraints = [
            models.UniqueConstraint(
                name="a_key_names_one_custody_event_of_an_object", fields=["museum_object", "key"]
            ),
            models.CheckConstraint(
                name="a_custody_event_is_of_one_agent",
                condition=Q(person=None, corporate_body=None)
                | Q(person=None, other_agent="")
                | Q(corporate_body=None, other_agent=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id} {self.kind}"
