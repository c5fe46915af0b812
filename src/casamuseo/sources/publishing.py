"""The publishing rule, in one place: what keeps a statement or a passage from the public, as reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.models import Citation, Passage, Source, Statement
from casamuseo.sources.terms import Stance


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not published: a code, its facts, and the sentence for a person."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return _messages()[self.code] % self.facts


def _messages() -> dict[str, str]:
    return {
        "unsupported": _("It has no source and nobody has signed it as house knowledge."),
        "source-withdrawn": _("The only sources it rests on have been withdrawn: %(sources)s."),
        "one-sided": _("It is contested, and its other version is missing."),
        "language-missing": _(
            "The text in “%(language)s” is missing, and does not say that it is."
        ),
        "other-language-missing": _(
            "The other version in “%(language)s” is missing, and does not say that it is."
        ),
        "draft": _("The passage is a draft."),
        "nothing-published": _("None of its sentences can be published."),
        "statement-lacks-language": _(
            "Sentence %(number)d (“%(statement)s”) lacks a language of the house: %(language)s."
        ),
    }


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a statement rests on: the citations that support its own text, and a signature."""

    standing: int
    """Supporting citations of sources that have not been withdrawn."""
    withdrawn: tuple[str, ...]
    """Keys of withdrawn sources that supported it."""
    is_signed: bool

    @classmethod
    def of(cls, statement: Statement) -> Grounds:
        """Read them from the rows; prefetch `citations__source` where there are many."""
        supporting = [c for c in statement.citations.all() if c.stance == Stance.SUPPORTS]
        return cls.from_citations(supporting, is_signed=statement.signed_by_id is not None)

    @classmethod
    def from_citations(cls, supporting: Iterable[Citation], *, is_signed: bool) -> Grounds:
        withdrawn, standing = [], 0
        for citation in supporting:
            if citation.source.withdrawn_on is None:
                standing += 1
            else:
                withdrawn.append(citation.source.key)
        return cls(standing, tuple(withdrawn), is_signed)

    @classmethod
    def of_written(cls, statement: WrittenStatement, *, withdrawn: Collection[str]) -> Grounds:
        """Read them from a statement of a draft, knowing the keys of withdrawn sources."""
        supporting = [one.source for one in statement.supporting()]
        gone = tuple(key for key in supporting if key in withdrawn)
        return cls(len(supporting) - len(gone), gone, statement.signature is not None)


def reasons_against_statement(
    statement: Statement, languages: Sequence[str], *, grounds: Grounds | None = None
) -> list[Reason]:
    """What keeps the statement back; an empty list publishes it.

    It needs a standing source for its own text or a signature; a contested one needs its other
    version, which may be without a source; each needs every language or a word that it is missing.
    """
    grounds = Grounds.of(statement) if grounds is None else grounds
    reasons = []
    if not grounds.standing and not grounds.is_signed:
        if grounds.withdrawn:
            reasons.append(Reason("source-withdrawn", {"sources": ", ".join(grounds.withdrawn)}))
        else:
            reasons.append(Reason("unsupported"))
    if statement.certainty == Certainty.CONTESTED and not statement.counter_text:
        reasons.append(Reason("one-sided"))
    return reasons + reasons_of_language(statement, languages)


def reasons_of_language(statement: Statement, languages: Sequence[str]) -> list[Reason]:
    """The languages of the house that the statement, or its other version, passes over in silence."""
    reasons = [
        Reason("language-missing", {"language": language})
        for language in _passed_over(statement.text, languages)
    ]
    if statement.counter_text:
        reasons += [
            Reason("other-language-missing", {"language": language})
            for language in _passed_over(statement.counter_text, languages)
        ]
    return reasons


def _passed_over(text: Text, languages: Sequence[str]) -> list[str]:
    return [
        language
        for language in languages
        if not text.has(language) and not text.is_declared_missing(language)
    ]


def reasons_against_passage(
    passage: Passage, languages: Sequence[str], *, statements: Sequence[Statement] | None = None
) -> list[Reason]:
    """What keeps the passage back; an empty list publishes it, less the statements held back.

    `statements` are its statements where they are at hand, with `is_published` already settled.
    """
    if statements is None:
        statements = list(passage.statements.all())
    reasons = [Reason("draft")] if passage.is_draft else []
    for statement in statements:
        reasons += [
            Reason(
                "statement-lacks-language",
                {
                    "statement": statement.key,
                    "number": statement.position + 1,
                    "language": reason.facts["language"],
                },
            )
            for reason in reasons_of_language(statement, languages)
        ]
    if not any(statement.is_published for statement in statements):
        reasons.append(Reason("nothing-published"))
    return reasons


@dataclass(frozen=True, slots=True)
class Judgement:
    """What keeps a draft back: each of its statements by key, and the passage as a whole."""

    statements: Mapping[str, list[Reason]]
    passage: list[Reason]


def judge_draft(
    passage: Passage, statements: Sequence[WrittenStatement], languages: Sequence[str]
) -> Judgement:
    """What the rule would say of the passage if these were its statements. One query.

    One without words is a place to write in, and nothing to be judged.
    """
    cited = {one.source for statement in statements for one in statement.citations}
    gone = Source.objects.filter(key__in=cited).exclude(withdrawn_on=None)
    withdrawn = set(gone.values_list("key", flat=True)) if cited else set()
    rows, reasons = [], {}
    for position, written in enumerate(statements):
        if not written.text:
            continue
        row = Statement(
            key=written.key,
            position=position,
            text=written.text,
            counter_text=written.counter_text,
            certainty=written.certainty,
        )
        grounds = Grounds.of_written(written, withdrawn=withdrawn)
        reasons[written.key] = reasons_against_statement(row, languages, grounds=grounds)
        row.is_published = not reasons[written.key]
        rows.append(row)
    return Judgement(reasons, reasons_against_passage(passage, languages, statements=rows))


def settle(passages: Iterable[Passage], languages: Sequence[str]) -> list[Statement]:
    """Bring `is_published` of the passages and their statements in line with the rule.

    Returns the statements that the public no longer sees. Call inside a transaction.
    """
    lost = []
    for passage in passages:
        statements = list(passage.statements.prefetch_related("citations__source"))
        seen = {one.pk for one in statements if passage.is_published and one.is_published}
        changed = []
        for statement in statements:
            is_published = not reasons_against_statement(statement, languages)
            if statement.is_published != is_published:
                statement.is_published = is_published
                changed.append(statement)
        Statement.objects.bulk_update(changed, ["is_published"])
        is_published = not reasons_against_passage(passage, languages, statements=statements)
        if passage.is_published != is_published:
            passage.is_published = is_published
            passage.save(update_fields=["is_published"])
        lost += [
            one for one in statements if one.pk in seen and not (is_published and one.is_published)
        ]
    return lost
