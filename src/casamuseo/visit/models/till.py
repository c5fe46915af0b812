"""The till: drawers, shifts and cash movements. Money in cents of the house's currency."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from casamuseo.visit.models.orders import Order, Payment, Refund
from casamuseo.visit.terms import MovementKind, PaymentMethod, ShiftState


class Drawer(models.Model):
    """A cash drawer with its own run of numbers."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    printer = models.CharField(max_length=120, blank=True)
    """host:port of a receipt printer on the house's network; blank to print by the browser."""
    paper_mm = models.PositiveSmallIntegerField(default=80)
    last_number = models.PositiveIntegerField(default=0)
    """The number of its newest movement; the next is one more, in the same transaction."""

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Shift(models.Model):
    """From the float to the Z report, by one clerk at one drawer."""

    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="shifts")
    number = models.PositiveIntegerField()
    """The Z number: one more for every shift of the drawer."""
    state = models.CharField(max_length=12, choices=ShiftState.choices, default=ShiftState.OPEN)
    float_cents = models.PositiveIntegerField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    counted_cents = models.PositiveIntegerField(null=True)
    """Cash as counted, before the clerk is told what was expected."""
    expected_cents = models.IntegerField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    difference_note = models.CharField(max_length=300, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                name="a_drawer_has_one_open_shift",
                fields=["drawer"],
                condition=Q(state__in=[ShiftState.OPEN, ShiftState.COUNTING]),
            ),
            models.UniqueConstraint(name="a_z_number_is_used_once", fields=["drawer", "number"]),
            models.CheckConstraint(
                name="a_closed_shift_was_counted",
                condition=Q(state__in=[ShiftState.OPEN, ShiftState.COUNTING])
                | Q(counted_cents__isnull=False, expected_cents__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drawer_id} Z{self.number}"

    @property
    def difference_cents(self) -> int | None:
        """Counted less expected: negative where money is missing."""
        if self.counted_cents is None or self.expected_cents is None:
            return None
        return self.counted_cents - self.expected_cents


class CashMovement(models.Model):
    """Money in or out of a drawer, or over its card terminal; numbered without gaps, never altered."""

    drawer = models.ForeignKey(Drawer, models.PROTECT, related_name="movements")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="movements")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    method = models.CharField(max_length=12, choices=PaymentMethod.choices)
    amount_cents = models.IntegerField()
    """Positive into the drawer, negative out of it. A free sale is 0."""
    tendered_cents = models.PositiveIntegerField(null=True)
    """The cash that the visitor gave; the change is this less the amount."""
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="movements")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="movement")
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, related_name="movement")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    request_key = models.CharField(max_length=80, unique=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["drawer", "number"]
        constraints = [
            models.UniqueConstraint(
                name="a_movements_number_is_used_once", fields=["drawer", "number"]
            ),
        ]
        indexes = [
            models.Index(fields=["at", "kind", "method", "amount_cents"], name="movements_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.drawer_id} {self.number}"


class Printing(models.Model):
    """That a receipt was printed: what is missing here, a reprint is offered for."""

    movement = models.ForeignKey(CashMovement, models.PROTECT, related_name="printings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    way = models.CharField(max_length=12)
    """`browser` or `printer`."""

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.movement_id} {self.way}"
