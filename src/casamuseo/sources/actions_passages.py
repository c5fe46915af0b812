"""Passages are begun and written as drafts; `actions_reviewing` brings a draft to the public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.sources.drafting import (
    WrittenStatement,
    free_key,
    shapes_of,
    statements_from,
    statements_of,
)
from casamuseo.sources.errors_passages import (
    DraftChanged,
    DraftExists,
    NothingWritten,
    PassageExists,
    SameStatementWritten,
)
from casamuseo.sources.fitting import refuse_unfit
from casamuseo.sources.merging import Choice, Conflict, Digests, Merged, digests_of, merge, resolve
from casamuseo.sources.models import Passage, PassageDraft
from casamuseo.sources.opening import Opened, open_passage
from casamuseo.sources.terms import DraftStage, Register

MOST_BEHIND = 40
"""Editions that are looked through for what somebody had before them: a translator makes many."""


def begin_passage(
    key: str, *, register: Register = Register.FULL, of: Passage | None = None
) -> Passage:
    """Begin an empty passage, which nobody sees before it has a sentence that may be published.

    Whoever speaks it links to it in the same transaction. Refuses with PassageExists.
    """
    with writing():
        is_taken = Passage.objects.filter(key=key).exists()
        if is_taken or (of and of.registers.filter(register=register).exists()):
            raise PassageExists(key)
        try:
            with writing():
                return Passage.objects.create(
                    key=key, register=register, of=of, order=of.order if of else 0
                )
        except IntegrityError:  # somebody began it in this very moment
            raise PassageExists(key) from None


def begin_register(passage: Passage, *, register: Register, by: str, at: datetime) -> Passage:
    """Begin to say a passage in another register, with a draft of the full text to work from.

    Refuses with PassageExists.
    """
    with writing():
        begun = begin_passage(f"{register}/{passage.key}", register=register, of=passage)
        statements = statements_of(passage)
        if statements:
            begin_draft(begun, statements=statements, by=by, at=at)
    return begun


def begin_draft(
    passage: Passage, *, statements: Sequence[WrittenStatement], by: str, at: datetime
) -> PassageDraft:
    """Put a draft beside a passage that has none, as an import does.

    Refuses with UnfitStatements or DraftExists.
    """
    statements = with_keys(passage, statements)
    refuse_unfit(statements)
    with writing():
        passage = _locked(passage)
        standing = PassageDraft.objects.filter(passage=passage).first()
        if standing is not None:
            raise DraftExists(standing.written_by)
        return _create(passage, statements, by=by, at=at)


def save_draft(
    passage: Passage,
    *,
    statements: Sequence[WrittenStatement],
    seen: Digests,
    choices: Mapping[str, Choice] | None = None,
    by: str,
    at: datetime,
) -> PassageDraft:
    """Save what somebody wrote, having had the statements `seen` before them.

    What others wrote meanwhile in other statements is kept. A statement without a key is new.
    Refuses with UnfitStatements; with SameStatementWritten, which holds both wordings, until
    `choices` settle it; with NothingWritten.
    """
    refuse_unfit(statements)
    with writing():
        passage = _locked(passage)
        now = open_passage(passage)
        mine = with_keys(passage, statements, seen=seen)
        merged = resolve(_merged(passage, seen, mine, now), choices or {})
        if merged.conflicts:
            raise SameStatementWritten(merged)
        if now.draft is None:
            if merged.statements == now.statements:
                raise NothingWritten
            return _create(passage, merged.statements, by=by, at=at)
        return _write(now.draft, merged.statements, base=passage.version, by=by, at=at)


def discard_draft(passage: Passage, *, seen: int, by: str, at: datetime) -> None:
    """Give a draft up; the history keeps its words. Refuses with DraftChanged."""
    with writing():
        passage = _locked(passage)
        draft = PassageDraft.objects.filter(passage=passage, version=seen).first()
        if draft is None:
            raise DraftChanged
        draft.delete()
        facts = {"writers": draft.writers, "statements": draft.statements}
        note("discard", passage, by=by, at=at, facts=facts)


def with_keys(
    passage: Passage, statements: Sequence[WrittenStatement], *, seen: Digests | None = None
) -> list[WrittenStatement]:
    """Give new statements a key that no statement of the passage has or had."""
    taken = {*(seen or ()), *(one.key for one in statements)}
    if all(one.key for one in statements):
        return list(statements)
    taken.update(passage.statements.values_list("key", flat=True))
    for edition in passage.editions.values_list("statements", flat=True):
        taken.update(one["key"] for one in edition)
    keyed = []
    for one in statements:
        written = one if one.key else replace(one, key=free_key(taken))
        taken.add(written.key)
        keyed.append(written)
    return keyed


def note(
    action: str,
    passage: Passage,
    *,
    by: str,
    at: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write down who did what to the passage."""
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind="sources.passage",
        key=passage.key,
        facts=dict(facts or {}),
    )


