"""What a page says besides the full text: easy read, what the audio says, what is to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register
from casamuseo.web.reading import Notes, Paragraph, read_each

NAMES: Mapping[str, Promise] = {
    Register.EASY_READ: _("Easy read"),
    Register.AUDIO_SCRIPT: _("What the audio says"),
    Register.VISUAL_DESCRIPTION: _("What there is to see"),
}
"""What a visitor reads, in this order."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text in another register."""

    register: str
    name: str
    paragraphs: list[Paragraph]


def registers_of(passage: Passage | None, *, language: str, notes: Notes) -> list[Told]:
    """The published registers of a passage; none that has nothing to say.

    One query, and the two of `read_each` where there are any.
    """
    if passage is None:
        return []
    begun = Passage.objects.filter(of=passage, is_published=True).order_by()
    found = {one.register: one for one in begun}
    said = [register for register in NAMES if register in found]
    if not said:
        return []
    told = read_each([found[register] for register in said], language=language, notes=notes)
    return [
        Told(register, str(NAMES[register]), paragraphs)
        for register, paragraphs in zip(said, told, strict=True)
        if paragraphs
    ]
