"""Orders, their lines and tickets; payments and refunds. Money in cents of the house's currency."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum

from casamuseo.kernel.fields import MultilingualField
from casamuseo.visit.models.capacity import Hold
from casamuseo.visit.models.prices import Price, Voucher
from casamuseo.visit.terms import (
    Channel,
    ConflictState,
    OrderState,
    PayAt,
    PaymentMethod,
    PaymentState,
    RefundState,
    Residency,
    TicketState,
)


class OrderQuerySet(models.QuerySet["Order"]):
    """Questions about many orders."""

    def waiting_for_staff(self) -> OrderQuerySet:
        """Orders that a person must settle: money without a place, or a place without money."""
        return self.filter(
            state__in=[OrderState.PAID_UNPLACED, OrderState.CONFIRMED_UNPAID]
        ).order_by("starts_at", "pk")

    def overdue(self, at: datetime) -> OrderQuerySet:
        """Orders whose time to pay has run out."""
        return self.filter(state=OrderState.AWAITING_PAYMENT, pays_until__lte=at)

    def coming_on(self, begins: datetime, ends: datetime) -> OrderQuerySet:
        """Orders with a place in a span of time."""
        return self.filter(
            starts_at__gte=begins,
            starts_at__lt=ends,
            state__in=[
                OrderState.PAID,
                OrderState.CONFIRMED_UNPAID,
                OrderState.PART_REFUNDED,
            ],
        )


class Order(models.Model):
    """A visit that somebody booked or bought, for a party."""

    address = models.CharField(max_length=22, unique=True)
    """128 random bits: who has it may see the order and its ticket."""
    code = models.CharField(max_length=12, unique=True)
    """What a person reads aloud; not a secret that opens anything by itself."""
    request_key = models.CharField(max_length=80, unique=True)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="order")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=12)
    origin = models.CharField(max_length=40, blank=True)
    """Where the party comes from, if they said: a country's ISO 3166 code or a word."""
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_folded = models.CharField(max_length=400, blank=True)
    """Name and e-mail as `visit.finding.folded` writes them: what they are found by."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_whole_day = models.BooleanField(default=False)
    session = models.ForeignKey(
        "visit.ProgrammeSession", models.PROTECT, null=True, related_name="orders"
    )
    """What of the programme it is for; None for a visit to the house."""
    party = models.PositiveSmallIntegerField()
    total_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="orders")
    pay_at = models.CharField(max_length=8, choices=PayAt.choices)
    state = models.CharField(max_length=16, choices=OrderState.choices)
    site = models.CharField(max_length=200, blank=True)
    """The address of the website on which it was made, for links in letters."""
    created_at = models.DateTimeField()
    pays_until = models.DateTimeField(null=True)
    """Until when an order that awaits payment keeps its places."""
    contact_purged_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["starts_at", "state"], name="orders_of_a_day"),
            models.Index(fields=["state", "pays_until"], name="orders_to_settle"),
            models.Index(fields=["created_at"], name="orders_as_they_came"),
        ]
        constraints = [
            models.CheckConstraint(name="an_order_is_for_somebody", condition=Q(party__gte=1)),
        ]

    def __str__(self) -> str:
        return self.code

    def kept_cents(self) -> int:
        """What the house has of its money: confirmed, less what was set aside to go back."""
        confirmed = self.payments.filter(state=PaymentState.CONFIRMED)
        sums = confirmed.aggregate(paid=Sum("amount_cents"), back=Sum("refunded_cents"))
        return (sums["paid"] or 0) - (sums["back"] or 0)


class OrderLine(models.Model):
    """So many of one category, at one price, as it was when they ordered."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    price = models.ForeignKey(Price, models.SET_NULL, null=True, related_name="+")
    category = models.CharField(max_length=80)
    """The category's key, kept though the price is taken out of the list."""
    name = MultilingualField()
    residency = models.CharField(max_length=12, choices=Residency.choices, blank=True)
    quantity = models.PositiveSmallIntegerField()
    """How many come; 0 only where all of them gave up what had been sold to them."""
    given_up = models.PositiveSmallIntegerField(default=0)
    """How many more it was sold to who will not come: the books tell what was sold."""
    unit_cents = models.PositiveIntegerField()
    reason = MultilingualField()
    """Why this price: the rule's reason."""
    proof = MultilingualField()
    tax_code = models.CharField(max_length=40, blank=True)
    proof_was_seen = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_line_is_or_was_for_somebody",
                condition=Q(quantity__gte=1) | Q(given_up__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.category}"

    @property
    def total_cents(self) -> int:
        return self.quantity * self.unit_cents

    @property
    def sold(self) -> int:
        """To how many it was sold, whether or not all of them still come."""
        return self.quantity + self.given_up


