"""Choices that every floor shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """How sure we are; drawn solid, dashed, double or hatched, never by colour alone."""

    DOCUMENTED = "documented", _("Documented")
    INFERRED = "inferred", _("Inferred")
    CONTESTED = "contested", _("Contested")
    UNKNOWN = "unknown", _("Unknown")
