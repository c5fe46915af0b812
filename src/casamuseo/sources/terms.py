"""Choices of the sources: what a citation does to its statement."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("Supports")
    CONTRADICTS = "contradicts", _("Contradicts")