class Ticket(models.Model):
    """The signed code with which a party comes in; moving a visit makes a new one."""

    serial = models.CharField(max_length=20, unique=True)
    """80 random bits in lower-case hexadecimal: what the signed code names."""
    order = models.ForeignKey(Order, models.PROTECT, related_name="tickets")
    code = models.TextField()
    """What the QR says: base45 of the signed bytes."""
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    party = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    """How many have come in. More than `party` only where two gates admitted with no network."""
    state = models.CharField(max_length=12, choices=TicketState.choices, default=TicketState.VALID)
    issued_at = models.DateTimeField()
    replaced_by = models.OneToOneField("self", models.SET_NULL, null=True, related_name="replaces")

    class Meta:
        indexes = [models.Index(fields=["valid_from", "state"], name="tickets_of_a_day")]

    def __str__(self) -> str:
        return self.serial


class Payment(models.Model):
    """Money for an order, by one way of paying."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    method = models.CharField(max_length=12, choices=PaymentMethod.choices)
    provider_ref = models.CharField(max_length=200, null=True)
    """The provider's own name for it; None for cash."""
    request_key = models.CharField(max_length=80, unique=True)
    amount_cents = models.PositiveIntegerField()
    refunded_cents = models.PositiveIntegerField(default=0)
    """Taken by conditional update, so that no more goes back than came."""
    currency = models.CharField(max_length=3)
    state = models.CharField(
        max_length=12, choices=PaymentState.choices, default=PaymentState.CREATED
    )
    pay_address = models.URLField(max_length=2000, blank=True)
    """Where the visitor pays, at the provider."""
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["method", "confirmed_at"], name="payments_as_they_came")]
        constraints = [
            models.UniqueConstraint(
                name="a_providers_payment_is_one_payment", fields=["method", "provider_ref"]
            ),
            models.CheckConstraint(
                name="no_more_is_refunded_than_was_paid",
                condition=Q(refunded_cents__lte=F("amount_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount_cents}"


class Refund(models.Model):
    """Money that goes back, with a reason."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    request_key = models.CharField(max_length=80, unique=True)
    method = models.CharField(max_length=12, choices=PaymentMethod.choices)
    """The way it goes back, which may not be the way it came."""
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=RefundState.choices)
    provider_ref = models.CharField(max_length=200, blank=True)
    requested_by = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_refund_gives_something", condition=Q(amount_cents__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_cents} {self.state}"


class Conflict(models.Model):
    """Something sold that the calendar no longer allows: to be moved, refunded or honoured."""

    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="conflicts")
    tour = models.ForeignKey(
        "visit.TourRequest", models.CASCADE, null=True, related_name="conflicts"
    )
    reason = MultilingualField()
    state = models.CharField(
        max_length=12, choices=ConflictState.choices, default=ConflictState.OPEN
    )
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    """When a letter offered whoever ordered another time or their money back."""
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_conflict_is_about_an_order_or_a_tour",
                condition=Q(order__isnull=False, tour=None) | Q(order=None, tour__isnull=False),
            ),
            models.UniqueConstraint(
                name="an_order_waits_in_one_conflict",
                fields=["order"],
                condition=Q(state=ConflictState.OPEN, order__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_tour_waits_in_one_conflict",
                fields=["tour"],
                condition=Q(state=ConflictState.OPEN, tour__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id or self.tour_id} {self.state}"