def _locked(passage: Passage) -> Passage:
    # Whoever writes in a passage or publishes it waits here for the others.
    return Passage.objects.select_for_update().get(pk=passage.pk)


def _merged(
    passage: Passage, seen: Digests, mine: Sequence[WrittenStatement], now: Opened
) -> Merged:
    """Mine with what is there now: first what is written, then what was published meanwhile."""
    merged = merge(seen, mine=mine, theirs=now.statements)
    if merged.conflicts:
        were = _as_seen(passage, seen, now)
        merged = merge(seen, mine=mine, theirs=now.statements, were=were)
    already = {conflict.key for conflict in merged.conflicts}
    standing = {one.key: one for one in merged.statements}
    with_published = [
        Conflict(conflict.key, conflict.mine and standing.get(conflict.key), conflict.theirs)
        for conflict in now.conflicts
        if conflict.key not in already
    ]
    return Merged(merged.statements, (*merged.conflicts, *with_published))


def _as_seen(passage: Passage, seen: Digests, now: Opened) -> list[WrittenStatement]:
    """The statements that somebody had before them, as far as the draft or an edition still has them."""
    kept = [now.draft.statements] if now.draft else []
    kept += passage.editions.order_by("-version").values_list("statements", flat=True)[:MOST_BEHIND]
    found: dict[str, WrittenStatement] = {}
    for shapes in kept:
        for one in statements_from(shapes):
            if one.digest == seen.get(one.key):
                found[one.key] = one
    return list(found.values())


def _create(
    passage: Passage, statements: Sequence[WrittenStatement], *, by: str, at: datetime
) -> PassageDraft:
    note("draft", passage, by=by, at=at)
    return PassageDraft.objects.create(
        passage=passage,
        statements=shapes_of(statements),
        base_version=passage.version,
        begun_at=at,
        written_at=at,
        written_by=by,
        writers=[by],
    )


def _write(
    draft: PassageDraft,
    statements: Sequence[WrittenStatement],
    *,
    base: int,
    by: str,
    at: datetime,
) -> PassageDraft:
    """A draft that is written in again has still to be sent for review."""
    before = statements_from(draft.statements)
    if digests_of(before) == digests_of(statements) and _keys(before) == _keys(statements):
        PassageDraft.objects.filter(pk=draft.pk).update(base_version=base)
        draft.base_version = base
        return draft
    draft.statements, draft.base_version = shapes_of(statements), base
    draft.version += 1
    draft.written_at, draft.written_by = at, by
    draft.writers = [*draft.writers, *([] if by in draft.writers else [by])]
    if draft.stage == DraftStage.IN_REVIEW:
        draft.stage = DraftStage.WRITING.value
    draft.save(
        update_fields=[
            "statements",
            "base_version",
            "version",
            "written_at",
            "written_by",
            "writers",
            "stage",
        ]
    )
    note("draft", draft.passage, by=by, at=at, facts={"version": draft.version})
    return draft


def _keys(statements: Sequence[WrittenStatement]) -> list[str]:
    return [one.key for one in statements]
