"""Choices of the collection: a person's role, presence in a display state, form in a drawing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
