"""What is done with sources and statements: revise, sign, withdraw, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.editions import keep_standing, raise_version
from casamuseo.sources.errors import (
    NotASentence,
    NothingRevised,
    SourceIsCited,
    SourceIsWithdrawn,
)
from casamuseo.sources.models import Passage, Signatory, Source, Statement, StatementRevision
from casamuseo.sources.publishing import settle
from casamuseo.sources.sentences import problem_with


@transaction.atomic
def revise_statement(
    statement: Statement,
    *,
    text: Text,
    counter_text: Text | None = None,
    certainty: Certainty | None = None,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> Statement:
    """Give a statement new words, keep the old ones, and judge anew whether it is published.

    A translation left as it was turns stale when the original has other words. A statement that is
    no longer contested loses its other version. Refuses with NotASentence or NothingRevised.
    """
    statement = Statement.objects.select_for_update().select_related("passage").get(pk=statement.pk)
    certainty = certainty or Certainty(statement.certainty)
    other = statement.counter_text if counter_text is None else counter_text
    if certainty != Certainty.CONTESTED:
        other = Text()
    _refuse_unfit(text)
    if other:
        _refuse_unfit(other)

    revised = statement.text.revised_to(text)
    revised_other = statement.counter_text.revised_to(other) if other else other
    before = (statement.text, statement.counter_text, statement.certainty)
    if before == (revised, revised_other, certainty):
        raise NothingRevised(statement)
    keep_standing([statement.passage_id], at=at)
    keep_wording(statement, by=by, at=at).save()
    statement.text, statement.counter_text, statement.certainty = revised, revised_other, certainty
    statement.save(update_fields=["text", "counter_text", "certainty"])
    settle([statement.passage], languages)
    raise_version([statement.passage_id], written_by=by, at=at)
    statement.refresh_from_db(fields=["is_published"])

    _note("revise", statement, by=by, at=at, facts={"revision": statement.revision})
    Edition.rise()
    return statement


def keep_wording(statement: Statement, *, by: str, at: datetime) -> StatementRevision:
    """The row, not yet saved, that keeps what the statement says before it changes."""
    return StatementRevision(
        statement=statement,
        revision=statement.revision,
        text=statement.text,
        counter_text=statement.counter_text,
        certainty=statement.certainty,
        replaced_at=at,
        replaced_by=by,
    )


@transaction.atomic
def sign_statement(
    statement: Statement,
    *,
    signatory: Signatory,
    on: date,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> Statement:
    """Sign a statement as house knowledge, which publishes it without a source."""
    statement = Statement.objects.select_for_update().select_related("passage").get(pk=statement.pk)
    keep_standing([statement.passage_id], at=at)
    statement.signed_by, statement.signed_on = signatory, on
    statement.save(update_fields=["signed_by", "signed_on"])
    settle([statement.passage], languages)
    raise_version([statement.passage_id], written_by=by, at=at)
    statement.refresh_from_db(fields=["is_published"])

    _note("sign", statement, by=by, at=at, facts={"signatory": signatory.key, "on": str(on)})
    Edition.rise()
    return statement


@transaction.atomic
def withdraw_source(
    source: Source,
    *,
    why: Text,
    on: date,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> list[Statement]:
    """Withdraw a source, and return every statement that rests on it, for or against.

    Those that lose their only support lose their publication. Refuses with SourceIsWithdrawn.
    """
    source = Source.objects.select_for_update().get(pk=source.pk)
    if source.withdrawn_on is not None:
        raise SourceIsWithdrawn(source)
    source.withdrawn_on, source.withdrawn_why = on, why
    source.save(update_fields=["withdrawn_on", "withdrawn_why"])

    resting = Statement.objects.resting_on(source)
    passages = Passage.objects.filter(pk__in=resting.values("passage"))
    lost = settle(passages, languages)
    facts = {"on": str(on), "unpublished": [f"{one.passage.key}#{one.key}" for one in lost]}
    Change.objects.create(
        at=at, actor=by, action="withdraw", kind="sources.source", key=source.key, facts=facts
    )
    Edition.rise()
    return list(
        resting.select_related("passage").order_by("passage__order", "passage__key", "position")
    )


@transaction.atomic
def delete_source(source: Source, *, by: str, at: datetime) -> None:
    """Delete a source that nothing cites. Refuses with SourceIsCited, naming the statements."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    resting = list(Statement.objects.resting_on(source).select_related("passage"))
    if resting:
        raise SourceIsCited(source, resting)
    key = source.key
    source.delete()
    Change.objects.create(at=at, actor=by, action="delete", kind="sources.source", key=key)
    Edition.rise()


def _refuse_unfit(text: Text) -> None:
    original = text.original or ""
    for language in text.versions or [original]:
        words = text[language].words if language in text else None
        is_missing = words is None and language != original
        problem = None if is_missing else problem_with(words or "")
        if problem:
            raise NotASentence(problem, language=language)


def _note(
    action: str, statement: Statement, *, by: str, at: datetime, facts: Mapping[str, Any]
) -> None:
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind="sources.statement",
        key=f"{statement.passage.key}#{statement.key}",
        facts=dict(facts),
    )
