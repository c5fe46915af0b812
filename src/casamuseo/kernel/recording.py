"""Writing plain records: as they were seen, as they become, and who still needs them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.quoting import all_quoted
from casamuseo.kernel.texts import Text
from casamuseo.kernel.writing import writing

M = TypeVar("M", bound=models.Model)

NAMED = 5
"""How many of those who need a record are named."""

_NAMES = ("title", "name", "label", "sort_name", "object_number", "loan_number")
_OWNERS = ("museum_object", "display_state", "journey", "place", "fixture", "house", "passage")
_LONGEST_KEY = 80


class ChangedMeanwhile(Refusal):
    """Somebody else saved the record after it was opened here."""

    code = "changed-meanwhile"

    def __init__(self, record: models.Model) -> None:
        super().__init__(
            _(
                "Somebody saved this while you were writing. What you typed is kept below, beside "
                "what stands now: save again to put yours in its place."
            ),
            kind=record._meta.label_lower,
            key=str(record.pk),
        )


class StillNeeded(Refusal):
    """What others name cannot be deleted."""

    code = "still-needed"

    def __init__(self, record: models.Model, needs: Sequence[str]) -> None:
        first, rest = needs[:NAMED], len(needs) - NAMED
        named = all_quoted(first)
        if rest > 0:
            more = ngettext("%(count)d more", "%(count)d more", rest) % {"count": rest}
            named = f"{named}, {more}"
        super().__init__(
            _("“%(name)s” cannot be deleted, for others need it: %(named)s.")
            % {"name": name_of(record), "named": named},
            needs=list(needs),
        )
        self.needs = list(needs)


class SlugIsTaken(Refusal):
    """Two pages of one kind cannot have one address."""

    code = "slug-is-taken"

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("Another page already has the address “%(slug)s”.") % {"slug": slug}, slug=slug
        )


def seen_of(record: models.Model, *more: object) -> str:
    """What the record says, as a short digest: another one tomorrow means that it was changed.

    Its passage is left out: that has a version of its own. `more` is what belongs to the record
    without standing in its row, in a shape that JSON has.
    """
    fields = {
        field.attname: field.value_to_string(record)
        for field in record._meta.concrete_fields
        if field.name != "passage"
    }
    links = {
        link.name: sorted(getattr(record, link.name).order_by().values_list("pk", flat=True))
        for link in record._meta.many_to_many
    }
    return digest_of([fields, links, more])


def digest_of(said: object) -> str:
    """A short digest of something in a shape that JSON has."""
    # 4 and 4.0 are one length, whichever of them was typed, and whichever a database gives back.
    shape = json.loads(json.dumps(said, default=str), parse_int=float)
    shape = json.dumps(shape, sort_keys=True)
    return hashlib.sha256(shape.encode()).hexdigest()[:20]


def locked(record: M) -> M:
    """The record as it stands at this moment, kept from others until the transaction ends."""
    return type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)


def refuse_if_changed(record: models.Model, *more: object, seen: str) -> None:
    """Refuse with ChangedMeanwhile where the record no longer is what was seen."""
    if seen_of(record, *more) != seen:
        raise ChangedMeanwhile(record)


def refuse_taken_slug(
    model: type[models.Model], slug: Text, *, besides: models.Model | None = None
) -> None:
    """Refuse with SlugIsTaken where another record of the kind has this address in some language."""
    others = model._base_manager.exclude(pk=besides.pk) if besides else model._base_manager.all()
    for other in others.values_list("slug", flat=True).iterator(chunk_size=2000):
        for code in slug:
            if other.has(code) and other[code].words == slug[code].words:
                raise SlugIsTaken(slug[code].words or "")


def add_record(record: M, *, asked: object = None, by: str, at: datetime) -> M:
    """Write a record that is new, with what was asked of it: a dataclass of its fields and links.

    Refuses with SlugIsTaken.
    """
    fields, links = _told(asked, record)
    for name, value in fields.items():
        setattr(record, name, value)
    with writing():
        if "slug" in fields:
            refuse_taken_slug(type(record), fields["slug"])
        record.save(force_insert=True)
        _link(record, links)
        note("add", record, by=by, at=at)
        Edition.rise()
    return record


def rewrite(
    record: M,
    *,
    asked: object,
    seen: str,
    see: Callable[[M], str] = seen_of,
    also: Mapping[str, object] | None = None,
    by: str,
    at: datetime,
) -> M:
    """Write a record anew as asked; its texts keep their history. `also` are fields that follow.

    Refuses with ChangedMeanwhile or SlugIsTaken.
    """
    with writing():
        row = locked(record)
        if see(row) != seen:
            raise ChangedMeanwhile(row)
        fields, links = _told(asked, row)
        if "slug" in fields:
            refuse_taken_slug(type(row), fields["slug"], besides=row)
        for name, value in {**fields, **(also or {})}.items():
            old = getattr(row, name)
            has_history = isinstance(value, Text) and name != "slug"
            setattr(row, name, old.revised_to(value) if has_history else value)
        row.save()
        _link(row, links)
        note("change", row, by=by, at=at)
        Edition.rise()
    return row


def delete_record(record: models.Model, *, own: Sequence[str] = (), by: str, at: datetime) -> None:
    """Delete a record that nobody needs. Refuses with StillNeeded."""
    with writing():
        row = locked(record)
        refuse_if_needed(row, own=own)
        note("delete", row, by=by, at=at)
        row.delete()
        Edition.rise()


def needed_by(record: models.Model, *, own: Sequence[str] = ()) -> list[str]:
    """The names of what points at a record, apart from its own parts: `house.opening.place`."""
    found: list[str] = []
    for relation in _relations(record):
        if f"{relation.related_model._meta.label_lower}.{relation.field.name}" in own:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
        found += [name_of(row) for row in rows[: NAMED + 1]]
    return list(dict.fromkeys(found))


def refuse_if_needed(record: models.Model, *, own: Sequence[str] = ()) -> None:
    """Refuse with StillNeeded, naming who points at the record."""
    needs = needed_by(record, own=own)
    if needs:
        raise StillNeeded(record, needs)


def name_of(record: models.Model) -> str:
    """What people call a record; what belongs to others is called by their names."""
    for attribute in _NAMES:
        words = str(getattr(record, attribute, "") or "")
        if words:
            return words
    owners = [getattr(record, attribute, None) for attribute in _OWNERS]
    named = [name_of(owner) for owner in owners if isinstance(owner, models.Model)]
    return ", ".join(named) or str(record)


def free_key(model: type[models.Model], words: str, *, otherwise: str, **within: object) -> str:
    """A key made of these words that no other record has; `within` narrows who the others are."""
    stem = slugify(words)[: _LONGEST_KEY - 5].strip("-") or otherwise
    rows = model._base_manager.filter(key__startswith=stem, **within)
    taken = set(rows.values_list("key", flat=True))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def note(action: str, record: models.Model, *, by: str, at: datetime, **facts: object) -> None:
    """Write down who did what to the record."""
    Change.objects.create(
        at=at,
        actor=by,
        action=action,
        kind=record._meta.label_lower,
        key=str(getattr(record, "key", "") or getattr(record, "number", "") or record.pk),
        facts=facts,
    )


def _told(asked: Any, record: models.Model) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a dataclass asks of a record: its fields, and the many to which it is linked."""
    if asked is None:
        return {}, {}
    many = {link.name for link in record._meta.many_to_many}
    # Not `asdict`, which would take the texts apart as well.
    said = {one.name: getattr(asked, one.name) for one in dataclasses.fields(asked)}
    fields = {name: value for name, value in said.items() if name not in many}
    return fields, {name: value for name, value in said.items() if name in many}


def _link(record: models.Model, links: Mapping[str, Iterable[models.Model]]) -> None:
    for name, rows in links.items():
        getattr(record, name).set(rows)


def _relations(record: models.Model) -> Iterator[Any]:
    for field in record._meta.get_fields(include_hidden=True):
        is_from_others = field.auto_created and not field.concrete and field.is_relation
        # A table between two others is seen through the link itself.
        if is_from_others and not field.related_model._meta.auto_created:  # type: ignore[union-attr]
            yield field
