"""Choices of the collection, in the words of Spectrum 5.1 where it has any."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PersonRole(models.TextChoices):
    MADE = "made", _("Made it")
    USED = "used", _("Used it")
    DEPICTED = "depicted", _("Is depicted")
    OWNED = "owned", _("Owned it")
    GAVE = "gave", _("Gave it")
    WROTE = "wrote", _("Wrote it")


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    UNKNOWN = "unknown", _("Not known")


class Form(models.TextChoices):
    """The symbol of an object in plan and cut-away."""

    TABLE = "table", _("Table")
    CHAIR = "chair", _("Chair")
    BED = "bed", _("Bed")
    SHELF = "shelf", _("Shelf")
    WARDROBE = "wardrobe", _("Wardrobe")
    STOVE = "stove", _("Stove")
    TRUNK = "trunk", _("Trunk")
    BUNK = "bunk", _("Bunk")
    HUTCH = "hutch", _("Hutch")
    CACTUS = "cactus", _("Cactus")
    SUCCULENT = "succulent", _("Succulent")
    MONUMENT = "monument", _("Monument")
    SHUTTER = "shutter", _("Shutter")
    GATE = "gate", _("Gate")
    GLASS = "glass", _("Glass")
    PANEL = "panel", _("Panel")
    SMALL = "small", _("Small thing")
    MARK = "mark", _("Mark")


class LegalStatus(models.TextChoices):
    """What the thing is to the museum in law (Spectrum: legal status)."""

    OWNED = "owned", _("Owned by the museum")
    LOANED = "loaned", _("On loan to the museum")
    DEPOSITED = "deposited", _("In the museum's keeping")
    NOT_HELD = "not-held", _("Not held: only told of")
    DISPOSED = "disposed", _("No longer in the collection")
    UNKNOWN = "unknown", _("Not known")


class Authenticity(models.TextChoices):
    """What the thing is to the house."""

    ORIGINAL = "original", _("Original to the house")
    PERIOD = "period", _("Of the period, not of the house")
    REPLICA = "replica", _("Replica")
    LATER = "later", _("Later")
    UNKNOWN = "unknown", _("Not known")


class NumberKind(models.TextChoices):
    FORMER = "former", _("Former number")
    LENDER = "lender", _("Lender's number")
    TEMPORARY = "temporary", _("Temporary number")
    INVENTORY = "inventory", _("Number of another inventory")
    OTHER = "other", _("Other number")


class SalvagePriority(models.TextChoices):
    """Who is carried out first."""

    FIRST = "first", _("First")
    SECOND = "second", _("Second")
    THIRD = "third", _("Third")
    NONE = "", _("None given")


class MoveReason(models.TextChoices):
    """Why a thing was moved (Spectrum: reason for move)."""

    FIRST = "first", _("First recorded location")
    DISPLAY = "display", _("Display")
    STORAGE = "storage", _("Storage")
    CONSERVATION = "conservation", _("Conservation")
    PHOTOGRAPHY = "photography", _("Photography")
    LOAN = "loan", _("Loan")
    RETURN = "return", _("Return")
    AUDIT = "audit", _("Found at an audit")
    EXIT = "exit", _("Left the museum")
    REVERSAL = "reversal", _("Reversal of a mistaken entry")
    OTHER = "other", _("Other")


class Whither(models.TextChoices):
    """What kind of destination a movement has; unknown is a value, blank is not."""

    PLACE = "place", _("A place of the house")
    ELSEWHERE = "elsewhere", _("Outside the house")
    UNKNOWN = "unknown", _("Not known")


class EntryReason(models.TextChoices):
    """Why a thing came in (Spectrum: entry reason)."""

    GIFT = "gift", _("Offered as a gift")
    PURCHASE = "purchase", _("Offered for purchase")
    BEQUEST = "bequest", _("Bequest")
    LOAN = "loan", _("Loan")
    ENQUIRY = "enquiry", _("To be looked at")
    RETURN = "return", _("Coming back")
    FOUND = "found", _("Found in the house")
    OTHER = "other", _("Other")


class AcquisitionMethod(models.TextChoices):
    """How the title passed (Spectrum: acquisition method)."""

    GIFT = "gift", _("Gift")
    PURCHASE = "purchase", _("Purchase")
    BEQUEST = "bequest", _("Bequest")
    TRANSFER = "transfer", _("Transfer")
    EXCHANGE = "exchange", _("Exchange")
    WITH_THE_HOUSE = "with-house", _("Came with the house")
    UNKNOWN = "unknown", _("Not known")


class ExitReason(models.TextChoices):
    """Why a thing leaves (Spectrum: exit reason)."""

    LOAN = "loan", _("Loan")
    RETURN = "return", _("Back to its owner")
    CONSERVATION = "conservation", _("Conservation")
    PHOTOGRAPHY = "photography", _("Photography")
    DISPOSAL = "disposal", _("Disposal")
    LOSS = "loss", _("Theft or loss")
    OTHER = "other", _("Other")


class LoanDirection(models.TextChoices):
    IN = "in", _("Loan in")
    OUT = "out", _("Loan out")


class LoanState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("loan", "Asked for")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    CLOSED = "closed", _("Closed")


class Condition(models.TextChoices):
    """How a thing is (Spectrum: condition)."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    POOR = "poor", _("Poor")
    UNSTABLE = "unstable", _("Unstable: act at once")
    UNKNOWN = "unknown", _("Not known")


