"""Capacity: what can be taken, quarter of an hour by quarter of an hour, and the ledger of who took it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q, Sum

from casamuseo.house.models import Place
from casamuseo.kernel.fields import MultilingualField
from casamuseo.visit.terms import Channel, HoldState, ResourceKind

BUCKET = timedelta(minutes=15)


class Resource(models.Model):
    """Something of which there is only so much: the day, the house, a small room, a guide."""

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=ResourceKind.choices)
    name = MultilingualField()
    place = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="+")
    capacity = models.PositiveIntegerField()
    """People at the same time; for the kind `day`, people in the whole day."""
    enters_after_minutes = models.PositiveSmallIntegerField(default=0)
    """How long after the beginning of a visit a visitor comes to this room."""
    stays_minutes = models.PositiveSmallIntegerField(default=0)
    """How long a visitor stays in this room; 0 for what a visit does not claim by itself."""
    is_demonstration = models.BooleanField(default=False)
    """Made up for the demonstration, and marked so wherever it is shown."""
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="a_resource_is_claimed_by_the_quarter_of_an_hour",
                condition=Q(enters_after_minutes__in=range(0, 481, 15))
                & Q(stays_minutes__in=range(0, 481, 15)),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Bucket(models.Model):
    """Fifteen minutes of a resource (the whole day for the kind `day`), and how much of it is taken."""

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="buckets")
    starts_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    """False while the house or the room is closed: what was taken stays, nothing more is given."""

    class Meta:
        ordering = ["resource", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                name="a_resource_has_one_bucket_at_a_time", fields=["resource", "starts_at"]
            ),
            models.CheckConstraint(
                name="no_more_is_taken_than_there_is", condition=Q(taken__lte=F("capacity"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.starts_at:%Y-%m-%d %H:%M}"


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about many holds."""

    def overdue(self, at: datetime) -> HoldQuerySet:
        """Active holds whose time has run out."""
        return self.filter(state=HoldState.ACTIVE, expires_at__lte=at)

    def keeping_places(self) -> HoldQuerySet:
        """Holds whose claims count: active or converted."""
        return self.filter(state__in=[HoldState.ACTIVE, HoldState.CONVERTED])


class Hold(models.Model):
    """Whoever has claims: for some minutes (active), or for good (converted into an order or a tour)."""

    request_key = models.CharField(max_length=80, unique=True)
    """The same key again is the same request: the first hold is the answer."""
    channel = models.CharField(max_length=8, choices=Channel.choices)
    party = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    """Beginning of the slot, or the opening of the day for a day ticket."""
    ends_at = models.DateTimeField()
    is_whole_day = models.BooleanField(default=False)
    enters_from = models.DateTimeField()
    enters_until = models.DateTimeField()
    """Between which moments the gate lets the party in: its time, with some grace."""
    state = models.CharField(max_length=12, choices=HoldState.choices, default=HoldState.ACTIVE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    was_extended = models.BooleanField(default=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_at"], name="holds_to_reap", condition=Q(state=HoldState.ACTIVE)
            )
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.starts_at:%Y-%m-%d %H:%M} {self.state}"


class Claim(models.Model):
    """A line of the ledger: places taken (positive) or given back (negative); never altered."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="claims")
    bucket = models.ForeignKey(Bucket, models.PROTECT, related_name="claims")
    places = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_claim_takes_or_gives", condition=~Q(places=0)),
        ]

    def __str__(self) -> str:
        return f"{self.bucket_id}: {self.places:+d}"


def ledger_faults() -> list[tuple[Bucket, int]]:
    """Buckets whose `taken` is not the sum of their claims, each with that sum; none is right."""
    sums = Bucket.objects.annotate(claimed=Sum("claims__places", default=0))
    return [(bucket, bucket.claimed) for bucket in sums.exclude(claimed=F("taken"))]
