"""An article that was read becomes a story whose text is a draft; nothing of it is published."""

from __future__ import annotations

from datetime import datetime

from django.utils.text import slugify

from casamuseo.kernel.models import Change
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions_passages import begin_draft
from casamuseo.sources.article import ArticleRead
from casamuseo.sources.models import Passage
from casamuseo.story.actions.stories import StoryAsked, add_story, begin_text


def draft_article(
    article: ArticleRead, *, title: str, language: str, by: str, at: datetime
) -> Passage:
    """Make a story of it, with its sentences as a draft beside an empty text.

    Refuses as `add_story` and `begin_draft` do; then there is no story.
    """
    named = Text.of(**{language: title})
    slug = Text.of(**{language: slugify(title)[:80] or "story"})
    with writing():
        story = add_story(StoryAsked(title=named, slug=slug), by=by, at=at)
        passage = begin_text(story, by=by, at=at)
        begin_draft(passage, statements=article.statements, by=by, at=at)
        Change.objects.create(
            at=at,
            actor=by,
            action="import",
            kind="sources.passage",
            key=passage.key,
            facts={"unresolved": article.unresolved, "aside": list(article.aside)},
        )
    return passage
