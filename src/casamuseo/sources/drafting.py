"""A passage as somebody writes it: the shape in which drafts and editions keep its statements."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casamuseo.kernel.terms import Certainty
from casamuseo.kernel.texts import Text, Version
from casamuseo.sources.models import Citation, Passage, Statement
from casamuseo.sources.terms import Stance

_NUMBERED = re.compile(r"s(\d{1,9})")


@dataclass(frozen=True, slots=True)
class WrittenCitation:
    """The place in a source on which a statement, or its other version, rests."""

    source: str
    """The source's key."""
    locator: str = ""
    stance: Stance = Stance.SUPPORTS

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> WrittenCitation:
        """Read what `to_json` writes. Raises ValueError."""
        stance = Stance(shape.get("stance", Stance.SUPPORTS))
        return cls(_words(shape, "source"), str(shape.get("locator", "")), stance)

    def to_json(self) -> dict[str, Any]:
        shape = {"source": self.source}
        if self.locator:
            shape["locator"] = self.locator
        if self.stance != Stance.SUPPORTS:
            shape["stance"] = self.stance.value
        return shape


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a statement as house knowledge, and when."""

    by: str
    """The signatory's key."""
    on: date


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """One sentence as it is written, apart from the tables."""

    key: str
    text: Text
    certainty: Certainty = Certainty.DOCUMENTED
    counter_text: Text = Text()  # noqa: RUF009  a text is never altered
    starts_paragraph: bool = False
    signature: Signature | None = None
    citations: tuple[WrittenCitation, ...] = ()
    unresolved_notes: tuple[str, ...] = ()
    """Notes of an imported article that no source was found for, as they were written."""

    @classmethod
    def of(cls, statement: Statement) -> WrittenStatement:
        """What a row says; prefetch `citations__source` and `signed_by` where there are many."""
        signature = None
        if statement.signed_by is not None and statement.signed_on is not None:
            signature = Signature(statement.signed_by.key, statement.signed_on)
        return cls(
            key=statement.key,
            text=statement.text,
            certainty=Certainty(statement.certainty),
            counter_text=statement.counter_text,
            starts_paragraph=statement.starts_paragraph,
            signature=signature,
            citations=tuple(_written(one) for one in _in_order(statement.citations.all())),
            unresolved_notes=tuple(statement.unresolved_notes),
        )

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> WrittenStatement:
        """Read what `to_json` writes. Raises ValueError, saying what was expected."""
        signed = shape.get("signature")
        return cls(
            key=_words(shape, "key"),
            text=_text_from(shape.get("text", [])),
            certainty=Certainty(shape.get("certainty", Certainty.DOCUMENTED)),
            counter_text=_text_from(shape.get("counter_text", [])),
            starts_paragraph=bool(shape.get("starts_paragraph", False)),
            signature=Signature(_words(signed, "by"), date.fromisoformat(_words(signed, "on")))
            if signed
            else None,
            citations=tuple(WrittenCitation.from_json(one) for one in shape.get("citations", [])),
            unresolved_notes=tuple(str(note) for note in shape.get("unresolved_notes", [])),
        )

    def to_json(self) -> dict[str, Any]:
        """The shortest shape that `from_json` reads back as an equal statement."""
        shape: dict[str, Any] = {
            "key": self.key,
            "text": _text_to(self.text),
            "certainty": self.certainty.value,
        }
        if self.counter_text.versions:
            shape["counter_text"] = _text_to(self.counter_text)
        if self.starts_paragraph:
            shape["starts_paragraph"] = True
        if self.signature:
            on = self.signature.on.isoformat()
            shape["signature"] = {"by": self.signature.by, "on": on}
        if self.citations:
            shape["citations"] = [one.to_json() for one in self.citations]
        if self.unresolved_notes:
            shape["unresolved_notes"] = list(self.unresolved_notes)
        return shape

    @property
    def digest(self) -> str:
        """Twelve letters that change whenever anything of the statement does."""
        shape = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(shape.encode()).hexdigest()[:12]

    def supporting(self) -> list[WrittenCitation]:
        return [one for one in self.citations if one.stance == Stance.SUPPORTS]

    def contradicting(self) -> list[WrittenCitation]:
        return [one for one in self.citations if one.stance == Stance.CONTRADICTS]


