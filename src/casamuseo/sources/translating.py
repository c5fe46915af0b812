"""What is translated and what waits: every multilingual text of the house as a piece with its state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.db.models import Case, Count, F, Func, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casamuseo.kernel.texts import Text, Version
from casamuseo.sources.models import Statement, StatementRevision


class Standing(models.TextChoices):
    """How a text stands in a language that it was not written in."""

    MISSING = "missing", pgettext_lazy("translation", "Missing")
    STALE = "stale", pgettext_lazy("translation", "Stale")
    MACHINE = "machine", pgettext_lazy("translation", "Machine, not reviewed")
    WAITING = "waiting", pgettext_lazy("translation", "To be reviewed")
    REVIEWED = "reviewed", pgettext_lazy("translation", "Reviewed")
    DECLARED = "declared", pgettext_lazy("translation", "Declared missing")


TO_DO = (Standing.MISSING, Standing.STALE)
"""What somebody has to translate."""

TO_REVIEW = (Standing.MACHINE, Standing.WAITING)
"""What somebody has to read."""

COUNTER = "counter_text"


@dataclass(frozen=True, slots=True)
class Strand:
    """One multilingual field of a kind of record, as far as it is translated."""

    model: type[Model]
    field: str
    label: Promise | str
    rows: Callable[[], QuerySet[Any]]
    """Which records: the public ones, in the order in which one works through them."""

    @property
    def model_name(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of one record."""

    row: Any
    field: str
    label: Promise | str = ""

    @property
    def text(self) -> Text:
        return cast(Text, getattr(self.row, self.field))

    @property
    def id(self) -> str:
        """The same in every file: `places/study#s3`, `story.story:attack#title`."""
        return piece_id(self.row, self.field)

    @property
    def model_name(self) -> str:
        return str(self.row._meta.label_lower)


def piece_id(row: Model, field: str) -> str:
    """How files and records of changes name a text of a record. A statement needs its passage."""
    if isinstance(row, Statement):
        part = "!other" if field == COUNTER else ""
        return f"{row.passage.key}#{row.key}{part}"
    return f"{row._meta.label_lower}:{record_key(row)}#{field}"


def record_key(row: Model) -> str:
    """The record's own key where that alone names it; else its primary key."""
    return str(row.key if has_key(type(row)) else row.pk)  # type: ignore[attr-defined]


def has_key(model: type[Model]) -> bool:
    """Whether a key alone names a record of this model."""
    return any(field.name == "key" and field.unique for field in model._meta.concrete_fields)


def standing_of(text: Text, language: str) -> Standing | None:
    """How the text stands in this language; None where there is nothing to translate."""
    if not text or text.original == language:
        return None
    version = text.versions.get(language)
    if version is None or version.words == "":
        return Standing.MISSING
    if version.words is None:
        return Standing.DECLARED
    if text.is_stale(language):
        return Standing.STALE
    if version.is_reviewed:
        return Standing.REVIEWED
    return Standing.MACHINE if version.by == "machine" else Standing.WAITING


def fingerprint(text: Text, language: str) -> str:
    """What a translator saw in this language: another one later means that somebody was quicker."""
    version = text.versions.get(language)
    shape = (
        None
        if version is None
        else (version.words, version.made_from, version.by, version.is_reviewed)
    )
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]


def rendered(text: Text, language: str, version: Version) -> Text:
    """The text with this version in this language; all else stays as it was."""
    return Text({**text.versions, language: version})


def original_then(statement: Statement, field: str, *, revision: int) -> str | None:
    """The words of the original at a revision of the past; None where they were not kept."""
    kept = (
        StatementRevision.objects.filter(statement=statement)
        .order_by("-pk")
        .values_list(field, flat=True)
    )
    for text in kept:
        if text.revision == revision and text.original:
            return cast(Text, text)[text.original].words
    return None


# In SQL: the same question asked of many rows at once.


