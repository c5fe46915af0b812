"""What the house tells of itself, by topic."""

from __future__ import annotations

from casamuseo.house.models import HousePassage
from casamuseo.kernel.editions import per_edition
from casamuseo.sources.models import Passage
from casamuseo.web.reading import Notes, Paragraph, read, with_statements


def house_passage(topic: str, *, language: str, notes: Notes) -> list[Paragraph]:
    """The paragraphs on this topic; none where the house says nothing of it."""
    return read(_passage_on(topic), language=language, notes=notes)


@per_edition
def _passage_on(topic: str) -> Passage | None:
    told = HousePassage.objects.filter(topic=topic).prefetch_related(with_statements()).first()
    return told.passage if told else None
