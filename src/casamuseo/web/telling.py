"""What the house tells of itself, by topic."""

from __future__ import annotations

from collections.abc import Sequence

from casamuseo.house.models import HousePassage
from casamuseo.kernel.editions import per_edition
from casamuseo.sources.models import Passage
from casamuseo.web.reading import Cited, Notes, Paragraph, paragraphs, statements_of


def house_passage(topic: str, *, language: str, notes: Notes) -> list[Paragraph]:
    """The paragraphs on this topic; none where the house says nothing of it."""
    return [
        paragraph
        for passage, statements in _told_on(topic)
        for paragraph in paragraphs(passage, statements, language=language, notes=notes)
    ]


@per_edition
def _told_on(topic: str) -> Sequence[tuple[Passage, Sequence[Cited]]]:
    found = HousePassage.objects.filter(topic=topic, passage__is_published=True)
    passages = [told.passage for told in found.select_related("passage")]
    statements = statements_of(passages)
    return [(passage, statements[passage.pk]) for passage in passages]
