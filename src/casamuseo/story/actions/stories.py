"""Stories: added, changed, deleted; their sentences are written in their passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from casamuseo.authority.models import Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import Place
from casamuseo.kernel.recording import add_record, free_key, rewrite
from casamuseo.kernel.texts import Text
from casamuseo.media.models import Picture
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import delete_speaking, give_text
from casamuseo.story.models import Story


@dataclass(frozen=True, slots=True)
class StoryAsked:
    """What somebody writes of a story, apart from its sentences."""

    title: Text
    slug: Text
    summary: Text = field(default_factory=Text)
    persons: Sequence[Person] = ()
    museum_objects: Sequence[MuseumObject] = ()
    places: Sequence[Place] = ()
    picture: Picture | None = None
    order: int = 0


def add_story(asked: StoryAsked, *, by: str, at: datetime) -> Story:
    """Add a story without a sentence. Refuses with SlugIsTaken."""
    key = free_key(Story, str(asked.title), otherwise="story")
    return add_record(Story(key=key), asked=asked, by=by, at=at)


def change_story(story: Story, *, asked: StoryAsked, seen: str, by: str, at: datetime) -> Story:
    """Write a story anew. Refuses with ChangedMeanwhile or SlugIsTaken."""
    return rewrite(story, asked=asked, seen=seen, by=by, at=at)


def delete_story(story: Story, *, by: str, at: datetime) -> None:
    """Delete a story that never said anything. Refuses with StillNeeded or HasText."""
    delete_speaking(story, by=by, at=at)


def begin_text(story: Story, *, by: str, at: datetime) -> Passage:
    """The passage of the story, begun where it has none."""
    return give_text(story, key=f"stories/{story.key}", by=by, at=at)