def statements_of(passage: Passage) -> list[WrittenStatement]:
    """The statements of a passage as they stand in its rows, in three queries."""
    return statements_of_many([passage.pk])[passage.pk]


def statements_of_many(passages: Collection[int]) -> dict[int, list[WrittenStatement]]:
    """By passage, the statements as they stand in their rows; three queries for any number."""
    told: dict[int, list[WrittenStatement]] = {pk: [] for pk in passages}
    rows = Statement.objects.filter(passage__in=told).select_related("signed_by")
    for row in rows.order_by("passage", "position", "pk").prefetch_related("citations__source"):
        told[row.passage_id].append(WrittenStatement.of(row))
    return told


def statements_from(shapes: Iterable[Mapping[str, Any]]) -> list[WrittenStatement]:
    """The statements that a draft or an edition keeps. Raises ValueError."""
    return [WrittenStatement.from_json(shape) for shape in shapes]


def shapes_of(statements: Iterable[WrittenStatement]) -> list[dict[str, Any]]:
    """The statements as a draft or an edition keeps them."""
    return [statement.to_json() for statement in statements]


def free_key(taken: Iterable[str]) -> str:
    """A key that no statement of the passage has: one number above the highest."""
    numbers = [int(found[1]) for key in taken if (found := _NUMBERED.fullmatch(key))]
    return f"s{max(numbers, default=0) + 1}"


def rewritten(before: Text, words: Mapping[str, str | None], *, holds: Sequence[str] = ()) -> Text:
    """What a text becomes when these are its words, language by language.

    "" is a language without words, None one that is declared missing. The original stays the
    original while it has words. A translation left as it was keeps who made it and from what; one
    in `holds` was read again and renders the original as it now stands.
    """
    order = [code for code in before if words.get(code)]
    order += [code for code in words if words[code] and code not in order]
    order += [code for code in words if words[code] is None]
    if not any(words[code] for code in order):
        return Text()
    original = order[0]
    revision = before.revision
    if before.original == original and before[original].words != words[original]:
        revision += 1
    versions: dict[str, Version] = {}
    for code in order:
        old = before.versions.get(code)
        is_kept = old is not None and old.words == words[code] and before.original == original
        if code == original:
            kept = old if is_kept and old else Version(words[code])
            versions[code] = replace(kept, revision=revision, made_from=None)
        elif is_kept and old and code not in holds and words[code] is not None:
            versions[code] = old
        elif is_kept and old:
            versions[code] = replace(old, made_from=revision, is_reviewed=True)
        else:
            versions[code] = Version(words[code], made_from=revision)
    return Text(versions)


def _written(citation: Citation) -> WrittenCitation:
    return WrittenCitation(citation.source.key, citation.locator, Stance(citation.stance))


def _in_order(citations: Iterable[Citation]) -> list[Citation]:
    return sorted(
        citations, key=lambda one: (one.stance != Stance.SUPPORTS, one.position, one.pk or 0)
    )


def _text_to(text: Text) -> list[list[Any]]:
    # Pairs: a JSON column need not keep the order of names, which says what the original is.
    return [[language, version] for language, version in text.to_json().items()]


def _text_from(pairs: Any) -> Text:
    try:
        shape = dict(pairs)
    except (TypeError, ValueError):
        raise ValueError("expected languages with their words, as pairs") from None
    return Text.from_json(shape)


def _words(shape: Any, name: str) -> str:
    value = shape.get(name) if isinstance(shape, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ValueError(f"expected words in `{name}`")
    return value
