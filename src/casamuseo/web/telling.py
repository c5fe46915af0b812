"""What the house tells of itself, by topic."""

from __future__ import annotations

from casamuseo.house.models import HousePassage
from casamuseo.web.reading import Notes, Paragraph, read, with_statements


def house_passage(topic: str, *, language: str, notes: Notes) -> list[Paragraph]:
    """The paragraphs on this topic; none where the house says nothing of it."""
    told = HousePassage.objects.filter(topic=topic).prefetch_related(with_statements()).first()
    return read(told.passage if told else None, language=language, notes=notes)
