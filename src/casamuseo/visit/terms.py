"""Choices of the visit: kinds of resources and the states that things pass through."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ResourceKind(models.TextChoices):
    DAY = "day", _("Visitors in a day")
    HOUSE = "house", _("The house")
    ROOM = "room", _("Small room")
    SPACE = "space", _("Workshop space")
    GUIDE = "guide", _("Guide")
    EVENT = "event", _("Event")


class Residency(models.TextChoices):
    RESIDENT = "resident", _("Lives in the country")
    ABROAD = "abroad", _("Lives abroad")


class HoldState(models.TextChoices):
    ACTIVE = "active", _("Held")
    CONVERTED = "converted", _("Taken")
    RELEASED = "released", _("Given back")
    EXPIRED = "expired", _("Expired")


class Channel(models.TextChoices):
    WEB = "web", _("Website")
    TILL = "till", _("Till")
    DESK = "desk", _("Desk")
    API = "api", _("Public interface")


class OrderState(models.TextChoices):
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")
    CONFIRMED_UNPAID = "confirmed_unpaid", _("Confirmed, to be paid")
    PAID = "paid", _("Paid")
    PAID_UNPLACED = "paid_unplaced", _("Paid, without a place")
    PART_REFUNDED = "part_refunded", _("Partly refunded")
    REFUNDED = "refunded", _("Refunded")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")


class PayAt(models.TextChoices):
    """How an order is to be paid for."""

    FREE = "free", _("Free")
    DOOR = "door", _("At the door")
    ONLINE = "online", _("Online")
    INVOICE = "invoice", _("By invoice")


class TicketState(models.TextChoices):
    VALID = "valid", _("Valid")
    PART_USED = "part_used", _("Partly used")
    USED = "used", _("Used")
    MOVED = "moved", _("Moved")
    VOID = "void", _("Void")


class PaymentState(models.TextChoices):
    CREATED = "created", _("Begun")
    PENDING = "pending", _("Pending")
    CONFIRMED = "confirmed", _("Confirmed")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    DISPUTED = "disputed", _("Disputed")


class PaymentMethod(models.TextChoices):
    CASH = "cash", _("Cash")
    TERMINAL = "terminal", _("Card terminal")
    STRIPE = "stripe", _("Card, online")
    TRANSFER = "transfer", _("Bank transfer")


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    IN_TRANSIT = "in_transit", _("On its way")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ShiftState(models.TextChoices):
    OPEN = "open", _("Open")
    COUNTING = "counting", _("Being counted")
    CLOSED = "closed", _("Closed")
    REVIEWED = "reviewed", _("Reviewed")


class MovementKind(models.TextChoices):
    SALE = "sale", _("Sale")
    REFUND = "refund", _("Refund")
    PAID_IN = "paid_in", _("Paid in")
    DROP = "drop", _("Taken to the safe")
    REVERSAL = "reversal", _("Reversal")


class TourState(models.TextChoices):
    RECEIVED = "received", _("Received")
    QUOTED = "quoted", _("Quoted")
    TENTATIVE = "tentative", _("Tentative")
    CONFIRMED = "confirmed", pgettext_lazy("tour", "Confirmed")
    FINAL_COUNT = "final_count", _("Final count")
    ARRIVED = "arrived", _("Arrived")
    DONE = "done", pgettext_lazy("tour", "Done")
    INVOICED = "invoiced", _("Invoiced")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Did not come")


class GroupKind(models.TextChoices):
    SCHOOL = "school", _("School")
    GROUP = "group", _("Group")
    FAMILY = "family", _("Family or friends")
    WALK_UP = "walk_up", _("At the door")


class AssignmentState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DONE = "done", _("Done")


class ProgrammeKind(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop")
    CONCERT = "concert", _("Concert")
    TALK = "talk", _("Talk")
    EXHIBITION = "exhibition", _("Rotating exhibition")
    EVENT = "event", _("Special event")


class Verdict(models.TextChoices):
    """What the gate says. The colour and shape on the screen follow from it."""

    ADMITTED = "admitted", _("Come in")
    ADMITTED_CONFLICT = "admitted_conflict", _("Came in, to be looked into")
    UNPAID = "unpaid", _("To be paid at the till")
    USED = "used", _("Already used")
    TOO_MANY = "too_many", _("More people than the ticket is for")
    OTHER_DAY = "other_day", _("For another day")
    TOO_EARLY = "too_early", _("Too early")
    TOO_LATE = "too_late", _("Too late")
    MOVED = "moved", _("Replaced by another ticket")
    VOID = "void", _("Not valid any more")
    UNKNOWN = "unknown", _("Not one of our tickets")
    FORGED = "forged", _("The signature is false")
    UNREADABLE = "unreadable", _("Cannot be read")
    ANNULLED = "annulled", _("Taken back")


class GateLevel(models.TextChoices):
    SERVER = "server", _("Server")
    LIST = "list", _("Today’s list")
    SIGNATURE = "signature", _("Signature alone")


class CountSource(models.TextChoices):
    SCAN = "scan", _("Scanned ticket")
    TALLY = "tally", _("Counted by hand")
    TOUR = "tour", _("Tour")


class ConflictState(models.TextChoices):
    OPEN = "open", _("Waiting")
    MOVED = "moved", _("Moved")
    REFUNDED = "refunded", _("Refunded")
    HONOURED = "honoured", _("Honoured")
