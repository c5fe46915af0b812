"""Choices of the staff: what a person is to the house, and which languages the desk speaks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member does in the house; a member may have several."""

    DIRECTOR = "director", _("Director")
    TILL = "till", _("Till")
    GATE = "gate", _("Gate")
    GUIDE = "guide", _("Guide")
    CURATOR = "curator", _("Curator")
    EDITOR = "editor", _("Editor")
    TRANSLATOR = "translator", _("Translator")


class DeskLanguage(models.TextChoices):
    """The languages of the desk, each by its own name."""

    SPANISH = "es", "Español"
    ENGLISH = "en", "English"
