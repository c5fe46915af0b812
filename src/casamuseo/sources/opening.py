"""What whoever opens a passage to write in it has before them: the draft, brought up to the passage."""

from __future__ import annotations

from dataclasses import dataclass

from casamuseo.sources.drafting import WrittenStatement, statements_from, statements_of
from casamuseo.sources.editions import statements_at
from casamuseo.sources.merging import Conflict, Digests, Merged, digests_of, merge
from casamuseo.sources.models import Passage, PassageDraft


@dataclass(frozen=True, slots=True)
class Opened:
    """A passage open for writing, and the versions by which a later saving knows what was seen."""

    statements: tuple[WrittenStatement, ...]
    conflicts: tuple[Conflict, ...]
    """Statements that the draft changes and that changed in the passage since it was begun."""
    draft: PassageDraft | None
    passage_version: int

    @property
    def draft_version(self) -> int:
        """0 where nobody has begun a draft."""
        return self.draft.version if self.draft else 0

    @property
    def digests(self) -> Digests:
        return digests_of(self.statements)


def open_passage(passage: Passage) -> Opened:
    """The draft of a passage as it stands, or else what is published, ready to be written in.

    Where the passage changed since the draft was begun, the statements that the draft leaves as
    they were follow it.
    """
    draft = PassageDraft.objects.filter(passage=passage).first()
    published = statements_of(passage)
    if draft is None:
        return Opened(tuple(published), (), None, passage.version)
    written = statements_from(draft.statements)
    merged = Merged(tuple(written))
    if draft.base_version != passage.version:
        base = statements_at(passage, draft.base_version)
        merged = merge(digests_of(base), mine=written, theirs=published, were=base)
    return Opened(merged.statements, merged.conflicts, draft, passage.version)
