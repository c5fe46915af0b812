"""Choices of the house: kinds of place, of opening, of access fact."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    SITE = "site", _("Property")
    BUILDING = "building", _("Building")
    FLOOR = "floor", _("Floor")
    ROOM = "room", _("Room")
    OUTDOOR = "outdoor", _("Outdoors")
    FIXTURE = "fixture", _("Fixture")


class OpeningKind(models.TextChoices):
    DOOR = "door", _("Door")
    WINDOW = "window", _("Window")
    GATE = "gate", _("Gate")
    PASSAGE = "passage", _("Passage")


class AccessFactKind(models.TextChoices):
    DOOR_WIDTH = "door-width", _("Narrowest door")
    STEP_HEIGHT = "step-height", _("Highest step")
    STEPS = "steps", _("Number of steps")
    CORRIDOR_WIDTH = "corridor-width", _("Narrowest way")
    SLOPE = "slope", _("Slope")
    SURFACE = "surface", _("Ground")
    LIGHT = "light", _("Light")
    SEATS = "seats", _("Seats")
    TOILET = "toilet", _("Toilet")
    OTHER = "other", _("Other")


class Unit(models.TextChoices):
    CM = "cm", _("cm")
    LUX = "lux", _("lux")
    PER_CENT = "%", _("%")
    COUNT = "count", _("count")
    NONE = "", _("none")
