"""What is done with sources: added, changed, brought in from a bibliography, merged, taken back in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing
from casamuseo.sources.bibliography.csl import NotAnItem, clean_item
from casamuseo.sources.bibliography.keys import KEY, MOST, free_key
from casamuseo.sources.drafting import WrittenStatement, shapes_of, statements_from
from casamuseo.sources.errors_sources import (
    CannotMerge,
    SourceChanged,
    SourceKeyTaken,
    SourceStands,
    UnfitSource,
)
from casamuseo.sources.models import Citation, Passage, PassageDraft, Source, Statement
from casamuseo.sources.publishing import Grounds, reasons_against_statement, settle
from casamuseo.sources.terms import Stance

What = Literal["add", "merge", "skip"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be done with an entry of a bibliography."""

    csl: Mapping[str, Any]
    what: What
    key: str = ""
    """Where it is added, what it was called there; where it is merged, the source that it goes into."""


def digest_of(source: Source) -> str:
    """Twelve letters that change whenever anything of the source does."""
    shape = json.dumps([source.csl, str(source.withdrawn_on)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(shape.encode()).hexdigest()[:12]


def add_source(csl: Mapping[str, Any], *, key: str = "", by: str, at: datetime) -> Source:
    """Add a source. Refuses with UnfitSource or SourceKeyTaken."""
    item = _fit(csl)
    if key and not (KEY.fullmatch(key) and len(key) <= MOST):
        raise UnfitSource(_("A key is of lower-case letters, digits and hyphens between them."))
    if key and Source.objects.filter(key=key).exists():
        raise SourceKeyTaken(key)
    try:
        with writing():
            source = _add(item, key=key, by=by, at=at)
            Edition.rise()
    except IntegrityError:
        raise SourceKeyTaken(key) from None
    return source


def change_source(
    source: Source, *, csl: Mapping[str, Any], seen: str, by: str, at: datetime
) -> Source:
    """Say otherwise what a source is. Refuses with UnfitSource, or with SourceChanged by others."""
    item = _fit(csl)
    with writing():
        source = Source.objects.select_for_update().get(pk=source.pk)
        if digest_of(source) != seen:
            raise SourceChanged
        if source.csl != item:
            before, source.csl = source.csl, item
            source.save(update_fields=["csl"])
            _note("change", source.key, by=by, at=at, before=before)
            Edition.rise()
    return source


def import_entries(
    chosen: Iterable[Chosen], *, by: str, at: datetime
) -> tuple[list[Source], list[Source]]:
    """Add and merge what was chosen, all of it or nothing; what was added, what was merged into.

    Merging fills what the source lacks and alters nothing that it says.
    """
    added, merged = [], []
    with writing():
        for each in chosen:
            if each.what == "add":
                wanted = "" if Source.objects.filter(key=each.key).exists() else each.key
                added.append(_add(_fit(each.csl), wanted=wanted, by=by, at=at))
            elif each.what == "merge":
                source = Source.objects.select_for_update().get(key=each.key)
                filled = filled_up(source.csl, each.csl)
                if filled != source.csl:
                    before, source.csl = source.csl, filled
                    source.save(update_fields=["csl"])
                    _note("change", source.key, by=by, at=at, before=before)
                merged.append(source)
        if added or merged:
            Edition.rise()
    return added, merged


def filled_up(kept: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The item with what it lacks taken from the other; two notes become one."""
    filled = {**other, **kept}
    notes = [str(each.get("note") or "") for each in (kept, other)]
    if all(notes) and notes[1] not in notes[0]:
        filled["note"] = "; ".join(notes)
    return filled


def merge_sources(
    kept: Source,
    gone: Source,
    *,
    csl: Mapping[str, Any],
    seen: tuple[str, str],
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> Source:
    """Make two sources one: what cites either cites the one that is kept, which says `csl`.

    Drafts are pointed to it as well; the change keeps both items whole. `seen` are the digests of
    both. Refuses with CannotMerge, UnfitSource or SourceChanged.
    """
    if kept.pk == gone.pk:
        raise CannotMerge(_("This is one source, not two."))
    item = _fit(csl)
    with writing():
        both = Source.objects.select_for_update().in_bulk([kept.pk, gone.pk])
        if len(both) != 2:
            raise SourceChanged
        kept, gone = both[kept.pk], both[gone.pk]
        if (digest_of(kept), digest_of(gone)) != seen:
            raise SourceChanged
        if (kept.withdrawn_on is None) != (gone.withdrawn_on is None):
            raise CannotMerge(
                _(
                    "One of the two has been withdrawn. Withdraw both, or take the one back in first."
                )
            )
        passages = Passage.objects.filter(statements__citations__source=gone).distinct()
        touched = list(passages)
        cited = _point_citations(gone, to=kept)
        drafts = _point_drafts(gone.key, to=kept.key)
        before, kept.csl = kept.csl, item
        kept.save(update_fields=["csl"])
        _note(
            "merge",
            kept.key,
            by=by,
            at=at,
            before=before,
            other=gone.as_csl(),
            **cited,
            drafts=drafts,
        )
        _note("merge_into", gone.key, by=by, at=at, into=kept.key)
        gone.delete()
        settle(touched, languages)
        Edition.rise()
    return kept


def take_back(
    source: Source, *, why: Text, languages: Sequence[str], by: str, at: datetime
) -> list[Statement]:
    """Let a withdrawn source stand again, for a reason; the statements that rest on it.

    Those that it alone supported may be published again. Refuses with SourceStands.
    """
    with writing():
        source = Source.objects.select_for_update().get(pk=source.pk)
        if source.withdrawn_on is None:
            raise SourceStands
        facts = {
            "why": why.to_json(),
            "withdrawn_on": str(source.withdrawn_on),
            "withdrawn_why": source.withdrawn_why.to_json(),
        }
        source.withdrawn_on, source.withdrawn_why = None, Text()
        source.save(update_fields=["withdrawn_on", "withdrawn_why"])
        resting = Statement.objects.resting_on(source).select_related("passage")
        settle(Passage.objects.filter(pk__in=resting.values("passage")), languages)
        _note("take_back", source.key, by=by, at=at, **facts)
        Edition.rise()
        return list(resting.order_by("passage__order", "passage__key", "position"))


@dataclass(frozen=True, slots=True)
class Consequences:
    """What withdrawing a source would do."""

    resting: list[Statement]
    """Every statement that cites it, for or against."""
    lost: list[Statement]
    """Those that the public would no longer see."""
    passages: list[Passage]
    """Those of which nothing would be left to see."""


def consequences_of_withdrawing(source: Source, *, languages: Sequence[str]) -> Consequences:
    """What withdrawing would do, without doing it."""
    rows = Statement.objects.resting_on(source).select_related("passage")
    resting = list(
        rows.prefetch_related("citations__source").order_by(
            "passage__order", "passage__key", "position"
        )
    )
    lost = [
        statement
        for statement in resting
        if statement.is_published
        and statement.passage.is_published
        and reasons_against_statement(statement, languages, grounds=_without(statement, source))
    ]
    gone = {one.pk for one in lost}
    left = Statement.objects.filter(is_published=True).exclude(pk__in=gone)
    passages = {one.passage_id: one.passage for one in lost}
    still = set(left.filter(passage__in=passages).values_list("passage", flat=True))
    return Consequences(resting, lost, [each for pk, each in passages.items() if pk not in still])


def _without(statement: Statement, source: Source) -> Grounds:
    """What the statement would rest on."""
    grounds = Grounds.of(statement)
    lost = sum(
        citation.source_id == source.pk and citation.stance == Stance.SUPPORTS
        for citation in statement.citations.all()
        if citation.source.withdrawn_on is None
    )
    return replace(
        grounds,
        standing=grounds.standing - lost,
        withdrawn=(*grounds.withdrawn, *([source.key] if lost else [])),
    )


def _fit(csl: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return clean_item(csl)
    except NotAnItem as problem:
        raise UnfitSource(str(problem)) from None


def _add(item: dict[str, Any], *, key: str = "", wanted: str = "", by: str, at: datetime) -> Source:
    if not key:
        key = free_key(item, wanted=wanted, taken=set(Source.objects.values_list("key", flat=True)))
    last = Source.objects.aggregate(last=Max("order"))["last"] or 0
    source = Source.objects.create(key=key, csl=item, order=last + 1)
    _note("add", key, by=by, at=at)
    return source


def _point_citations(gone: Source, *, to: Source) -> dict[str, int]:
    """Let what cites the one cite the other; a citation that would stand twice stands once."""
    already = set(
        Citation.objects.filter(source=to).values_list("statement", "locator", "stance").iterator()
    )
    moved: list[int] = []
    same: list[int] = []
    for citation in Citation.objects.filter(source=gone):
        place = (citation.statement_id, citation.locator, citation.stance)
        (same if place in already else moved).append(citation.pk)
        already.add(place)
    Citation.objects.filter(pk__in=same).delete()
    Citation.objects.filter(pk__in=moved).update(source=to)
    return {"citations": len(moved), "same": len(same)}


def _point_drafts(gone: str, *, to: str) -> int:
    """Let drafts that cite the one cite the other; how many."""
    count = 0
    for draft in PassageDraft.objects.select_for_update():
        statements = statements_from(draft.statements)
        pointed = [_pointed(one, gone, to) for one in statements]
        if pointed != statements:
            PassageDraft.objects.filter(pk=draft.pk).update(
                statements=shapes_of(pointed), version=draft.version + 1
            )
            count += 1
    return count


def _pointed(statement: WrittenStatement, gone: str, to: str) -> WrittenStatement:
    citations = [
        replace(each, source=to) if each.source == gone else each for each in statement.citations
    ]
    return replace(statement, citations=tuple(dict.fromkeys(citations)))


def _note(action: str, key: str, *, by: str, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by, action=action, kind="sources.source", key=key, facts=facts
    )
