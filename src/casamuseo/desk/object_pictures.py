"""A photograph as the staff sees it on an object's record: also before it is public."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from casamuseo.media.derivatives import fitting_width
from casamuseo.media.models import Picture

WIDTH = 480


def thumbnail(picture: Picture) -> Markup:
    """The photograph, small; a sentence while its copies are being made, or why they cannot be."""
    if picture.state != Picture.State.READY:
        failed = picture.state == Picture.State.FAILED
        words = _("Its copies could not be made.") if failed else _("Its copies are being made.")
        return Markup('<p class="desk-notice">{}</p>').format(words)
    copy = f"{fitting_width(picture, WIDTH)}.webp"
    address = reverse("desk:picture_file", kwargs={"key": picture.pk, "copy": copy})
    language = translation.get_language() or "es"
    alt = picture.description.words(language) or picture.title.words(language)
    return Markup('<img src="{}" alt="{}" loading="lazy">').format(address, alt)
