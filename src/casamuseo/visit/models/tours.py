"""Tours on request, the guides who give them, and what they cost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casamuseo.visit.models.capacity import Hold, Resource
from casamuseo.visit.models.orders import Order
from casamuseo.visit.models.prices import Price
from casamuseo.visit.terms import AssignmentState, GroupKind, TourState


class Guide(models.Model):
    """A person who guides: their languages, and the resource of capacity one that their time is."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="guide"
    )
    email = models.EmailField(blank=True)
    languages = models.JSONField(default=list)
    resource = models.OneToOneField(Resource, models.PROTECT, related_name="guide")
    feed_token = models.CharField(max_length=43, unique=True)
    """The secret word in the address of the guide's calendar feed."""
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class GuideAvailability(models.Model):
    """When a guide can come: every week, or on one day; an absence takes hours away."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(null=True)
    """ISO weekday; None where it is for one day."""
    on = models.DateField(null=True)
    begins = models.TimeField()
    ends = models.TimeField()
    is_absence = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["on", "weekday", "begins"]
        constraints = [
            models.CheckConstraint(
                name="availability_is_weekly_or_for_a_day",
                condition=Q(weekday__isnull=False, on=None) | Q(weekday=None, on__isnull=False),
            ),
            models.CheckConstraint(
                name="availability_begins_before_it_ends", condition=Q(begins__lt=F("ends"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.on or self.weekday} {self.begins}"


class TourFee(models.Model):
    """What a tour costs beside admission, for a kind of group."""

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=GroupKind.choices)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    """For each group of up to `group_max`."""
    group_min = models.PositiveSmallIntegerField(default=1)
    group_max = models.PositiveSmallIntegerField(default=20)
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    free_every = models.PositiveSmallIntegerField(default=0)
    """One teacher comes free for so many; 0 for none."""
    final_count_days = models.PositiveSmallIntegerField(default=3)
    """How many days before the visit the final count is due."""
    admission = models.ForeignKey(Price, models.PROTECT, null=True, related_name="+")
    """What each of the group pays beside to come in; None where the fee covers it."""
    tax_code = models.CharField(max_length=40, blank=True)
    is_demonstration = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class TourRequest(models.Model):
    """A tour that somebody asked for, from the request to the arrival."""

    address = models.CharField(max_length=22, unique=True)
    code = models.CharField(max_length=12, unique=True)
    request_key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=GroupKind.choices)
    state = models.CharField(max_length=12, choices=TourState.choices, default=TourState.RECEIVED)
    language = models.CharField(max_length=12)
    """In which the tour is to be given."""
    contact_language = models.CharField(max_length=12)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    needs = models.TextField(blank=True)
    """Access, interests, age of a class: what they wrote."""
    wanted_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    """The agreed time; the wanted one until another is agreed."""
    duration_minutes = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    teachers = models.PositiveSmallIntegerField(default=0)
    arrived = models.PositiveSmallIntegerField(null=True)
    fee = models.ForeignKey(TourFee, models.PROTECT, null=True, related_name="+")
    quote_cents = models.PositiveIntegerField(null=True)
    quote_note = models.CharField(max_length=300, blank=True)
    quoted_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    """Until when a tentative tour keeps its places."""
    final_count_on = models.DateField(null=True)
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="tour")
    """The claims on house and rooms; the guide's own are the assignment's."""
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="tour")
    """Once confirmed: what is paid or invoiced, with the ticket."""
    site = models.CharField(max_length=200, blank=True)
    """The address of the website on which it was asked for, for links in letters."""
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["state", "starts_at"], name="tours_by_state")]
        constraints = [
            models.CheckConstraint(name="a_tour_is_for_somebody", condition=Q(people__gte=1)),
        ]

    def __str__(self) -> str:
        return self.code


class GuideAssignment(models.Model):
    """A guide proposed for a tour, and what they answered; its hold claims their time."""

    tour = models.ForeignKey(TourRequest, models.CASCADE, related_name="assignments")
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=12, choices=AssignmentState.choices, default=AssignmentState.PROPOSED
    )
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="assignment")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_tour_has_one_guide_at_a_time",
                fields=["tour"],
                condition=Q(state__in=[AssignmentState.PROPOSED, AssignmentState.ACCEPTED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guide_id} {self.state}"
