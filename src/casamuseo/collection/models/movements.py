"""The ledger of movements, and what is derived from it: where everything is."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from casamuseo.collection.models.keys import new_key
from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import MoveReason, Whither
from casamuseo.house.models import Place


class MovementQuerySet(models.QuerySet["Movement"]):
    """Questions about many movements."""

    def standing(self) -> MovementQuerySet:
        """Those that count: neither reversed nor a reversal."""
        # Not `reverses=None`: SQLite takes the unique index for it, under which nearly all rows lie.
        return self.alias(takes_back=Coalesce("reverses", 0)).filter(takes_back=0, reversal=None)

    def until(self, moment: datetime) -> MovementQuerySet:
        """Those that had taken effect at this moment."""
        return self.filter(effective_at__lte=moment)

    def latest_first(self) -> MovementQuerySet:
        """By when they took effect; of two at one moment, the one entered later counts."""
        return self.order_by("-effective_at", "-pk")


class Movement(models.Model):
    """An object or a fixture went somewhere. Never altered: a mistake is reversed by another entry."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    museum_object = models.ForeignKey(
        MuseumObject, models.PROTECT, null=True, related_name="movements"
    )
    fixture = models.ForeignKey(Place, models.PROTECT, null=True, related_name="movements")
    """A vitrine, a bookcase: what stands in it goes with it, without an entry of its own."""
    whither = models.CharField(max_length=10, choices=Whither.choices)
    to_place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="arrivals")
    position = models.CharField(max_length=120, blank=True)
    """Where in the place: a shelf, a drawer, a box."""
    elsewhere = models.CharField(max_length=200, blank=True)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=14, choices=MoveReason.choices)
    note = models.TextField(blank=True)
    moved_by = models.CharField(max_length=200, blank=True)
    """Who carried it (Spectrum: mover)."""
    recorded_by = models.CharField(max_length=200)
    authorised_by = models.CharField(max_length=200, blank=True)
    batch = models.CharField(max_length=32, blank=True)
    """What was entered together has the same."""
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["effective_at", "pk"]
        indexes = [
            models.Index(fields=["museum_object", "-effective_at"], name="movements_of_an_object"),
            models.Index(fields=["fixture", "-effective_at"], name="movements_of_a_fixture"),
            models.Index(fields=["to_place", "-effective_at"], name="movements_to_a_place"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_movement_is_of_one_object_or_fixture",
                condition=Q(museum_object=None, fixture__isnull=False)
                | Q(museum_object__isnull=False, fixture=None),
            ),
            models.CheckConstraint(
                name="a_movement_says_whither",
                condition=Q(whither=Whither.PLACE, to_place__isnull=False, elsewhere="")
                | (Q(whither=Whither.ELSEWHERE, to_place=None) & ~Q(elsewhere=""))
                | Q(whither=Whither.UNKNOWN, to_place=None, elsewhere=""),
            ),
            models.CheckConstraint(
                name="nothing_is_moved_into_itself",
                condition=Q(fixture=None) | Q(to_place=None) | ~Q(fixture=models.F("to_place")),
            ),
            models.CheckConstraint(
                name="a_movement_takes_effect_before_it_is_recorded",
                condition=Q(effective_at__lte=models.F("recorded_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id or self.fixture_id} {self.whither} {self.effective_at:%Y-%m-%d}"


class Whereabouts(models.Model):
    """Where an object or a fixture is now: its latest standing movement, derived and never typed."""

    museum_object = models.OneToOneField(
        MuseumObject, models.CASCADE, null=True, related_name="whereabouts"
    )
    fixture = models.OneToOneField(Place, models.CASCADE, null=True, related_name="whereabouts")
    movement = models.ForeignKey(Movement, models.PROTECT, related_name="+")
    whither = models.CharField(max_length=10, choices=Whither.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="contents")
    """The place that the movement names, perhaps a fixture that has itself been moved since."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="whereabouts_are_of_one_object_or_fixture",
                condition=Q(museum_object=None, fixture__isnull=False)
                | Q(museum_object__isnull=False, fixture=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.museum_object_id or self.fixture_id} {self.place_id or self.whither}"