class _EntryKind(Func):
    """The JSON type of a language's entry: `text` and `string` for words, `null`, `object`; NULL without."""

    function = ""
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler,
            connection,
            template="JSON_TYPE(NULLIF(%(expressions)s, ''), %(path)s)",
            **extra,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler,
            connection,
            template="JSONB_TYPEOF(NULLIF(%(expressions)s, '')::jsonb #> %(keys)s)",
            **extra,
        )


class _EntryPart(Func):
    """A part of a language's entry as text: `false`, `0`, `machine`; NULL where the entry is bare words."""

    function = ""
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler,
            connection,
            template="CAST(JSON_EXTRACT(NULLIF(%(expressions)s, ''), %(path)s) AS TEXT)",
            **extra,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(
            compiler,
            connection,
            template="(NULLIF(%(expressions)s, '')::jsonb #>> %(keys)s)",
            **extra,
        )


def _entry(field: str, *keys: str) -> dict[str, Any]:
    # Keys are codes of languages, checked when they are added, and names of our own.
    if not all(key.replace("-", "").isalnum() for key in keys):
        raise ValueError(f"not the code of a language: {keys[0]}")
    path = "$" + "".join(f'."{key}"' for key in keys)
    return {"path": f"'{path}'", "keys": "'{" + ",".join(keys) + "}'"}


def _kind(field: str, *keys: str) -> _EntryKind:
    return _EntryKind(_stored(field), **_entry(field, *keys))


def _part(field: str, *keys: str) -> _EntryPart:
    return _EntryPart(_stored(field), **_entry(field, *keys))


def _stored(field: str) -> Cast:
    return Cast(F(field), TextField())


def standing(field: str, language: str) -> Case:
    """The standing of each row's field in a language: `standing_of` in SQL; "" where there is none."""
    return Case(
        When(Q(_stored="") | Q(_stored__startswith=f'{{"{language}":'), then=Value("")),
        When(_kind=None, then=Value(Standing.MISSING)),
        When(_kind="null", then=Value(Standing.DECLARED)),
        When(_kind="object", _text=None, then=Value(Standing.DECLARED)),
        When(Q(_text="") | Q(_stored__contains=f'"{language}": ""'), then=Value(Standing.MISSING)),
        When(_from__isnull=False, then=Value(Standing.STALE)),
        When(_reviewed__in=("0", "false"), _by="machine", then=Value(Standing.MACHINE)),
        When(_reviewed__in=("0", "false"), then=Value(Standing.WAITING)),
        default=Value(Standing.REVIEWED),
        output_field=TextField(),
    )


def with_standing(rows: QuerySet[Any], field: str, language: str) -> QuerySet[Any]:
    """The rows, each with its `standing` in this language, less those with nothing to translate."""
    asked = rows.alias(
        _stored=_stored(field),
        _kind=_kind(field, language),
        _text=_part(field, language, "text"),
        _from=_part(field, language, "from"),
        _reviewed=_part(field, language, "reviewed"),
        _by=_part(field, language, "by"),
    )
    told: QuerySet[Any] = asked.annotate(standing=standing(field, language)).exclude(standing="")
    return told


def counts(rows: QuerySet[Any], field: str, language: str) -> dict[str, int]:
    """How many rows stand how. One query."""
    found = (
        with_standing(rows, field, language)
        .order_by()
        .values_list("standing")
        .annotate(rows=Count("pk"))
    )
    return dict(found)


def pieces(
    strands: Sequence[Strand], language: str, *, only: Sequence[Standing] = ()
) -> Iterator[Piece]:
    """Every text that these strands hold, in their order, some standings only where asked."""
    for strand in strands:
        rows = with_standing(strand.rows(), strand.field, language)
        if only:
            rows = rows.filter(standing__in=only)
        for row in rows.iterator(chunk_size=500):
            yield Piece(row, strand.field, strand.label)


WHAT_IT_SAYS = _("The sentence")
OTHER_VERSION = _("The other version")