class Completeness(models.TextChoices):
    COMPLETE = "complete", _("Complete")
    INCOMPLETE = "incomplete", _("Incomplete")
    FRAGMENT = "fragment", _("Fragment")
    UNKNOWN = "unknown", _("Not known")


class CheckReason(models.TextChoices):
    """Why the condition was checked (Spectrum: condition check/assessment reason)."""

    ROUTINE = "routine", _("Routine")
    LOAN = "loan", _("Before or after a loan")
    DISPLAY = "display", _("Before display")
    DAMAGE = "damage", _("After damage")
    ENTRY = "entry", _("On entry")
    OTHER = "other", _("Other")


class MarkKind(models.TextChoices):
    """What a mark on a condition photograph shows."""

    CRACK = "crack", _("Crack")
    LOSS = "loss", _("Loss")
    STAIN = "stain", _("Stain")
    TEAR = "tear", _("Tear")
    CORROSION = "corrosion", _("Corrosion")
    MOULD = "mould", _("Mould")
    INSECTS = "insects", _("Insects")
    ABRASION = "abrasion", _("Abrasion")
    REPAIR = "repair", _("Old repair")
    OTHER = "other", _("Other")


class DamageKind(models.TextChoices):
    DAMAGE = "damage", _("Damage")
    LOSS = "loss", _("Loss")
    THEFT = "theft", _("Theft")


class AuditOutcome(models.TextChoices):
    """What the audit found of an object."""

    AWAITED = "awaited", _("Not yet seen")
    FOUND = "found", _("Found")
    MISSING = "missing", _("Missing")
    MISPLACED = "misplaced", _("Misplaced")
    UNEXPECTED = "unexpected", _("Unexpected")
    MOVED = "moved", _("Moved during the audit")


class Quantity(models.TextChoices):
    """What a logger measures; its unit stands with its name."""

    TEMPERATURE = "temperature", _("Temperature, °C")
    HUMIDITY = "humidity", _("Relative humidity, %")
    LIGHT = "light", _("Light, lux")


class RightSubject(models.TextChoices):
    """What a right is in: the thing, its photograph, the text about it."""

    OBJECT = "object", _("The object")
    PHOTOGRAPH = "photograph", _("Its photograph")
    TEXT = "text", _("The text about it")


class CustodyKind(models.TextChoices):
    """What happened to the ownership or keeping of a thing."""

    MADE = "made", _("Made")
    OWNED = "owned", _("Owned")
    KEPT = "kept", _("Kept")
    GIVEN = "given", _("Given")
    SOLD = "sold", _("Sold")
    INHERITED = "inherited", _("Inherited")
    SEIZED = "seized", _("Seized")
    STOLEN = "stolen", _("Stolen")
    FOUND = "found", _("Found")
    ACQUIRED = "acquired", _("Acquired by the museum")
    GAP = "gap", _("Gap: nothing is known")


class PlanState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("To be mapped")
    CHECKED = "checked", _("Checked, not yet imported")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")


class RowFate(models.TextChoices):
    """What an import does, or did, with a row."""

    CREATED = "created", _("New object")
    CHANGED = "changed", _("Changes an object")
    SAME = "same", _("Already so")
    REFUSED = "refused", _("Cannot be imported")
