"""Choices of the staff: what a person is to the house, and which languages the desk speaks."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a member does in the house; a member may have several."""

    DIRECTOR = "director", pgettext_lazy("role", "Director")
    TILL = "till", pgettext_lazy("role", "Till")
    GATE = "gate", pgettext_lazy("role", "Gate")
    GUIDE = "guide", pgettext_lazy("role", "Guide")
    CURATOR = "curator", pgettext_lazy("role", "Curator")
    EDITOR = "editor", pgettext_lazy("role", "Editor")
    TRANSLATOR = "translator", pgettext_lazy("role", "Translator")


class DeskLanguage(models.TextChoices):
    """The languages of the desk, each by its own name."""

    SPANISH = "es", "Español"
    ENGLISH = "en", "English"
