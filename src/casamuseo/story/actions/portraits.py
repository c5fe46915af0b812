"""What the house tells of a person or a corporate body: begun, and gone with one that said nothing."""

from __future__ import annotations

from datetime import datetime

from casamuseo.authority.actions.persons import delete_body, delete_person
from casamuseo.authority.models import CorporateBody, Person
from casamuseo.kernel.recording import locked, note
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions_passages import begin_passage
from casamuseo.sources.models import Passage
from casamuseo.sources.speaking import forget_unsaid
from casamuseo.story.models import Portrait


def passage_of(agent: Person | CorporateBody) -> Passage | None:
    """The passage that tells of them, if there is one."""
    portrait = Portrait.objects.select_related("passage").filter(**_whose(agent)).first()
    return portrait.passage if portrait else None


def begin_portrait(agent: Person | CorporateBody, *, by: str, at: datetime) -> Passage:
    """The passage that tells of them, begun where there is none."""
    with writing():
        locked(agent)
        standing = passage_of(agent)
        if standing is not None:
            return standing
        kind = "persons" if isinstance(agent, Person) else "corporate-bodies"
        passage = begin_passage(f"{kind}/{agent.key}")
        Portrait.objects.create(passage=passage, **_whose(agent))
        note("begin-text", agent, by=by, at=at, passage=passage.key)
    return passage


def delete_with_portrait(agent: Person | CorporateBody, *, by: str, at: datetime) -> None:
    """Delete somebody whom nobody names and of whom nothing is told.

    Refuses with StillNeeded or HasText; then nothing is gone.
    """
    with writing():
        passage = passage_of(agent)
        Portrait.objects.filter(**_whose(agent)).delete()
        forget_unsaid(agent, passage)
        if isinstance(agent, Person):
            delete_person(agent, by=by, at=at)
        else:
            delete_body(agent, by=by, at=at)


def _whose(agent: Person | CorporateBody) -> dict[str, Person | CorporateBody]:
    return {"person" if isinstance(agent, Person) else "corporate_body": agent}
