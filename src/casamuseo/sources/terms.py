"""Choices of the sources: what a citation does, registers of a passage, stages of a draft."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("Supports")
    CONTRADICTS = "contradicts", _("Contradicts")


class Register(models.TextChoices):
    """For whom a passage says it: the full text, and what is made from it."""

    FULL = "full", _("Full text")
    EASY_READ = "easy-read", _("Easy read")
    AUDIO_SCRIPT = "audio-script", _("Audio script")
    VISUAL_DESCRIPTION = "visual-description", _("Visual description")


class DraftStage(models.TextChoices):
    """Where a draft stands between its author and the public."""

    WRITING = "writing", _("Being written")
    IN_REVIEW = "in-review", _("In review")
    SENT_BACK = "sent-back", _("Sent back")
