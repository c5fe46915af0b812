"""What a translator does: translate a text, review what another translated, say that one is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Model

from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text, Version
from casamuseo.kernel.writing import writing
from casamuseo.sources.actions import keep_wording
from casamuseo.sources.editions import keep_standing, raise_version
from casamuseo.sources.errors_translating import (
    NothingToReview,
    NothingToTranslate,
    NothingTranslated,
    OriginalChanged,
    OwnTranslation,
    TranslatedMeanwhile,
    UnfitTranslation,
)
from casamuseo.sources.models import Passage, Statement
from casamuseo.sources.publishing import settle
from casamuseo.sources.sentences import problem_in_words, problem_with
from casamuseo.sources.translating import fingerprint, piece_id, record_key, rendered, standing_of


@dataclass(frozen=True, slots=True)
class Seen:
    """What the translator had before their eyes."""

    revision: int
    """Of the original."""
    fingerprint: str
    """Of the translation as it stood; see `sources.translating.fingerprint`."""

    @classmethod
    def now(cls, text: Text, language: str) -> Seen:
        return cls(text.revision, fingerprint(text, language))


def translate(
    row: Model,
    field: str,
    *,
    language: str,
    words: str | None,
    seen: Seen,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> Text:
    """Write one translation, made from the revision that was seen; None declares it missing.

    Saving the same words again says that a stale translation still holds. Somebody else must review
    it. Refuses with OriginalChanged, TranslatedMeanwhile, UnfitTranslation, NothingToTranslate or
    NothingTranslated.
    """
    with writing():
        now = _locked(row)
        text: Text = getattr(now, field)
        if not text or text.original == language:
            raise NothingToTranslate(language)
        if words is not None:
            refuse_unfit(now, words, language=language)
        if text.revision != seen.revision:
            raise OriginalChanged(original=text.words(text.original or ""), revision=text.revision)
        if fingerprint(text, language) != seen.fingerprint:
            raise TranslatedMeanwhile(words=text[language].words or "" if language in text else "")
        written = Version(words, made_from=text.revision, is_reviewed=words is None)
        if _says_the_same(text, language, written):
            raise NothingTranslated
        action = "translate" if words is not None else "declare-missing"
        return _write(
            now, field, language, written, action=action, languages=languages, by=by, at=at
        )


def translate_statement(
    statement: Statement,
    *,
    language: str,
    words: str | None,
    seen: Seen,
    languages: Sequence[str],
    by: str,
    at: datetime,
    field: str = "text",
) -> Text:
    """`translate` for a sentence: what it said before is kept, and its publication judged anew."""
    return translate(
        statement,
        field,
        language=language,
        words=words,
        seen=seen,
        languages=languages,
        by=by,
        at=at,
    )


def review_translation(
    row: Model,
    field: str,
    *,
    language: str,
    seen: Seen,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> Text:
    """Say that a translation which somebody else wrote, or a machine, says what the original says.

    Refuses with OriginalChanged, TranslatedMeanwhile, NothingToReview or OwnTranslation.
    """
    with writing():
        now = _locked(row)
        text: Text = getattr(now, field)
        if text.revision != seen.revision:
            raise OriginalChanged(original=text.words(text.original or ""), revision=text.revision)
        if fingerprint(text, language) != seen.fingerprint:
            raise TranslatedMeanwhile(words=text[language].words or "" if language in text else "")
        if standing_of(text, language) not in ("machine", "waiting"):
            raise NothingToReview(language)
        if translator_of(now, field, language=language) == by:
            raise OwnTranslation
        reviewed = replace(text[language], is_reviewed=True)
        return _write(
            now, field, language, reviewed, action="review", languages=languages, by=by, at=at
        )


def translator_of(row: Model, field: str, *, language: str) -> str:
    """Who wrote the present translation at the desk; "" where it came with the house or by machine."""
    last = (
        _changes(row, field)
        .filter(action__in=("translate", "import-translation"), facts__language=language)
        .order_by("-pk")
        .values_list("actor", flat=True)
        .first()
    )
    return last or ""


@dataclass(frozen=True, slots=True)
class Brought:
    """A translation from a file, matched to the text that it belongs to."""

    row: Any
    field: str
    words: str
    made_from: int
    """The revision of the original that the file shows: an older one stays stale."""
    fingerprint: str
    """Of the translation when the file's fate was judged."""
    by_machine: bool = False


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What became of a file: how many were written, and the ids of those changed meanwhile."""

    written: int
    left: tuple[str, ...]


def bring_in(
    brought: Iterable[Brought],
    *,
    language: str,
    languages: Sequence[str],
    source: str,
    by: str,
    at: datetime,
) -> BroughtIn:
    """Write the translations of a file, all in one transaction; those changed meanwhile are left alone."""
    written, left, passages = 0, [], {}
    brought = list(brought)
    with writing():
        keep_standing(
            {one.row.passage_id for one in brought if isinstance(one.row, Statement)}, at=at
        )
        for one in brought:
            now = _locked(one.row)
            text: Text = getattr(now, one.field)
            if fingerprint(text, language) != one.fingerprint or one.made_from > text.revision:
                left.append(piece_id(now, one.field))
                continue
            refuse_unfit(now, one.words, language=language)
            version = Version(
                one.words,
                made_from=one.made_from,
                by="machine" if one.by_machine else "person",
                is_reviewed=False,
            )
            _put(now, one.field, language, version, by=by, at=at)
            facts = {"file": source}
            _note(now, one.field, language, action="import-translation", by=by, at=at, facts=facts)
            if isinstance(now, Statement):
                passages[now.passage_id] = now.passage
            written += 1
        _risen(list(passages.values()), languages, by=by, at=at)
        if written:
            Edition.rise()
    return BroughtIn(written, tuple(left))


def refuse_unfit(row: Model, words: str, *, language: str) -> None:
    """Refuse words that cannot stand there: a sentence is one line, italics come in pairs."""
    judge = problem_with if isinstance(row, Statement) else problem_in_words
    problem = judge(words)
    if problem:
        raise UnfitTranslation(problem, language=language)


def _locked(row: Model) -> Any:
    rows = type(row)._default_manager.select_for_update(of=("self",))
    if isinstance(row, Statement):
        return rows.select_related("passage").get(pk=row.pk)
    return rows.get(pk=row.pk)


def _says_the_same(text: Text, language: str, written: Version) -> bool:
    old = text.versions.get(language)
    return (
        old is not None
        and (old.words, old.made_from) == (written.words, written.made_from)
        and old.by == "person"
    )


def _write(
    row: Any,
    field: str,
    language: str,
    version: Version,
    *,
    action: str,
    languages: Sequence[str],
    by: str,
    at: datetime,
) -> Text:
    if isinstance(row, Statement):
        keep_standing([row.passage_id], at=at)
    text = _put(row, field, language, version, by=by, at=at)
    if isinstance(row, Statement):
        _risen([row.passage], languages, by=by, at=at)
    _note(row, field, language, action=action, by=by, at=at, facts={"revision": text.revision})
    Edition.rise()
    return text


def _put(row: Any, field: str, language: str, version: Version, *, by: str, at: datetime) -> Text:
    if isinstance(row, Statement):
        keep_wording(row, by=by, at=at).save()
    text = rendered(getattr(row, field), language, version)
    setattr(row, field, text)
    fields = [field]
    if hasattr(row, "version") and not isinstance(row, Statement):
        row.version += 1
        fields.append("version")
    row.save(update_fields=fields)
    return text


def _risen(passages: Sequence[Passage], languages: Sequence[str], *, by: str, at: datetime) -> None:
    """What the passages say has changed: each gets its next version, and the rule is asked anew."""
    settle(passages, languages)
    raise_version([each.pk for each in passages], written_by=by, at=at)


def _note(
    row: Model,
    field: str,
    language: str,
    *,
    action: str,
    by: str,
    at: datetime,
    facts: dict[str, Any],
) -> None:
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind=row._meta.label_lower,
        key=_change_key(row, field),
        facts={"field": field, "language": language, **facts},
    )


def _changes(row: Model, field: str) -> Any:
    kind, key = row._meta.label_lower, _change_key(row, field)
    return Change.objects.filter(kind=kind, key=key, facts__field=field)


def _change_key(row: Model, field: str) -> str:
    if isinstance(row, Statement):
        return f"{row.passage.key}#{row.key}"
    return record_key(row)
