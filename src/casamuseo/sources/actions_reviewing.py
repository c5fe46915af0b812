"""A draft is sent for review, sent back, or published by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from casamuseo.kernel.models import Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions import keep_wording
from casamuseo.sources.actions_passages import note
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.editions import keep_standing, raise_version
from casamuseo.sources.errors_passages import (
    DraftChanged,
    DraftIsBehind,
    InReview,
    NotInReview,
    ReviewedByItsWriter,
    WouldDisappear,
)
from casamuseo.sources.fitting import refuse_unfit
from casamuseo.sources.models import (
    Citation,
    Passage,
    PassageDraft,
    PassageEdition,
    Signatory,
    Source,
    Statement,
    StatementRevision,
)
from casamuseo.sources.opening import Opened, open_passage
from casamuseo.sources.publishing import judge_draft, settle
from casamuseo.sources.terms import DraftStage, Stance
from casamuseo.staff.models import Member


def submit_draft(passage: Passage, *, seen: int, by: str, at: datetime) -> None:
    """Say that a draft is ready for a second person. Refuses with DraftChanged or InReview."""
    with writing():
        drafts = PassageDraft.objects.filter(passage=passage, version=seen)
        ready = drafts.exclude(stage=DraftStage.IN_REVIEW)
        if not ready.update(stage=DraftStage.IN_REVIEW, remark=""):
            raise InReview if drafts.exists() else DraftChanged
        note("submit", passage, by=by, at=at, facts={"version": seen})


def send_back(passage: Passage, *, seen: int, remark: str, by: str, at: datetime) -> None:
    """Give a draft back to its writers, saying why. Refuses with DraftChanged or NotInReview."""
    with writing():
        drafts = PassageDraft.objects.filter(passage=passage, version=seen)
        waiting = drafts.filter(stage=DraftStage.IN_REVIEW)
        if not waiting.update(stage=DraftStage.SENT_BACK, remark=remark):
            raise NotInReview if drafts.exists() else DraftChanged
        note("send-back", passage, by=by, at=at, facts={"version": seen, "remark": remark})


def who_can_publish(draft: PassageDraft) -> list[Member]:
    """The members who may publish this draft: none of its writers."""
    members = Member.objects.who_may("publish_texts").exclude(login__in=draft.writers)
    return list(members.order_by("full_name"))


def publish_draft(
    passage: Passage,
    *,
    seen: int,
    seen_passage: int,
    languages: Sequence[str],
    though_held_back: bool = False,
    by: str,
    at: datetime,
) -> PassageEdition:
    """Publish a draft that somebody else wrote: its sentences become those of the passage.

    Old wordings are kept, translations of reworded sentences turn stale, the passage gets its next
    version. Refuses with DraftChanged, NotInReview, ReviewedByItsWriter, DraftIsBehind, and with
    WouldDisappear where the public would lose the passage, unless `though_held_back`; with
    UnfitStatements where it cites a source that is gone.
    """
    with writing():
        passage = Passage.objects.select_for_update().get(pk=passage.pk)
        opened = open_passage(passage)
        draft = _reviewable(opened, seen=seen, seen_passage=seen_passage, by=by)
        statements = [_as_published(one) for one in opened.statements]
        # Since it was written a source may have been deleted or joined with another.
        refuse_unfit(statements)
        reasons = judge_draft(passage, statements, languages).passage
        if reasons and passage.is_published and not though_held_back:
            raise WouldDisappear(reasons)
        keep_standing([passage.pk], at=at)
        gone = _write(passage, statements, by=by, at=at)
        settle([passage], languages)
        writers = ", ".join(draft.writers)
        (edition,) = raise_version([passage.pk], written_by=writers, reviewed_by=by, at=at)
        draft.delete()
        facts = {"version": edition.version, "writers": draft.writers, "removed": gone}
        note("publish", passage, by=by, at=at, facts=facts)
        Edition.rise()
    return edition


def _reviewable(opened: Opened, *, seen: int, seen_passage: int, by: str) -> PassageDraft:
    draft = opened.draft
    if draft is None or (draft.version, opened.passage_version) != (seen, seen_passage):
        raise DraftChanged
    if draft.stage != DraftStage.IN_REVIEW:
        raise NotInReview
    if by in draft.writers:
        raise ReviewedByItsWriter([member.full_name for member in who_can_publish(draft)])
    if opened.conflicts:
        raise DraftIsBehind
    return draft


def _as_published(statement: WrittenStatement) -> WrittenStatement:
    """Without the other version, and what it rests on, where the statement is no longer contested."""
    if statement.certainty == Certainty.CONTESTED:
        return statement
    return replace(statement, counter_text=Text(), citations=tuple(statement.supporting()))


def _write(
    passage: Passage, statements: Sequence[WrittenStatement], *, by: str, at: datetime
) -> list[str]:
    """Make these the statements of the passage; the keys of those that are gone."""
    rows = {row.key: row for row in passage.statements.all()}
    signatories = dict(Signatory.objects.values_list("key", "pk"))
    kept, cited = [], []
    for position, written in enumerate(statements):
        row = rows.pop(written.key, None) or Statement(passage=passage, key=written.key)
        text = _since(row.text, written.text)
        counter = _since(row.counter_text, written.counter_text)
        wording = (text, counter, written.certainty)
        if row.pk and wording != (row.text, row.counter_text, row.certainty):
            kept.append(keep_wording(row, by=by, at=at))
        row.text, row.counter_text, row.certainty = wording
        row.position, row.starts_paragraph = position, written.starts_paragraph
        signed = written.signature
        row.signed_by_id = signatories[signed.by] if signed else None
        row.signed_on = signed.on if signed else None
        row.unresolved_notes = list(written.unresolved_notes)
        row.save()
        cited.append((row, written))
    StatementRevision.objects.bulk_create(kept)
    passage.statements.filter(pk__in=[row.pk for row in rows.values()]).delete()
    _cite(cited)
    return list(rows)


def _since(before: Text, written: Text) -> Text:
    """What the draft says, counted from what the public read before.

    However often the original was written anew in the draft, that is one revision; a translation
    that the draft left behind was made from an earlier one.
    """
    original = written.original
    if not before or not written or before.original != original or original is None:
        return written
    is_reworded = before[original].words != written[original].words
    revision = before.revision + is_reworded
    versions = {original: replace(written[original], revision=revision)}
    for language, version in written.versions.items():
        if language == original:
            continue
        made_from = revision
        if written.is_stale(language):
            old = before.versions.get(language)
            is_kept = old is not None and old.words == version.words
            made_from = (old.made_from if is_kept and old else None) or before.revision
        versions[language] = replace(version, made_from=made_from)
    return Text(versions)


def _cite(cited: Sequence[tuple[Statement, WrittenStatement]]) -> None:
    wanted = {citation.source for _row, written in cited for citation in written.citations}
    sources = dict(Source.objects.filter(key__in=wanted).values_list("key", "pk"))
    new = []
    for row, written in cited:
        for group in (written.supporting(), written.contradicting()):
            new += [
                Citation(
                    statement=row,
                    source_id=sources[citation.source],
                    locator=citation.locator,
                    stance=Stance(citation.stance).value,
                    position=position,
                )
                for position, citation in enumerate(group)
            ]
    Citation.objects.filter(statement__in=[row for row, _written in cited]).delete()
    Citation.objects.bulk_create(new)
